/**
 * What the days (replications) of one setting add up to: both ends of each metric day by day, the
 * curves of delay, sums of the parts of the delay, failures by cause, and the timeSeries of the first
 * day as an example.
 *
 * Units as in metrics.ts. Left out: anything about other settings (compare.ts).
 */
import { PART_NAMES } from '../mailpath/delay-part.ts';
import { UndeliveredCounts } from '../mailpath/measures.ts';
import { METRICS, type MetricName, metricIndex } from '../mailpath/metrics.ts';
import type { Bounds } from '../statistics/bounds.ts';
import { DayCurves } from '../statistics/day-curves.ts';
import type { Objective } from './objective.ts';
import type { ExampleDay, Replication } from './replicate.ts';
import type { SettingResult } from './result/result-schema.ts';

export class SettingOutcome {
  readonly name: string;
  /** What a day of this scenario has to keep, so as not to be a bad one (objective.ts). */
  readonly objectives: readonly Objective[];
  /** The curves of delay, day by day; null where nobody will ask. */
  readonly curves: DayCurves | null;
  /** Failures at a host by cause, summed over the days. */
  readonly failures = new Map<string, number>();
  /** Deferrals by what the log says of them (run-result.ts), summed over the days. */
  readonly deferralTexts = new Map<string, number>();
  /** Marked time of each host, ms, and the retries that its greylisting refused, summed over the days. */
  readonly markedMs: number[] = [];
  readonly greylistedRetries: number[] = [];
  /** Days whose follow-up ended before all of their mail had left, by how. */
  readonly notFollowed = { 'given-up': 0, ended: 0 };
  /** Why mail did not arrive, over all days. */
  readonly undelivered = new UndeliveredCounts();
  /** The first day's timeSeries: an example, not a mean, so that its steps can be seen. */
  timeSeries: ExampleDay | null = null;
  private readonly lowEnds: number[][] = METRICS.map(() => []);
  private readonly highEnds: number[][] = METRICS.map(() => []);
  private readonly parts: number[] = PART_NAMES.map(() => 0);
  private cohort = 0;

  constructor(name: string, objectives: readonly Objective[] = [], keepsCurves = true) {
    this.name = name;
    this.objectives = objectives.filter(({ onDays }) => onDays !== null);
    this.curves = keepsCurves ? new DayCurves() : null;
  }

  get days(): number {
    return this.lowEnds[0].length;
  }

  add(replication: Replication): void {
    replication.lows.forEach((low, index) => {
      this.lowEnds[index].push(low);
      this.highEnds[index].push(replication.highs[index]);
    });
    this.curves?.add(replication.delays);
    this.cohort += replication.delays.size;
    addUp(this.parts, replication.parts);
    addUp(this.markedMs, replication.markedMs);
    addUp(this.greylistedRetries, replication.greylistedRetries);
    addCounts(this.failures, replication.failures);
    addCounts(this.deferralTexts, replication.deferralTexts);
    for (const { cause, destination, messages } of replication.undelivered) {
      this.undelivered.add(cause, destination, messages);
    }
    if (replication.followUp !== 'complete') this.notFollowed[replication.followUp]++;
    this.timeSeries ??= replication.timeSeries;
  }

  /** The metrics of the first days alone; nothing else of them is kept. */
  first(days: number): SettingOutcome {
    const some = new SettingOutcome(this.name, this.objectives, false);
    for (const [index] of METRICS.entries()) {
      some.lowEnds[index].push(...this.lowEnds[index].slice(0, days));
      some.highEnds[index].push(...this.highEnds[index].slice(0, days));
    }
    return some;
  }

  /** A metric on each day, both ends. Throws for a name that is none (our own bug). */
  of(metric: MetricName): Bounds[] {
    const highs = this.highs(metric);
    return this.lows(metric).map((low, day) => ({ low, high: highs[day] }));
  }

  lows(metric: MetricName): readonly number[] {
    return this.lowEnds[metricIndex(metric)];
  }

  highs(metric: MetricName): readonly number[] {
    return this.highEnds[metricIndex(metric)];
  }

  /** The largest of all days; NaN if none has a value. */
  largest(metric: MetricName): Bounds {
    const of = (values: readonly number[]): number => {
      const some = values.filter((value) => !Number.isNaN(value));
      return some.length === 0 ? Number.NaN : Math.max(...some);
    };
    return { low: of(this.lows(metric)), high: of(this.highs(metric)) };
  }

  /**
   * Where the delay of all mail of all days went, largest part first: its mean per message of the
   * cohort, and its sum over the sum of all parts; 0 where there is no delay.
   */
  partsBySize(): SettingResult['parts'] {
    const total = this.parts.reduce((sum, ms) => sum + ms, 0);
    return PART_NAMES.map((name, part) => ({
      name,
      meanMs: this.cohort === 0 ? 0 : this.parts[part] / this.cohort,
      share: total === 0 ? 0 : this.parts[part] / total,
    })).sort((a, b) => b.share - a.share);
  }
}

function addUp(sums: number[], values: readonly number[]): void {
  values.forEach((value, i) => {
    sums[i] = (sums[i] ?? 0) + value;
  });
}

function addCounts(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
}
