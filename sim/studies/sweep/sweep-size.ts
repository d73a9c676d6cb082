/** How much a sweep may do: refused beyond a limit, with the number and the flag that raises it. */
import type { Varied } from '../../scenario/vary.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import type { Precision } from '../replications.ts';

/** Some minutes for the main scenario on two cores. */
const MOST_POINTS = 400;
/** Of each point, on average. */
const REPLICATIONS_A_POINT = 100;
/** More would not fit into memory. */
const MOST_ALLOWED = 100_000;

/** --most-points, or the usual limit. */
export function mostPoints(args: Arguments): number {
  return args.whole('most-points', 2, MOST_ALLOWED) ?? MOST_POINTS;
}

/** Throws a UsageError where the grid, or its replications in all, are beyond the limit. */
export function refuseTooMuch(
  varied: readonly Varied[],
  replications: number | null,
  most: number,
): void {
  const points = pointsOf(varied);
  const product = varied.map(({ values }) => values.length).join(' x ');
  if (points > most) {
    const grid = varied.length === 1 ? `${told(points)}` : `${product} = ${told(points)}`;
    throw new UsageError(
      `The grid has ${grid} points; a sweep has at most ${told(most)}. Vary fewer values, or allow it: --most-points ${points}`,
    );
  }
  const all = points * (replications ?? 0);
  const allowed = most * REPLICATIONS_A_POINT;
  if (all > allowed) {
    throw new UsageError(
      `${told(points)} points with ${told(replications ?? 0)} replications each are ${told(all)} replications; a sweep has at most ${told(allowed)}. Take fewer, or allow it: --most-points ${Math.ceil(all / REPLICATIONS_A_POINT)}`,
    );
  }
}

/** A number that was checked, or a precision whose ceiling is within the limit. */
export function withinBudget(
  varied: readonly Varied[],
  replications: number | Precision,
  most: number,
): number | Precision {
  if (typeof replications === 'number') {
    refuseTooMuch(varied, replications, most);
    return replications;
  }
  const ceiling = Math.floor((most * REPLICATIONS_A_POINT) / pointsOf(varied));
  return { ...replications, atMost: Math.min(replications.atMost, Math.max(2, ceiling)) };
}

function pointsOf(varied: readonly Varied[]): number {
  return varied.reduce((product, { values }) => product * values.length, 1);
}

function told(value: number): string {
  return value.toLocaleString('en-US');
}
