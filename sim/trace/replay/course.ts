/**
 * How a replay's window went, at equal steps: messages waiting, runners at work, and counts so far.
 *
 * Counts go by the time that an event has, whatever the order in which events are told; the queue
 * and the runners are the model's own, read when the step is over.
 * Units: milliseconds from the start of the run.
 */
import type { Attempted, Skipped } from '../mail-event.ts';
import type { ReplayCourse } from './replay.ts';

/** Enough for a drawing as wide as a page. */
export const COURSE_STEPS = 360;

export class CourseSeen {
  readonly stepMs: number;
  private readonly fromMs: number;
  private readonly waiting: number[] = [];
  private readonly busyRunners: number[] = [];
  /** What each step adds; the first place holds all before the window. */
  private readonly added = {
    deliveredAtOnce: steps(),
    deliveredByRunners: steps(),
    failedAtOnce: steps(),
    skippedAtOnce: steps(),
    skippedByMark: steps(),
    skippedByMemory: steps(),
    failed: steps(),
  };

  constructor(fromMs: number, toMs: number) {
    this.fromMs = fromMs;
    this.stepMs = (toMs - fromMs) / COURSE_STEPS;
  }

  /** Where step i ends. */
  atMs(i: number): number {
    return this.fromMs + i * this.stepMs;
  }

  attempted({ atMs, process, end }: Attempted): void {
    if (end !== 'sent') {
      this.count('failed', atMs);
      if (!process.runner) this.count('failedAtOnce', atMs);
    } else this.count(process.runner ? 'deliveredByRunners' : 'deliveredAtOnce', atMs);
  }

  skipped({ atMs, cause, process }: Skipped): void {
    if (!process.runner) this.count('skippedAtOnce', atMs);
    this.count(cause === 'memory' ? 'skippedByMemory' : 'skippedByMark', atMs);
  }

  /** The next step is over. */
  step(waiting: number, busyRunners: number): void {
    this.waiting.push(waiting);
    this.busyRunners.push(busyRunners);
  }

  course(): ReplayCourse {
    const { added } = this;
    return {
      stepMs: this.stepMs,
      waiting: this.waiting,
      busyRunners: this.busyRunners,
      deliveredAtOnce: summed(added.deliveredAtOnce),
      deliveredByRunners: summed(added.deliveredByRunners),
      failedAtOnce: summed(added.failedAtOnce),
      skippedAtOnce: summed(added.skippedAtOnce),
      skippedByMark: summed(added.skippedByMark),
      skippedByMemory: summed(added.skippedByMemory),
      failed: summed(added.failed),
    };
  }

  private count(what: keyof typeof this.added, atMs: number): void {
    const step = Math.max(0, Math.ceil((atMs - this.fromMs) / this.stepMs));
    if (step <= COURSE_STEPS) this.added[what][step]++;
  }
}

function steps(): number[] {
  return new Array<number>(COURSE_STEPS + 1).fill(0);
}

function summed(added: readonly number[]): number[] {
  let sum = 0;
  return added.map((value) => {
    sum += value;
    return sum;
  });
}
