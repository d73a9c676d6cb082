/** Mail logs: streamed in, read, reported; nothing of them is stored, their result only if asked. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { clientOf } from '../client.ts';
import { beyond, Failure } from '../failure.ts';
import { LogPlaces } from '../fair-queue.ts';
import type { Limits } from '../limits.ts';
import { type Now, Pace } from '../rates.ts';
import type { RunRecord } from '../result-store.ts';
import type { Service } from '../service.ts';
import type { LogAnswer } from '../thread/log-task.ts';
import type { TaskResult } from '../thread/task-result.ts';
import { anyJson, failureReply, passJson, STREAMED } from './document.ts';

const query = z.strictObject({
  name: z.string().min(1).max(200).default('your log').describe('What results are to call it.'),
  modified: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('When it was last written to, ms since 1970: decides the year of its stamps.'),
  lifetime: z.string().max(50).optional().describe('Age at which connections are cut: 20m.'),
  year: z.string().max(4).optional().describe('Year of its last line.'),
  'time-zone': z.string().max(50).optional().describe('Zone of its stamps.'),
  keep: z
    .enum(['yes', 'no'])
    .default('no')
    .describe(
      'Keep the result, with the lines that it shows, among those of runs; the log never is.',
    ),
});

export function logRoutes(app: FastifyInstance, { threads, limits, results, now }: Service): void {
  const places = new LogPlaces(limits, 'Too many logs are being read.');
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(STREAMED, (_request, payload, done) => done(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/logs',
      {
        bodyLimit: limits['log-bytes'],
        config: { streamed: true },
        schema: {
          summary: 'A mail log, plain or gzip, as the body: its diagnosis, the scenario that fits',
          querystring: query,
          response: { 200: anyJson, 413: failureReply, 422: failureReply, 503: failureReply },
        },
      },
      async (request, reply) => {
        const leave = places.enter(clientOf(request.ip));
        try {
          const id = request.query.keep === 'yes' ? randomUUID() : null;
          const result = await read(request.body as Readable, request.query, id);
          if (!result.ok) throw Failure.of(result.failure);
          const { reading: answer, files } = result.value;
          if (id !== null)
            await results.put(
              { record: recordOf(id, request.query.name), files },
              clientOf(request.ip),
            );
          return passJson(reply, answer);
        } finally {
          leave();
        }
      },
    );
  });

  async function read(
    body: Readable,
    { name, modified, keep: _, ...options }: z.output<typeof query>,
    keepAs: string | null,
  ): Promise<TaskResult<LogAnswer>> {
    const { port1, port2 } = new MessageChannel();
    const task = { port: port2, name, options, modifiedMs: modified ?? Date.now(), keepAs };
    const unwanted = new AbortController();
    const answer = threads.readLog(task, unwanted.signal);
    const deadline = late(limits, now);
    try {
      const { pace } = deadline;
      await Promise.race([answer, send(body, port1, limits['log-bytes'], pace), deadline.over]);
      return await Promise.race([answer, deadline.over]);
    } finally {
      deadline.end();
      // What is still to come is read past: who sends it then learns why it was refused.
      body.removeAllListeners('data').resume();
      // The thread notices, and is free for the next log.
      port1.close();
      unwanted.abort();
      await answer.catch(() => undefined);
    }
  }
}

function recordOf(id: string, name: string): RunRecord {
  return {
    id,
    study: 'diagnose',
    scenario: name,
    finishedAt: new Date().toISOString(),
    partial: false,
    unmet: false,
    endedBy: null,
  };
}

/** Fails once the time of a log is over, or it is sent too slowly. */
function late(limits: Limits, now: Now): { over: Promise<never>; pace: Pace; end: () => void } {
  let reject: (failure: Failure) => void = () => undefined;
  const over = new Promise<never>((_, fail) => {
    reject = fail;
  });
  const fail = (what: string, name: 'log-seconds' | 'log-bytes-per-second') =>
    reject(beyond('too-slow', what, name, limits[name]));
  const late = () => fail('The log took too long.', 'log-seconds');
  const timer = setTimeout(late, limits['log-seconds'] * 1000);
  const pace = new Pace(limits, now, () =>
    fail('The log came too slowly.', 'log-bytes-per-second'),
  );
  const end = () => {
    clearTimeout(timer);
    pace.end();
  };
  return { over, pace, end };
}

/** Piece by piece: the next one when the last was taken. */
function send(
  body: Readable,
  port: MessageChannel['port1'],
  max: number,
  pace: Pace,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    pace.waits();
    port.on('message', () => {
      pace.waits();
      body.resume();
    });
    body.on('data', (piece: Buffer) => {
      bytes += piece.length;
      pace.moved(piece.length);
      if (bytes > max) {
        reject(beyond('too-large', 'The log is too large.', 'log-bytes', max));
        return;
      }
      body.pause();
      const copy = new Uint8Array(piece);
      port.postMessage(copy, [copy.buffer]);
    });
    body.once('end', () => {
      pace.end();
      port.postMessage(null);
      resolve();
    });
    body.once('error', reject);
    body.once('close', () => reject(new Failure('bad-request', 'The log was not sent whole.')));
  });
}
