/**
 * What holds for every reply, whoever made it: a refusal has the one shape of failure.ts, a text is
 * harmless where it leaves, and how long it may be shown again without asking is said here alone.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { harmless, harmlessFile, harmlessJson } from '../../sim/document/harmless.ts';
import { beyond, FAILURES, Failure, type FailureCode } from './failure.ts';
import type { Limits } from './limits.ts';

export function tellRefusals(app: FastifyInstance, limits: Limits): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = failureOf(error, limits);
    if (failure.status >= 500 && failure.plain.code === 'fault') request.log.error({ err: error });
    return refuse(reply, failure);
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, notFound(request)));
}

export function refuse(reply: FastifyReply, failure: Failure) {
  const { retryAfterSeconds } = failure;
  if (retryAfterSeconds !== null) reply.header('retry-after', retryAfterSeconds);
  reply.removeHeader('content-disposition');
  // Who still sends would see the connection break, and not why: the rest is read past instead.
  if (failure.plain.code === 'too-large') reply.removeHeader('connection');
  // Who sends so slowly would go on for long.
  if (failure.plain.code === 'too-slow') reply.header('connection', 'close');
  return reply
    .code(failure.status)
    .type('application/json; charset=utf-8')
    .serializer(wordsAsJson)
    .send({ error: failure.plain });
}

/** Words for people, who see them without their quotes: harmless themselves, not only as JSON. */
function wordsAsJson(body: unknown): string {
  return JSON.stringify(body, (_, value) => (typeof value === 'string' ? harmless(value) : value));
}

function notFound({ method, url }: FastifyRequest): Failure {
  const path = url.split('?')[0].slice(0, 200);
  return new Failure(
    'not-found',
    `There is nothing at ${method} ${path}. GET /api/openapi.json tells what there is.`,
  );
}

export function failureOf(error: FastifyError, limits: Limits): Failure {
  if (error instanceof Failure) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(({ instancePath, message }) => {
      const place = instancePath.replace(/^\//, '').replaceAll('/', '.');
      return `${place === '' ? 'the request' : place}: ${message}`;
    });
    return new Failure(
      'bad-request',
      `The request is not as it should be. ${problems.join('; ')}.`,
    );
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return beyond('too-large', 'The request is too large.', 'body-bytes', limits['body-bytes']);
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new Failure(codeOf(status), sentence(error.message));
  return new Failure('fault', 'An error of ours: the server’s log says more.');
}

/** The code of a status that Fastify or a plugin gives. */
function codeOf(status: number): FailureCode {
  const codes = Object.keys(FAILURES) as FailureCode[];
  return codes.find((code) => FAILURES[code] === status) ?? 'bad-request';
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** Names of built files carry the hash of what is in them; the page's own name does not. */
const BUILT = /^\/assets\/[^?]*-[\w-]{8}\.\w+(\?|$)/;

/** How long a reply may be shown again without asking. */
export function stateFreshness(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    const ofPage = BUILT.test(request.url) ? 'public, max-age=2592000, immutable' : 'no-cache';
    const isKept = isPage(request) && reply.statusCode < 400;
    reply.header('cache-control', isKept ? ofPage : 'no-store');
  });
}

/** A file of the page, by its route: an address may be written in several ways. */
export function isPage({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === '/*';
}

/**
 * JSON keeps its meaning and CSV its line ends, any other text is for a terminal or an editor. Streams
 * are made harmless by who makes them: traces in their thread, events in routes/runs.ts; files of
 * the page are our own.
 */
export function harmlessReplies(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (typeof payload !== 'string') return payload;
    const type = String(reply.getHeader('content-type'));
    if (type.startsWith('application/json')) return harmlessJson(payload);
    return type.startsWith('text/csv') ? harmlessFile(payload) : harmless(payload);
  });
}
