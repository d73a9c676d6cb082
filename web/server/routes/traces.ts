/** A run as Sendmail would log it, and the other forms of a trace: streamed as it is made. */

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { TRACE_FORMATS } from '../../../sim/studies/options.ts';
import { clientOf } from '../client.ts';
import { Failure } from '../failure.ts';
import { LogPlaces } from '../fair-queue.ts';
import { Pace } from '../rates.ts';
import { changes, scenarioRef } from '../run-request.ts';
import type { Service } from '../service.ts';
import { failureReply, textReply } from './document.ts';

const word = z.string().min(1).max(200).optional();

const traceBody = z.strictObject({
  scenario: scenarioRef,
  set: changes,
  options: z
    .strictObject({
      format: z
        .enum(TRACE_FORMATS)
        .optional()
        .describe('What to write; sendmail if nothing is said.'),
      setting: word.describe('Which setting; default if nothing is said.'),
      replication: word.describe('Which replication, from "0".'),
      message: word.describe(
        'story: which message, or "list"; the one that waited longest behind a mark otherwise.',
      ),
      at: word.describe('hoststat: when, "09:10" or "40m".'),
      sendmail: z.enum(['8.16', '8.17']).optional(),
      'log-level': word.describe('Sendmail’s LogLevel.'),
      header: z.enum(['rfc3164', 'iso8601', 'rfc5424']).optional(),
      date: word.describe('The day on which the run starts.'),
    })
    .default({}),
});

export function traceRoutes(app: FastifyInstance, { threads, limits, now }: Service): void {
  const places = new LogPlaces(limits, 'Too many traces are being written.');
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/trace',
    {
      schema: {
        summary: 'One replication as a mail log, a time line, a story, a trace file or hoststat',
        body: traceBody,
        response: {
          200: textReply('text/plain', 'The trace, as it is made'),
          413: failureReply,
          422: failureReply,
          503: failureReply,
        },
      },
    },
    async ({ body, ip }, reply) => {
      const leave = places.enter(clientOf(ip));
      const { port1, port2 } = new MessageChannel();
      const unwanted = new AbortController();
      // Who reads it too slowly, or not at all, does not hold the thread: no error can be sent any more.
      const end = () => reply.raw.destroy();
      const late = setTimeout(end, limits['log-seconds'] * 1000);
      const pace = new Pace(limits, now, end);
      reply.raw.once('close', () => port1.close());
      port1.once('close', () => {
        clearTimeout(late);
        pace.end();
        unwanted.abort();
      });
      const result = threads.trace({ ...body, port: port2 }, unwanted.signal);
      result.catch(() => undefined).finally(leave);
      try {
        const first = await Promise.race([once(port1, 'message'), result]);
        if (!Array.isArray(first)) {
          if (!first.ok) throw Failure.of(first.failure);
          throw new Failure('usage', 'There is nothing to tell.');
        }
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
