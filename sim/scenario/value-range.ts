/**
 * Ranges as one writes them. Of values in a sweep, written out:
 *
 *   1..8            whole steps            1 2 3 4 5 6 7 8
 *   1..8:2          a step                 1 3 5 7
 *   1m..10m:3m      with units             1m 4m 7m 10m
 *   10KB/s..1MB/s x2  a factor (also *2)   10KB/s 20KB/s 40KB/s ... 640KB/s
 *
 * The upper end is among them only if a step falls on it. Values come out as texts in the largest
 * unit of the range that keeps them whole; what a fractional factor makes is rounded to four digits.
 *
 * Of an input of a sensitivity analysis: `goodput=0.25..4` or `goodput=x0.25..x4`, factors on its
 * present value; `goodput=60KB/s..240KB/s` or `overshoot=0s..30s`, values of its own kind.
 */
import { varyMessages } from './messages.ts';
import { parseQuantity, type QuantityKind } from './quantity.ts';

export type Listed<T> =
  | { readonly ok: true; readonly values: readonly T[] }
  | { readonly ok: false; readonly message: string };

/** A number without a unit, or a quantity in the model's units. */
export interface Amount {
  readonly value: number;
  readonly kind: 'number' | QuantityKind;
}

/** More values than that of one field are a slip. */
export const MAX_VALUES = 10_000;

const KINDS: readonly QuantityKind[] = ['duration', 'size', 'goodput', 'rate', 'share'];
const RANGE = /^(.+?)\.\.(.+?)(?:\s*:\s*(.+)|\s*[x*×]\s*(\d+(?:\.\d+)?))?$/;
/** An end within this share of a step counts as reached. */
const ROUNDING = 1e-9;

/** The amount that a text states; null if it states none. */
export function readAmount(text: string): Amount | null {
  const trimmed = text.trim();
  if (/^\d{1,300}(\.\d+)?$/.test(trimmed)) return { value: Number(trimmed), kind: 'number' };
  for (const kind of KINDS) {
    const read = parseQuantity(kind, trimmed);
    if (read.ok) return { value: read.value, kind };
  }
  return null;
}

/** A longer text is no range. */
const MAX_LENGTH = 200;

/** The values of a range; null for a text that is none. */
export function writeOutRange(text: string): Listed<string> | null {
  if (text.length > MAX_LENGTH) return null;
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [, lowText, highText, stepText, factorText] = match;
  const refuse = (message: string): Listed<string> => ({ ok: false, message });
  const texts = [lowText, highText, ...(stepText === undefined ? [] : [stepText])];
  const amounts = texts.map(readAmount);
  const unread = amounts.indexOf(null);
  if (unread >= 0) return refuse(varyMessages.notAnEnd(text, texts[unread]));
  const [low, high, step] = amounts as Amount[];
  // 0 needs no unit.
  const kind = (amounts as Amount[]).find(({ value }) => value !== 0)?.kind ?? 'number';
  const stranger = (amounts as Amount[]).findIndex((a) => a.value !== 0 && a.kind !== kind);
  if (stranger > 0) return refuse(varyMessages.otherKind(text, lowText, texts[stranger]));
  if (low.value > high.value) return refuse(varyMessages.downward(text, lowText, highText));
  const written = writer(kind, texts);
  if (factorText !== undefined) {
    const factor = Number(factorText);
    if (!(factor > 1)) return refuse(varyMessages.smallFactor(text));
    if (low.value === 0) return refuse(varyMessages.zeroLow(text));
    return byFactor(text, low.value, high.value, factor, written);
  }
  const whole = kind === 'number' && Number.isInteger(low.value) && Number.isInteger(high.value);
  if (step === undefined && !whole) return refuse(varyMessages.noStep(text));
  if (step?.value === 0) return refuse(varyMessages.zeroStep(text));
  return byStep(text, low.value, high.value, step?.value ?? 1, written);
}

function byStep(
  text: string,
  low: number,
  high: number,
  step: number,
  written: (value: number) => string,
): Listed<string> {
  const steps = Math.floor((high - low) / step + ROUNDING);
  if (steps >= MAX_VALUES) {
    const shown = (steps + 1).toLocaleString('en-US');
    return { ok: false, message: varyMessages.tooMany(text, shown, MAX_VALUES) };
  }
  return { ok: true, values: Array.from({ length: steps + 1 }, (_, i) => written(low + i * step)) };
}

