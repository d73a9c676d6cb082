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
import { anyJson, pass, passJson, textReply } from './document.ts';

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
    async (_, reply) => pass(reply, 'application/json', JSON.stringify(app.swagger())),
  );
}

const LOOK_EVERY_MS = 10;
const NANOSECONDS = 1e6;

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
    async ({ params }, reply) =>
      pass(reply, 'application/yaml; charset=utf-8', shipped.source({ name: params.name }).text),
  );
  typed.get(
    '/api/schema',
    {
      schema: {
        summary: 'The JSON Schema of scenarios',
        response: { 200: textReply('application/schema+json', 'The schema') },
      },
    },
    async (_, reply) =>
      pass(reply, 'application/schema+json', JSON.stringify(scenarioJsonSchema())),
  );
  typed.post(
    '/api/inspect',
    {
      schema: {
        summary:
          'A scenario without simulating it: its errors, what can be turned, the closed forms',
        body: scenarioRequest,
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body, ip }, reply) =>
      passJson(reply, await threads.ask('inspect', body, clientOf(ip))),
  );
  typed.post(
    '/api/changed',
    {
      schema: {
        summary: 'A scenario with its changes, as YAML to keep',
        body: scenarioRequest,
        response: { 200: textReply('application/yaml', 'The file'), 422: failureReply },
      },
    },
    async ({ body, ip }, reply) =>
      pass(
        reply,
        'application/yaml; charset=utf-8',
        await threads.ask('changed', body, clientOf(ip)),
      ),
  );
  typed.post(
    '/api/validate',
    {
      schema: {
        summary: 'Whether a scenario holds: every error, with line and column',
        body: scenarioRequest,
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
}

/** Every shipped scenario has its question on one line. */
function questionOf(text: string): string {
  const [, question = ''] = /^question:\s*(.*)$/m.exec(text) ?? [];
  return question.replace(/^(["'])(.*)\1$/, '$2');
}

export function previewRoutes(app: FastifyInstance, { threads }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const response = { 200: anyJson, 422: failureReply };
  typed.post(
    '/api/preview',
    {
      schema: {
        summary: 'One replication of some settings, at once',
        body: previewRequest,
        response,
      },
    },
    async ({ body, ip }, reply) =>
      passJson(reply, await threads.ask('preview', body, clientOf(ip))),
  );
  typed.post(
    '/api/replay',
    {
      schema: {
        summary: 'One replication, event by event, in a window of time',
        body: replayRequest,
        response,
      },
    },
    async ({ body, ip }, reply) => passJson(reply, await threads.ask('replay', body, clientOf(ip))),
  );
}
