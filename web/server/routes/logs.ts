/** Mail logs: streamed in, read, told; nothing of them is stored, their result only if asked. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { beyond, Failure } from '../failure.ts';
import type { Limits } from '../limits.ts';
import type { RunRecord } from '../result-shelf.ts';
import type { Service } from '../service.ts';
import type { LogAnswer } from '../thread/log-task.ts';
import type { Told } from '../thread/refusal.ts';
import { STREAMED } from './document.ts';
import { anyJson, failureReply, passJson } from './replies.ts';

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

export function logRoutes(app: FastifyInstance, { threads, limits, shelf }: Service): void {
  let reading = 0;
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
        const most = limits['logs-at-once'];
        if (reading >= most) {
          throw beyond('busy', 'Other logs are being read.', 'logs-at-once', most, 10);
        }
        reading++;
        try {
          const id = request.query.keep === 'yes' ? randomUUID() : null;
          const told = await read(request.body as Readable, request.query, id);
          if (!told.ok) throw Failure.of(told.failure);
          const { reading: answer, files } = told.value;
          if (id !== null) await shelf.keep({ record: recordOf(id, request.query.name), files });
          return passJson(reply, answer);
        } finally {
          reading--;
        }
      },
    );
  });

  async function read(
    body: Readable,
    { name, modified, keep: _, ...options }: z.output<typeof query>,
    keepAs: string | null,
  ): Promise<Told<LogAnswer>> {
    const { port1, port2 } = new MessageChannel();
    const task = { port: port2, name, options, modifiedMs: modified ?? Date.now(), keepAs };
    const unwanted = new AbortController();
    const answer = threads.readLog(task, unwanted.signal);
    const lateness = late(limits);
    try {
      await Promise.race([answer, send(body, port1, limits['log-bytes']), lateness.over]);
      return await Promise.race([answer, lateness.over]);
    } finally {
      lateness.end();
      // What is still to come is read past: who sends it hears then why it was refused.
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
    inquiry: 'diagnose',
    scenario: name,
    finishedAt: new Date().toISOString(),
    partial: false,
    unmet: false,
    endedBy: null,
  };
}

/** Fails once the time of a log is over. */
function late(limits: Limits): { over: Promise<never>; end: () => void } {
  const seconds = limits['log-seconds'];
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(beyond('too-slow', 'The log took too long.', 'log-seconds', seconds));
    }, seconds * 1000);
  });
  return { over, end: () => clearTimeout(timer) };
}

/** Piece by piece: the next one when the last was taken. */
function send(body: Readable, port: MessageChannel['port1'], most: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    port.on('message', () => body.resume());
    body.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > most) {
        reject(beyond('too-large', 'The log is too large.', 'log-bytes', most));
        return;
      }
      body.pause();
      const copy = new Uint8Array(piece);
      port.postMessage(copy, [copy.buffer]);
    });
    body.once('end', () => {
      port.postMessage(null);
      resolve();
    });
    body.once('error', reject);
    body.once('close', () => reject(new Failure('bad-request', 'The log was not sent whole.')));
  });
}
