/**
 * Who may ask: anybody on this machine where the server listens on loopback alone; otherwise who
 * has the token. And from where: a page of another site may not ask through a visitor's browser.
 *
 *   names (Host, Origin, Sec-Fetch-Site) -> rate of the client -> token
 *
 * What another site makes a browser send is refused before it counts as the visitor's.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientOf } from './client.ts';
import { beyond, Failure } from './failure.ts';
import type { Limits } from './limits.ts';
import { LruMap } from './lru-map.ts';
import { type Now, PerMinute } from './rates.ts';
import { isPage } from './replies.ts';

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

export function guard(
  app: FastifyInstance,
  { token, loopback }: Access,
  limits: Limits,
  now: Now,
  requests: PerMinute,
): void {
  const max = limits['requests-per-minute'];
  const checkToken = token === null ? null : tokenCheck(token, now);
  app.addHook('onRequest', async (request, reply) => {
    refuseNames(request, loopback);
    const client = clientOf(request.ip);
    if (requests.count(client) > max) {
      reply.header('connection', 'close');
      const seconds = requests.secondsLeft;
      throw beyond('too-many-requests', 'Too many requests.', 'requests-per-minute', max, seconds);
    }
    return checkToken?.(client, request, reply);
  });
}

/** Throws a Failure where the request names another server, or another site is behind it. */
function refuseNames(request: FastifyRequest, loopback: boolean): void {
  const { raw, headers, method, url } = request;
  const { host = '', origin } = headers;
  const hosts = raw.rawHeaders.filter((word, i) => i % 2 === 0 && /^host$/i.test(word));
  // An address may name the host once more.
  const named = url.startsWith('/') ? host : (hostOf(url) ?? host);
  if (hosts.length > 1 || named !== host) {
    throw new Failure('bad-request', 'A request names one host.');
  }
  if (loopback && !LOOPBACK.test(host)) {
    throw new Failure(
      'forbidden',
      'This server answers to localhost and 127.0.0.1 only. Start it with --host to let others in.',
    );
  }
  const site = headers['sec-fetch-site'] ?? 'none';
  const elsewhere = site === 'cross-site' || site === 'same-site';
  // A link that somebody follows to the page itself.
  const followed = method === 'GET' && headers['sec-fetch-dest'] === 'document' && isPage(request);
  if ((elsewhere && !followed) || (origin !== undefined && hostOf(origin) !== host)) {
    throw new Failure('forbidden', 'Pages of other sites may not use this server.');
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Wrong tokens of one client in a minute, and of all: guessing takes too long to succeed. */
const MAX_GUESSES = 30;
const MAX_GUESSES_IN_ALL = 1000;
/** Clients that are remembered to have had the right one, or a wrong one before. */
const MAX_REMEMBERED = 10_000;

function tokenCheck(token: string, now: Now) {
  const hash = hashOf(token);
  const wrong = new PerMinute(now);
  /** Clients that had the right one: whatever all others guess, these go on. */
  const known = new LruMap<string, true>(MAX_REMEMBERED);
  /** Each client's last wrong one: a page that brings an old cookie again and again guesses once. */
  const last = new LruMap<string, Buffer>(MAX_REMEMBERED);

  /** Even the right one is not looked at then: the answer would tell that it is. */
  const refuseGuesser = (client: string): void => {
    const guesses = wrong.of(client) >= MAX_GUESSES;
    const all = wrong.total >= MAX_GUESSES_IN_ALL && !known.get(client);
    if (!guesses && !all) return;
    const seconds = wrong.secondsLeft;
    const what = `Too many wrong tokens. Try again in ${seconds} s.`;
    throw new Failure('too-many-requests', what, {}, seconds);
  };

  /** Throws a Failure unless the request has the token; one in the address becomes a cookie. */
  return (client: string, request: FastifyRequest, reply: FastifyReply) => {
    const { query, bearer, cookie } = tokensOf(request);
    const given = [query, bearer, cookie].filter((one) => one !== '').map(hashOf);
    // A request without one is answered with that: it is no guess.
    if (given.length > 0) refuseGuesser(client);
    // All of them, in a time that does not tell how much was right.
    const right = given.map((one) => timingSafeEqual(one, hash));
    if (!right.includes(true)) {
      for (const one of given) {
        if (last.get(client)?.equals(one)) continue;
        last.set(client, one);
        wrong.count(client);
      }
      reply.header('www-authenticate', 'Bearer');
      throw new Failure(
        'unauthorised',
        'This server wants a token: open the address that it printed when it started, or send “Authorization: Bearer TOKEN”.',
      );
    }
    known.set(client, true);
    if (query === '' || !right[0]) return;
    // Out of the address, and of the history, as soon as it was used.
    reply.header(
      'set-cookie',
      `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`,
    );
    // Of one slash: two would be the name of another server.
    return reply.redirect(request.url.split('?')[0].replace(/^[/\\]+/, '/'));
  };
}

/** Each way to bring a token; empty where it is not used. */
function tokensOf({ headers, query, method }: FastifyRequest) {
  const given = (query as { token?: unknown } | undefined)?.token;
  const [, bearer = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, cookie = ''] = new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(headers.cookie ?? '') ?? [];
  return {
    query: method === 'GET' && typeof given === 'string' ? given : '',
    bearer,
    cookie: decoded(cookie),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of one length, whatever is given. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
