/** The queue, with threads and a store of the test's own: what becomes of results. */
import type { FastifyBaseLogger } from 'fastify';
import { describe, expect, it } from 'vitest';
import { limitsWith } from '../../../web/server/limits.ts';
import { runRequest } from '../../../web/server/requests.ts';
import { memoryResultStore, type ResultStore } from '../../../web/server/result-store.ts';
import { type Run, STOP } from '../../../web/server/run.ts';
import { type RunQueue, runQueue } from '../../../web/server/run-queue.ts';
import type { Threads } from '../../../web/server/threads.ts';
import { FINISHED, SMALL_FILES } from './stored-run.ts';

const THREADS = { execute: async () => FINISHED } as unknown as Threads;

function queueWith(results: ResultStore, threads = THREADS) {
  const warned: string[] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (_: object, text: string) => warned.push(text),
  } as unknown as FastifyBaseLogger;
  return {
    queue: runQueue({ threads, results, limits: limitsWith([]), log, now: () => 0 }),
    warned,
  };
}

async function finished(queue: RunQueue, ephemeral: boolean): Promise<Run> {
  const request = runRequest.parse({ study: 'run', scenario: { name: 'main' }, ephemeral });
  const run = queue.submit(request, '127.0.0.1');
  while (!run.isOver) await new Promise((resolve) => setImmediate(resolve));
  return run;
}

describe('a finished result', () => {
  it('is in the store before the run is told to be finished', async () => {
    const results = memoryResultStore(5, 1e6);
    const { queue } = queueWith(results);
    const run = await finished(queue, false);
    expect(run.state).toBe('finished');
    expect((await results.find(run.id))?.files).toEqual(SMALL_FILES);
    expect(await queue.ephemeral.list()).toEqual([]);
    await queue.close();
  });

  it('of interest for a moment is kept beside the store', async () => {
    const results = memoryResultStore(5, 1e6);
    const { queue } = queueWith(results);
    const run = await finished(queue, true);
    expect(await results.list()).toEqual([]);
    expect((await queue.ephemeral.find(run.id))?.files).toEqual(SMALL_FILES);
    await queue.close();
  });

  it('is kept in memory where the store cannot be written, and the log says so', async () => {
    const full: ResultStore = {
      put: async () => {
        throw new Error('ENOSPC: no space left on device');
      },
      find: async () => null,
      list: async () => [],
    };
    const { queue, warned } = queueWith(full);
    const run = await finished(queue, false);
    expect(run.state).toBe('finished');
    expect((await queue.ephemeral.find(run.id))?.files).toEqual(SMALL_FILES);
    expect(warned).toHaveLength(1);
    await queue.close();
  });
});

describe('a queue that closes', () => {
  const REQUEST = runRequest.parse({ study: 'run', scenario: { name: 'main' } });

  it('keeps what runs as far as it has come, and cancels what waits', async () => {
    const asked: Run[] = [];
    const threads = {
      execute: async (run: Run) => {
        asked.push(run);
        while (Atomics.load(new Int32Array(run.stop), 0) !== STOP.early) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { ...FINISHED, partial: true };
      },
    } as unknown as Threads;
    const results = memoryResultStore(10, 1e6);
    const { queue } = queueWith(results, threads);
    const runs = Array.from({ length: 5 }, () => queue.submit(REQUEST, '127.0.0.1'));
    await queue.close();
    expect(asked.length).toBeGreaterThan(0);
    for (const run of runs) {
      const kept = await results.find(run.id);
      const how = asked.includes(run) ? ['finished', true] : ['cancelled', undefined];
      expect([run.state, kept?.record.partial]).toEqual(how);
    }
  });

  it('waits for no run that tells nothing', async () => {
    const threads = { execute: () => new Promise(() => undefined) } as unknown as Threads;
    const { queue } = queueWith(memoryResultStore(5, 1e6), threads);
    const run = queue.submit(REQUEST, '127.0.0.1');
    await queue.close();
    expect(run.state).toBe('cancelled');
  });
});

describe('runs that are over', () => {
  /** Threads that never come to an end. */
  const endless = { execute: () => new Promise(() => undefined) } as unknown as Threads;
  const request = runRequest.parse({
    study: 'run',
    scenario: { text: 'x'.repeat(200_000), name: 'large' },
    set: ['a=b'],
  });

  function busyQueue() {
    const log = { info: () => undefined } as unknown as FastifyBaseLogger;
    const limits = limitsWith([]);
    return runQueue({
      threads: endless,
      results: memoryResultStore(5, 1e6),
      limits,
      log,
      now: () => 0,
    });
  }

  it('are remembered without their scenario', () => {
    const queue = busyQueue();
    const runs = [
      queue.submit(request, 'a'),
      queue.submit(request, 'a'),
      queue.submit(request, 'a'),
    ];
    for (const run of runs) {
      queue.cancel(run);
      expect(JSON.stringify(run.request).length).toBeLessThan(300);
      expect(queue.find(run.id)?.view()).toMatchObject({ state: 'cancelled', scenario: 'large' });
    }
  });

  it('are remembered in a number, of each client', () => {
    const queue = busyQueue();
    const other = queue.submit(request, 'b');
    queue.cancel(other);
    const ids = Array.from({ length: 300 }, () => {
      const run = queue.submit(request, 'a');
      queue.cancel(run);
      return run.id;
    });
    expect(ids.filter((id) => queue.find(id) !== null)).toEqual(ids.slice(200));
    expect(queue.find(other.id)).toBe(other);
  });

  it('leave a place for the next client', () => {
    const queue = busyQueue();
    const runs = Array.from({ length: 5 }, () => queue.submit(request, 'a'));
    expect(runs.map(({ state }) => state)).toEqual([
      'running',
      'running',
      'queued',
      'queued',
      'queued',
    ]);
    expect(queue.submit(request, 'b').state).toBe('running');
    const waiting = queue.submit(request, 'c');
    expect(waiting.view().position).toBe(2);
  });
});
