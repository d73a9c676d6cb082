/** When things happen in a run: its length, and times by the clock turned into times of the run. */
import { DAY_MS, DEFAULT_ARRIVALS_MS, DEFAULT_DRAIN_MS } from './defaults.ts';
import type { RunTime } from './field.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';

export class RunClock {
  /** Time of day at time 0, ms after midnight. */
  readonly startsAtMs: number;
  readonly arrivalsEndMs: number;
  /** When backlog, queued, cuts and marked time are read. */
  readonly readAtMs: number;
  /** Mail that arrives later is not counted. */
  readonly countToMs: number;

  constructor(run: ScenarioFields['run']) {
    this.startsAtMs = run?.['starts-at'] ?? 0;
    this.arrivalsEndMs = run?.['arrivals-for'] ?? DEFAULT_ARRIVALS_MS;
    this.readAtMs = run?.['ends-after'] ?? this.arrivalsEndMs + DEFAULT_DRAIN_MS;
    this.countToMs = Math.min(this.arrivalsEndMs, this.readAtMs);
  }

  /** Of a time of day in an error: how long after the start the first such one is. */
  inWords(time: RunTime): string {
    if ('sinceStart' in time) return '';
    const minutes = Math.round(this.toMs(time) / 60_000);
    return ` (that time of day is ${Math.floor(minutes / 60)} h ${minutes % 60} min after the start)`;
  }

  /** Time of the run, ms: a clock time is the first such one at or after the start; absent, `otherwise`. */
  toMs(time: RunTime | undefined, otherwise = 0): number {
    if (time === undefined) return otherwise;
    if ('sinceStart' in time) return time.sinceStart;
    const since = time.clock - this.startsAtMs;
    return since >= 0 ? since : since + DAY_MS;
  }

  /** When a source of mail brings it, where that is not all at one time. */
  spanOf({ from, until }: Pick<ArrivalFields, 'from' | 'until'>): { fromMs: number; toMs: number } {
    return { fromMs: this.toMs(from), toMs: this.toMs(until, this.arrivalsEndMs) };
  }
}
