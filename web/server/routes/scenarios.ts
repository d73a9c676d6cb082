/** Scenarios: those that are shipped, their schema, what is wrong with one, what can be turned in it. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scenarioJsonSchema } from '../../../sim/scenario/scenario-schema.ts';
import { clientOf } from '../client.ts';
import { Failure } from '../failure.ts';
import { changes, scenarioRef } from '../run-request.ts';
import type { Service } from '../service.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import { anyJson, failureReply, passJson, textReply } from './document.ts';

const posted = z.strictObject({ scenario: scenarioRef, set: changes });

export function scenarioRoutes(app: FastifyInstance, { threads, places }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const shipped = new ShippedScenarios(places.scenarioFolder);
  // Read once: they do not change while the program runs.
  const scenarios = shipped.names().map((name) => {
    return { name, question: questionOf(shipped.source({ name }).text) };
  });
  typed.get(
    '/api/scenarios',
    {
      schema: {
        summary: 'The shipped scenarios',
        response: {
          200: z.object({
            scenarios: z.array(z.object({ name: z.string(), question: z.string() })),
          }),
        },
      },
    },
    () => ({ scenarios }),
  );
  typed.get(
    '/api/scenarios/:name',
    {
      schema: {
        summary: 'A shipped scenario, as YAML',
        params: z.object({ name: z.string().max(100) }),
        response: { 200: textReply('application/yaml', 'The file'), 404: failureReply },
      },
    },
    ({ params }, reply) => {
      reply.type('application/yaml; charset=utf-8').serializer(String);
      return shipped.source({ name: params.name }).text;
    },
  );
  typed.get(
    '/api/schema',
    {
      schema: {
        summary: 'The JSON Schema of scenarios',
        response: { 200: textReply('application/schema+json', 'The schema') },
      },
    },
    (_, reply) => {
      reply.type('application/schema+json').serializer(String);
      return JSON.stringify(scenarioJsonSchema()) as never;
    },
  );
  typed.post(
    '/api/inspect',
    {
      schema: {
        summary:
          'A scenario without simulating it: its errors, what can be turned, the closed forms',
        body: posted,
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body, ip }, reply) => {
      const result = await threads.inspect(body, clientOf(ip));
      if (!result.ok) throw Failure.of(result.failure);
      return passJson(reply, result.value);
    },
  );
  typed.post(
    '/api/changed',
    {
      schema: {
        summary: 'A scenario with its changes, as YAML to keep',
        body: posted,
        response: { 200: textReply('application/yaml', 'The file'), 422: failureReply },
      },
    },
    async ({ body, ip }, reply) => {
      const result = await threads.changed(body, clientOf(ip));
      if (!result.ok) throw Failure.of(result.failure);
      reply.type('application/yaml; charset=utf-8').serializer(String);
      return result.value;
    },
  );
  typed.post(
    '/api/validate',
    {
      schema: {
        summary: 'Whether a scenario holds: every error, with line and column',
        body: posted,
        response: {
          200: z.object({
            valid: z.boolean(),
            message: z.string().nullable(),
            problems: failureReply.shape.error.shape.problems,
          }),
        },
      },
    },
    async ({ body, ip }) => {
      const result = await threads.inspect(body, clientOf(ip));
      if (result.ok) return { valid: true, message: null, problems: [] };
      const { code, message, problems } = result.failure;
      if (code !== 'invalid-scenario') throw Failure.of(result.failure);
      return { valid: false, message, problems: [...problems] };
    },
  );
}

/** Every shipped scenario has its question on one line. */
function questionOf(text: string): string {
  const [, question = ''] = /^question:\s*(.*)$/m.exec(text) ?? [];
  return question.replace(/^(["'])(.*)\1$/, '$2');
}
