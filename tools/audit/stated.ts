/**
 * What a result states, as far as the audit reads it, and whether it is what was reckoned.
 *
 * A figure in JSON is known, or lies between two ends, of which one may not exist; its kind says so.
 */
import type { Day, Ends, Figured } from './day.ts';
import { MORE_IS_BETTER } from './day.ts';
import type { Ledger } from './ledger.ts';
import { type Paired, paired, shareBounds, type Typical, typical } from './reckoning.ts';

export interface Bounds {
  readonly kind: string;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Estimate extends Bounds {
  readonly unit: string;
  readonly interval: Bounds | null;
  readonly coverage: number | null;
  readonly days: number;
}

export interface Difference extends Estimate {
  readonly less: number;
  readonly more: number;
  readonly same: number;
  readonly significant: boolean | null;
}

export type Estimates = Readonly<Record<string, Estimate>>;
export type Differences = Readonly<Record<string, Difference>>;

/** Sums come out in another order. */
const RELATIVE = 1e-9;
/** Of a mean with mail left: its lower end is rounded down by a bin of the delays. */
const MEAN_BIN = 1 / 256;

const NEVER = Number.POSITIVE_INFINITY;

export function endsOf({ kind, low, high }: Bounds): Ends {
  if (kind === 'none') return { low: Number.NaN, high: Number.NaN };
  if (kind === 'never') return { low: NEVER, high: NEVER };
  if (kind === 'never-before') return { low: -NEVER, high: -NEVER };
  return { low: low ?? -NEVER, high: high ?? NEVER };
}

/** Is the kind the one that such ends have? */
function isOfKind({ kind }: Bounds, { low, high }: Ends): boolean {
  if (Number.isNaN(low) || Number.isNaN(high)) return kind === 'none';
  if (low === high) {
    return kind === (low === NEVER ? 'never' : low === -NEVER ? 'never-before' : 'exact');
  }
  if (low === -NEVER) return kind === (high === NEVER ? 'unknown' : 'at-most');
  return kind === (high === NEVER ? 'at-least' : 'between');
}

export function near(a: number, b: number, relative = RELATIVE): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
}

export function isNear(one: Ends, other: Ends, relative = RELATIVE): boolean {
  return near(one.low, other.low, relative) && near(one.high, other.high, relative);
}

/** Stated as it is. */
export function agrees(stated: Bounds, truth: Ends, relative = RELATIVE): boolean {
  const said = endsOf(stated);
  return isOfKind(stated, said) && isNear(said, truth, relative);
}

/** A metric of each day; NaN where it was not reckoned. */
export function daysOf(days: readonly Figured[], metric: string): Ends[] {
  return days.map(({ figures }) => figures[metric] ?? { low: Number.NaN, high: Number.NaN });
}

export function typicalOf(days: readonly Figured[], metric: string): Typical {
  return typical(daysOf(days, metric), MORE_IS_BETTER.includes(metric));
}

/** `days` minus `bases`. */
export function differenceOf(
  bases: readonly Figured[],
  days: readonly Figured[],
  metric: string,
): Paired {
  return paired(daysOf(bases, metric), daysOf(days, metric));
}

/** Each metric of a setting, and its interval, coverage and number of days. */
export function auditEstimates(
  ledger: Ledger,
  where: string,
  stated: Estimates,
  days: readonly Day[],
): void {
  for (const [metric, estimate] of Object.entries(stated)) {
    if (!isReckoned(days, metric)) continue;
    const truth = typicalOf(days, metric);
    ledger.exact(
      'figure of the typical day (JSON)',
      isEstimate(estimate, truth, tolerance(metric, truth)),
      `${where} ${metric}`,
      estimate,
      truth,
    );
  }
}

/** Each difference day by day, its counts of days and its significance. */
export function auditDifferences(
  ledger: Ledger,
  where: string,
  stated: Differences,
  bases: readonly Day[],
  days: readonly Day[],
): void {
  for (const [metric, difference] of Object.entries(stated)) {
    if (!isReckoned(bases, metric) || !isReckoned(days, metric)) continue;
    // A sum in another order may make of no difference a tiny one.
    const isSum = metric === 'mean' || metric.startsWith('delay.');
    const truth = differenceOf(bases, days, metric);
    const holds = isSum
      ? isNearSum(difference, truth, scaleOf([...bases, ...days], metric))
      : isEstimate(difference, truth) &&
        difference.less === truth.less &&
        difference.more === truth.more &&
        difference.same === truth.same &&
        difference.significant === truth.significant;
    ledger.exact('difference day by day (JSON)', holds, `${where} ${metric}`, difference, truth);
  }
}

