/**
 * A small batch on threads that die, or fall silent, at the n-th message, for every n, and in orders
 * that are chosen under a seed, on a disk that fails as well.
 */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { WorkerDied } from '../../sim/executor/executor.ts';
import { storedExecutor } from '../../sim/executor/local-executor.ts';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import work from '../../sim/executor/replication-worker.ts';
import {
  SharedProgress,
  type WorkerAnswer,
  type WorkerTask,
} from '../../sim/executor/worker-task.ts';
import { workerThreads } from '../../sim/executor/worker-threads.ts';
import { CapacityError } from '../../sim/mailpath/capacity.ts';
import type { Replication } from '../../sim/studies/replicate.ts';
import { runJob } from '../../sim/studies/study.ts';
import { officeGateway } from '../studies/office-gateway.ts';
import { type Call, type Fault, SimulatedDisk } from './simulated-disk.ts';
import { type Message, SimulatedThreads, type ThreadFault } from './simulated-threads.ts';
import { VirtualClock } from './virtual-clock.ts';
import { jobsOf, runWatched, type WatchedRun } from './watched-run.ts';

const jobs = jobsOf(officeGateway(), 6);
const whole: Replication[] = jobs.map(runJob);
/** Replication 2 of it floods. */
const flooded = jobs.map((job) =>
  job.replication === 2 ? { ...job, input: officeGateway({}, { maxInSystem: 20 }) } : job,
);

/** What the program of a thread answers; each job was run once, beforehand. */
function answerTo(task: WorkerTask): WorkerAnswer {
  if (new SharedProgress(task.shared).stopped) return { kind: 'stopped' };
  const { job } = task;
  if (job.input !== jobs[0].input) return work(task);
  return finishedAnswer(task);
}

function finishedAnswer({ job }: WorkerTask): WorkerAnswer {
  return { kind: 'finished', replication: whole[job.replication] };
}

interface Plan {
  readonly seed: string;
  readonly threads?: number;
  readonly faultOf?: (message: Message) => ThreadFault | null;
  readonly answersLate?: boolean;
  /** Interrupted once so many messages have passed. */
  readonly interruptedAt?: number;
  /** Interrupted once it was asked for so often. */
  readonly patience?: number;
}

function threadsOf({
  seed,
  threads: number = 2,
  faultOf = () => null,
  answersLate = false,
  interruptedAt = Number.POSITIVE_INFINITY,
  patience = Number.POSITIVE_INFINITY,
}: Plan) {
  const lateAnswer = answersLate ? finishedAnswer : null;
  const plan = { threads: number, work: answerTo, faultOf, lateAnswer };
  const threads = new SimulatedThreads(seed, plan);
  const clock = new (class extends VirtualClock {
    private asked = 0;

    override interrupted(): boolean {
      return threads.messages >= interruptedAt || ++this.asked > patience;
    }
  })();
  const { waitFor } = threads;
  const executor = workerThreads({ workers: number, file: '', clock, threads, waitFor });
  return { threads, clock, executor };
}

async function runAll(plan: Plan, given = jobs): Promise<WatchedRun & { trace: string[] }> {
  const { threads, executor } = threadsOf(plan);
  const watched = await runWatched(executor, given);
  await executor.close();
  return { ...watched, trace: threads.trace };
}

const at = (n: number, fault: ThreadFault) => (message: Message) =>
  message.number === n ? fault : null;

const SEEDS = ['a', 'b', 'c'];

/** Every message of an undisturbed run, under each seed. */
async function eachMessage(test: (seed: string, n: number) => Promise<void>): Promise<void> {
  for (const seed of SEEDS) {
    const { replications, trace } = await runAll({ seed });
    expect(replications).toEqual(whole);
    expect(trace.length).toBeGreaterThanOrEqual(2 * jobs.length);
    for (let n = 1; n <= trace.length; n++) await test(seed, n);
  }
}

describe('a thread that dies', () => {
  it('at any one message costs nothing: the same results, each once, progress never back', async () => {
    await eachMessage(async (seed, n) => {
      const what = `seed ${seed}, death at message ${n}`;
      const { replications, shares, trace } = await runAll({ seed, faultOf: at(n, 'death') });
      expect(trace[n - 1], what).toMatch(/: death$/);
      expect(replications, what).toEqual(whole);
      expect(shares, what).toEqual([...shares].sort((a, b) => a - b));
    });
  });

  it('twice under one job ends the run, which names it, and all that was finished is stored', async () => {
    for (const seed of SEEDS) {
      for (const { replication } of jobs) {
        const what = `seed ${seed}, replication ${replication}`;
        const faultOf = ({ kind, task }: Message) =>
          kind === 'answer' && task.job.replication === replication ? 'death' : null;
        const { threads, clock, executor } = threadsOf({ seed, faultOf });
        const disk = new SimulatedDisk(seed);
        const store = new ReplicationStore('/store', 'engine', disk);
        const stored = storedExecutor(executor, store, clock);
        const finished: number[] = [];
        const run = stored.run(jobs, {
          finished: (index) => finished.push(index),
          progressed: () => undefined,
        });
        await expect(run, what).rejects.toThrow(WorkerDied);
        await expect(run, what).rejects.toThrow(`replication ${replication + 1} of default`);
        await stored.close();
        expect(threads.trace.filter((line) => line.endsWith('death'))).toHaveLength(2);
        const next = new ReplicationStore('/store', 'engine', disk.next());
        for (const index of finished) {
          expect(await next.find(jobs[index]), what).toEqual(whole[index]);
        }
      }
    }
  });
});

