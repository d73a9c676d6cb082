/**
 * Figures as reports print them, read back, and whether a printed figure is a given one at the precision
 * that it is printed with.
 *
 *   46 min 46 s    2 min 51 s to 3 min    at least 24 min    never    83.8%    −78.1 pp    4,352    75 KB
 *
 * Units: milliseconds, shares from 0 to 1, bytes, counts.
 */
import type { Ends } from './day.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: MINUTE, h: HOUR, d: DAY };
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };
const NEVER = Number.POSITIVE_INFINITY;

/** A number, its sign, and what stands behind it. */
const NUMBER = String.raw`[−+]?\d(?:[\d,]*\d)?(?:\.\d+)?`;
const TIMES = new RegExp(`^(${NUMBER}) (ms|s|min|h|d)(?: (\\d+) (s|min|h))?$`);
const SHARE = new RegExp(`^(${NUMBER})(?:%| pp)$`);
const BYTES = new RegExp(`^(${NUMBER}) (B|KB|MB|GB)$`);
const COUNT = new RegExp(`^(${NUMBER})$`);

function numberOf(text: string): number {
  return Number(text.replaceAll(',', '').replace('−', '-').replace('+', ''));
}

/** What such a text says; null where it is none. */
export function parsed(text: string, unit: string): number | null {
  const match = { ms: TIMES, share: SHARE, bytes: BYTES, count: COUNT }[unit]?.exec(text);
  if (match === null || match === undefined) return null;
  const value = numberOf(match[1]);
  if (unit === 'share') return value / 100;
  if (unit === 'bytes') return value * UNIT_BYTES[match[2]];
  if (unit === 'count') return value;
  const rest = match[3] === undefined ? 0 : Number(match[3]) * UNIT_MS[match[4]];
  return value * UNIT_MS[match[2]] + (match[1].startsWith('−') ? -rest : rest);
}

/** From one printed value to the next. */
function step(value: number, unit: string): number {
  const size = Math.abs(value);
  if (unit === 'count') return size < 10 ? 0.01 : size < 100 ? 0.1 : 1;
  if (unit === 'share') {
    const percent = 100 * size;
    return (
      (percent < 0.0995 ? 0.001 : percent < 0.995 || (percent > 99 && percent < 100) ? 0.01 : 0.1) /
      100
    );
  }
  if (unit === 'bytes') {
    const [upTo] = [1, 1e3, 1e6, 1e9].filter((one) => size >= 0.9995 * one).slice(-1);
    const base = upTo ?? 1;
    return base === 1 ? 1 : base === 1e9 || size < 9.95 * base ? base / 10 : base;
  }
  const steps: readonly (readonly [number, number])[] = [
    [0.9995, 0.01],
    [9.95, 0.1],
    [999.5, 1],
    [9995, 10],
    [59_950, 100],
    [HOUR - 500, 1000],
    [DAY - MINUTE / 2, MINUTE],
    [NEVER, HOUR],
  ];
  return (steps.find(([upTo]) => size < upTo) ?? [0, HOUR])[1];
}

const ROUNDING = 1e-9;

/** Is that value printed so? What is hardly above 0, or short of all, is said as such. */
export function isPrinted(text: string, value: number, unit: string): boolean {
  if (Number.isNaN(value)) return text === '–';
  if (value === NEVER) return text === 'never';
  if (value === -NEVER) return text === 'never before';
  const bare = text.replace(/^[−+]/, '');
  if (bare === '<0.001%' || bare === '<0.01 ms') return Math.abs(value) < 0.005 && value !== 0;
  if (bare === '>99.99%') return value > 0.9999 && value < 1;
  const said = parsed(text, unit);
  if (said === null) return false;
  return Math.abs(said - value) <= step(value, unit) * (0.5 + 1e-6) + ROUNDING * Math.abs(value);
}

/** Is what is known of a figure printed so? */
export function saysEnds(text: string, { low, high }: Ends, unit: string): boolean {
  if (text === 'unknown') return low === -NEVER && high === NEVER;
  if (text === '–') return Number.isNaN(low) || Number.isNaN(high);
  if (text.startsWith('at least ')) return high === NEVER && isPrinted(text.slice(9), low, unit);
  if (text.startsWith('at most ')) return low === -NEVER && isPrinted(text.slice(8), high, unit);
  const [from, to = from] = text.split(' to ');
  return isPrinted(from, low, unit) && isPrinted(to, high, unit);
}

/** `44.2 to 48.3 min`: three digits, one unit for both ends, or each its own. */
export function saysInterval(text: string, { low, high }: Ends, unit: string): boolean {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return saysEnds(text, { low, high }, unit);
  const [from, to] = text.split(' to ');
  if (to === undefined) return saysEnds(text, { low, high }, unit);
  const name = /(?: (?:ms|s|min|h|d|pp)|%)$/.exec(to)?.[0] ?? '';
  const isShared = unit !== 'bytes' && !/[a-z%]$/.test(from);
  if (unit !== 'ms') {
    return isPrinted(isShared ? `${from}${name}` : from, low, unit) && isPrinted(to, high, unit);
  }
  // In units of their own, as values are printed; in one for both, to three digits.
  if (!isShared) return isPrinted(from, low, unit) && isPrinted(to, high, unit);
  return [
    [from, low],
    [to.slice(0, to.length - name.length), high],
  ].every(([digits, value]) => {
    const scaled = Number(value) / UNIT_MS[name.trim()];
    const size = Math.abs(scaled);
    const half = size >= 99.95 ? 0.5 : 0.5 * 10 ** (Math.floor(Math.log10(size || 1)) - 2);
    return Math.abs(numberOf(String(digits)) - scaled) <= half * (1 + 1e-6) + ROUNDING * size;
  });
}

/** A cell of a table: a figure, and its interval in brackets where that reads differently. */
export function saysEstimate(
  cell: string,
  value: Ends,
  interval: Ends | null,
  unit: string,
): boolean {
  const [, figure, range] = /^(.*?)(?: \((.*)\))?$/.exec(cell) ?? [];
  if (!saysEnds(figure, value, unit)) return false;
  if (range !== undefined) return interval !== null && saysInterval(range, interval, unit);
  if (interval === null || Number.isNaN(value.low)) return true;
  // Left out where both ends read as the value does, or as each other.
  const { low, high } = interval;
  return saysEnds(figure, interval, unit) || Math.abs(high - low) <= 0.011 * Math.abs(high);
}

/** All figures in a text that have a unit, or are a number by themselves. */
export function figuresIn(text: string): string[] {
  const pattern = new RegExp(
    `(?<![\\w.,:/-])(?:${NUMBER})(?: (?:d \\d+ h|h \\d+ min|min \\d+ s)\\b|%| (?:pp|ms|s|min|h|d|B|KB|MB|GB)\\b)?(?![\\w:/-])`,
    'g',
  );
  return [...text.matchAll(pattern)].map(([found]) => found);
}

/** How far a value may be from how it is printed: as figures are, or as ends of intervals, to three digits. */
export function precision(figure: string, value: number, unit: string): number {
  const size = Math.abs(value);
  const digits = size === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(size)) - 1);
  const isRounded = unit === 'share' && !figure.includes('.');
  const own = isRounded ? 0.005 : step(value, unit) / 2;
  return Math.max(own, unit === 'ms' ? Math.min(digits, 0.005 * size) : 0) * (1 + 1e-6) + 1e-9;
}
