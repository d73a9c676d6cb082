/**
 * How requests arrive: in so much time. Who is slow, or sends what is no HTTP, gets an error and is let
 * go; he holds a connection meanwhile (connections.ts), and nothing else.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { beyond, Failure } from './failure.ts';
import type { Limits } from './limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its body itself, as it comes, and has a time of its own for that. */
    streamed?: true;
  }
}

/** How often the server looks for requests that are late, ms. */
const LOOK_EVERY_MS = 500;

/** Times of the server as a whole; single bodies have less (limitBodies). */
export function timesOf(limits: Limits) {
  const headers = limits['header-seconds'] * 1000;
  const log = limits['log-seconds'] * 1000;
  return {
    requestTimeout: headers + log,
    connectionTimeout: headers + log,
    http: {
      headersTimeout: headers,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      // The guard says in words what Node says with an empty reply.
      requireHostHeader: false,
    },
  };
}

/** A body that is read as a whole has to come in time. */
export function limitBodies(app: FastifyInstance, limits: Limits): void {
  const seconds = limits['request-seconds'];
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.routeOptions.config.streamed) return payload;
    return inTime(payload, seconds * 1000, () =>
      beyond('too-slow', 'The request took too long.', 'request-seconds', seconds),
    );
  });
}

/** The same bytes, or an error once the time is over; whoever sends them is left as he is. */
function inTime(body: Readable, ms: number, late: () => Failure): Readable {
  const timed = new PassThrough();
  const timer = setTimeout(() => timed.destroy(late()), ms);
  body.once('close', () => clearTimeout(timer));
  body.once('end', () => clearTimeout(timer));
  body.once('error', (error) => timed.destroy(error));
  // Of a request whose body nobody reads.
  timed.on('error', () => undefined);
  return body.pipe(timed);
}

/** Of what is no request, or has not become one in time, there is only its connection to answer. */
export function refuseUnread(
  { code }: NodeJS.ErrnoException,
  socket: Socket,
  limits: Limits,
): void {
  if (socket.writable && code !== 'ECONNRESET') {
    const { plain, status } = unread(code, limits);
    const body = JSON.stringify({ error: plain });
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroySoon();
}

function unread(code: string | undefined, limits: Limits): Failure {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const seconds = limits['header-seconds'];
    return beyond('too-slow', 'The request took too long.', 'header-seconds', seconds);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Failure('too-large', 'The headers of the request are too large.');
  }
  return new Failure('bad-request', 'This is no request of HTTP that can be read.');
}
