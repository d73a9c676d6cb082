/**
 * How many events of a kind a day brings, between two ends, and what follows: whether a day has one.
 *
 *   events/day, [low, high] -> chance of a day with one -> no | yes | depends on chance
 *
 * The days are those of the scenario: the same mail on average, other draws. Events of different
 * causes are counted together, as if they came by chance and independently (Poisson).
 */
import { exp, ln } from '../../engine/elementary.ts';

export interface Expected {
  readonly low: number;
  readonly high: number;
}

export const NONE: Expected = { low: 0, high: 0 };
/** Nothing can be said: it may never happen, or each day. */
export const UNKNOWN: Expected = { low: 0, high: Number.POSITIVE_INFINITY };

/** Happens on every day. */
const CERTAIN = 10;
export const ALWAYS: Expected = { low: CERTAIN, high: CERTAIN };

/** So many independent events as give this chance of one. */
export function eventsOf(chance: number): number {
  return chance >= 1 ? CERTAIN : Math.min(CERTAIN, -ln(1 - chance));
}

/** It may be so many, or none. */
export function perhaps({ high }: Expected): Expected {
  return { low: 0, high };
}

/** A number that was approximated: what that leaves out changes it by less than this factor, up or down. */
export function about(events: number, margin = 2): Expected {
  return { low: events / margin, high: events * margin };
}

export function both(a: Expected, b: Expected): Expected {
  return { low: a.low + b.low, high: a.high + b.high };
}

export const ANSWERS = ['no', 'yes', 'depends'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Up to this share of the days is "no", from one minus it on "yes". */
const RARE = 0.1;

/** The share of the days that have an event. Of an endless number times none nothing is known. */
export function chanceOf(expected: Expected): {
  answer: Answer;
  chance: { low: number; high: number };
} {
  const isKnown = !Number.isNaN(expected.low + expected.high);
  const { low, high } = isKnown ? expected : UNKNOWN;
  const chance = { low: 1 - exp(-low), high: 1 - exp(-high) };
  const answer = chance.high <= RARE ? 'no' : chance.low >= 1 - RARE ? 'yes' : 'depends';
  return { answer, chance };
}
