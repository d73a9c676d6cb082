/**
 * A run in its thread: the study is driven there from beginning to end, so that neither a decision
 * nor a report ever keeps the server's own thread.
 *
 *   task -> scenario -> study -> 1. with few replications, reported meanwhile -> 2. whole -> its files
 */
import type { MessagePort } from 'node:worker_threads';
import { PLAIN } from '../../../sim/document/paint.ts';
import { sentReport } from '../../../sim/document/report.ts';
import {
  type Clock,
  drive,
  type Executor,
  runMissing,
  type Watcher,
} from '../../../sim/executor/executor.ts';
import { openExecutor } from '../../../sim/executor/local-executor.ts';
import { ReplicationStore } from '../../../sim/executor/replication-store.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { Answer, Plan } from '../../../sim/studies/answer.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { studyOf } from '../../../sim/studies/index.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import { requestedReplications } from '../../../sim/studies/replications.ts';
import type { Job } from '../../../sim/studies/study.ts';
import { readSubject, type Subject } from '../../../sim/studies/subject.ts';
import { beyond, Failure } from '../failure.ts';
import type { LimitName } from '../limits.ts';
import type { RunRequest } from '../requests.ts';
import { STOP } from '../run.ts';
import type { ThreadContext } from '../threads.ts';
import { planOf, posted } from './posted-scenario.ts';
import { workOf } from './replication-cost.ts';
import { task } from './task.ts';

type StudyTask = RunRequest & {
  /** Takes RunNews. */
  readonly port: MessagePort;
  /** Its first word is one of STOP, or 0: go on. */
  readonly stop: SharedArrayBuffer;
};

/** The result of a run, each format as the text of a file. */
export interface RunFiles {
  readonly result: string;
  readonly report: string;
  readonly csv: string;
  readonly text: string;
}

export interface StudyOutcome {
  readonly files: RunFiles;
  readonly partial: boolean;
  readonly unmet: boolean;
  /** The limit that ended it early. */
  readonly endedBy: LimitName | null;
}

/** What a run says while it is under way. */
export type RunNews =
  | { readonly kind: 'progress'; readonly share: number; readonly doing: string }
  | { readonly kind: 'interim'; readonly replications: number; readonly files: RunFiles };

const FIRST_INTERIM = 2;
const NEWS_EVERY_MS = 100;
/** For text whose terminal is unknown. */
export const PAGE = { columns: 100, paint: PLAIN };

export const execute = task(async (request: StudyTask, context): Promise<StudyOutcome> => {
  const { study, options, interim, port } = request;
  const subject = posted(request, context);
  const args = new Arguments(options);
  const plan = await planOf(study, args);
  const run = new ThreadRun(request, context);
  try {
    if (interim && studyOf(study)?.interim) await run.interim(args, subject);
    return await run.whole(plan, subject);
  } finally {
    await run.close();
    port.close();
  }
});

/** Runs its own jobs, as far as the limits allow. */
class ThreadRun implements Executor {
  private readonly request: StudyTask;
  private readonly context: ThreadContext;
  private readonly stop: Int32Array;
  private readonly clock: Clock;
  private readonly executor: Executor;
  private bare: Executor | null = null;
  private readonly endsAt: number;
  private messages = 0;
  private exceeded: LimitName | null = null;
  private reportedAt = 0;