/** A part of the delay is reckoned where all mail of every day was delivered. */
function isReckoned(days: readonly Day[], metric: string): boolean {
  if (!metric.startsWith('delay.')) return days.every(({ figures }) => metric in figures);
  return days.every(({ parts, lows }) => parts !== null && lows.length > 0);
}

function tolerance(metric: string, { value, interval }: Typical): number {
  const open = [value, interval ?? value].some(({ high }) => high === NEVER);
  return metric === 'mean' && open ? MEAN_BIN : RELATIVE;
}

function isEstimate(stated: Estimate, truth: Typical, relative = RELATIVE): boolean {
  const { interval, coverage, days } = truth;
  const said = stated.interval;
  return (
    agrees(stated, truth.value, relative) &&
    (interval === null ? said === null : said !== null && agrees(said, interval, relative)) &&
    (coverage === null ? stated.coverage === null : near(stated.coverage ?? -1, coverage)) &&
    stated.days === days
  );
}

function scaleOf(days: readonly Figured[], metric: string): number {
  const sizes = daysOf(days, metric).flatMap(({ low, high }) => [low, high]);
  return Math.max(1e-9, ...sizes.filter(Number.isFinite).map(Math.abs));
}

function isNearSum(stated: Difference, truth: Paired, scale: number): boolean {
  const close = (a: Ends, b: Ends) =>
    [a.low - b.low, a.high - b.high].every(
      (gap) => Number.isNaN(gap) || Math.abs(gap) <= MEAN_BIN * scale,
    );
  const said = endsOf(stated);
  const exact = truth.value.low === truth.value.high && Number.isFinite(truth.value.low);
  return exact ? Math.abs(said.low - truth.value.low) <= 1e-8 * scale : close(said, truth.value);
}

export interface Objective {
  readonly text: string;
  readonly metric: string;
  readonly operator: string;
  readonly bound: number;
  readonly onDays: number | null;
}

export type DayState = 'kept' | 'broken' | 'unknown';

/** Kept if all that is possible for its mail keeps it, broken if nothing does. */
export function dayState(
  { metric, operator, bound }: Objective,
  { figures }: Figured,
): DayState | null {
  const { low, high } = figures[metric] ?? { low: Number.NaN, high: Number.NaN };
  if (Number.isNaN(low) || Number.isNaN(high)) return null;
  const holds = (value: number): boolean => {
    switch (operator) {
      case '<':
        return value < bound;
      case '<=':
        return value <= bound;
      case '>':
        return value > bound;
      case '>=':
        return value >= bound;
      default:
        return value === bound;
    }
  };
  if (operator === '==')
    return low === high && holds(low) ? 'kept' : bound < low || bound > high ? 'broken' : 'unknown';
  if (holds(low) && holds(high)) return 'kept';
  return holds(low) || holds(high) ? 'unknown' : 'broken';
}

const MARKED_TOO_LONG_MS = 300_000;

/** Why a day is bad, by events of the run. */
export function reasonsOf(day: Figured, objectives: readonly Objective[]): Record<string, boolean> {
  const value = (metric: string) => day.figures[metric].low;
  return {
    marked: value('marked-time') > MARKED_TOO_LONG_MS && value('skipped-mark') > 0,
    cut: value('cuts') > 0,
    objective: objectives.some((objective) => dayState(objective, day) === 'broken'),
  };
}

export function isBad(day: Figured, objectives: readonly Objective[]): boolean {
  return Object.values(reasonsOf(day, objectives)).includes(true);
}

/** Of all days like these: two-sided; one-sided where no day, or every day, is bad. */
export function shownShare(bad: number, days: number): Ends {
  const both = shareBounds(bad, days, 0.025);
  const one = shareBounds(bad, days, 0.05);
  return { low: bad === days ? one.low : both.low, high: bad === 0 ? one.high : both.high };
}
