/**
 * How requests arrive: over so many connections, in so much time; and what of them is held.
 *
 * Half of the connections are one client's at most. Those beyond are taken as far as needed to say
 * why they are closed, and a client that goes on gets no answer at all. One that has been answered
 * “too many requests” as often as its limit of a minute is not served any more until the minute is
 * over: its connections are closed as they come. Where all are taken, the client that has most gives
 * one up that it does not use: whoever comes with fewer is let in.
 *
 * Who is slow, or sends what is no HTTP, gets an error and is let go; he holds a connection meanwhile,
 * and nothing else.
 *
 * Bytes are held for clients: bodies until they are answered, answers until they are taken. One
 * client's are half of all at most, and who does not take his answer is let go.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { clientOf } from './client.ts';
import { beyond, Failure } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import type { Limits } from './limits.ts';
import type { PerMinute } from './rates.ts';

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

/** Connections beyond the limit that get an answer saying so: of one client, and in all. */
const MAX_ANSWERED_EACH = 10;
const MAX_ANSWERED = 100;

/** `requests`: of each client in this minute. */
export function limitConnections(app: FastifyInstance, limits: Limits, requests: PerMinute): void {
  const max = limits.connections;
  const share = shareOf(max);
  const deaf = 2 * limits['requests-per-minute'];
  /** Of each client, the oldest first. */
  const open = new Map<string, Set<Socket>>();
  let count = 0;
  /** Those with a request that has no reply yet. */
  const inUse = new WeakSet<Socket>();
  /** Those beyond the limit, which get no more than an answer that says so. */
  const surplus = new WeakSet<Socket>();

  /** Closes a connection of the client that has most, if that is more than `than`. */
  const makeRoom = (than: number): boolean => {
    let largest: Set<Socket> = new Set();
    for (const own of open.values()) if (own.size > largest.size) largest = own;
    if (largest.size <= than) return false;
    for (const socket of largest) {
      if (inUse.has(socket)) continue;
      socket.destroy();
      return true;
    }
    return false;
  };

  app.server.on('connection', (socket) => {
    const client = clientOf(socket.remoteAddress);
    if (requests.of(client) >= deaf) {
      socket.destroy();
      return;
    }
    const own = open.get(client) ?? new Set();
    open.set(client, own.add(socket));
    count++;
    socket.once('close', () => {
      own.delete(socket);
      if (own.size === 0) open.delete(client);
      count--;
    });
    if (own.size > share + MAX_ANSWERED_EACH || count > max + MAX_ANSWERED) socket.destroy();
    else if (own.size > share || (count > max && !makeRoom(own.size))) surplus.add(socket);
  });
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    inUse.add(socket);
    if (!surplus.has(socket)) return;
    reply.header('connection', 'close');
    throw beyond('busy', 'Too many connections are open.', 'connections', max, 5);
  });
  app.addHook('onResponse', async ({ raw: { socket } }) => inUse.delete(socket));
}

/** What is no larger is not worth refusing: a refusal is no smaller. */
const SMALL_BYTES = 20_000;

export type HeldBytes = ReturnType<typeof heldBytes>;

/**
 * Holds so many bytes of a client, and gives how to let them go; throws a Failure where they are too
 * many beside what is held.
 */
export function heldBytes(limits: Limits) {
  const max = limits['held-bytes'];
  const held = new Map<string, number>();
  let all = 0;
  const add = (client: string, bytes: number): void => {
    const own = (held.get(client) ?? 0) + bytes;
    all += bytes;
    if (own > 0) held.set(client, own);
    else held.delete(client);
  };
  return (client: string, bytes: number): (() => void) => {
    const own = held.get(client) ?? 0;
    // A single one may be larger: whoever holds nothing else gets it.
    const full = (own > 0 && own + bytes > shareOf(max)) || (all > 0 && all + bytes > max);
    if (full && bytes > SMALL_BYTES) {
      throw beyond('busy', 'Too much is sent and answered at one time.', 'held-bytes', max, 5);
    }
    add(client, bytes);
    return () => add(client, -bytes);
  };
}

export function holdBytes(app: FastifyInstance, hold: HeldBytes, limits: Limits): void {
  app.addHook('preParsing', async ({ headers, ip, routeOptions }, reply, payload) => {
    if (routeOptions.config.streamed) return payload;
    const max = limits['body-bytes'];
    const stated = headers['transfer-encoding'] ? max : Number(headers['content-length'] ?? 0);
    reply.raw.once('close', hold(clientOf(ip), Math.min(stated, max)));
    return payload;
  });
  app.addHook('onSend', async ({ ip, raw }, reply, payload) => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return;
    reply.raw.once('close', hold(clientOf(ip), payload.length));
    raw.socket.setTimeout(limits['request-seconds'] * 1000);
  });
}
