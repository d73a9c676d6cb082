import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { WorkerDied } from '../../sim/executor/executor.ts';
import { inLineExecutor } from '../../sim/executor/local-executor.ts';
import { workerThreads } from '../../sim/executor/worker-threads.ts';
import { compiled } from '../compiled-program.ts';
import { longGateway, officeGateway } from '../studies/office-gateway.ts';
import { jobsOf, runWatched, TestClock } from './watched-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-workers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gateway = officeGateway();

/** Runs six jobs, the fourth of which says how its worker dies. */
async function runDying(
  setting: string,
  number: number,
  { file = 'dying-worker.js', input = gateway } = {},
) {
  const path = join(compiled.folder, 'test', 'executor', file);
  const executor = workerThreads({ workers: number, file: path, clock: new TestClock() });
  const jobs = jobsOf(gateway, 6).map((job, i) => (i === 3 ? { ...job, setting, input } : job));
  try {
    return await runWatched(executor, jobs);
  } finally {
    await executor.close();
  }
}

describe.each([1, 2])('a worker of %i that dies', (number) => {
  it.each(['exit', 'memory'])('once (%s) is replaced and its job run again', async (death) => {
    const once = join(folder, `${death}-${number}`);
    const { replications, shares } = await runDying(`${death} ${once}`, number);
    const whole = await runWatched(inLineExecutor(new TestClock()), jobsOf(gateway, 6));
    expect(replications).toEqual(whole.replications);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it.each([
    ['exit', 'worker exited with code: 7'],
    ['memory', 'reaching memory limit'],
  ])('twice (%s) ends the run, which names the job and the reason', async (death, reason) => {
    const run = runDying(death, number);
    await expect(run).rejects.toThrow(WorkerDied);
    await expect(run).rejects.toThrow(`replication 4 of ${death}`);
    await expect(run).rejects.toThrow(reason);
  });
});

describe('what a job throws', () => {
  it.each([
    ['the memory allowed is used up', officeGateway({}, { maxInSystem: 20 }), /more than 20/],
    ['a fault of the model', { ...gateway, hosts: [] }, /undefined/],
  ])('is passed on, and the job not run again: %s', async (what, input, message) => {
    const file = join(folder, what);
    await expect(runDying(`count ${file}`, 2, { input })).rejects.toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe('.');
  });
});

describe('workers that do not notice an interruption', () => {
  it('are ended: the run is over, though a slice of their work would take minutes', async () => {
    const clock = new TestClock();
    const executor = workerThreads({ workers: 2, file: compiled.worker, clock });
    const { replications } = await runWatched(executor, jobsOf(longGateway(100_000), 2), () => {
      clock.stopped = true;
    });
    await executor.close();
    expect(replications).toEqual([null, null]);
  });
});

describe('an interruption', () => {
  it('leaves no timer behind that would keep the program from ending', async () => {
    const clock = new TestClock();
    const executor = workerThreads({ workers: 1, file: compiled.worker, clock });
    const set = vi.spyOn(globalThis, 'setTimeout');
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    await runWatched(executor, jobsOf(gateway, 500), () => {
      clock.stopped = true;
    });
    const cleared = clear.mock.calls.map(([timer]) => timer);
    const left = set.mock.results.filter(({ value }) => !cleared.includes(value));
    expect([set.mock.calls.length > 0, left]).toEqual([true, []]);
    vi.restoreAllMocks();
    await executor.close();
  });
});

describe('a worker program that is not there', () => {
  it('ends the run in words', async () => {
    await expect(runDying('default', 2, { file: 'no-such-worker.js' })).rejects.toThrow(
      /^No worker thread can be started \(.*no-such-worker/,
    );
  });
});
