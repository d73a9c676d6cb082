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
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type RemedySwitch,
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
  | {
      readonly kind: 'setting';
      readonly setting: NumberField;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'switch'; readonly setting: SwitchField; readonly value: boolean }
  | { readonly kind: 'metric'; readonly expectation: StatedObjective }
);

/** A value made to keep to the bounds of its setting; `bound`: the text of the one that changed it. */
export function withinBounds(
  setting: NumberField,
  wanted: number,
  bounds: readonly Bound[],
): { readonly value: number; readonly bound: string | null } {
  let value = wanted;
  let text: string | null = null;
  for (const bound of bounds) {
    if (bound.kind !== 'setting' || bound.setting !== setting) continue;
    const within = Math.min(bound.max, Math.max(bound.min, value));
    if (within === value) continue;
    value = within;
    text = bound.text;
  }
  return { value, bound: text };
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

/** What a switch is bound to be, and by which text; null: it is free. */
export function switchBound(
  setting: SwitchField,
  bounds: readonly Bound[],
): Extract<Bound, { kind: 'switch' }> | null {
  return bounds.find((bound) => bound.kind === 'switch' && bound.setting === setting) ?? null;
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
  if (onOff !== undefined) return parseSwitch(text.trim(), onOff, operator, value);
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

function parseSwitch(
  text: string,
  { field }: RemedySwitch,
  operator: string,
  value: string,
): Bound | string {
  const equal = operator === '=' || operator === '==';
  if (!equal || (value !== 'on' && value !== 'off')) {
    return `${field.replaceAll('-', ' ')} is either: ${field} = on, or ${field} = off.`;
  }
  return { kind: 'switch', setting: field, text, value: value === 'on' };
}

function parseNumber(
  text: string,
  { field, kind }: RemedyNumber,
  operator: string,
  written: string,
): Bound | string {
  const value = numberOf(kind, written);
  if (typeof value === 'string') return value;
  // Between two whole numbers, or two milliseconds, there is nothing.
  const bound = {
    kind: 'setting' as const,
    text,
    setting: field,
    min: 0,
    max: Number.POSITIVE_INFINITY,
  };
  if (operator === '<=') return { ...bound, max: value };
  if (operator === '<') return { ...bound, max: value - 1 };
  if (operator === '>=') return { ...bound, min: value };
  if (operator === '>') return { ...bound, min: value + 1 };
  return { ...bound, min: value, max: value };
}

function numberOf(kind: RemedyNumber['kind'], written: string): number | string {
  if (kind === 'duration') {
    const quantity = parseQuantity('duration', written);
    return quantity.ok && quantity.value >= 1000
      ? quantity.value
      : `"${written}" is not a duration of 1s or more, such as 5m.`;
  }
  const value = Number(written);
  return Number.isInteger(value) && value >= 1
    ? value
    : `"${written}" is not a whole number of 1 or more.`;
}
