/**
 * A hostile client for each limit of the server: it pushes against that limit for as long as it may,
 * from one address, and takes no notice of what it is told.
 */
import { Agent, type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { LimitName } from '../../web/server/limits.ts';
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';

const SCENARIO = { text: SMALL_SCENARIO, name: 'small' };
const ENDLESS = {
  study: 'compare',
  scenario: { name: 'main' },
  options: { replications: '100000' },
  keep: true,
};
/** Many more than the server takes. */
const CONNECTIONS = 600;

export interface Target {
  readonly port: number;
  readonly ends: AbortSignal;
}

type Attack = (target: Target) => Promise<void>;

/** Every limit has one: the compiler sees to it. */
export const ATTACKS: Readonly<Record<LimitName, Attack>> = {
  'body-bytes': (target) =>
    again(target, 20, () =>
      post(target, '/api/validate', { scenario: { text: 'x'.repeat(990_000) } }),
    ),
  'log-bytes': (target) =>
    again(target, 4, () => sendLog(target, () => Buffer.alloc(65_536, 'x\n'))),
  'unpacked-log-bytes': (target) => {
    const packed = gzipSync(Buffer.alloc(100_000_000));
    return again(target, 4, () => sendLog(target, () => packed));
  },
  'logs-at-once': (target) => again(target, 50, () => sendLog(target, () => null)),
  'log-seconds': (target) => again(target, 4, () => sendLog(target, () => null)),
  'log-bytes-per-second': (target) =>
    again(target, 4, () => sendLog(target, () => Buffer.from('x'))),
  queued: (target) =>
    again(target, 4, async () => {
      const scenario = { text: backlogOf(1_900_000) };
      await Promise.all([
        post(target, '/api/preview', { scenario, settings: ['default'] }),
        post(target, '/api/runs', { study: 'run', scenario, keep: true }),
      ]);
    }),
  'thread-megabytes': (target) =>
    again(target, 4, () =>
      post(target, '/api/runs', {
        study: 'sweep',
        scenario: SCENARIO,
        options: { vary: ['runners=1..500'], 'max-points': '500', replications: '1000' },
        keep: true,
      }),
    ),
  messages: (target) => again(target, 4, () => post(target, '/api/runs', ENDLESS)),
  'preview-messages': (target) =>
    again(target, 8, () =>
      post(target, '/api/preview', {
        scenario: { name: 'main' },
        set: [`run.seed=s${Math.random()}`],
        settings: ['default', 'recommended'],
      }),
    ),
  'runs-at-once': (target) => again(target, 10, () => post(target, '/api/runs', ENDLESS)),
  'runs-queued': (target) => again(target, 40, () => post(target, '/api/runs', ENDLESS)),
  'run-seconds': (target) => again(target, 4, () => post(target, '/api/runs', ENDLESS)),
  'patience-seconds': (target) =>
    again(target, 10, () => post(target, '/api/runs', { ...ENDLESS, keep: false })),
  'questions-queued': (target) =>
    again(target, 220, () => post(target, '/api/inspect', { scenario: { text: aliases() } })),
  'question-seconds': (target) =>
    again(target, 10, async () => {
      for (const path of ['/api/inspect', '/api/changed', '/api/validate', '/api/preview']) {
        await post(target, path, { scenario: { text: aliases() }, settings: ['default'] });
      }
    }),
  connections: halfOpen,
  'header-seconds': halfOpen,
  'request-seconds': (target) =>
    again(target, 100, () =>
      raw(
        target,
        'POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{',
        true,
      ),
    ),
  'requests-per-minute': (target) => again(target, 50, () => get(target, '/api/scenarios/main')),
  'results-kept': (target) => again(target, 10, () => finishedRun(target, false)),
  'memory-result-bytes': (target) => again(target, 10, () => finishedRun(target, true)),
  'held-bytes': (target) =>
    again(target, CONNECTIONS, () =>
      raw(target, 'GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20), false),
    ),
};

/** So many at one time, one after another each, until the attack ends. */
async function again({ ends }: Target, number: number, action: () => Promise<unknown>) {
  await Promise.all(
    Array.from({ length: number }, async () => {
      while (!ends.aborted) {
        await action();
        // What is refused at once is tried again soon.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }),
  );
}

function post(target: Target, path: string, body: unknown): Promise<string> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return exchange(target, 'POST', path, headers, (asked) => asked.end(text));
}

function get(target: Target, path: string): Promise<string> {
  return exchange(target, 'GET', path, {}, (asked) => asked.end());
}

/** The answer; empty where there was none. */
function exchange(
  { port, ends }: Target,
  method: string,
  path: string,
  headers: Record<string, string | number>,
  send: (asked: ClientRequest) => void,
): Promise<string> {
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: false });
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent, signal: ends });
    asked.on('error', () => resolve(''));
    asked.on('close', () => resolve(''));
    asked.on('response', async (response) => {
      let text = '';
      try {
        for await (const piece of response) text += piece;
      } catch {
        // It is over.
      }
      resolve(text);
    });
    send(asked);
  });
}

/** A log without an end; null: of which nothing more comes. */
function sendLog(target: Target, piece: () => Buffer | null): Promise<string> {
  const slow = (piece()?.length ?? 0) < 10;
  return exchange(target, 'POST', '/api/logs', { 'content-type': 'text/plain' }, (asked) => {
    asked.flushHeaders();
    const more = (): void => {
      const bytes = piece();
      if (bytes === null || asked.destroyed || target.ends.aborted) return;
      if (slow) setTimeout(more, 100);
      asked.write(bytes, slow ? undefined : () => setImmediate(more));
    };
    more();
  });
}

/** Sends a text and reads nothing; goes on a byte at a time, or is silent, until it is let go. */
function raw({ port, ends }: Target, text: string, trickles: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, signal: ends });
    socket.on('error', () => undefined).pause();
    socket.write(text);
    const timer = setInterval(() => trickles && socket.write(' '), 1000);
    socket.on('close', () => {
      clearInterval(timer);
      resolve();
    });
    setTimeout(() => socket.resume(), 40_000).unref();
  });
}

function halfOpen(target: Target): Promise<void> {
  return again(target, CONNECTIONS, () => raw(target, 'GET / HTTP/1.1\r\nHost: ', true));
}

async function finishedRun(target: Target, ephemeral: boolean): Promise<void> {
  const seed = String(Math.random());
  const options = { seed, replications: '2' };
  await post(target, '/api/runs', { study: 'compare', scenario: SCENARIO, options, ephemeral });
  await get(target, '/api/runs');
}

/** A scenario of very many aliases. */
function aliases(): string {
  return `version: 2\nx: &x 1\ny: [${'*x, '.repeat(45_000)}1]\n`;
}

function backlogOf(messages: number): string {
  return `version: 2
question: What does a long queue cost?
run: { arrivals-for: 1m, ends-after: 2m, replications: 1, seed: s${Math.random()} }
mail: { arrivals: [ { rate: 1/s } ] }
initial: { backlog: { messages: ${messages}, age: 1h } }
`;
}
