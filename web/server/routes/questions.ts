/**
 * What is answered at once: what the server says of itself; scenarios, those that are shipped, what
 * is wrong with one, what can be turned in it; one replication, in figures or event by event.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scenarioJsonSchema } from '../../../sim/scenario/scenario-schema.ts';
import { clientOf } from '../client.ts';
import { Failure, failureReply } from '../failure.ts';
import { LIMIT_NAMES, LIMITS } from '../limits.ts';
import { previewRequest, replayRequest, scenarioRequest } from '../requests.ts';
import type { Service } from '../service.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import { answering, anyJson, pass, passJson, textReply } from './document.ts';

const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  running: z.number(),
  queued: z.number(),
  residentBytes: z.number().describe('Memory of the whole process.'),
  eventLoopDelayMs: z
    .object({ p50: z.number(), p99: z.number() })
    .describe('How late the server’s own thread is, since it began.'),
});

const limitNames = z.record(z.string(), z.object({ value: z.number(), describe: z.string() }));

const LOOK_EVERY_MS = 10;
const NANOSECONDS = 1e6;

export function serviceRoutes(app: FastifyInstance, { queue, limits, places }: Service): void {
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  delay.enable();
  app.addHook('onClose', async () => {
    delay.disable();
  });
  // What everybody waits for, whatever he asks: how late this thread is with what is due, ms. Not even
  // looked at yet: 0.
  const lateMs = (percent: number) =>
    Math.max(0, delay.percentile(percent) / NANOSECONDS - LOOK_EVERY_MS);
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    '/api/health',
    { schema: answering('Whether the server is well, and how much it has to do', health) },
    () => ({
      status: 'ok' as const,
      version: places.version,
      ...queue.counts,
      residentBytes: process.memoryUsage.rss(),
      eventLoopDelayMs: { p50: lateMs(50), p99: lateMs(99) },
    }),
  );
  typed.get('/api/limits', { schema: answering('What the server allows', limitNames) }, () =>
    Object.fromEntries(
      LIMIT_NAMES.map((name) => [name, { value: limits[name], describe: LIMITS[name].describe }]),
    ),
  );
  typed.get(
    '/api/openapi.json',
    { schema: answering('This document', anyJson) },
    async (_, reply) => pass(reply, 'application/json', JSON.stringify(app.swagger())),
  );
}

const YAML = 'application/yaml';
const scenarioNames = z.object({
  scenarios: z.array(z.object({ name: z.string(), question: z.string() })),
});
const validity = z.object({
  valid: z.boolean(),
  message: z.string().nullable(),
  problems: failureReply.shape.error.shape.problems,
});

export function scenarioRoutes(app: FastifyInstance, { threads, places }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const shipped = new ShippedScenarios(places.scenarioFolder);
  // Read once: they do not change while the program runs.
  const scenarios = shipped.names().map((name) => {
    return { name, question: questionOf(shipped.source({ name }).text) };
  });
  typed.get(
    '/api/scenarios',
    { schema: answering('The shipped scenarios', scenarioNames) },
    () => ({ scenarios }),
  );
  typed.get(
    '/api/scenarios/:name',
    {
      schema: {
        ...answering('A shipped scenario, as YAML', textReply(YAML, 'The file'), 404),
        params: z.object({ name: z.string().max(100) }),
      },
    },
    async ({ params: { name } }, reply) =>
      pass(reply, `${YAML}; charset=utf-8`, shipped.source({ name }).text),
  );
  const schemaType = 'application/schema+json';
  typed.get(
    '/api/schema',
    { schema: answering('The JSON Schema of scenarios', textReply(schemaType, 'The schema')) },
    async (_, reply) => pass(reply, schemaType, JSON.stringify(scenarioJsonSchema())),
  );
  const inspects =
    'A scenario without simulating it: its errors, what can be turned, the closed forms';
  typed.post(
    '/api/inspect',
    { schema: { ...answering(inspects, anyJson, 422), body: scenarioRequest } },
    async ({ body, ip }, reply) =>
      passJson(reply, await threads.ask('inspect', body, clientOf(ip))),
  );
  const changes = 'A scenario with its changes, as YAML to keep';
  typed.post(
    '/api/changed',
    { schema: { ...answering(changes, textReply(YAML, 'The file'), 422), body: scenarioRequest } },
    async ({ body, ip }, reply) =>
      pass(reply, `${YAML}; charset=utf-8`, await threads.ask('changed', body, clientOf(ip))),
  );
  const validates = 'Whether a scenario holds: every error, with line and column';
  typed.post(
    '/api/validate',
    { schema: { ...answering(validates, validity), body: scenarioRequest } },
    async ({ body, ip }) => {
      try {
        await threads.ask('inspect', body, clientOf(ip));
        return { valid: true, message: null, problems: [] };
      } catch (error) {
        if (!(error instanceof Failure) || error.plain.code !== 'invalid-scenario') throw error;
        const { message, problems } = error.plain;
        return { valid: false, message, problems };
      }
    },
  );
  const previews = 'One replication of some settings, at once';
  typed.post(
    '/api/preview',
    { schema: { ...answering(previews, anyJson, 422), body: previewRequest } },
    async ({ body, ip }, reply) =>
      passJson(reply, await threads.ask('preview', body, clientOf(ip))),
  );
  const replays = 'One replication, event by event, in a window of time';
  typed.post(
    '/api/replay',
    { schema: { ...answering(replays, anyJson, 422), body: replayRequest } },
    async ({ body, ip }, reply) => passJson(reply, await threads.ask('replay', body, clientOf(ip))),
  );
}

/** Every shipped scenario has its question on one line. */
function questionOf(text: string): string {
  const [, question = ''] = /^question:\s*(.*)$/m.exec(text) ?? [];
  return question.replace(/^(["'])(.*)\1$/, '$2');
}
