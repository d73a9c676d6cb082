/**
 * The store of finished runs, and the queue that puts them there, on a disk that fails at the n-th
 * call, for every n: what was said to be kept is there, whole, also after a loss of power.
 */
import type { FastifyBaseLogger } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { limitsWith } from '../../../web/server/limits.ts';
import { runRequest } from '../../../web/server/requests.ts';
import { diskResultStore } from '../../../web/server/result-store.ts';
import { runQueue } from '../../../web/server/run-queue.ts';
import type { Threads } from '../../../web/server/threads.ts';
import { type Call, type Fault, SimulatedDisk } from '../../executor/simulated-disk.ts';
import { FINISHED, SMALL_FILES, storedRun } from './stored-run.ts';

/** Names of runs are counted: by chance they would lie in other folders from time to time. */
const names = vi.hoisted(() => ({ given: 0 }));
vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomUUID: () => `00000000-0000-4000-8000-${`${++names.given}`.padStart(12, '0')}`,
}));

const FOLDER = '/home/user/.cache/mailpath/runs';
const MOST = 3;
const CHANCES = ['a', 'b', 'c', 'd'];
const IDS = ['a', 'b', 'c', 'd', 'e'];
const kept = (id: string) => storedRun(id, { csv: 'a\r\n'.repeat(50) });

/** The whole life of a server's store of results; which runs were said to be kept, oldest first. */
async function serve(disk: SimulatedDisk, ids = IDS): Promise<string[]> {
  const results = diskResultStore(FOLDER, MOST, { disk });
  const told: string[] = [];
  for (const id of ids) {
    try {
      await results.put(kept(id));
    } catch {
      continue;
    }
    told.push(id);
  }
  return told;
}

/** The newest runs that were said to be kept are found and listed; nothing else than runs is. */
async function expectKept(disk: SimulatedDisk, told: readonly string[], what: string) {
  const warned: string[] = [];
  const results = diskResultStore(FOLDER, MOST, { disk, warn: (text) => warned.push(text) });
  const listed = await results.list();
  for (const id of told.slice(-MOST)) {
    expect(await results.find(id), `${what}: ${id}`).toEqual(kept(id));
    expect(listed, `${what}: ${id}`).toContainEqual(kept(id).record);
  }
  for (const id of IDS) {
    const found = await results.find(id);
    if (found !== null) expect(found, what).toEqual(kept(id));
  }
  const order = listed.map(({ id }) => id);
  expect(order, what).toEqual([...order].sort().reverse());
  return warned;
}

/** A folder above the store that may not be read is somebody else's: it is not synchronised. */
const isForeign = ({ operation, path }: Call) =>
  operation === 'syncFolder' && FOLDER.startsWith(path) && path !== FOLDER;

const at = (n: number, fault: Fault) => (call: Call) =>
  call.number === n && !(fault === 'EACCES' && isForeign(call)) ? fault : null;
const from = (n: number, fault: Fault) => (call: Call) => (call.number >= n ? fault : null);

/** Every call of a server that begins without a folder, and of one that goes on with the former's. */
async function eachCall(
  fault: Fault,
  plan: typeof at,
  test: (disk: SimulatedDisk, before: readonly string[], what: string) => Promise<void>,
): Promise<void> {
  for (const before of [[], ['1', '2', '3']]) {
    for (const seed of CHANCES) {
      const makeDisk = async (faultOf?: (call: Call) => Fault | null) => {
        const disk = new SimulatedDisk(`${seed} before`);
        await serve(disk, before);
        return disk.beside(seed, faultOf);
      };
      const whole = await makeDisk();
      expect(await serve(whole)).toEqual(IDS);
      expect(whole.trace.length).toBeGreaterThan(50);
      for (let n = 1; n <= whole.trace.length; n++) {
        const disk = await makeDisk(plan(n, fault));
        const what = `seed ${seed}, after ${before.length}, ${fault}, call ${n}`;
        await test(disk, before, what);
        if (fault !== 'EACCES') expect(disk.trace[n - 1], what).toMatch(`: ${fault}`);
      }
    }
  }
}

