/** What is answered at once: one replication in figures, or traced event by event. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { MAX_REPLICATIONS } from '../../../sim/studies/replications.ts';
import { clientOf } from '../client.ts';
import { Failure } from '../failure.ts';
import { changes, scenarioRef } from '../run-request.ts';
import type { Service } from '../service.ts';
import { anyJson, failureReply, passJson } from './document.ts';

export function previewRoutes(app: FastifyInstance, { threads }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    '/api/preview',
    {
      schema: {
        summary: 'One replication of some settings, at once',
        body: z.strictObject({
          scenario: scenarioRef,
          set: changes,
          settings: z.array(z.string().min(1).max(100)).min(1).max(8),
        }),
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body, ip }, reply) => {
      const result = await threads.preview(body, clientOf(ip));
      if (!result.ok) throw Failure.of(result.failure);
      return passJson(reply, result.value);
    },
  );

  typed.post(
    '/api/replay',
    {
      schema: {
        summary: 'One replication, event by event, in a window of time',
        body: z.strictObject({
          scenario: scenarioRef,
          set: changes,
          setting: z.string().min(1).max(100).default('default'),
          replication: z.number().int().min(0).max(MAX_REPLICATIONS).default(0),
          fromMs: z.number().min(0).default(0).describe('From here, ms from the start of the run'),
          toMs: z.number().min(0).describe('... to here.'),
        }),
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body, ip }, reply) => {
      const result = await threads.replay(body, clientOf(ip));
      if (!result.ok) throw Failure.of(result.failure);
      return passJson(reply, result.value);
    },
  );
}