describe('an interruption', () => {
  const fallsSilent = (n: number) => (message: Message) => (message.number > n ? 'silence' : null);

  it.each<[string, boolean]>([
    ['where threads answer in time', false],
    ['where they answer only when nobody waits any more', true],
  ])('at any message ends the run, and nothing is told after it, %s', async (_, answersLate) => {
    await eachMessage(async (seed, n) => {
      const what = `seed ${seed}, interrupted at message ${n}`;
      const faultOf = answersLate ? fallsSilent(n) : () => null;
      const { executor } = threadsOf({ seed, faultOf, answersLate, interruptedAt: n });
      const finished: number[] = [];
      await executor.run(jobs, {
        finished: (index, replication) => {
          expect(replication, what).toEqual(whole[index]);
          finished.push(index);
        },
        progressed: () => undefined,
      });
      const before = [...finished];
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      expect(finished, what).toEqual(before);
      await executor.close();
    });
  });

  it('ends the run though a thread has fallen silent, at any message', async () => {
    await eachMessage(async (seed, n) => {
      const { replications, trace } = await runAll({
        seed,
        faultOf: at(n, 'silence'),
        patience: 20,
      });
      const what = `seed ${seed}, silence at message ${n}`;
      // One thread of two goes on; what the silent one had is missing, or all were finished by then.
      expect(replications.filter((one) => one === null).length, what).toBeLessThan(jobs.length);
      expect(trace.length, what).toBeGreaterThanOrEqual(n);
    });
  });
});

describe('what a job throws', () => {
  it('ends the run though another thread has fallen silent, at any message', async () => {
    for (const seed of SEEDS) {
      for (let n = 1; n <= 6; n++) {
        const faultOf = (message: Message) =>
          message.number === n && message.task.job.replication !== 2 ? 'silence' : null;
        const run = runAll({ seed, faultOf }, flooded);
        await expect(run, `seed ${seed}, silence at message ${n}`).rejects.toThrow(CapacityError);
      }
    }
  });
});

/** A run with threads and a disk that fail now and then, all of it under one seed. */
async function disturbed(seed: string) {
  const random = seedrandom(seed);
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const died = new Set<number>();
  const faultOf = ({ task }: Message): ThreadFault | null => {
    const { replication } = task.job;
    // A second death under one job ends the run: another test's.
    if (died.has(replication) || random() > 0.2) return null;
    died.add(replication);
    return 'death';
  };
  const { threads, clock, executor } = threadsOf({ seed, threads: 1 + one([0, 1, 2, 3]), faultOf });
  const faults: Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'short write', 'silent short write', 'kill'];
  const failing = one([true, false]);
  const diskFault = (_: Call) => (failing && random() < 0.03 ? one(faults) : null);
  const disk = new SimulatedDisk(seed, diskFault);
  const stored = (on: SimulatedDisk) =>
    storedExecutor(executor, new ReplicationStore('/store', 'engine', on), clock);
  const first = await runWatched(stored(disk), jobs.slice(0, 4));
  const second = await runWatched(stored(disk.next({}, diskFault)), jobs);
  return { first, second, trace: [threads.trace, disk.trace] };
}

describe('a random order of messages, deaths and faults of the disk', () => {
  it('comes to the same results under any seed', async () => {
    let deaths = 0;
    for (let i = 0; i < 150; i++) {
      const seed = `order ${i}`;
      const { first, second, trace } = await disturbed(seed);
      expect(first.replications, `seed "${seed}"`).toEqual(whole.slice(0, 4));
      expect(second.replications, `seed "${seed}"`).toEqual(whole);
      deaths += trace.flat().filter((line) => line.endsWith('death')).length;
    }
    expect(deaths).toBeGreaterThan(100);
  });

  it('is replayed by its seed, message by message and call by call', async () => {
    const traces = [];
    for (let i = 0; i < 30; i++) {
      const { trace } = await disturbed(`replay ${i}`);
      expect((await disturbed(`replay ${i}`)).trace, `seed "replay ${i}"`).toEqual(trace);
      traces.push(JSON.stringify(trace));
    }
    expect(new Set(traces).size).toBe(30);
  });
});
