/**
 * The queue with threads that die at the n-th message, for every n, and in orders, with cancellations
 * and faults of the disk, that are chosen under a seed: each run comes to an end, and whoever hears
 * that it is finished has its result for good.
 */
import type { MessagePort } from 'node:worker_threads';
import type { FastifyBaseLogger } from 'fastify';
import seedrandom from 'seedrandom';
import { describe, expect, it, vi } from 'vitest';
import { limitsWith } from '../../../web/server/limits.ts';
import { runRequest } from '../../../web/server/requests.ts';
import { diskResultStore } from '../../../web/server/result-store.ts';
import type { Run } from '../../../web/server/run.ts';
import { runQueue } from '../../../web/server/run-queue.ts';
import type { RunNews, StudyOutcome } from '../../../web/server/thread/study-task.ts';
import type { Threads } from '../../../web/server/threads.ts';
import { type Call, type Fault, SimulatedDisk } from '../../executor/simulated-disk.ts';

/** Names of runs and of temporary files are counted: by chance they would differ from replay to replay. */
const names = vi.hoisted(() => ({ given: 0 }));
vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomUUID: () => `00000000-0000-4000-8000-${`${++names.given}`.padStart(12, '0')}`,
}));

const FOLDER = '/home/user/.cache/mailpath/runs';
const CLIENTS = ['a', 'b', 'c', 'a', 'b', 'c'];
const MESSAGES = ['task', 'progress', 'progress', 'answer'] as const;
const MAX_TURNS = 6;
const log = { info: () => 0, warn: () => 0, error: () => 0 } as unknown as FastifyBaseLogger;
const request = runRequest.parse({ study: 'run', scenario: { name: 'main' } });
const filesOf = (client: string) => ({ result: `"${client}"`, report: '{}', csv: '', text: '' });

interface Plan {
  readonly seed: string;
  /** Whether the thread dies before it sends message `number`. */
  readonly diesAt?: (number: number) => boolean;
  /** The run that is cancelled with message `number`; null: none. */
  readonly cancelledAt?: (number: number) => number | null;
  readonly diskFault?: (call: Call) => Fault | null;
}

interface Outcome {
  readonly states: string[];
  readonly died: readonly number[];
  readonly trace: string[];
  /** Runs that were told to be finished, and were not there if the power was lost that moment. */
  readonly lost: number[];
}

async function runAll(plan: Plan): Promise<Outcome> {
  const { seed, diesAt = () => false, cancelledAt = () => null, diskFault } = plan;
  names.given = 0;
  const random = seedrandom(seed);
  const disk = new SimulatedDisk(seed, diskFault);
  const results = diskResultStore(FOLDER, 10, { disk });
  const runs: Run[] = [];
  const died: number[] = [];
  const trace: string[] = [];
  const execute = async (run: Run, port: MessagePort): Promise<StudyOutcome> => {
    // It is called while the run is handed in.
    await Promise.resolve();
    const number = runs.indexOf(run);
    const news: RunNews = { kind: 'progress', share: 0.5, doing: 'runs' };
    for (const kind of MESSAGES) {
      const turns = Math.floor(random() * MAX_TURNS);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      trace.push(`${kind} of ${number}`);
      const cancelled = cancelledAt(trace.length);
      if (cancelled !== null) queue.cancel(runs[cancelled]);
      if (diesAt(trace.length)) {
        died.push(number);
        throw new Error('worker exited with code: 1');
      }
      if (kind === 'progress') port.postMessage(news);
    }
    // Under way when the answer comes.
    port.postMessage(news);
    const files = filesOf(run.client);
    return { files, partial: false, unmet: false, endedBy: null };
  };
  const threads = { execute } as unknown as Threads;
  const queue = runQueue({ threads, results, limits: limitsWith([]), log, now: () => 0 });
  const told: Promise<number | null>[] = [];
  for (const client of CLIENTS) {
    const run = queue.submit(request, client);
    runs.push(run);
    run.listen((event) => {
      if (event.kind !== 'view' || event.view.state !== 'finished') return;
      const left = diskResultStore(FOLDER, 10, { disk: disk.next({ powerLoss: true }) });
      const find = async () => {
        const kept = (await left.find(run.id)) ?? (await queue.ephemeral.find(run.id));
        return kept?.files.result === filesOf(client).result ? null : runs.indexOf(run);
      };
      told.push(find());
    });
  }
  while (runs.some((run) => !run.isOver)) await new Promise((resolve) => setImmediate(resolve));
  const lost = (await Promise.all(told)).filter((one) => one !== null);
  const states = runs.map(({ state }) => state);
  expect(told.length, `seed ${seed}`).toBe(states.filter((state) => state === 'finished').length);
  await queue.close();
  expect(queue.counts, `seed ${seed}`).toEqual({ running: 0, queued: 0 });
  return { states, died, trace: [...trace, ...disk.trace], lost };
}

/** What becomes of runs whose threads died so. */
const statesWith = (died: readonly number[]) =>
  CLIENTS.map((_, number) => (died.includes(number) ? 'failed' : 'finished'));

describe('a thread of the server that dies', () => {
  it('at any one message costs its own run, which is told, and no other', async () => {
    for (const seed of ['a', 'b']) {
      for (let n = 1; n <= CLIENTS.length * MESSAGES.length; n++) {
        const what = `seed ${seed}, death at message ${n}`;
        const outcome = await runAll({ seed, diesAt: (number) => number === n });
        expect(outcome.died, what).toHaveLength(1);
        expect(outcome.states, what).toEqual(statesWith(outcome.died));
        expect(outcome.lost, what).toEqual([]);
      }
    }
  });
});

/** Deaths, cancellations and faults of the disk, all of it under one seed. */
function disturbed(seed: string): Promise<Outcome> {
  const random = seedrandom(`${seed} faults`);
  const faults: Fault[] = ['EIO', 'ENOSPC', 'short write'];
  return runAll({
    seed,
    diesAt: () => random() < 0.05,
    cancelledAt: () => (random() < 0.05 ? Math.floor(random() * 2) : null),
    diskFault: () => (random() < 0.02 ? faults[Math.floor(random() * faults.length)] : null),
  });
}

describe('deaths, cancellations and faults of the disk in any order', () => {
  it('leave every run with an end, and lose no result that was told', async () => {
    const states = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const outcome = await disturbed(`order ${i}`);
      expect(outcome.lost, `seed "order ${i}"`).toEqual([]);
      for (const state of outcome.states) states.add(state);
    }
    expect([...states].sort()).toEqual(['cancelled', 'failed', 'finished']);
  });

  it('are replayed by their seed, message by message and call by call', async () => {
    const traces = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const first = await disturbed(`replay ${i}`);
      const second = await disturbed(`replay ${i}`);
      expect(second, `seed "replay ${i}"`).toEqual(first);
      traces.add(JSON.stringify(first.trace));
    }
    expect(traces.size).toBe(20);
  });
});