function byFactor(
  text: string,
  low: number,
  high: number,
  factor: number,
  written: (value: number) => string,
): Listed<string> {
  const values: string[] = [];
  for (let value = low; value <= high * (1 + ROUNDING); value *= factor) {
    if (values.length === MAX_VALUES) {
      const shown = `more than ${MAX_VALUES.toLocaleString('en-US')}`;
      return { ok: false, message: varyMessages.tooMany(text, shown, MAX_VALUES) };
    }
    values.push(written(value));
  }
  return { ok: true, values };
}

/** Writes values in the units that the texts of the range use, with or without a space as there. */
function writer(kind: Amount['kind'], texts: readonly string[]): (value: number) => string {
  if (kind === 'number') return (value) => digits(value);
  const found = texts.flatMap((text) => text.match(/\s*[a-zA-Z%/][a-zA-Z/]*/g) ?? []);
  const units = [...new Set(found.map((unit) => unit.trimEnd()))]
    .map((unit) => ({ unit, size: readAmount(`1${unit}`)?.value ?? 1 }))
    .sort((a, b) => b.size - a.size);
  return (value) => {
    const isWhole = (n: number) => n >= 1 && Math.abs(n - Math.round(n)) < ROUNDING * n;
    const fits =
      units.find(({ size }) => isWhole(value / size)) ??
      units.find(({ size }) => value >= size) ??
      units[units.length - 1];
    return `${digits(value / fits.size)}${fits.unit}`;
  };
}

/** Whole numbers whole, others to four digits (a step of ten digits is none). */
function digits(value: number): string {
  const rounded = Number(value.toPrecision(12));
  return String(Number.isInteger(rounded) ? rounded : Number(value.toPrecision(4)));
}

interface WrittenEnd {
  readonly kind: 'factor' | 'value';
  /** The factor, or the value in the model's units. */
  readonly amount: number;
}

export type WrittenRange =
  | { readonly ok: true; readonly low: WrittenEnd; readonly high: WrittenEnd }
  | { readonly ok: false; readonly message: string };

/** `kind`: of the input's values; null where it has none with a unit. */
export function readRange(
  text: string,
  kind: QuantityKind | null,
  takesFactors: boolean,
): WrittenRange {
  const example = takesFactors ? '0.5..2' : '0s..30s';
  const match = text.length > MAX_LENGTH ? null : /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text);
  if (match === null) {
    return {
      ok: false,
      message: `"${text.slice(0, 60)}" is not a range: write it like ${example}.`,
    };
  }
  const ends = match.slice(1, 3).map((end) => readEnd(end, kind, takesFactors));
  const [low, high] = ends;
  if (low === null || high === null) {
    const takes = [
      ...(takesFactors ? ['factors such as 0.5..2'] : []),
      ...(kind === null ? [] : [`values of its kind, such as ${EXAMPLES[kind]}`]),
    ].join(', or ');
    return {
      ok: false,
      message: `"${match[low === null ? 1 : 2]}" does not fit: it takes ${takes}.`,
    };
  }
  if (low.kind === high.kind && low.amount >= high.amount) {
    return {
      ok: false,
      message: `the range "${text}" has no higher end: write the lower one first.`,
    };
  }
  return { ok: true, low, high };
}

const EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  duration: '15m..1h',
  size: '40KB..150KB',
  goodput: '60KB/s..240KB/s',
  rate: '2/s..8/s',
  share: '1%..5%',
};

function readEnd(
  text: string,
  kind: QuantityKind | null,
  takesFactors: boolean,
): WrittenEnd | null {
  const isFactor = /^[x*×]/.test(text);
  const amount = readAmount(isFactor ? text.slice(1) : text);
  if (amount === null) return null;
  if (amount.kind === 'number') {
    if (!takesFactors) return amount.value === 0 ? { kind: 'value', amount: 0 } : null;
    return amount.value > 0 ? { kind: 'factor', amount: amount.value } : null;
  }
  return !isFactor && amount.kind === kind ? { kind: 'value', amount: amount.value } : null;
}
