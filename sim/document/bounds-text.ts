/**
 * A figure in words, as far as it is known: `45 s`, `45 s to 46 s`, `at least 24 min`, `never`.
 *
 * Ends that read the same are one figure. Differences carry their sign: `−12 min`, `+3 s`; those of
 * shares are percentage points: `−15.6 pp`.
 */
import type { MetricUnit } from '../mailpath/metrics.ts';
import type { BoundsResult } from './bounds-schema.ts';
import { DAY, duration, HOUR, MINUTE, NOTHING, quantity, SECOND } from './quantity.ts';

/** `plus`: of a difference, what stands before a value above 0. */
export function boundsText(
  { kind, low, high }: BoundsResult,
  unit: MetricUnit,
  plus: '' | '+' = '',
): string {
  const text = (value: number | null): string => {
    const size = quantity(value ?? 0, unit);
    return plus === '' ? size : `${(value ?? 0) > 0 ? plus : ''}${points(size)}`;
  };
  switch (kind) {
    case 'none':
      return NOTHING;
    case 'never':
      return 'never';
    case 'never-before':
      return 'never before';
    case 'unknown':
      return 'unknown';
    case 'at-least':
      return `at least ${text(low)}`;
    case 'at-most':
      return `at most ${text(high)}`;
    default: {
      const [from, to] = [text(low), text(high)];
      return from === to ? from : `${from} to ${to}`;
    }
  }
}

/** Shares differ by percentage points. */
const points = (text: string): string => text.replace('%', ' pp');

/**
 * An interval: both ends in one unit, to three digits at most: `67 to 79 min`, `1.2 to 3 s`; in two
 * where they are far apart; of a difference with signs: `−79 to −66 min`. Null where they read the same.
 */
export function intervalText(
  interval: BoundsResult,
  unit: MetricUnit,
  plus: '' | '+' = '',
): string | null {
  const { kind, low, high } = interval;
  if (kind !== 'between' && kind !== 'exact') return boundsText(interval, unit, plus);
  return rangeOf(low ?? 0, high ?? 0, unit, plus);
}

/** Below it the smaller end reads better in a unit of its own: `1.06 s to 7 min 17 s`. */
const MIN_IN_UNIT = 0.1;

/** Units of a duration, each up to where the larger end lies; ms. */
const UNITS: readonly (readonly [upTo: number, ms: number, name: string])[] = [
  [SECOND, 1, 'ms'],
  [2 * MINUTE, SECOND, 's'],
  [2 * HOUR, MINUTE, 'min'],
  [2 * DAY, HOUR, 'h'],
  [Number.POSITIVE_INFINITY, DAY, 'd'],
];

function rangeOf(low: number, high: number, unit: MetricUnit, plus: string): string | null {
  const signed = (value: number, text: string): string =>
    value < 0 ? `−${text}` : `${value > 0 ? plus : ''}${text}`;
  const ends = (text: (size: number) => string): [string, string] => [
    signed(low, text(Math.abs(low))),
    signed(high, text(Math.abs(high))),
  ];
  if (unit !== 'ms') {
    const [from, to] = ends((size) => quantity(size, unit));
    const range = from === to ? null : `${from} to ${to}`;
    // Of a difference: `−16 to −14 pp`.
    return plus === '' || range === null ? range : points(range.replace('% to', ' to'));
  }
  const [smaller, larger] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const [, ms, name] = UNITS.find(([upTo]) => larger < upTo) ?? UNITS[UNITS.length - 1];
  if (smaller > 0 && smaller < MIN_IN_UNIT * ms) {
    const [from, to] = ends(duration);
    return `${from} to ${to}`;
  }
  const [from, to] = ends((size) => digits(size / ms));
  return from === to ? null : `${from} to ${to} ${name}`;
}

/** Three digits, none behind the point from 100 on, no zeros at the end. */
function digits(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
