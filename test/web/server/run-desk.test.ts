/** The desk, with threads and a shelf of the test's own: what becomes of results. */
import type { FastifyBaseLogger } from 'fastify';
import { describe, expect, it } from 'vitest';
import { limitsWith } from '../../../web/server/limits.ts';
import { MemoryShelf } from '../../../web/server/memory-shelf.ts';
import type { ResultShelf } from '../../../web/server/result-shelf.ts';
import type { Run } from '../../../web/server/run.ts';
import { RunDesk } from '../../../web/server/run-desk.ts';
import { runRequest } from '../../../web/server/run-request.ts';
import { STOP } from '../../../web/server/thread/stop.ts';
import type { Threads } from '../../../web/server/threads.ts';
import { FINISHED, SMALL_FILES } from './kept-run.ts';

const THREADS = { inquire: async () => ({ ok: true, value: FINISHED }) } as unknown as Threads;

function deskWith(shelf: ResultShelf, threads = THREADS) {
  const warned: string[] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (_: object, text: string) => warned.push(text),
  } as unknown as FastifyBaseLogger;
  return {
    desk: new RunDesk({ threads, shelf, limits: limitsWith([]), log, now: () => 0 }),
    warned,
  };
}

async function finished(desk: RunDesk, passing: boolean): Promise<Run> {
  const request = runRequest.parse({ inquiry: 'run', scenario: { name: 'main' }, passing });
  const run = desk.hand(request, '127.0.0.1');
  while (!run.isOver) await new Promise((resolve) => setImmediate(resolve));
  return run;
}

describe('a finished result', () => {
  it('is on the shelf before the run is told to be finished', async () => {
    const shelf = new MemoryShelf(5, 1e6);
    const { desk } = deskWith(shelf);
    const run = await finished(desk, false);
    expect(run.state).toBe('finished');
    expect((await shelf.find(run.id))?.files).toEqual(SMALL_FILES);
    expect(await desk.passing.list()).toEqual([]);
    await desk.close();
  });

  it('of interest for a moment is kept beside the shelf', async () => {
    const shelf = new MemoryShelf(5, 1e6);
    const { desk } = deskWith(shelf);
    const run = await finished(desk, true);
    expect(await shelf.list()).toEqual([]);
    expect((await desk.passing.find(run.id))?.files).toEqual(SMALL_FILES);
    await desk.close();
  });

  it('is kept in memory where the shelf cannot be written, and the log says so', async () => {
    const full: ResultShelf = {
      keep: async () => {
        throw new Error('ENOSPC: no space left on device');
      },
      find: async () => null,
      list: async () => [],
    };
    const { desk, warned } = deskWith(full);
    const run = await finished(desk, false);
    expect(run.state).toBe('finished');
    expect((await desk.passing.find(run.id))?.files).toEqual(SMALL_FILES);
    expect(warned).toHaveLength(1);
    await desk.close();
  });
});

describe('a desk that closes', () => {
  const REQUEST = runRequest.parse({ inquiry: 'run', scenario: { name: 'main' } });

  it('keeps what runs as far as it has come, and cancels what waits', async () => {
    const asked: Run[] = [];
    const threads = {
      inquire: async (run: Run) => {
        asked.push(run);
        while (Atomics.load(new Int32Array(run.stop), 0) !== STOP.early) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { ok: true, value: { ...FINISHED, partial: true } };
      },
    } as unknown as Threads;
    const shelf = new MemoryShelf(10, 1e6);
    const { desk } = deskWith(shelf, threads);
    const runs = Array.from({ length: 5 }, () => desk.hand(REQUEST, '127.0.0.1'));
    await desk.close();
    expect(asked.length).toBeGreaterThan(0);
    for (const run of runs) {
      const kept = await shelf.find(run.id);
      const how = asked.includes(run) ? ['finished', true] : ['cancelled', undefined];
      expect([run.state, kept?.record.partial]).toEqual(how);
    }
  });

  it('waits for no run that tells nothing', async () => {
    const threads = { inquire: () => new Promise(() => undefined) } as unknown as Threads;
    const { desk } = deskWith(new MemoryShelf(5, 1e6), threads);
    const run = desk.hand(REQUEST, '127.0.0.1');
    await desk.close();
    expect(run.state).toBe('cancelled');
  });
});

describe('runs that are over', () => {
  /** Threads that never come to an end. */
  const endless = { inquire: () => new Promise(() => undefined) } as unknown as Threads;
  const request = runRequest.parse({
    inquiry: 'run',
    scenario: { text: 'x'.repeat(200_000), name: 'large' },
    set: ['a=b'],
  });

  function busyDesk() {
    const log = { info: () => undefined } as unknown as FastifyBaseLogger;
    const limits = limitsWith([]);
    return new RunDesk({
      threads: endless,
      shelf: new MemoryShelf(5, 1e6),
      limits,
      log,
      now: () => 0,
    });
  }

  it('are remembered without their scenario', () => {
    const desk = busyDesk();
    const runs = [desk.hand(request, 'a'), desk.hand(request, 'a'), desk.hand(request, 'a')];
    for (const run of runs) {
      desk.cancel(run);
      expect(JSON.stringify(run.request).length).toBeLessThan(300);
      expect(desk.find(run.id)?.view()).toMatchObject({ state: 'cancelled', scenario: 'large' });
    }
  });

  it('are remembered in a number, of each client', () => {
    const desk = busyDesk();
    const other = desk.hand(request, 'b');
    desk.cancel(other);
    const ids = Array.from({ length: 300 }, () => {
      const run = desk.hand(request, 'a');
      desk.cancel(run);
      return run.id;
    });
    expect(ids.filter((id) => desk.find(id) !== null)).toEqual(ids.slice(200));
    expect(desk.find(other.id)).toBe(other);
  });

  it('leave a place for the next client', () => {
    const desk = busyDesk();
    const runs = Array.from({ length: 5 }, () => desk.hand(request, 'a'));
    expect(runs.map(({ state }) => state)).toEqual([
      'running',
      'running',
      'queued',
      'queued',
      'queued',
    ]);
    expect(desk.hand(request, 'b').state).toBe('running');
    const waiting = desk.hand(request, 'c');
    expect(waiting.view().position).toBe(2);
  });
});
