/** A load test: a server as a process of its own, many clients on loopback, for so long. */
import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveProcess } from '../web/server/served.ts';
import { LoadClient, WHOLE_RUN } from './load-client.ts';
import { type Seen, Tally } from './tally.ts';

const MAX_EXTRA_SECONDS = 60;

/** What the server says of itself, GET /api/health. */
export interface Health {
  readonly residentBytes: number;
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number };
}

export interface Load {
  readonly seen: Seen;
  readonly seconds: number;
  /** Before, half way, at the end. */
  readonly health: readonly [Health, Health, Health];
  readonly exit: number | string;
}

/** `main`: the compiled program. */
export async function load(main: string, clients: number, seconds: number): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-load-'));
  // All clients come from one address.
  const served = await serveProcess(main, folder, ['--limit', 'requests-per-minute=100000000']);
  try {
    const { origin } = served;
    const health = async () => (await (await fetch(`${origin}/api/health`)).json()) as Health;
    const before = await health();
    const tally = new Tally();
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const working = Promise.all(
      Array.from({ length: clients }, (_, i) =>
        new LoadClient(origin, i, tally, ending.signal).work(),
      ),
    );
    await after(seconds / 2);
    const middle = await health();
    await after(seconds / 2);
    // A machine that is busy with others may not have come to the end of a run by then.
    for (let extra = 0; extra < MAX_EXTRA_SECONDS && !tally.seen.times.has(WHOLE_RUN); extra++) {
      await after(1);
    }
    const end = await health();
    ending.abort();
    await working;
    served.child.kill('SIGTERM');
    const exit = await served.ended;
    return { seen: tally.seen, seconds, health: [before, middle, end], exit };
  } finally {
    served.child.kill('SIGKILL');
    await served.ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function after(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
