/**
 * What happened, in numbers: the data of the one sentence that a comparison ends with.
 *
 * The first setting against the best of the others, each with the part that most of its delay went
 * into, its bad days, and on how many days the one was better. Units: milliseconds.
 * The words are in sim/report.
 */
import type { PartName } from '../../mailpath/delay-part.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { type DayShare, dayShare, kindsOfDays } from '../bad-days.ts';
import { type Difference, difference, estimate } from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';

export interface SettingVerdict {
  readonly name: string;
  /** Of the typical day. */
  readonly p99: Bounds;
  readonly mean: Bounds;
  /** The largest delay of all days. */
  readonly worst: Bounds;
  /** Where most of its delay went, and which share of it; null where there is no delay. */
  readonly largestPart: { readonly name: PartName; readonly share: number } | null;
  readonly badDays: DayShare;
  /** Of the typical day: connections cut at their lifetime, skips, share of mail that never arrives. */
  readonly cuts: number;
  readonly skipped: number;
  readonly never: Bounds;
  readonly arrived: number;
}

export interface Verdict {
  /** The first setting of the comparison: what the others are held against. */
  readonly base: SettingVerdict;
  /**
   * The best of the others; null if there is none: the smallest p99 on the typical day, then the
   * fewest bad days, then the smallest mean.
   */
  readonly best: SettingVerdict | null;
  /** Of p99, day by day: best minus base. */
  readonly p99: Difference | null;
  readonly days: number;
}

/** At least one setting with at least one day. */
export function verdict(outcomes: readonly SettingOutcome[]): Verdict {
  const [base, ...others] = outcomes;
  const best = others.reduce<SettingOutcome | null>(
    (least, other) => (least === null || isBetter(other, least) ? other : least),
    null,
  );
  return {
    base: settingVerdict(base),
    best: best === null ? null : settingVerdict(best),
    p99: best === null ? null : difference(base, best, 'p99'),
    days: base.days,
  };
}

function isBetter(a: SettingOutcome, b: SettingOutcome): boolean {
  const keys = (outcome: SettingOutcome): number[] => {
    const { p99, badDays, mean } = settingVerdict(outcome);
    return [p99.high, p99.low, badDays.bad, mean.high, mean.low];
  };
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, i) => key !== right[i]);
  return at >= 0 && left[at] < right[at];
}

function settingVerdict(outcome: SettingOutcome): SettingVerdict {
  const [largest] = outcome.partsBySize();
  const typical = (metric: MetricName): Bounds => estimate(outcome, metric).value;
  return {
    name: outcome.name,
    p99: typical('p99'),
    mean: typical('mean'),
    worst: outcome.largest('max'),
    largestPart: largest.share > 0 ? { name: largest.name, share: largest.share } : null,
    badDays: dayShare(kindsOfDays(outcome).bad.length, outcome.days),
    cuts: typical('cuts').low,
    skipped: typical('deferrals-skipped').low,
    never: typical('never-share'),
    arrived: typical('arrived').low,
  };
}
