/**
 * Logs that stream. A mail log that is sent is read and reported: nothing of it is stored, its result
 * only if asked. A trace is one run as Sendmail would log it, or another form of it, sent as it is made.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { clientOf } from '../client.ts';
import { beyond, Failure } from '../failure.ts';
import { logPlaces } from '../fair-queue.ts';
import { type Pace, paceOf } from '../rates.ts';
import { logQuery, traceRequest } from '../requests.ts';
import { recordOf } from '../result-store.ts';
import type { Service } from '../service.ts';
import { answering, anyJson, passJson, STREAMED, textReply } from './document.ts';

const TRACES = 'One replication as a mail log, a time line, a story, a trace file or hoststat';
const traceText = textReply('text/plain', 'The trace, as it is made');

export function traceRoutes(app: FastifyInstance, { threads, limits, now }: Service): void {
  const place = logPlaces(limits, 'Too many traces are being written.');
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      '/api/trace',
      { schema: { ...answering(TRACES, traceText, 413, 422, 503), body: traceRequest } },
      async ({ body, ip }, reply) => {
        const leave = place(clientOf(ip));
        const { port1, port2 } = new MessageChannel();
        const unwanted = new AbortController();
        // Who reads it too slowly, or not at all, does not hold the thread: no error can be sent any more.
        const pace = paceOf(limits, now, () => reply.raw.destroy());
        reply.raw.once('close', () => port1.close());
        port1.once('close', () => {
          pace.end();
          unwanted.abort();
        });
        const result = threads.stream('trace', { ...body, port: port2 }, unwanted.signal);
        result.catch(() => undefined).finally(leave);
        try {
          const first = await Promise.race([once(port1, 'message'), result]);
          if (first === null) throw new Failure('usage', 'There is nothing to tell.');
          reply.type('text/plain; charset=utf-8').serializer(String);
          return reply.send(Readable.from(pieces(first[0], port1, result, pace)) as never);
        } catch (error) {
          port1.close();
          throw error;
        }
      },
    );
}

/** Ends the thread's work when whoever reads goes away: the generator is then returned from. */
async function* pieces(first: string, port: MessagePort, whole: Promise<unknown>, pace: Pace) {
  const over = whole.then(() => null);
  // It may fail while nobody waits for it.
  over.catch(() => undefined);
  try {
    for (let piece: string | null = first; piece !== null; ) {
      pace.waits();
      yield piece;
      pace.moved(piece.length);
      const next = once(port, 'message').then(([text]) => text as string);
      port.postMessage('taken');
      piece = await Promise.race([next, over]);
    }
  } finally {
    port.close();
  }
}

const DIAGNOSES = 'A mail log, plain or gzip, as the body: its diagnosis, the scenario that fits';

export function logRoutes(app: FastifyInstance, { threads, limits, results, now }: Service): void {
  const place = logPlaces(limits, 'Too many logs are being read.');
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(STREAMED, (_request, payload, done) => done(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/logs',
      {
        bodyLimit: limits['log-bytes'],
        config: { streamed: true },
        schema: { ...answering(DIAGNOSES, anyJson, 413, 422, 503), querystring: logQuery },
      },
      async (request, reply) => {
        const { query, ip } = request;
        const leave = place(clientOf(ip));
        try {
          const id = query.keep === 'yes' ? randomUUID() : null;
          const { reading, files, ...outcome } = await read(request.body as Readable, query, id);
          if (id !== null) {
            const record = recordOf({ id, study: 'diagnose', scenario: query.name }, outcome);
            await results.put({ record, files }, clientOf(ip));
          }
          return passJson(reply, reading);
        } finally {
          leave();
        }
      },
    );
  });

  async function read(
    body: Readable,
    { name, modified, keep: _, ...options }: z.output<typeof logQuery>,
    keepAs: string | null,
  ) {
    const { port1, port2 } = new MessageChannel();
    const task = { port: port2, name, options, modifiedMs: modified ?? Date.now(), keepAs };
    const unwanted = new AbortController();
    const answer = threads.stream('readLog', task, unwanted.signal);
    let late: (failure: Failure) => void = () => undefined;
    const over = new Promise<never>((_, reject) => {
      late = reject;
    });
    const pace = paceOf(limits, now, late);
    try {
      await Promise.race([answer, send(body, port1, limits['log-bytes'], pace), over]);
      return await Promise.race([answer, over]);
    } finally {
      pace.end();
      // What is still to come is read past: who sends it then learns why it was refused.
      body.removeAllListeners('data').resume();
      // The thread notices, and is free for the next log.
      port1.close();
      unwanted.abort();
      await answer.catch(() => undefined);
    }
  }
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
      pace.whole();
      port.postMessage(null);
      resolve();
    });
    body.once('error', reject);
    body.once('close', () => reject(new Failure('bad-request', 'The log was not sent whole.')));
  });
}
