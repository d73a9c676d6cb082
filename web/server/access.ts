/**
 * Who may ask: anybody on this machine where the server listens on loopback alone; otherwise who
 * has the token. And from where: a page of another site may not ask through a visitor's browser.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Now } from './clock.ts';
import { Failure } from './failure.ts';

const COOKIE = 'mailpath-token';
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface Access {
  /** Null: none is needed. */
  readonly token: string | null;
  /** Only names of this machine are answered to, against names that are bound to it elsewhere. */
  readonly loopback: boolean;
}

export function isLoopback(host: string): boolean {
  return ['127.0.0.1', 'localhost', '::1'].includes(host);
}

/** Wrong tokens of a client in a minute: guessing takes for ever. */
const MOST_GUESSES = 30;
const MINUTE_MS = 60_000;

class Guesses {
  private counts = new Map<string, number>();
  private sinceMs = 0;

  /** Seconds that the client has to wait; 0: it may try on. */
  wrong(client: string, nowMs: number): number {
    if (nowMs - this.sinceMs > MINUTE_MS) {
      this.counts = new Map();
      this.sinceMs = nowMs;
    }
    const count = (this.counts.get(client) ?? 0) + 1;
    this.counts.set(client, count);
    return count > MOST_GUESSES ? Math.ceil((this.sinceMs + MINUTE_MS - nowMs) / 1000) : 0;
  }
}

export function guard(app: FastifyInstance, { token, loopback }: Access, now: Now): void {
  const guesses = new Guesses();
  app.addHook('onRequest', async (request, reply) => {
    const { host = '', origin } = request.headers;
    if (loopback && !LOOPBACK.test(host)) {
      throw new Failure(
        'forbidden',
        'This server answers to localhost and 127.0.0.1 only. Start it with --host to let others in.',
      );
    }
    if (origin !== undefined && hostOf(origin) !== host) {
      throw new Failure('forbidden', 'Pages of other sites may not use this server.');
    }
    if (token === null) return;
    const asked = (request.query as { token?: unknown } | undefined)?.token;
    if (typeof asked === 'string' && request.method === 'GET' && equal(asked, token)) {
      // Out of the address, and of the history, as soon as it was used.
      reply.header(
        'set-cookie',
        `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`,
      );
      // Of one slash: two would be the name of another server.
      return reply.redirect(request.url.split('?')[0].replace(/^[/\\]+/, '/'));
    }
    if (equal(tokenOf(request), token)) {
      return;
    }
    // Who brings none is told so: he does not guess.
    const seconds = tokenOf(request) === '' ? 0 : guesses.wrong(request.ip, now());
    if (seconds > 0) {
      throw new Failure(
        'too-many-requests',
        `Too many wrong tokens. Try again in ${seconds} s.`,
        {},
        seconds,
      );
    }
    reply.header('www-authenticate', 'Bearer');
    throw new Failure(
      'unauthorised',
      'This server wants a token: open the address that it printed when it started, or send “Authorization: Bearer TOKEN”.',
    );
  });
}

function tokenOf({ headers }: FastifyRequest): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const [, cookie] = new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(headers.cookie ?? '') ?? [];
  try {
    return decodeURIComponent(cookie ?? '');
  } catch {
    return '';
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** In a time that does not tell how much of it was right. */
function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
