/** What the server says of itself: health, its limits, its OpenAPI document. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { EventLoopDelay } from '../event-loop.ts';
import { LIMIT_NAMES, LIMITS } from '../limits.ts';
import type { Service } from '../service.ts';
import { anyJson } from './replies.ts';

const limitNames = z.record(z.string(), z.object({ value: z.number(), describe: z.string() }));

export function serviceRoutes(app: FastifyInstance, { queue, limits, places }: Service): void {
  const eventLoop = new EventLoopDelay();
  app.addHook('onClose', async () => eventLoop.close());
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    '/api/health',
    {
      schema: {
        summary: 'Whether the server is well, and how much it has to do',
        response: {
          200: z.object({
            status: z.literal('ok'),
            version: z.string(),
            running: z.number(),
            queued: z.number(),
            residentBytes: z.number().describe('Memory of the whole process.'),
            eventLoopDelayMs: z
              .object({ p50: z.number(), p99: z.number() })
              .describe('How late the server’s own thread is, since it began.'),
          }),
        },
      },
    },
    () => ({
      status: 'ok' as const,
      version: places.version,
      ...queue.counts,
      residentBytes: process.memoryUsage.rss(),
      eventLoopDelayMs: { p50: eventLoop.percentile(0.5), p99: eventLoop.percentile(0.99) },
    }),
  );
  typed.get(
    '/api/limits',
    { schema: { summary: 'What the server allows', response: { 200: limitNames } } },
    () =>
      Object.fromEntries(
        LIMIT_NAMES.map((name) => [name, { value: limits[name], describe: LIMITS[name].describe }]),
      ),
  );
  typed.get(
    '/api/openapi.json',
    { schema: { summary: 'This document', response: { 200: anyJson } } },
    (_, reply) => {
      reply.type('application/json').serializer((document) => String(document));
      return JSON.stringify(app.swagger()) as never;
    },
  );
}
