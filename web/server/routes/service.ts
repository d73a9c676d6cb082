/** What the server says of itself: health, its limits, its OpenAPI document. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LIMIT_NAMES, LIMITS } from '../limits.ts';
import type { Service } from '../service.ts';
import { anyJson } from './document.ts';

const limitNames = z.record(z.string(), z.object({ value: z.number(), describe: z.string() }));

const LOOK_EVERY_MS = 10;
const NANOSECONDS = 1e6;

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

/**
 * How late the server's own thread is with what is due, ms, since the server began: what everybody
 * waits for, whatever he asks.
 */
class EventLoopDelay {
  private readonly times = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });

  constructor() {
    this.times.enable();
  }

  /** Not even looked at yet: 0. */
  percentile(share: number): number {
    const between = this.times.percentile(100 * share) / NANOSECONDS;
    return Math.max(0, between - LOOK_EVERY_MS);
  }

  close(): void {
    this.times.disable();
  }
}
