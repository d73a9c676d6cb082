/**
 * A small study with a store, whose disk fails at the n-th call, for every n: the study comes to the
 * same to the byte, and so does the next one on what is left.
 */
import { describe, expect, it } from 'vitest';
import { drive, type Executor } from '../../sim/executor/executor.ts';
import { storedExecutor } from '../../sim/executor/local-executor.ts';
import { encode, ReplicationStore } from '../../sim/executor/replication-store.ts';
import { comparisonStudy } from '../../sim/studies/compare/compare.ts';
import type { Replication } from '../../sim/studies/replicate.ts';
import { type Job, runJob } from '../../sim/studies/study.ts';
import { officeGateway, RECOMMENDED } from '../studies/office-gateway.ts';
import { type Call, type Fault, SimulatedDisk } from './simulated-disk.ts';
import { VirtualClock } from './virtual-clock.ts';

const FOLDER = '/home/user/.cache/mailpath';
const ENGINE = 'engine';
const FIRST = 2;
const WIDENED = 4;
/** What is left of a call that ends in the middle is by chance. */
const CHANCES = ['a', 'b', 'c'];

const settings = [
  { name: 'default', input: officeGateway() },
  { name: 'recommended', input: officeGateway(RECOMMENDED) },
];

/** Each job is really run, though only once in all the studies of this file. */
const known = new Map<string, Replication>();
function replicationOf(job: Job): Replication {
  const key = nameOf(job);
  const replication = known.get(key) ?? runJob(job);
  known.set(key, replication);
  return replication;
}

function nameOf({ setting, replication }: Job): string {
  return `${setting} ${replication}`;
}

/** A store that remembers what it said was kept. */
class NotingStore extends ReplicationStore {
  readonly kept: string[] = [];

  override async put(job: Job, replication: Replication): Promise<void> {
    await super.put(job, replication);
    if (!this.warnings.some((warning) => warning.includes('cannot be'))) {
      this.kept.push(nameOf(job));
    }
  }
}

interface Carried {
  /** What it came to. */
  readonly bytes: string;
  /** Jobs that were not found in the store. */
  readonly ran: string[];
  readonly kept: string[];
  readonly warnings: string[];
}

async function runAll(disk: SimulatedDisk, replications = WIDENED): Promise<Carried> {
  const ran: string[] = [];
  const inner: Executor = {
    run: async (jobs, watcher) => {
      for (const [index, job] of jobs.entries()) {
        ran.push(nameOf(job));
        watcher.finished(index, replicationOf(job));
        await Promise.resolve();
      }
    },
    close: async () => undefined,
  };
  const store = new NotingStore(FOLDER, ENGINE, disk);
  const clock = new VirtualClock();
  const executor = storedExecutor(inner, store, clock);
  const told: string[] = [];
  const watched: Executor = {
    run: (jobs, watcher) =>
      executor.run(jobs, {
        ...watcher,
        finished: (index, replication) => {
          told[index] = encode(replication);
          watcher.finished(index, replication);
        },
      }),
    close: () => executor.close(),
  };
  const plan = { settings, seed: 'faults', replications };
  const experiment = await drive(comparisonStudy(plan), watched, {
    clock,
    progress: () => undefined,
  });
  await executor.close();
  const bytes = JSON.stringify([told, experiment]);
  return { bytes, ran, kept: store.kept, warnings: store.warnings };
}

/** A disk with the store of a smaller study, whose calls from here on fail as is said. */
async function usedDisk(seed: string, faultOf?: (call: Call) => Fault | null) {
  const disk = new SimulatedDisk(seed);
  await runAll(disk, FIRST);
  disk.settle();
  return disk.next({}, faultOf);
}

const at = (n: number, fault: Fault) => (call: Call) => (call.number === n ? fault : null);
const from = (n: number, fault: Fault) => (call: Call) => (call.number >= n ? fault : null);

const whole = (await runAll(new SimulatedDisk('whole'))).bytes;

async function callsOf(seed: string): Promise<number> {
  const disk = await usedDisk(seed);
  const { bytes, ran, warnings } = await runAll(disk);
  expect([bytes === whole, ran.length, warnings]).toEqual([true, 4, []]);
  return disk.trace.length;
}

/** Every call of the study, under each seed. */
async function eachCall(
  seeds: readonly string[],
  test: (seed: string, n: number) => Promise<void>,
): Promise<void> {
  for (const seed of seeds) {
    const calls = await callsOf(seed);
    expect(calls).toBeGreaterThan(30);
    for (let n = 1; n <= calls; n++) await test(seed, n);
  }
}

const damagedOnly = (warnings: readonly string[]) =>
  warnings.every((warning) => /damaged on disk and run again/.test(warning));

const ONCE: readonly Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'short write', 'silent short write'];

