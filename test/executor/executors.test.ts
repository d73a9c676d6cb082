import { describe, expect, it, vi } from 'vitest';
import { drive, type Executor } from '../../sim/executor/executor.ts';
import { inLineExecutor } from '../../sim/executor/local-executor.ts';
import { workerThreads } from '../../sim/executor/worker-threads.ts';
import { CapacityError } from '../../sim/mailpath/capacity.ts';
import { comparisonStudy } from '../../sim/studies/compare/compare.ts';
import { compiled } from '../compiled-program.ts';
import { longGateway, officeGateway, RECOMMENDED } from '../studies/office-gateway.ts';
import { runExperiment } from '../studies/run-experiment.ts';
import { jobsOf, runWatched, TestClock } from './watched-run.ts';

const EXECUTORS: readonly [string, (clock: TestClock) => Executor][] = [
  ['in line', (clock) => inLineExecutor(clock)],
  ['on one worker', (clock) => workers(1, clock)],
  ['on two workers', (clock) => workers(2, clock)],
];

function workers(number: number, clock: TestClock): Executor {
  return workerThreads({ workers: number, file: compiled.worker, clock });
}

const gateway = officeGateway();

describe.each(EXECUTORS)('jobs %s', (_, create) => {
  it('come to what the study comes to by itself, and progress never goes back', async () => {
    const plan = {
      settings: [
        { name: 'default', input: gateway },
        { name: 'recommended', input: officeGateway(RECOMMENDED) },
      ],
      seed: 'executor',
      replications: 20,
    };
    const clock = new TestClock();
    const executor = create(clock);
    const shares: number[] = [];
    const experiment = await drive(comparisonStudy(plan), executor, {
      clock,
      progress: (share) => shares.push(share),
    });
    await executor.close();
    expect(experiment).toEqual(runExperiment(plan));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  it('come to the same where one batch is decided from the one before', async () => {
    const plan = {
      settings: [{ name: 'default', input: gateway }],
      seed: 'executor',
      replications: { metric: 'mean' as const, relative: 0.01, min: 5, max: 30 },
    };
    const clock = new TestClock();
    const executor = create(clock);
    const run = vi.spyOn(executor, 'run');
    const experiment = await drive(comparisonStudy(plan), executor, {
      clock,
      progress: () => undefined,
    });
    await executor.close();
    expect(experiment).toEqual(runExperiment(plan));
    expect(run.mock.calls.length).toBeGreaterThan(1);
  });

  it('end at an interruption, with most of them left', async () => {
    const clock = new TestClock();
    const executor = create(clock);
    const { replications } = await runWatched(executor, jobsOf(gateway, 5000), (finished) => {
      clock.stopped = finished >= 3;
    });
    await executor.close();
    const finished = replications.filter((replication) => replication !== null);
    expect(finished.length).toBeGreaterThanOrEqual(3);
    expect(finished.length).toBeLessThan(4000);
  });

  it('end at an interruption though none of them is finished', async () => {
    const clock = new TestClock();
    const executor = create(clock);
    const run = runWatched(executor, jobsOf(longGateway(100), 2), () => {
      clock.stopped = true;
    });
    expect((await run).replications).toEqual([null, null]);
    await executor.close();
  });

  it('pass on that the memory allowed was used up, as what it is', async () => {
    const executor = create(new TestClock());
    const flooded = officeGateway({}, { maxInSystem: 20 });
    const run = runWatched(executor, jobsOf(flooded, 4));
    await expect(run).rejects.toThrow(CapacityError);
    await expect(run).rejects.toMatchObject({ limit: 20 });
    await executor.close();
  });

  it('pass on a fault of the model, with its own words and stack', async () => {
    const executor = create(new TestClock());
    const broken = { ...gateway, hosts: [] };
    const fault: Error = await runWatched(executor, jobsOf(broken, 4)).then(
      () => new Error('no fault'),
      (error) => error,
    );
    await executor.close();
    const direct = (() => {
      try {
        runExperiment({
          settings: [{ name: 'default', input: broken }],
          seed: 'executor',
          replications: 1,
        });
      } catch (error) {
        return error as Error;
      }
      return null;
    })();
    expect(fault.message).toBe(direct?.message);
    expect(fault.stack).toMatch(/sim\/mailpath\//);
  });
});
