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
  isTooLong,
  ofADay,
  parseObjective,
  type StatedObjective,
  TOO_LONG,
} from './expectation.ts';
import { didYouMean } from './nearest-name.ts';
import { parseQuantity } from './quantity.ts';

/** A field of a setting that can be bounded. */
export type BoundField = NumberField | SwitchField;

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

export function withinBounds<V extends number | boolean>(
  setting: BoundField,
  wanted: V,
  bounds: readonly Bound[],
): Kept<V> {
  let kept: Kept<number | boolean> = { value: wanted, bound: null };
  for (const bound of bounds) {
    if (bound.kind === 'metric' || bound.setting !== setting) continue;
    const value =
      bound.kind === 'switch'
        ? bound.value
        : Math.min(bound.max, Math.max(bound.min, Number(kept.value)));
    if (value !== kept.value) kept = { value, bound: bound.text };
  }
  return kept as Kept<V>;
}

/** No value keeps both of them. */
export function excludes(one: Bound, other: Bound): boolean {
  if (one.kind === 'metric' || other.kind === 'metric' || one.setting !== other.setting) {
    return false;
  }
  if (one.kind === 'switch') return other.kind === 'switch' && one.value !== other.value;
  return other.kind === 'setting' && Math.max(1, one.min, other.min) > Math.min(one.max, other.max);
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
  const stated = parseObjective(text.replace(CONNECTIONS, 'connections-peak'), []);
  if (typeof stated === 'string') {
    const otherwise = ` Settings that can be bounded: ${FIELDS.join(', ')}.`;
    return `${stated}${didYouMean(name, FIELDS) || otherwise}`;
  }
  const expectation = ofADay(stated, 'a bound compares a measure');
  if (typeof expectation === 'string') return expectation;
  return { kind: 'metric', text: text.trim(), expectation };
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