describe.each(ONCE)('a disk with %s', (fault) => {
  it('at any one call: the same bytes, then and afterwards', async () => {
    await eachCall(['a'], async (seed, n) => {
      const what = `seed ${seed}, ${fault} at call ${n}`;
      const disk = await usedDisk(seed, at(n, fault));
      const disturbed = await runAll(disk);
      expect(disk.trace[n - 1], what).toMatch(`: ${fault}`);
      expect(disturbed.bytes === whole, what).toBe(true);
      expect(disturbed.warnings.length, what).toBeLessThanOrEqual(1);
      const next = await runAll(disk.next());
      expect(next.bytes === whole, what).toBe(true);
      expect(damagedOnly(next.warnings), what).toBe(true);
      if (fault !== 'silent short write') {
        expect(next.warnings, what).toEqual([]);
        expect(
          next.ran.filter((name) => disturbed.kept.includes(name)),
          what,
        ).toEqual([]);
      }
      const last = await runAll(disk.next());
      expect([last.bytes === whole, last.ran, last.warnings], what).toEqual([true, [], []]);
    });
  });

  it('from any call on: the same bytes, one warning, and nothing waits for ever', async () => {
    await eachCall(['a'], async (seed, n) => {
      const what = `seed ${seed}, ${fault} from call ${n} on`;
      const disk = await usedDisk(seed, from(n, fault));
      const disturbed = await runAll(disk);
      expect(disturbed.bytes === whole, what).toBe(true);
      expect(disturbed.warnings.length, what).toBeLessThanOrEqual(1);
      const next = await runAll(disk.next());
      expect([next.bytes === whole, damagedOnly(next.warnings)], what).toEqual([true, true]);
    });
  });
});

describe('a program that is killed', () => {
  it('in any call loses nothing that was kept: the next one goes on', async () => {
    await eachCall(CHANCES, async (seed, n) => {
      const what = `seed ${seed}, kill at call ${n}`;
      const disk = await usedDisk(seed, at(n, 'kill'));
      const { kept } = await runAll(disk);
      const next = await runAll(disk.next());
      expect([next.bytes === whole, next.warnings], what).toEqual([true, []]);
      expect(
        next.ran.filter((name) => kept.includes(name)),
        what,
      ).toEqual([]);
    });
  });

  it('beside another one leaves that one undisturbed, on one store', async () => {
    await eachCall(CHANCES, async (seed, n) => {
      const what = `seed ${seed}, kill of one at call ${n}`;
      const disk = new SimulatedDisk(seed);
      const killed = disk.beside(`${seed} ${n}`, at(n, 'kill'));
      const [undisturbed] = await Promise.all([runAll(disk), runAll(killed)]);
      expect([undisturbed.bytes === whole, undisturbed.warnings], what).toEqual([true, []]);
    });
  });

  it('leaves nothing behind for longer than the list of an hour later', async () => {
    let left = 0;
    await eachCall(CHANCES, async (seed, n) => {
      const disk = await usedDisk(seed, at(n, 'kill'));
      await runAll(disk);
      const temporaries = (one: SimulatedDisk) =>
        one.files().filter((name) => name.endsWith('tmp'));
      left += temporaries(disk).length;
      const later = disk.next();
      later.wait(3_700_000);
      await new ReplicationStore(FOLDER, ENGINE, later).entries();
      expect(temporaries(later), `seed ${seed}, kill at call ${n}`).toEqual([]);
    });
    expect(left).toBeGreaterThan(0);
  });
});

describe('a loss of power', () => {
  it('at any call: what it left is run again where it is damaged, to the same bytes', async () => {
    let damaged = 0;
    await eachCall(CHANCES, async (seed, n) => {
      const what = `seed ${seed}, loss of power at call ${n}`;
      const disk = await usedDisk(seed, at(n, 'power loss'));
      await runAll(disk);
      const next = await runAll(disk.next({ powerLoss: true }));
      expect([next.bytes === whole, damagedOnly(next.warnings)], what).toEqual([true, true]);
      damaged += next.warnings.length;
    });
    // Else nothing was tried.
    expect(damaged).toBeGreaterThan(0);
  });
});

describe('a store that another program clears', () => {
  it('at any moment is filled again, without a word', async () => {
    for (let i = 0; i < 100; i++) {
      const disk = new SimulatedDisk(`clear ${i}`);
      await runAll(disk, FIRST);
      const clear = async () => {
        const entries = await new ReplicationStore(FOLDER, ENGINE, disk.beside('clear')).entries();
        await entries.remove(entries.ours);
      };
      const [{ bytes, warnings }] = await Promise.all([runAll(disk.next()), clear(), clear()]);
      expect([bytes === whole, warnings], `clear ${i}`).toEqual([true, []]);
    }
  });
});

describe('damage to every file', () => {
  it('is noticed: nothing of it is used', async () => {
    const disk = await usedDisk('damage');
    await runAll(disk);
    disk.damageAll();
    const next = await runAll(disk.next());
    expect(next.bytes === whole).toBe(true);
    expect(next.ran).toHaveLength(settings.length * WIDENED);
    expect(next.warnings).toEqual(['Some stored replications were damaged on disk and run again.']);
  });
});

describe('a seed', () => {
  it('replays a failure, call by call', async () => {
    const faults: Fault[] = ['EIO', 'short write', 'kill', 'power loss'];
    await eachCall(['a'], async (seed, n) => {
      const fault = faults[n % faults.length];
      const replay = async () => {
        const disk = await usedDisk(seed, at(n, fault));
        const { warnings } = await runAll(disk);
        const next = disk.next({ powerLoss: fault === 'power loss' });
        await runAll(next);
        return [disk.trace, warnings, next.trace, next.files()];
      };
      expect(await replay(), `seed ${seed}, ${fault} at call ${n}`).toEqual(await replay());
    });
    const other = await usedDisk('c');
    const one = await usedDisk('a');
    await Promise.all([runAll(other), runAll(one)]);
    expect(other.trace).not.toEqual(one.trace);
  });
});
