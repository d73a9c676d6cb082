/** What the server says of itself: health, its limits, its OpenAPI document. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LIMIT_NAMES, LIMITS } from '../limits.ts';
import type { Service } from '../service.ts';
import { anyJson } from './replies.ts';

const limitNames = z.record(z.string(), z.object({ value: z.number(), describe: z.string() }));

export function serviceRoutes(app: FastifyInstance, { desk, limits, version }: Service): void {
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
          }),
        },
      },
    },
    () => ({ status: 'ok' as const, version, ...desk.counts }),
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
