/**
 * Executors around an executor: one that counts the messages that are simulated and stops at a
 * limit, one that remembers what was run, so that the same study with more replications goes on.
 */
import type { Executor, Watcher } from '../../../sim/executor/executor.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { arrivalRate } from '../../../sim/mailpath/offered-load.ts';
import { betweenRunsMs } from '../../../sim/mailpath/settings.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import type { Job } from '../../../sim/studies/study.ts';
import { beyond } from '../failure.ts';

/** Messages that one replication brings, expected. */
export function messagesOf(input: MailPathInput): number {
  return arrivalRate(input).messages + (input.backlog?.messages ?? 0);
}

/** What one replication costs, in messages: a queue run that finds nothing is no less work. */
function workOf(input: MailPathInput): number {
  const runs = (input.gateways * input.arrivalsEndMs) / betweenRunsMs(input.settings);
  return messagesOf(input) + runs;
}

/** Throws a Failure where one replication of these is more than is run at once. */
export function allowedAtOnce(
  inputs: readonly MailPathInput[],
  max: number,
  what: 'A preview' | 'A replay' | 'A trace',
): void {
  const messages = inputs.reduce((sum, input) => sum + workOf(input), 0);
  if (messages <= max) return;
  const number = Math.round(messages).toLocaleString('en-US');
  const instead = what === 'A preview' ? 'ask for a run.' : 'take a shorter day.';
  throw beyond(
    'too-large',
    `${what} of this would simulate ${number} messages and queue runs: ${instead}`,
    'preview-messages',
    max,
  );
}

export class MeteredExecutor implements Executor {
  /** The limit was met after something had been run: what there is stands. */
  full = false;
  private readonly inner: Executor;
  private readonly max: number;
  private messages = 0;

  constructor(inner: Executor, max: number) {
    this.inner = inner;
    this.max = max;
  }

  /** Throws a Failure where the first batch alone is too much. */
  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const more = jobs.reduce((sum, { input }) => sum + workOf(input), 0);
    if (this.messages + more > this.max) {
      if (this.messages === 0) {
        const number = Math.round(more).toLocaleString('en-US');
        throw beyond(
          'too-large',
          `This would simulate ${number} messages and queue runs: ask for fewer replications or settings, or a shorter day.`,
          'messages',
          this.max,
        );
      }
      this.full = true;
      return;
    }
    this.messages += more;
    await this.inner.run(jobs, watcher);
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}

/** For studies of the same inputs: a job is known by its input, not by what the input says. */
export class RememberingExecutor implements Executor {
  private readonly inner: Executor;
  private readonly known = new Map<MailPathInput, Map<string, Replication>>();

  constructor(inner: Executor) {
    this.inner = inner;
  }

  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const missing: number[] = [];
    jobs.forEach((job, i) => {
      const found = this.known.get(job.input)?.get(keyOf(job));
      if (found === undefined) missing.push(i);
      else watcher.finished(i, found);
    });
    if (missing.length === 0) return;
    const known = jobs.length - missing.length;
    await this.inner.run(
      missing.map((i) => jobs[i]),
      {
        finished: (index, replication) => {
          const job = jobs[missing[index]];
          const own = this.known.get(job.input) ?? new Map<string, Replication>();
          this.known.set(job.input, own.set(keyOf(job), replication));
          watcher.finished(missing[index], replication);
        },
        progressed: (share) => watcher.progressed((known + share * missing.length) / jobs.length),
      },
    );
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}

function keyOf({ seed, replication }: Job): string {
  return `${replication} ${seed}`;
}
