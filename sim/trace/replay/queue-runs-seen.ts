/**
 * The queue runs of a run, and what became of the messages in their lists.
 *
 * A runner is told from others by the moment at which its run started: a run by hand at the very
 * millisecond of another one would be counted with it. Units: milliseconds from the run's start.
 */
import type { Attempted, ProcessEnded, RunStarted, Skipped, TracedProcess } from '../mail-event.ts';
import type { ReplayRun } from './replay.ts';

type Counted = { -readonly [K in keyof ReplayRun]: ReplayRun[K] };

export class QueueRunsSeen {
  /** In order of time. */
  readonly all: Counted[] = [];
  private readonly ofProcess = new Map<number, Counted>();

  started({ gateway, atMs, messages }: RunStarted): void {
    this.all.push({
      gateway,
      atMs,
      endMs: atMs,
      messages,
      delivered: 0,
      skippedByMark: 0,
      skippedByMemory: 0,
      failed: 0,
    });
  }

  attempted({ process, end }: Attempted): void {
    const run = this.runOf(process);
    if (run === null) return;
    if (end === 'sent') run.delivered++;
    else run.failed++;
  }

  skipped({ process, cause }: Skipped): void {
    const run = this.runOf(process);
    if (run === null) return;
    if (cause === 'memory') run.skippedByMemory++;
    else run.skippedByMark++;
  }

  ended({ process, atMs }: ProcessEnded): void {
    const run = this.runOf(process);
    if (run !== null) run.endMs = Math.max(run.endMs, atMs);
    this.ofProcess.delete(process.number);
  }

  /** The run that a runner belongs to; null: it is the process of a new message. */
  private runOf(process: TracedProcess): Counted | null {
    if (!process.runner) return null;
    const known = this.ofProcess.get(process.number);
    if (known !== undefined) return known;
    const run = this.all.findLast(
      ({ gateway, atMs }) => gateway === process.gateway && atMs === process.startedMs,
    );
    if (run === undefined) return null;
    this.ofProcess.set(process.number, run);
    return run;
  }
}