  constructor(request: StudyTask, context: ThreadContext) {
    this.request = request;
    this.context = context;
    this.stop = new Int32Array(request.stop);
    this.endsAt = performance.now() + context.limits['run-seconds'] * 1000;
    this.clock = {
      now: () => performance.now(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      interrupted: () => this.interrupted(),
    };
    // Only what is asked again with more replications is worth remembering.
    this.executor = request.interim ? remembering(this) : this;
  }

  /** The same study with 2, 4, 8 ... replications. */
  async interim(args: Arguments, subject: Subject): Promise<void> {
    const { study, options } = this.request;
    const requested = requestedReplications(args) ?? readSubject(subject).scenario.replications;
    if (typeof requested !== 'number') return;
    for (let n = FIRST_INTERIM; n < requested && !this.interrupted(); n *= 2) {
      const few = new Arguments({ ...options, replications: String(n) });
      const answer = await this.drive(await planOf(study, few), subject, n / requested);
      this.refuseCancelled();
      if ('nothing' in answer || answer.partial) return;
      this.tell({ kind: 'interim', replications: n, files: filesOf(answer) });
    }
  }

  async whole(plan: Plan, subject: Subject): Promise<StudyOutcome> {
    this.refuseCancelled();
    const answer = await this.drive(plan, subject, 1);
    this.refuseCancelled();
    if ('nothing' in answer) throw new Failure('usage', answer.nothing);
    const { partial, unmet } = answer;
    return { files: filesOf(answer), partial, unmet, endedBy: partial ? this.exceeded : null };
  }

  /** Throws a Failure where the first batch alone is too much; otherwise what there is stands. */
  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const { places, limits, threadsOfRun } = this.context;
    const more = workOf(jobs.map(({ input }) => input));
    if (this.messages + more > limits.messages) {
      if (this.messages === 0) {
        const number = Math.round(more).toLocaleString('en-US');
        const what = `This would simulate ${number} messages and queue runs: ask for fewer replications or settings, or a shorter day.`;
        throw beyond('too-large', what, 'messages', limits.messages);
      }
      this.exceeded ??= 'messages';
      return;
    }
    this.messages += more;
    // What is refused before needs no threads.
    this.bare ??= await openExecutor({
      workers: threadsOfRun,
      workerFile: places.workerFile,
      store: places.storeFolder === null ? null : new ReplicationStore(places.storeFolder),
      clock: this.clock,
    });
    await this.bare.run(jobs, watcher);
  }

  async close(): Promise<void> {
    await this.bare?.close();
  }

  /** Nobody reads it any more: a report would only keep the thread from the next run. */
  private refuseCancelled(): void {
    if (Atomics.load(this.stop, 0) === STOP.cancelled) {
      throw new Failure('closing', 'The run was cancelled.');
    }
  }

  private drive(plan: Plan, subject: Subject, part: number) {
    return drive(plan(subject), this.executor, {
      clock: this.clock,
      progress: (share, doing) => {
        if (this.clock.now() < this.reportedAt + NEWS_EVERY_MS) return;
        this.reportedAt = this.clock.now();
        this.tell({ kind: 'progress', share: share * part, doing });
      },
    });
  }

  private tell(news: RunNews): void {
    this.request.port.postMessage(news);
  }

  private interrupted(): boolean {
    if (this.clock.now() > this.endsAt) this.exceeded ??= 'run-seconds';
    return this.exceeded !== null || Atomics.load(this.stop, 0) !== 0;
  }
}

/** For studies of the same inputs, as objects (posted-scenario.ts): not by what an input says. */
function remembering(inner: Executor): Executor {
  const known = new Map<MailPathInput, Map<string, Replication>>();
  return {
    async run(jobs, watcher) {
      const missing: number[] = [];
      jobs.forEach((job, i) => {
        const found = known.get(job.input)?.get(keyOf(job));
        if (found === undefined) missing.push(i);
        else watcher.finished(i, found);
      });
      await runMissing(inner, { jobs, missing, watcher }, (job, replication) => {
        const own = known.get(job.input) ?? new Map<string, Replication>();
        known.set(job.input, own.set(keyOf(job), replication));
      });
    },
    close: () => inner.close(),
  };
}

function keyOf({ seed, replication }: Job): string {
  return `${replication} ${seed}`;
}

function filesOf(answer: Answer): RunFiles {
  return {
    result: JSON.stringify(answer.json),
    report: JSON.stringify(sentReport(answer.report())),
    csv: answer.csv(),
    text: answer.text(PAGE, true),
  };
}