describe('a kept result', () => {
  it.each<Fault>(['EIO', 'ENOSPC', 'EACCES', 'short write'])(
    'is there after %s at any one call, also where the power is lost then',
    async (fault) => {
      await eachCall(fault, at, async (disk, before, what) => {
        const told = [...before, ...(await serve(disk))];
        expect(told.length, what).toBeGreaterThanOrEqual(before.length + IDS.length - 1);
        const left = disk.next({ powerLoss: true });
        expect(await expectKept(disk.next(), told, what), what).toEqual([]);
        await expectKept(left, told, what);
      });
    },
  );

  it('is there after a disk is full for good, and what was not kept was said not to be', async () => {
    await eachCall('ENOSPC', from, async (disk, before, what) => {
      const told = [...before, ...(await serve(disk))];
      expect(told.length, what).toBeLessThanOrEqual(before.length + IDS.length);
      await expectKept(disk.next({ powerLoss: true }), told, what);
    });
  });

  it.each<Fault>(['kill', 'power loss'])('is there after a %s at any call', async (fault) => {
    let damaged = 0;
    await eachCall(fault, at, async (disk, before, what) => {
      const told = [...before, ...(await serve(disk))];
      const left = disk.next({ powerLoss: fault === 'power loss' });
      damaged += (await expectKept(left, told, what)).length;
      // Whoever goes on with it loses nothing either.
      const next = left.next();
      expect(await serve(next, ['x', 'y']), what).toEqual(['x', 'y']);
      const results = diskResultStore(FOLDER, MOST, { disk: next.next({ powerLoss: true }) });
      for (const id of ['x', 'y']) expect(await results.find(id), what).toEqual(kept(id));
    });
    // A file has its name only once its content is safe.
    expect(damaged).toBe(0);
  });

  it('goes to the newest place, also where the clock is put back', async () => {
    const disk = new SimulatedDisk('clock');
    await serve(disk, ['a', 'b']);
    const back = disk.next();
    back.wait(-3_600_000);
    await serve(back, ['c']);
    const listed = await diskResultStore(FOLDER, MOST, { disk: back.next() }).list();
    expect(listed.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('that is damaged is said to be, once, and is listed no more', async () => {
    const disk = new SimulatedDisk('damage');
    const warned: string[] = [];
    const warn = (text: string) => warned.push(text);
    const results = diskResultStore(FOLDER, MOST, { disk, warn });
    for (const id of ['a', 'b']) await results.put(kept(id));
    disk.damageAll();
    expect([await results.find('a'), await results.find('a')]).toEqual([null, null]);
    expect((await results.list()).map(({ id }) => id)).toEqual(['b']);
    expect(warned).toEqual(['The result of run a was damaged on disk: it is gone.']);
    await diskResultStore(FOLDER, MOST, { disk, warn }).find('b');
    expect(warned).toHaveLength(2);
  });

  it('that cannot be read for once is not lost', async () => {
    const disk = new SimulatedDisk('once');
    await serve(disk, ['a']);
    let fails = true;
    const warned: string[] = [];
    const results = diskResultStore(FOLDER, MOST, {
      disk: disk.next({}, () => (fails ? 'EIO' : null)),
      warn: (text) => warned.push(text),
    });
    expect([await results.find('a'), await results.list()]).toEqual([null, []]);
    expect(warned).toEqual([`Kept results cannot be read (${FOLDER}): the disk has a fault.`]);
    fails = false;
    expect([await results.find('a'), await results.list()]).toEqual([
      kept('a'),
      [kept('a').record],
    ]);
  });
});

describe('a queue whose store fails', () => {
  const threads = { execute: async () => FINISHED } as unknown as Threads;
  const log = { info: () => 0, warn: () => 0, error: () => 0 } as unknown as FastifyBaseLogger;

  /** Hands three runs in and waits for them. */
  async function runAll(disk: SimulatedDisk) {
    names.given = 0;
    const results = diskResultStore(FOLDER, MOST, { disk });
    const queue = runQueue({ threads, results, limits: limitsWith([]), log, now: () => 0 });
    const request = runRequest.parse({ study: 'run', scenario: { name: 'main' } });
    const runs = [1, 2, 3].map(() => queue.submit(request, '127.0.0.1'));
    while (runs.some((run) => !run.isOver)) await new Promise((resolve) => setImmediate(resolve));
    await queue.close();
    return { runs, ephemeral: queue.ephemeral };
  }

  it.each<Fault>(['EIO', 'ENOSPC', 'EACCES', 'short write'])(
    'with %s, once or for good, has every result all the same: on disk, or in memory',
    async (fault) => {
      const whole = new SimulatedDisk('whole');
      await runAll(whole);
      expect(whole.trace.length).toBeGreaterThan(30);
      for (let n = 1; n <= whole.trace.length; n++) {
        for (const plan of [at, from]) {
          const disk = new SimulatedDisk('whole', plan(n, fault));
          const { runs, ephemeral } = await runAll(disk);
          const what = `${fault} ${plan === at ? 'at' : 'from'} call ${n}`;
          if (fault !== 'EACCES') expect(disk.trace[n - 1], what).toMatch(`: ${fault}`);
          const results = diskResultStore(FOLDER, MOST, { disk: disk.next() });
          for (const { id, state } of runs) {
            expect(state, what).toBe('finished');
            const found = (await results.find(id)) ?? (await ephemeral.find(id));
            expect(found?.files, what).toEqual(SMALL_FILES);
          }
        }
      }
    },
  );
});
