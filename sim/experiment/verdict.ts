/**
 * What happened, in numbers: the data of the one sentence that a comparison ends with.
 *
 * The first setting against the best of the others, each with the part that most of its delay went
 * into, and whether the difference is more than chance. Delays are those of delivered mail: a
 * setting that leaves mail undelivered is not better for it. Units: milliseconds.
 * The words are in sim/report.
 */
import { type Difference, difference } from './estimate.ts';
import type { SettingOutcome } from './setting-outcome.ts';

export interface SettingVerdict {
  readonly name: string;
  readonly meanMs: number;
  readonly p99Ms: number;
  /** The largest delay of all replications. */
  readonly worstMs: number;
  /** Where most of its delay went, and which share of it; null if nothing was delivered. */
  readonly largestPart: { readonly name: string; readonly share: number } | null;
  /** Connections that the far side cut at their lifetime, per replication. */
  readonly cuts: number;
  readonly skipped: number;
  readonly undelivered: number;
  readonly returned: number;
  readonly arrived: number;
}

export interface Verdict {
  /** The first setting of the comparison: what the others are held against. */
  readonly base: SettingVerdict;
  /**
   * The best of the others; null if there is none. What leaves least undelivered (to a thousandth of
   * the mail), then the smallest p99, then the smallest mean.
   */
  readonly best: SettingVerdict | null;
  /** Of the mean delay and of p99: best minus base. */
  readonly mean: Difference | null;
  readonly p99: Difference | null;
  readonly replications: number;
}

/** At least one setting with at least one replication. */
export function verdict(outcomes: readonly SettingOutcome[]): Verdict {
  const [base, ...others] = outcomes;
  const best = others.reduce<SettingOutcome | null>(
    (least, other) => (least === null || isBetter(other, least) ? other : least),
    null,
  );
  return {
    base: settingVerdict(base),
    best: best === null ? null : settingVerdict(best),
    mean: best === null ? null : difference(base, best, 'mean'),
    p99: best === null ? null : difference(base, best, 'p99'),
    replications: base.replications,
  };
}

function isBetter(a: SettingOutcome, b: SettingOutcome): boolean {
  const [left, otherLeft] = [thousandthsLeft(a), thousandthsLeft(b)];
  if (left !== otherLeft) return left < otherLeft;
  const [p99, other] = [a.mean('p99'), b.mean('p99')];
  return p99 === other ? a.mean('mean') < b.mean('mean') : p99 < other;
}

/** Mail that was not delivered, in thousandths of what arrived. */
export function thousandthsLeft(outcome: SettingOutcome): number {
  const left = outcome.mean('queued') + outcome.mean('returned');
  return Math.round((1000 * left) / Math.max(1, outcome.mean('arrived')));
}

function settingVerdict(outcome: SettingOutcome): SettingVerdict {
  const [largest] = outcome.partsBySize();
  return {
    name: outcome.name,
    meanMs: outcome.mean('mean'),
    p99Ms: outcome.mean('p99'),
    worstMs: outcome.largest('max'),
    largestPart: largest.share > 0 ? { name: largest.name, share: largest.share } : null,
    cuts: outcome.mean('cuts'),
    skipped: outcome.mean('deferrals-skipped'),
    undelivered: outcome.mean('queued'),
    returned: outcome.mean('returned'),
    arrived: outcome.mean('arrived'),
  };
}
