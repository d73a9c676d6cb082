/**
 * One replication, run slice by slice with its events told: nothing is kept of what is over.
 * Units: milliseconds.
 */
import { type MailPathInput, upToReading } from '../mailpath/input.ts';
import type { RunResult } from '../mailpath/run-result.ts';
import { Simulation } from '../mailpath/simulation.ts';
import { type HostStatusView, hostStatusAt } from './host-status-view.ts';
import type { MailEvent } from './mail-event.ts';
import { TraceRecorder } from './trace-recorder.ts';

export class TraceRun {
  private readonly simulation: Simulation;
  private begun = false;

  constructor(
    input: MailPathInput,
    seed: string,
    replication: number,
    tell: (event: MailEvent) => void,
  ) {
    const observer = new TraceRecorder(input, tell);
    this.simulation = new Simulation(upToReading(input), seed, replication, { observer });
  }

  /** Where the second of the run's wall clock is at time 0, ms: marks last whole seconds of it. */
  get clockOffsetMs(): number {
    const { clockMs } = this.simulation.world;
    return clockMs - Math.floor(clockMs / 1000) * 1000;
  }

  /** Runs up to that time; false: the run is over. */
  runUntil(atMs: number): boolean {
    if (!this.begun) this.simulation.begin();
    this.begun = true;
    return this.simulation.runUntil(atMs);
  }

  /** Messages that wait in a queue, in nobody's hands. */
  get waiting(): number {
    return this.simulation.world.measures.backlogNow;
  }

  get busyRunners(): number {
    return this.simulation.world.measures.busyRunnersNow;
  }

  /** Draws the line under the run, once: marks that still stand are told before it returns. */
  finish(): RunResult {
    return this.simulation.result();
  }

  /** The host-status tables as they stand. */
  hostStatus(atMs: number): HostStatusView[] {
    return hostStatusAt(this.simulation.world, atMs);
  }
}
