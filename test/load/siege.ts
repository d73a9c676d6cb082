/**
 * A server with its usual limits under a hostile client, and another client, from another address,
 * that asks ordinary questions meanwhile: how long his answers take, and what memory the server has.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LimitName } from '../../web/server/limits.ts';
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';
import { type Served, serveProcess } from '../web/server/served.ts';
import { percentile } from './tally.ts';

/** Another address of loopback than the hostile client's. */
const ADDRESS = '127.0.0.2';
const SCENARIO = { text: SMALL_SCENARIO, name: 'small' };
/** Of the answers to another client. */
export const MEDIAN_MS = 500;
/** Of the server under one hostile client, and once that has gone: docs/http-api.md states them. */
export const PEAK_BYTES = 4e9;
export const RETURNED_BYTES = 1e9;
/** What the hostile client left running ends by then. */
const RUN_SECONDS = 8;
const RETURNS_WITHIN_SECONDS = 120;

export interface Siege {
  /** Times of the answers to ordinary questions, ms, in order. */
  readonly times: readonly number[];
  /** What was no success, the first of each. */
  readonly refused: readonly string[];
  readonly peakBytes: number;
  /** Some time after the hostile client has gone. */
  readonly afterBytes: number;
}

/** `program`: the folder of the compiled program; pushes against all of the limits at one time. */
export async function siege(
  program: string,
  limits: readonly LimitName[],
  seconds: number,
): Promise<Siege> {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-siege-'));
  const main = join(program, 'sim', 'cli', 'main.js');
  const served = await serveProcess(main, folder, ['--limit', `run-seconds=${RUN_SECONDS}`]);
  const port = Number(new URL(served.origin).port);
  const client = new OrdinaryClient(port);
  // Its threads begin before they are measured.
  await client.ask();
  const hostile = fork(join(program, 'test', 'load', 'hostile-client.js'), [
    String(port),
    ...limits,
  ]);
  try {
    await once(hostile, 'message');
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) await client.measure();
    hostile.disconnect();
    await once(hostile, 'exit');
    const { times, refused, peakBytes } = client;
    return {
      times: times.sort((a, b) => a - b),
      refused,
      peakBytes,
      afterBytes: await after(client),
    };
  } finally {
    hostile.kill('SIGKILL');
    await end(served);
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median({ times }: Siege): number {
  return percentile(times, 0.5);
}

async function after(client: OrdinaryClient): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RETURNS_WITHIN_SECONDS && least > RETURNED_BYTES; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    least = Math.min(least, await client.memory());
  }
  return least;
}

async function end({ child, ended }: Served): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

class OrdinaryClient {
  readonly times: number[] = [];
  readonly refused: string[] = [];
  peakBytes = 0;
  private readonly port: number;
  private turn = 0;

  constructor(port: number) {
    this.port = port;
  }

  /** One question after another, each over a connection of its own, as a page asks them. */
  async ask(): Promise<[string, number, number][]> {
    const set = [`mail.arrivals.0.rate=${10 + (this.turn++ % 50)}/m`];
    return [
      await this.timed('GET', '/api/scenarios'),
      await this.timed('POST', '/api/inspect', { scenario: SCENARIO, set }),
      await this.timed('POST', '/api/validate', { scenario: SCENARIO, set }),
      await this.timed('POST', '/api/preview', { scenario: SCENARIO, set, settings: ['default'] }),
    ];
  }

  async measure(): Promise<void> {
    for (const [path, status, ms] of await this.ask()) {
      this.times.push(ms);
      const what = `${path}: ${status}`;
      if (status !== 200 && !this.refused.includes(what)) this.refused.push(what);
    }
    this.peakBytes = Math.max(this.peakBytes, await this.memory());
    // Within its own requests a minute.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Of the server, bytes; 0 where it does not answer. */
  async memory(): Promise<number> {
    const { text } = await this.send('GET', '/api/health');
    return text === '' ? 0 : (JSON.parse(text).residentBytes ?? 0);
  }

  private async timed(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<[string, number, number]> {
    const begun = performance.now();
    const { status } = await this.send(method, path, body);
    return [path, status, performance.now() - begun];
  }

  private send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve) => {
      const asked = request({
        host: '127.0.0.1',
        port: this.port,
        localAddress: ADDRESS,
        method,
        path,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        agent: false,
      });
      asked.on('error', () => resolve({ status: 0, text: '' }));
      asked.on('response', async (response) => {
        let text = '';
        for await (const piece of response) text += piece;
        resolve({ status: response.statusCode ?? 0, text });
      });
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
