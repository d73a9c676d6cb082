/**
 * A run in its thread: the study is driven there from beginning to end, so that neither a decision
 * nor a report ever keeps the server's own thread.
 *
 *   task -> scenario -> study -> 1. with few replications, reported meanwhile -> 2. whole -> its files
 */
import type { MessagePort } from 'node:worker_threads';
import { PLAIN } from '../../../sim/document/paint.ts';
import { plainReport } from '../../../sim/document/plain-report.ts';
import { type Clock, drive, type Executor } from '../../../sim/executor/executor.ts';
import { InLineExecutor } from '../../../sim/executor/in-line.ts';
import { ReplicationStore } from '../../../sim/executor/replication-store.ts';
import { StoredExecutor } from '../../../sim/executor/stored-executor.ts';
import type { Answer, Plan } from '../../../sim/studies/answer.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { studyOf } from '../../../sim/studies/index.ts';
import { requestedReplications } from '../../../sim/studies/replications.ts';
import { readSubject, type Subject } from '../../../sim/studies/subject.ts';
import { Failure } from '../failure.ts';
import type { LimitName } from '../limits.ts';
import { STOP } from '../threads.ts';
import { MeteredExecutor, RememberingExecutor } from './messages-meter.ts';
import { planOf } from './plan-of.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type TaskResult, taskResult } from './task-result.ts';

export interface StudyTask extends ScenarioTask {
  readonly study: string;
  /** As the command's options, by name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Tells what there is after few replications already (compare and run). */
  readonly interim: boolean;
  readonly storeFolder: string | null;
  /** Threads of its own for its replications; 0: none. */
  readonly threads: number;
  readonly workerFile: string;
  readonly maxMessages: number;
  readonly maxMs: number;
  readonly port: MessagePort;
  /** Its first word is one of STOP, or 0: go on. */
  readonly stop: SharedArrayBuffer;
}

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
const PAGE = { columns: 100, paint: PLAIN };

export function execute(task: StudyTask): Promise<TaskResult<StudyOutcome>> {
  return taskResult(async () => {
    const subject = posted(task);
    const args = new Arguments(task.options);
    const plan = await planOf(task.study, args);
    const run = new ThreadRun(task);
    try {
      await run.interim(subject, args);
      return await run.whole(plan, subject);
    } finally {
      await run.close();
      task.port.close();
    }
  });
}

class ThreadRun {
  private readonly task: StudyTask;
  private readonly stop: Int32Array;
  private readonly clock: Clock;
  private readonly meter: MeteredExecutor;
  private readonly executor: Executor;
  private readonly endsAt: number;
  private exceeded: LimitName | null = null;
  private reportedAt = 0;

  constructor(task: StudyTask) {
    this.task = task;
    this.stop = new Int32Array(task.stop);
    this.endsAt = performance.now() + task.maxMs;
    this.clock = {
      now: () => performance.now(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      interrupted: () => this.interrupted(),
    };
    this.meter = new MeteredExecutor(new LaterExecutor(() => this.bare()), task.maxMessages);
    // Only what is asked again with more replications is worth remembering.
    this.executor = task.interim ? new RememberingExecutor(this.meter) : this.meter;
  }

  /** The same study with 2, 4, 8 ... replications: nothing is run twice. */
  async interim(subject: Subject, args: Arguments): Promise<void> {
    const { task } = this;
    if (!task.interim || studyOf(task.study)?.interim !== true) return;
    const requested = requestedReplications(args) ?? readSubject(subject).scenario.replications;
    if (typeof requested !== 'number') return;
    const once = remembered(subject);
    this.subject = once;
    for (let n = FIRST_INTERIM; n < requested && !this.interrupted(); n *= 2) {
      const few = new Arguments({ ...task.options, replications: String(n) });
      const answer = await this.drive(await planOf(task.study, few), once, n / requested);
      this.refuseCancelled();
      if ('nothing' in answer || answer.partial) return;
      this.tell({ kind: 'interim', replications: n, files: filesOf(answer) });
    }
  }

  async whole(plan: Plan, subject: Subject): Promise<StudyOutcome> {
    this.refuseCancelled();
    const answer = await this.drive(plan, this.subject ?? subject, 1);
    this.refuseCancelled();
    if ('nothing' in answer) throw new Failure('usage', answer.nothing);
    const endedBy = answer.partial ? (this.meter.full ? 'messages' : this.exceeded) : null;
    const { partial, unmet } = answer;
    return { files: filesOf(answer), partial, unmet, endedBy };
  }

  /** Nobody reads it any more: a report would only keep the thread from the next run. */
  private refuseCancelled(): void {
    if (Atomics.load(this.stop, 0) === STOP.cancelled) {
      throw new Failure('closing', 'The run was cancelled.');
    }
  }

  async close(): Promise<void> {
    await this.executor.close();
  }

  /** The scenario as it was read for the interim studies: their inputs are the same objects. */
  private subject: Subject | null = null;

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
    this.task.port.postMessage(news);
  }

  private interrupted(): boolean {
    if (this.clock.now() > this.endsAt) this.exceeded = 'run-seconds';
    return this.exceeded !== null || this.meter.full || Atomics.load(this.stop, 0) !== 0;
  }

  private async bare(): Promise<Executor> {
    const { threads, workerFile, storeFolder } = this.task;
    const bare =
      threads > 0
        ? new (await import('../../../sim/executor/worker-threads.ts')).WorkerThreads({
            workers: threads,
            file: workerFile,
            clock: this.clock,
          })
        : new InLineExecutor(this.clock);
    if (storeFolder === null) return bare;
    return new StoredExecutor(bare, new ReplicationStore(storeFolder), this.clock);
  }
}

/** Made when the first job comes: what is refused before needs no threads. */
class LaterExecutor implements Executor {
  private readonly make: () => Promise<Executor>;
  private made: Executor | null = null;

  constructor(make: () => Promise<Executor>) {
    this.make = make;
  }

  async run(...given: Parameters<Executor['run']>): Promise<void> {
    this.made ??= await this.make();
    await this.made.run(...given);
  }

  async close(): Promise<void> {
    await this.made?.close();
  }
}

/** A subject whose scenario is read once for each list of changes. */
function remembered(subject: Subject): Subject {
  const known = new Map<string, ReturnType<Subject['opened']['read']>>();
  const { opened } = subject;
  return {
    ...subject,
    opened: {
      ...opened,
      read: (set) => {
        const key = JSON.stringify(set);
        const read = known.get(key) ?? opened.read(set);
        known.set(key, read);
        return read;
      },
    },
  };
}

function filesOf(answer: Answer): RunFiles {
  return {
    result: JSON.stringify(answer.json),
    report: JSON.stringify(plainReport(answer.report())),
    csv: answer.csv(),
    text: answer.text(PAGE, true),
  };
}
