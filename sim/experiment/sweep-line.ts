/**
 * Where more stops paying: one dimension of a sweep, along the line through its best point.
 *
 * Two answers. Kneedle's (knee.ts) is where the curve bends, chance or not. The other one holds up
 * against chance: the first value from which no further one is clearly better by more than 1%. For
 * that each value is held against each other one, replication by replication (common random
 * numbers), in intervals that hold all together at 95% (Bonferroni).
 *
 * A value that leaves more mail undelivered (to a thousandth) is worse whatever its delays, which
 * are those of delivered mail. Units: the measure's.
 */
import { pairedInterval } from '../statistics/confidence.ts';
import { knee } from '../statistics/knee.ts';
import { CONFIDENCE } from './estimate.ts';
import type { SettingOutcome } from './setting-outcome.ts';
import { thousandthsLeft } from './verdict.ts';

/** What is judged: a measure, and which way is better. */
export interface Judged {
  readonly measure: string;
  readonly better: 'less' | 'more';
}

/**
 * `flat`: no value is clearly worse than the best. `up`: larger values are better, up to a point;
 * `down`: smaller ones. `valley`: both ends are worse. `choice`: no order, or none that explains it.
 */
export type LineShape = 'flat' | 'up' | 'down' | 'valley' | 'choice';

export interface Line {
  readonly shape: LineShape;
  /** Between these two, both included, nothing clear is gained or lost. Positions on the line. */
  readonly from: number;
  readonly to: number;
  readonly best: number;
  /** Clearly worse than the best, by position; null: one replication tells nothing. */
  readonly worse: readonly (boolean | null)[];
  /** From the end of the stretch that costs least (up, down): what a further value may yet gain. */
  readonly further: { readonly at: number; readonly gainAtMost: number } | null;
  /** Position of Kneedle's knee; null if there is none. */
  readonly knee: number | null;
}

/** A gain below this share of the value is none. */
const LEAST_GAIN = 0.01;

/** Whether one outcome is clearly better than another, at a confidence for `comparisons` at once. */
export class Judge {
  private readonly judged: Judged;
  private readonly confidence: number;

  constructor(judged: Judged, comparisons: number) {
    this.judged = judged;
    this.confidence = 1 - (1 - CONFIDENCE) / Math.max(1, comparisons);
  }

  /** The gain of `other` over `base`, positive if it is better; null without an interval. */
  gain(base: SettingOutcome, other: SettingOutcome): { low: number; high: number } | null {
    const { measure, better } = this.judged;
    const [from, to] = better === 'less' ? [other, base] : [base, other];
    return pairedInterval(from.of(measure), to.of(measure), this.confidence);
  }

  isClearlyBetter(base: SettingOutcome, other: SettingOutcome): boolean | null {
    const [left, otherLeft] = [thousandthsLeft(base), thousandthsLeft(other)];
    if (left !== otherLeft) return otherLeft < left;
    const [value, otherValue] = [this.value(base), this.value(other)];
    if (Number.isNaN(value) || Number.isNaN(otherValue)) {
      return Number.isNaN(value) && !Number.isNaN(otherValue);
    }
    const gain = this.gain(base, other);
    return gain === null ? null : gain.low > LEAST_GAIN * Math.abs(value);
  }

  /** The best outcome: least mail undelivered, then the measure; the earliest of several. */
  best(outcomes: readonly SettingOutcome[]): number {
    let best = 0;
    for (let i = 1; i < outcomes.length; i++) {
      if (this.isAhead(outcomes[i], outcomes[best])) best = i;
    }
    return best;
  }

  private isAhead(a: SettingOutcome, b: SettingOutcome): boolean {
    const [left, otherLeft] = [thousandthsLeft(a), thousandthsLeft(b)];
    if (left !== otherLeft) return left < otherLeft;
    const [value, other] = [this.value(a), this.value(b)];
    if (Number.isNaN(other)) return !Number.isNaN(value);
    return this.judged.better === 'less' ? value < other : value > other;
  }

  private value(outcome: SettingOutcome): number {
    return outcome.mean(this.judged.measure);
  }
}

/**
 * Judges one line. `xs`: ascending, one an outcome, Infinity for "no limit"; null where the values
 * have no order.
 */
export function judgeLine(
  outcomes: readonly SettingOutcome[],
  xs: readonly number[] | null,
  judged: Judged,
): Line {
  const last = outcomes.length - 1;
  const judge = new Judge(judged, (outcomes.length * last) / 2);
  const better = (i: number, j: number) => judge.isClearlyBetter(outcomes[i], outcomes[j]) === true;
  const best = judge.best(outcomes);
  const worse = outcomes.map((outcome, i) =>
    i === best ? false : judge.isClearlyBetter(outcome, outcomes[best]),
  );
  const positions = outcomes.map((_, i) => i);
  // The best is in both: nothing is better than it.
  const from = positions.find((i) => !positions.some((j) => j > i && better(i, j))) ?? best;
  const to = positions.findLast((i) => !positions.some((j) => j < i && better(i, j))) ?? best;
  const shape = shapeOf(worse, xs !== null);
  const stretch = {
    flat: [0, last],
    up: [from, last],
    down: [0, to],
    valley: [from, to],
    choice: [best, best],
  }[shape];
  const cheapest = shape === 'down' ? to : from;
  const beyond =
    shape === 'up'
      ? positions.slice(from + 1)
      : shape === 'down'
        ? positions.slice(0, to).reverse()
        : [];
  return {
    shape,
    from: stretch[0],
    to: stretch[1],
    best,
    worse,
    further: mostToGain(judge, outcomes, cheapest, beyond),
    knee: xs === null || shape === 'flat' ? null : kneeOf(outcomes, xs, judged.measure),
  };
}

function shapeOf(worse: readonly (boolean | null)[], isOrdered: boolean): LineShape {
  if (!worse.includes(true)) return 'flat';
  if (!isOrdered) return 'choice';
  const [first, last] = [worse[0] === true, worse[worse.length - 1] === true];
  if (first && last) return 'valley';
  return first ? 'up' : last ? 'down' : 'choice';
}

/** Of the values beyond `at`, the one that may be better by most: the upper end of its interval. */
function mostToGain(
  judge: Judge,
  outcomes: readonly SettingOutcome[],
  at: number,
  beyond: readonly number[],
): Line['further'] {
  let most: Line['further'] = null;
  for (const i of beyond) {
    const gain = judge.gain(outcomes[at], outcomes[i]);
    if (gain !== null && gain.high > (most?.gainAtMost ?? 0)) {
      most = { at: i, gainAtMost: gain.high };
    }
  }
  return most;
}

/** "No limit" has no place on an axis: it is left out. */
function kneeOf(
  outcomes: readonly SettingOutcome[],
  xs: readonly number[],
  measure: string,
): number | null {
  const points = outcomes
    .map((outcome, i) => ({ i, x: xs[i], y: outcome.mean(measure) }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const found = knee(points);
  return found === null ? null : points[found].i;
}
