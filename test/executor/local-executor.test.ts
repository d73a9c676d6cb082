import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Executor } from '../../sim/executor/executor.ts';
import { inLineExecutor, storedExecutor } from '../../sim/executor/local-executor.ts';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import type { Job } from '../../sim/studies/study.ts';
import { officeGateway } from '../studies/office-gateway.ts';
import { jobsOf, runWatched, TestClock } from './watched-run.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-stored-'));
let folders = 0;
const newFolder = () => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

const gateway = officeGateway();
const jobs = jobsOf(gateway, 12);
const direct = await runWatched(inLineExecutor(new TestClock()), jobs);

/** Runs jobs with a store; `ran` are the replications that were not found in it. */
async function runStored(folder: string, given: readonly Job[], clock = new TestClock()) {
  const inner = inLineExecutor(clock);
  const run = vi.spyOn(inner, 'run');
  const store = new ReplicationStore(folder);
  const executor = storedExecutor(inner, store, clock);
  const watched = await runWatched(executor, given);
  await executor.close();
  const ran = run.mock.calls.flatMap(([asked]) => asked.map(({ replication }) => replication));
  return { ...watched, ran, warnings: store.warnings };
}

describe('jobs with a store', () => {
  it('come to the same: none stored, some stored, all stored; only what is missing is run', async () => {
    const folder = newFolder();
    const some = jobs.filter((_, i) => i % 3 === 1);
    expect((await runStored(folder, some)).ran).toEqual([1, 4, 7, 10]);
    const rest = await runStored(folder, jobs);
    expect(rest.ran).toEqual([0, 2, 3, 5, 6, 8, 9, 11]);
    const again = await runStored(folder, jobs);
    expect(again.ran).toEqual([]);
    for (const run of [rest, again]) {
      expect(run.replications).toEqual(direct.replications);
      expect(run.shares).toEqual([...run.shares].sort((a, b) => a - b));
      expect(run.warnings).toEqual([]);
    }
  });

  it('come to the same without it where it cannot be used', async () => {
    const inTheWay = newFolder();
    writeFileSync(inTheWay, '');
    const { replications, warnings } = await runStored(join(inTheWay, 'store'), jobs);
    expect(replications).toEqual(direct.replications);
    expect(warnings).toHaveLength(1);
  });

  it('are read and written a few at a time, however many there are', async () => {
    const store = new ReplicationStore(newFolder());
    let open = 0;
    let most = 0;
    const counted = async <T>(value: T): Promise<T> => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return value;
    };
    vi.spyOn(store, 'find').mockImplementation(() => counted(null));
    const keep = vi.spyOn(store, 'put').mockImplementation(() => counted(undefined));
    const [first] = direct.replications;
    if (first === null) throw new Error('was run');
    const inner: Executor = {
      run: async (given, watcher) => given.forEach((_, i) => void watcher.finished(i, first)),
      close: async () => undefined,
    };
    const many = jobsOf(gateway, 5000);
    await runWatched(storedExecutor(inner, store, new TestClock()), many);
    expect(keep).toHaveBeenCalledTimes(5000);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(64);
  });

  it('stop at an interruption while they are looked up', async () => {
    const clock = new TestClock();
    const store = new ReplicationStore(newFolder());
    const find = vi.spyOn(store, 'find').mockImplementation(async () => {
      clock.stopped = true;
      return null;
    });
    const executor = storedExecutor(inLineExecutor(clock), store, clock);
    const { replications } = await runWatched(executor, jobsOf(gateway, 5000));
    expect(find.mock.calls.length).toBeLessThan(100);
    expect(replications.every((replication) => replication === null)).toBe(true);
  });
});
