/**
 * A run in its thread: the study is driven there from beginning to end, so that neither a decision
 * nor a report ever keeps the server's own thread.
 *
 *   task -> scenario -> study -> 1. with few replications, reported meanwhile -> 2. whole -> its files
 */
import type { MessagePort } from 'node:worker_threads';
import { PLAIN } from '../../../sim/document/paint.ts';
import { sentReport } from '../../../sim/document/report.ts';
import { type Clock, drive, type Executor, runMissing } from '../../../sim/executor/executor.ts';
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
  const run = threadRun(request, context);
  try {
    if (interim && studyOf(study)?.interim) await run.interim(args, subject);
    return await run.whole(plan, subject);
  } finally {
    await run.close();
    port.close();
  }
});

/** A study in this thread, which runs its jobs itself, as far as the limits allow. */
function threadRun(request: StudyTask, { places, limits, threadsOfRun }: ThreadContext) {
  const { study, options, port } = request;
  const stop = new Int32Array(request.stop);
  const endsAt = performance.now() + limits['run-seconds'] * 1000;
  let bare: Executor | null = null;
  let messages = 0;
  let exceeded: LimitName | null = null;
  let reportedAt = 0;

  const clock: Clock = {
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted() {
      if (clock.now() > endsAt) exceeded ??= 'run-seconds';
      return exceeded !== null || Atomics.load(stop, 0) !== 0;
    },
  };

  const bounded: Executor = {
    /** Throws a Failure where the first batch alone is too much; otherwise what there is stands. */
    async run(jobs, watcher) {
      const more = workOf(jobs.map(({ input }) => input));
      if (messages + more > limits.messages) {
        if (messages === 0) {
          const number = Math.round(more).toLocaleString('en-US');
          const what = `This would simulate ${number} messages and queue runs: ask for fewer replications or settings, or a shorter day.`;
          throw beyond('too-large', what, 'messages', limits.messages);
        }
        exceeded ??= 'messages';
        return;
      }
      messages += more;
      // What is refused before needs no threads.
      bare ??= await openExecutor({
        workers: threadsOfRun,
        workerFile: places.workerFile,
        store: places.storeFolder === null ? null : new ReplicationStore(places.storeFolder),
        clock,
      });
      await bare.run(jobs, watcher);
    },
    async close() {
      await bare?.close();
    },
  };
  // Only what is asked again with more replications is worth remembering.
  const executor = request.interim ? remembering(bounded) : bounded;

  /** Nobody reads it any more: a report would only keep the thread from the next run. */
  const refuseCancelled = (): void => {
    if (Atomics.load(stop, 0) === STOP.cancelled) {
      throw new Failure('closing', 'The run was cancelled.');
    }
  };

  const tell = (news: RunNews): void => port.postMessage(news);

  const answerTo = async (plan: Plan, subject: Subject, part: number) => {
    const answer = await drive(plan(subject), executor, {
      clock,
      progress: (share, doing) => {
        if (clock.now() < reportedAt + NEWS_EVERY_MS) return;
        reportedAt = clock.now();
        tell({ kind: 'progress', share: share * part, doing });
      },
    });
    refuseCancelled();
    return answer;
  };

  return {
    /** The same study with 2, 4, 8 ... replications. */
    async interim(args: Arguments, subject: Subject): Promise<void> {
      const requested = requestedReplications(args) ?? readSubject(subject).scenario.replications;
      if (typeof requested !== 'number') return;
      for (let n = FIRST_INTERIM; n < requested && !clock.interrupted(); n *= 2) {
        // What an answer rests on is for the whole one to say.
        const beside =
          studyOf(study)?.options.assumptions === undefined ? {} : { assumptions: '0' };
        const few = new Arguments({ ...options, ...beside, replications: String(n) });
        const answer = await answerTo(await planOf(study, few), subject, n / requested);
        if ('nothing' in answer || answer.partial) return;
        tell({ kind: 'interim', replications: n, files: filesOf(answer) });
      }
    },
    async whole(plan: Plan, subject: Subject): Promise<StudyOutcome> {
      refuseCancelled();
      const answer = await answerTo(plan, subject, 1);
      if ('nothing' in answer) throw new Failure('usage', answer.nothing);
      const { partial, unmet } = answer;
      return { files: filesOf(answer), partial, unmet, endedBy: partial ? exceeded : null };
    },
    close: () => executor.close(),
  };
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
