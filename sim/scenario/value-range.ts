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
 *
 * Whatever reads one returns a sentence that says what is wrong if it cannot be read.
 */

import { splitSet } from './merge.ts';
import { varyMessages } from './messages.ts';
import { parseQuantity, QUANTITIES, type QuantityKind } from './quantity.ts';
import { settingSchema } from './settings-schema.ts';

/** A number without a unit, or a quantity in the model's units. */
interface Amount {
  readonly value: number;
  readonly kind: 'number' | QuantityKind;
}

/** More values than that of one field are a slip. */
const MAX_VALUES = 10_000;

const KINDS = Object.keys(QUANTITIES) as QuantityKind[];
const RANGE = /^(.+?)\.\.(.+?)(?:\s*:\s*(.+)|\s*[x*×]\s*(\d+(?:\.\d+)?))?$/;
/** An end within this share of a step counts as reached. */
const ROUNDING = 1e-9;

/** The amount that a text states; null if it states none. */
function readAmount(text: string): Amount | null {
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
function writeOutRange(text: string): string[] | string | null {
  if (text.length > MAX_LENGTH) return null;
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [, lowText, highText, stepText, factorText] = match;
  const texts = [lowText, highText, ...(stepText === undefined ? [] : [stepText])];
  const amounts = texts.map(readAmount);
  const unread = amounts.indexOf(null);
  if (unread >= 0) return varyMessages.notAnEnd(text, texts[unread]);
  const [low, high, step] = amounts as Amount[];
  // 0 needs no unit.
  const kind = (amounts as Amount[]).find(({ value }) => value !== 0)?.kind ?? 'number';
  const stranger = (amounts as Amount[]).findIndex((a) => a.value !== 0 && a.kind !== kind);
  if (stranger > 0) return varyMessages.otherKind(text, lowText, texts[stranger]);
  if (low.value > high.value) return varyMessages.downward(text, lowText, highText);
  const written = writer(kind, texts);
  const values: number[] = [];
  if (factorText !== undefined) {
    const factor = Number(factorText);
    if (!(factor > 1)) return varyMessages.smallFactor(text);
    if (low.value === 0) return varyMessages.zeroLow(text);
    for (let value = low.value; value <= high.value * (1 + ROUNDING); value *= factor) {
      if (values.length === MAX_VALUES) {
        const shown = `more than ${MAX_VALUES.toLocaleString('en-US')}`;
        return varyMessages.tooMany(text, shown, MAX_VALUES);
      }
      values.push(value);
    }
  } else {
    const whole = kind === 'number' && Number.isInteger(low.value) && Number.isInteger(high.value);
    if (step === undefined && !whole) return varyMessages.noStep(text);
    if (step?.value === 0) return varyMessages.zeroStep(text);
    const width = step?.value ?? 1;
    const steps = Math.floor((high.value - low.value) / width + ROUNDING);
    if (steps >= MAX_VALUES) {
      const shown = (steps + 1).toLocaleString('en-US');
      return varyMessages.tooMany(text, shown, MAX_VALUES);
    }
    for (let i = 0; i <= steps; i++) values.push(low.value + i * width);
  }
  return values.map(written);
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

/** One end of a range: a factor on the present value, or a value of its own. */
export interface RangeEnd {
  readonly kind: 'factor' | 'value';
  /** The factor, or the value in the model's units. */
  readonly amount: number;
}

/** `kind`: of the input's values; null where it has none with a unit. */
export function readRange(
  text: string,
  kind: QuantityKind | null,
  takesFactors: boolean,
): { readonly low: RangeEnd; readonly high: RangeEnd } | string {
  const match = text.length > MAX_LENGTH ? null : /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text);
  if (match === null) {
    const example = takesFactors ? '0.5..2' : '0s..30s';
    return `"${text.slice(0, 60)}" is not a range: write it like ${example}.`;
  }
  const [low, high] = match.slice(1, 3).map((end) => readEnd(end, kind, takesFactors));
  if (low === null || high === null) {
    const takes = [
      ...(takesFactors ? ['factors such as 0.5..2'] : []),
      ...(kind === null ? [] : [`values of its kind, such as ${QUANTITIES[kind].range}`]),
    ].join(', or ');
    return `"${match[low === null ? 1 : 2]}" does not fit: it takes ${takes}.`;
  }
  return low.kind === high.kind && low.amount >= high.amount
    ? `the range "${text}" has no higher end: write the lower one first.`
    : { low, high };
}

function readEnd(text: string, kind: QuantityKind | null, takesFactors: boolean): RangeEnd | null {
  const isFactor = /^[x*×]/.test(text);
  const amount = readAmount(isFactor ? text.slice(1) : text);
  if (amount === null) return null;
  if (amount.kind === 'number') {
    if (!takesFactors) return amount.value === 0 ? { kind: 'value', amount: 0 } : null;
    return amount.value > 0 ? { kind: 'factor', amount: amount.value } : null;
  }
  return !isFactor && amount.kind === kind ? { kind: 'value', amount: amount.value } : null;
}

/*
 * What a sweep varies: `PATH=VALUES`, where PATH is any path that --set takes, or a field of the
 * swept setting by its bare name, and VALUES are listed with commas between them, ranges
 * (value-range.ts) among them:
 *
 *   runners=1..4,8,16       retry-interval=1m,5m,30m       host-status=on,off
 *   hosts.exchange-online.goodput=60KB/s..480KB/s x2
 *
 * Values are YAML, so that a list or a group of fields may stand for one: {distribution: ...}.
 */

/** One value of a dimension. */
interface VariedValue {
  /** As one would write it. */
  readonly text: string;
  /** In the model's units, Infinity for `unlimited`; null where the values are no amounts. */
  readonly number: number | null;
}

/** What is varied, and over which values, in the order given. */
export interface Varied {
  /** As --set takes it. */
  readonly path: string;
  /** In a report: `runners`, `exchange-online.goodput`. */
  readonly name: string;
  readonly values: readonly VariedValue[];
}

const FIELDS = Object.keys(settingSchema.shape).filter((name) => name !== 'extends');

/** Reads all --vary of a sweep. `stated`: the setting that --setting names, if it was given. */
export function readVaried(
  texts: readonly string[],
  stated: string | null,
): { readonly setting: string; readonly varied: readonly Varied[] } | string {
  const parts: { steps: readonly string[]; path: string; values: readonly VariedValue[] }[] = [];
  for (const text of texts) {
    const { path: steps, equals } = splitSet(text);
    if (steps === null) return varyMessages.form(text);
    if (steps.length === 1 && !FIELDS.includes(steps[0])) {
      return varyMessages.field(steps[0], FIELDS);
    }
    const values = listValues(text.slice(equals + 1).trim());
    if (typeof values === 'string') return `${steps.at(-1)}: ${values}`;
    parts.push({ steps, path: text.slice(0, equals).trim(), values });
  }
  const named = [...new Set(parts.flatMap(({ steps }) => settingOf(steps)))];
  if (stated === null && named.length > 1) {
    return varyMessages.severalSettings(named);
  }
  const setting = stated ?? named[0] ?? 'default';
  const varied = parts.map(({ steps, path, values }): Varied => {
    if (steps.length === 1) return { path: `settings.${setting}.${path}`, name: path, values };
    const [first, ...rest] = settingOf(steps)[0] === setting ? steps.slice(1) : steps;
    return { path, name: rest.length === 0 ? first : rest.join('.'), values };
  });
  const paths = varied.map(({ path }) => path);
  const twice = varied.find(({ path }, i) => paths.indexOf(path) !== i);
  return twice === undefined ? { setting, varied } : varyMessages.twice(twice.name);
}

function settingOf(steps: readonly string[]): string[] {
  return steps[0] === 'settings' && steps.length > 1 ? [steps[1]] : [];
}

/** The values of a list, ranges written out. */
export function listValues(list: string): VariedValue[] | string {
  const items = splitList(list);
  if (items === null) return varyMessages.unclosed(list);
  const texts: string[] = [];
  for (const item of items) {
    if (item === '') return varyMessages.emptyValue(list);
    const range = /^["'[{]/.test(item) ? null : writeOutRange(item);
    if (range === null) texts.push(item);
    else if (typeof range === 'string') return range;
    else texts.push(...range);
  }
  if (texts.length < 2) return varyMessages.oneValue(list);
  const values = withNumbers(texts);
  for (const [i, { text, number }] of values.entries()) {
    const other = values
      .slice(0, i)
      .find((value) => value.text === text || (number !== null && value.number === number));
    if (other !== undefined) return varyMessages.sameValue(other.text, text);
  }
  return values;
}

/** Splits at commas outside quotes and brackets; null if one of these is not closed. */
function splitList(list: string): string[] | null {
  const items: string[] = [];
  let depth = 0;
  let quote = '';
  let item = '';
  for (const c of list) {
    if (quote !== '') quote = c === quote ? '' : quote;
    else if ((c === '"' || c === "'") && item.trim() === '') quote = c;
    else if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
    if (c === ',' && quote === '' && depth === 0) {
      items.push(item.trim());
      item = '';
    } else {
      item += c;
    }
  }
  return quote !== '' || depth !== 0 ? null : [...items, item.trim()];
}

/** Numbers where all values are amounts of one kind (0 and `unlimited` are of any). */
function withNumbers(texts: readonly string[]): VariedValue[] {
  const amounts = texts.map((text) =>
    text === 'unlimited' ? { value: Number.POSITIVE_INFINITY, kind: null } : readAmount(text),
  );
  const kinds = amounts.flatMap((amount) =>
    amount === null || amount.kind === null || amount.value === 0 ? [] : [amount.kind],
  );
  const isOneKind = !amounts.includes(null) && new Set(kinds).size === 1;
  return texts.map((text, i) => ({
    text,
    number: isOneKind ? (amounts[i]?.value ?? null) : null,
  }));
}
