/**
 * Bounds of a recommendation: what the site allows.
 *
 *   runners <= 8     retry-interval >= 5m     messages-per-connection >= 20     host-status = on
 *   connections <= 40   (open at one time), or any metric: duplicates = 0
 *
 * Units: ms for the retry interval; metrics as objectives in expectation.ts (`connections <= 40 on 99%
 * of days`).
 */
import {
  type NumberField,
  type Range,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type SwitchField,
} from '../mailpath/remedies.ts';
import {
  isOfAllDays,
  isTooLong,
  parseObjective,
  type StatedObjective,
  TOO_LONG,
} from './expectation.ts';
import { nearest } from './nearest-name.ts';
import { parseQuantity } from './quantity.ts';

export type Bound = { readonly text: string } & (
  | ({ readonly kind: 'setting'; readonly setting: NumberField } & Range)
  | { readonly kind: 'switch'; readonly setting: SwitchField; readonly value: boolean }
  | { readonly kind: 'metric'; readonly expectation: StatedObjective }
);

/** A value made to keep to the bounds of its setting; `bound`: the text of the one that changed it. */
export interface Kept<V> {
  readonly value: V;
  readonly bound: string | null;
}

export function withinBounds(
  setting: NumberField,
  wanted: number,
  bounds: readonly Bound[],
): Kept<number> {
  let kept: Kept<number> = { value: wanted, bound: null };
  for (const bound of bounds) {
    if (bound.kind !== 'setting' || bound.setting !== setting) continue;
    const value = Math.min(bound.max, Math.max(bound.min, kept.value));
    if (value !== kept.value) kept = { value, bound: bound.text };
  }
  return kept;
}

/** The same of a switch. */
export function switchWithin(
  setting: SwitchField,
  wanted: boolean,
  bounds: readonly Bound[],
): Kept<boolean> {
  const bound = bounds.find((other) => other.kind === 'switch' && other.setting === setting);
  return bound?.kind !== 'switch' || bound.value === wanted
    ? { value: wanted, bound: null }
    : { value: bound.value, bound: bound.text };
}

/** No value keeps both of them. */
export function excludes(one: Bound, other: Bound): boolean {
  if (one.kind === 'switch' && other.kind === 'switch') {
    return one.setting === other.setting && one.value !== other.value;
  }
  if (one.kind !== 'setting' || other.kind !== 'setting' || one.setting !== other.setting) {
    return false;
  }
  return Math.max(1, one.min, other.min) > Math.min(one.max, other.max);
}

const FIELDS = [...REMEDY_NUMBERS, ...REMEDY_SWITCHES].map(({ field }) => field);
/** In a bound, connections are those that are open at one time. */
const CONNECTIONS = /^\s*connections(?=[\s<>=])/;

/** Reads one bound; a sentence that says what is wrong if it cannot be read. */
export function parseBound(text: string): Bound | string {
  if (isTooLong(text)) return TOO_LONG;
  const match = /^\s*([^\s<>=]+)\s*(<=|>=|==|=|<|>)\s*(.+?)\s*$/.exec(text);
  if (match === null) return 'it is not of the form NAME OPERATOR VALUE.';
  const [, name, operator, value] = match;
  const onOff = REMEDY_SWITCHES.find(({ field }) => field === name);
  if (onOff !== undefined) return parseSwitch(text.trim(), onOff.field, operator, value);
  const number = REMEDY_NUMBERS.find(({ field }) => field === name);
  if (number !== undefined) return parseNumber(text.trim(), number, operator, value);
  const expectation = parseObjective(text.replace(CONNECTIONS, 'connections-peak'), []);
  if (typeof expectation === 'string') return `${expectation}${suggestion(name)}`;
  if (expectation.right.kind !== 'value' || expectation.operator === '!=') {
    return 'a bound compares a measure with a value, by <, <=, >, >= or =.';
  }
  if (isOfAllDays(expectation.left.metric)) {
    return `${expectation.left.metric} is of all days together, so that no day keeps or breaks it.`;
  }
  return { kind: 'metric', text: text.trim(), expectation };
}

function suggestion(name: string): string {
  const near = nearest(name, FIELDS);
  return near === null
    ? ` Settings that can be bounded: ${FIELDS.join(', ')}.`
    : ` Did you mean ${near}?`;
}

function parseSwitch(text: string, setting: SwitchField, operator: string, value: string) {
  const equal = operator === '=' || operator === '==';
  if (!equal || (value !== 'on' && value !== 'off')) {
    return `${setting.replaceAll('-', ' ')} is either: ${setting} = on, or ${setting} = off.`;
  }
  return { kind: 'switch', setting, text, value: value === 'on' } as const;
}

function parseNumber(
  text: string,
  { field, kind }: RemedyNumber,
  operator: string,
  written: string,
): Bound | string {
  let value = Number(written);
  if (kind === 'duration') {
    const quantity = parseQuantity('duration', written);
    if (!quantity.ok || quantity.value < 1000) {
      return `"${written}" is not a duration of 1s or more, such as 5m.`;
    }
    value = quantity.value;
  } else if (!(Number.isInteger(value) && value >= 1)) {
    return `"${written}" is not a whole number of 1 or more.`;
  }
  const open = {
    kind: 'setting',
    text,
    setting: field,
    min: 0,
    max: Number.POSITIVE_INFINITY,
  } as const;
  // Between two whole numbers, or two milliseconds, there is nothing.
  if (operator === '<=') return { ...open, max: value };
  if (operator === '<') return { ...open, max: value - 1 };
  if (operator === '>=') return { ...open, min: value };
  if (operator === '>') return { ...open, min: value + 1 };
  return { ...open, min: value, max: value };
}
