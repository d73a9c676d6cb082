/**
 * The queue of runs: so many are worked on at one time, so many wait, what nobody asks about is
 * cancelled, what is finished is stored before anybody is notified.
 */
import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import type { FastifyBaseLogger } from 'fastify';
import { beyond, Failure } from './failure.ts';
import { FairQueue } from './fair-queue.ts';
import type { RunRequest } from './requests.ts';
import { memoryResultStore, recordOf, type StoredRun } from './result-store.ts';
import { Run } from './run.ts';
import type { Service } from './service.ts';
import type { RunNews } from './thread/study-task.ts';

/** Runs that are over stay known for so long, so that who asks late still learns how it ended. */
const REMEMBERED_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1000;
/** The server ends within a second of the signal: so long a run may take to report what it has. */
const CLOSE_WITHIN_MS = 500;
/** Of one client, and in all. */
const MAX_REMEMBERED_EACH = 100;
const MAX_REMEMBERED = 1000;
const MAX_EPHEMERAL = 20;

interface RunQueueOptions extends Pick<Service, 'threads' | 'results' | 'limits' | 'now'> {
  readonly log: FastifyBaseLogger;
}

export type RunQueue = ReturnType<typeof runQueue>;

export function runQueue({ threads, results, limits, now, log }: RunQueueOptions) {
  const runs = new Map<string, Run>();
  const queue = new FairQueue<Run>(limits['runs-at-once'], limits['runs-queued']);
  const working = new Set<Promise<void>>();
  const overAt = new Map<Run, number>();
  /** Results that are of interest for a moment only. */
  const ephemeral = memoryResultStore(MAX_EPHEMERAL, limits['memory-result-bytes']);
  let closing = false;

  const rounds = setInterval(() => {
    const time = now();
    for (const run of runs.values()) {
      if (run.isOver) continue;
      if (run.forgottenFor(time) > limits['patience-seconds'] * 1000) {
        log.info({ run: run.id }, 'nobody asks about the run: cancelled');
        cancel(run);
      }
    }
    for (const [run, at] of overAt) if (time - at >= REMEMBERED_MS) forget(run);
  }, LOOK_EVERY_MS);
  rounds.unref();

  function next(): void {
    for (let run = queue.take(); run !== null; run = queue.take()) {
      const begun = run;
      const work = workOn(begun).finally(() => {
        working.delete(work);
        queue.remove(begun);
        next();
      });
      working.add(work);
      tellQueue();
    }
  }

  async function workOn(run: Run): Promise<void> {
    run.start();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (news: RunNews) => run.receive(news));
    const begun = now();
    try {
      const { files, ...outcome } = await threads.execute(run, port2);
      if (run.isOver) return;
      const { id, study, scenario } = run.view();
      const record = recordOf({ id, study, scenario }, outcome);
      await store({ record, files }, run);
      if (!run.isOver) run.finish(record);
    } catch (error) {
      if (run.isOver) return;
      if (!(error instanceof Failure)) log.error({ run: run.id, err: error }, 'run failed');
      const what = 'The run ended by an error of ours. The server’s log says more.';
      run.fail((error instanceof Failure ? error : new Failure('fault', what)).plain);
    } finally {
      port1.close();
      ended(run);
      const ms = Math.round(now() - begun);
      log.info({ run: run.id, state: run.state, ms }, 'run is over');
    }
  }

  /** A store that cannot be written (a full disk) costs no result: it is kept in memory then. */
  async function store(kept: StoredRun, { request, client }: Run): Promise<void> {
    if (!request.ephemeral) {
      try {
        await results.put(kept, client);
        return;
      } catch (error) {
        log.warn({ run: kept.record.id, err: error }, 'the result is kept in memory only');
      }
    }
    await ephemeral.put(kept, client);
  }

  function ended(run: Run): void {
    overAt.delete(run);
    overAt.set(run, now());
    const over = [...overAt.keys()];
    const own = over.filter(({ client }) => client === run.client);
    if (own.length > MAX_REMEMBERED_EACH) forget(own[0]);
    else if (over.length > MAX_REMEMBERED) forget(over[0]);
  }

  function forget(run: Run): void {
    overAt.delete(run);
    runs.delete(run.id);
  }

  function tellQueue(): void {
    for (const run of queue.order) run.tell();
  }

  function cancel(run: Run): void {
    if (run.isOver) return;
    // One that runs has its place until its thread has ended.
    if (run.state === 'queued') queue.remove(run);
    run.cancel();
    ended(run);
    tellQueue();
  }

  return {
    ephemeral,
    cancel,

    /** Throws a Failure where too many wait already. */
    submit(request: RunRequest, client: string): Run {
      if (closing) throw new Failure('closing', 'The server is about to end.', {}, 10);
      const run = new Run({
        id: randomUUID(),
        request,
        client,
        now: now(),
        positionOf: (one) => queue.order.indexOf(one) + 1,
      });
      if (!queue.add(run)) {
        const what = 'Too many runs wait their turn. Try again soon.';
        throw beyond('busy', what, 'runs-queued', limits['runs-queued'], 5);
      }
      runs.set(run.id, run);
      log.info({ run: run.id, study: request.study }, 'run submitted');
      next();
      return run;
    },

    /** A run of this server's time; older ones are on the results. */
    find: (id: string): Run | null => runs.get(id) ?? null,

    get counts(): { running: number; queued: number } {
      return { running: working.size, queued: queue.size };
    },

    /** Takes no more, cancels what waits, keeps of what runs what there is. */
    async close(): Promise<void> {
      closing = true;
      clearInterval(rounds);
      for (const run of queue.order) cancel(run);
      for (const run of runs.values()) run.endEarly();
      let late: NodeJS.Timeout | undefined;
      const timeIsUp = new Promise<void>((resolve) => {
        late = setTimeout(resolve, CLOSE_WITHIN_MS);
      });
      await Promise.race([Promise.all(working), timeIsUp]);
      clearTimeout(late);
      for (const run of runs.values()) cancel(run);
    },
  };
}
