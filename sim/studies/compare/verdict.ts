/**
 * What a comparison comes to, in numbers and in one sentence.
 *
 * The first setting against the best of the others, each with the part that most of its delay went
 * into, its bad days, and on how many days the one was better. Units: milliseconds.
 */
import { boundsResult } from '../../document/bounds.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import type { PartName } from '../../mailpath/delay-part.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { type Bounds, isKnown } from '../../statistics/bounds.ts';
import { daysText } from '../days-words.ts';
import { type Difference, difference, estimate } from '../estimate.ts';
import { type DayShare, dayShare, kindsOfDays } from '../objective.ts';
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
    (best, other) => (best === null || isBetter(other, best) ? other : best),
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

/** Below this relative change of p99 two settings are reported as equal: a bin of the histogram. */
const SAME = 0.005;
const SLOWEST = 'the slowest 1% of mail';

export function verdictSentence(found: Verdict): string {
  const { base, best } = found;
  if (!(base.arrived > 0)) return 'No message arrived, so there is no delay to report.';
  if (best === null) return `On a typical day under ${base.name}, ${whole(base.p99)}.`;
  return `${comparison(found, best)}.`;
}

function comparison({ base, p99, days }: Verdict, best: SettingVerdict): string {
  const [from, to] = [base.p99, best.p99];
  if (p99 !== null && p99.same === p99.days && p99.days > 0) {
    return `${best.name} changes nothing for ${SLOWEST}: on a typical day, under ${base.name} as under ${best.name}, ${whole(from)} (the same on ${p99.days === 1 ? 'the one day' : `all ${p99.days} days`})`;
  }
  const sure = certainty(p99, days);
  if (from.low === Number.POSITIVE_INFINITY || to.low === Number.POSITIVE_INFINITY) {
    return `On a typical day ${whole(to)} under ${best.name}; under ${base.name} ${whole(from)}${sure}`;
  }
  const isSame = isKnown(to) && Math.abs(to.low - from.low) <= SAME * from.low;
  if (isSame) {
    return `${best.name} makes no difference that could be felt: on a typical day ${SLOWEST} ${waits(to)}, instead of ${ms(from)} under ${base.name}${sure}`;
  }
  return `With ${best.name} ${SLOWEST} ${waits(to)} on a typical day instead of ${ms(from)} with ${base.name}${sure}`;
}

/** `the slowest 1% of mail waits 45 s or longer`. */
function whole(p99: Bounds): string {
  return p99.low === Number.POSITIVE_INFINITY
    ? 'one message in a hundred never arrives'
    : `${SLOWEST} ${waits(p99)}`;
}

function waits(p99: Bounds): string {
  return isKnown(p99) ? `waits ${ms(p99)} or longer` : `waits ${ms(p99)}`;
}

function ms(bounds: Bounds): string {
  return boundsText(boundsResult(bounds), 'ms');
}

function certainty(p99: Difference | null, days: number): string {
  if (p99 === null || days < 2) return days < 2 ? ' (one day: too few to tell chance)' : '';
  const { less, more, significant, interval } = p99;
  const isOpen = interval === null || !Number.isFinite(interval.low + interval.high);
  const range = isOpen ? null : intervalText(boundsResult(positive(interval)), 'ms');
  const by = range === null ? '' : `, typically by ${range}`;
  const which =
    less >= more
      ? `less on ${less} of ${daysText(p99.days)}`
      : `more on ${more} of ${daysText(p99.days)}`;
  const chance =
    significant === null ? ': too few days to tell' : significant ? by : ': this may be chance';
  return ` (${which}${chance})`;
}

/** A difference without its sign: the words have it. */
function positive({ low, high }: Bounds): Bounds {
  return high <= 0 ? { low: -high, high: -low } : { low, high };
}
