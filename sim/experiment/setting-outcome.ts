/**
 * What the replications of one setting add up to: values per measure, one pooled delay histogram,
 * failures by cause, and the course of the first replication as an example.
 *
 * Units as in measure.ts. Left out: anything about other settings (compare.ts).
 */
import { PART_NAMES } from '../mailpath/delay-part.ts';
import { PooledDelays } from '../statistics/pooled-delays.ts';
import { MEASURES, measureIndex } from './measure.ts';
import type { Course, Replication } from './replicate.ts';

export class SettingOutcome {
  readonly name: string;
  /** All delays of all replications; null where nobody will ask (half a megabyte each). */
  readonly delays: PooledDelays | null;
  /** Failures at a host by cause, summed over the replications. */
  readonly failures = new Map<string, number>();
  /** Deferrals by what the log says of them (run-result.ts), summed over the replications. */
  readonly deferralTexts = new Map<string, number>();
  /** Marked time of each host, ms, summed over the replications. */
  readonly markedMs: number[] = [];
  /** The first replication's course: an example, not a mean, so that its steps can be seen. */
  course: Course | null = null;
  /** values[m][r]: measure m of MEASURES in replication r. */
  private readonly values: number[][] = MEASURES.map(() => []);

  constructor(name: string, keepsDelays = true) {
    this.name = name;
    this.delays = keepsDelays ? new PooledDelays() : null;
  }

  get replications(): number {
    return this.values[0].length;
  }

  add(replication: Replication): void {
    replication.values.forEach((value, index) => {
      this.values[index].push(value);
    });
    this.delays?.add(replication.delays);
    addUp(this.failures, replication.failures);
    addUp(this.deferralTexts, replication.deferralTexts);
    replication.markedMs.forEach((ms, host) => {
      this.markedMs[host] = (this.markedMs[host] ?? 0) + ms;
    });
    this.course ??= replication.course;
  }

  /** A measure's value in each replication. Throws for a name that is none (our own bug). */
  of(measure: string): readonly number[] {
    const index = measureIndex(measure);
    if (index < 0) throw new Error(`no measure is called "${measure}"`);
    return this.values[index];
  }

  /** Mean over the replications that have a value; NaN if none has. */
  mean(measure: string): number {
    const known = this.of(measure).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }

  /** The largest of all replications; NaN if none has a value. */
  largest(measure: string): number {
    const known = this.of(measure).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : Math.max(...known);
  }

  /** The part that most of the delay went into, and the others, largest first. */
  partsBySize(): { name: string; meanMs: number; share: number }[] {
    return PART_NAMES.map((name) => ({
      name,
      meanMs: this.mean(`delay.${name}`),
      share: this.mean(`part.${name}`),
    })).sort((a, b) => b.share - a.share);
  }
}

function addUp(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
}
