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
import { memoryResultStore, type ResultStore, recordOf, type StoredRun } from './result-store.ts';
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

export class RunQueue {
  private readonly runs = new Map<string, Run>();
  private readonly queue: FairQueue<Run>;
  private readonly working = new Set<Promise<void>>();
  private readonly overAt = new Map<Run, number>();
  private readonly rounds: NodeJS.Timeout;
  /** Results that are of interest for a moment only. */
  readonly ephemeral: ResultStore;
  private closing = false;
  private readonly options: RunQueueOptions;

  constructor(options: RunQueueOptions) {
    const { limits } = options;
    this.options = options;
    this.ephemeral = memoryResultStore(MAX_EPHEMERAL, limits['memory-result-bytes']);
    this.queue = new FairQueue(limits['runs-at-once'], limits['runs-queued']);
    this.rounds = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.rounds.unref();
  }

  /** Throws a Failure where too many wait already. */
  submit(request: RunRequest, client: string): Run {
    if (this.closing) throw new Failure('closing', 'The server is about to end.', {}, 10);
    const run = new Run({
      id: randomUUID(),
      request,
      client,
      now: this.options.now(),
      positionOf: (one) => this.queue.order.indexOf(one) + 1,
    });
    if (!this.queue.add(run)) {
      const what = 'Too many runs wait their turn. Try again soon.';
      throw beyond('busy', what, 'runs-queued', this.options.limits['runs-queued'], 5);
    }
    this.runs.set(run.id, run);
    this.options.log.info({ run: run.id, study: request.study }, 'run submitted');
    this.next();
    return run;
  }

  /** A run of this server's time; older ones are on the results. */
  find(id: string): Run | null {
    return this.runs.get(id) ?? null;
  }

  cancel(run: Run): void {
    if (run.isOver) return;
    // One that runs has its place until its thread has ended.
    if (run.state === 'queued') this.queue.remove(run);
    run.cancel();
    this.ended(run);
    this.tellQueue();
  }

  get counts(): { running: number; queued: number } {
    return { running: this.working.size, queued: this.queue.size };
  }

  /** Takes no more, cancels what waits, keeps of what runs what there is. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.rounds);
    for (const run of this.queue.order) this.cancel(run);
    for (const run of this.runs.values()) run.endEarly();
    let late: NodeJS.Timeout | undefined;
    const timeIsUp = new Promise<void>((resolve) => {
      late = setTimeout(resolve, CLOSE_WITHIN_MS);
    });
    await Promise.race([Promise.all(this.working), timeIsUp]);
    clearTimeout(late);
    for (const run of this.runs.values()) this.cancel(run);
  }

  private next(): void {
    for (let run = this.queue.take(); run !== null; run = this.queue.take()) {
      const begun = run;
      const work = this.work(begun).finally(() => {
        this.working.delete(work);
        this.queue.remove(begun);
        this.next();
      });
      this.working.add(work);
      this.tellQueue();
    }
  }

  private async work(run: Run): Promise<void> {
    run.start();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (news: RunNews) => run.receive(news));
    const begun = this.options.now();
    try {
      const { files, ...outcome } = await this.options.threads.execute(run, port2);
      if (run.isOver) return;
      const { id, study, scenario } = run.view();
      const record = recordOf({ id, study, scenario }, outcome);
      await this.store({ record, files }, run);
      if (!run.isOver) run.finish(record);
    } catch (error) {
      if (run.isOver) return;
      if (!(error instanceof Failure))
        this.options.log.error({ run: run.id, err: error }, 'run failed');
      const what = 'The run ended by an error of ours. The server’s log says more.';
      run.fail((error instanceof Failure ? error : new Failure('fault', what)).plain);
    } finally {
      port1.close();
      this.ended(run);
      this.options.log.info(
        { run: run.id, state: run.state, ms: Math.round(this.options.now() - begun) },
        'run is over',
      );
    }
  }

  /** A store that cannot be written (a full disk) costs no result: it is kept in memory then. */
  private async store(kept: StoredRun, { request, client }: Run): Promise<void> {
    if (!request.ephemeral) {
      try {
        await this.options.results.put(kept, client);
        return;
      } catch (error) {
        this.options.log.warn(
          { run: kept.record.id, err: error },
          'the result is kept in memory only',
        );
      }
    }
    await this.ephemeral.put(kept, client);
  }

  private ended(run: Run): void {
    this.overAt.delete(run);
    this.overAt.set(run, this.options.now());
    const over = [...this.overAt.keys()];
    const own = over.filter(({ client }) => client === run.client);
    if (own.length > MAX_REMEMBERED_EACH) this.forget(own[0]);
    else if (over.length > MAX_REMEMBERED) this.forget(over[0]);
  }

  private tellQueue(): void {
    for (const run of this.queue.order) run.tell();
  }

  private look(): void {
    const now = this.options.now();
    for (const run of this.runs.values()) {
      if (run.isOver) continue;
      if (run.forgottenFor(now) > this.options.limits['patience-seconds'] * 1000) {
        this.options.log.info({ run: run.id }, 'nobody asks about the run: cancelled');
        this.cancel(run);
      }
    }
    for (const [run, at] of this.overAt) {
      if (now - at < REMEMBERED_MS) continue;
      this.forget(run);
    }
  }

  private forget(run: Run): void {
    this.overAt.delete(run);
    this.runs.delete(run.id);
  }
}
