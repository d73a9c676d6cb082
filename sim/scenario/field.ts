/**
 * The kinds of fields that scenario files are made of, as zod types: each reads its text, says in
 * its own words what is wrong, and describes itself for the published JSON Schema and `explain`.
 *
 * One source for the checks, the schema and the reference. Values come out in the model's units
 * (ms, bytes, bytes/ms, events/ms, shares); texts go in.
 */
import { z } from 'zod';
import type { ValueRange } from '../mailpath/settings.ts';
import { messages } from './messages.ts';
import type { ProblemCode } from './problem.ts';
import { parseClock, parseQuantity, QUANTITY_EXAMPLES, type QuantityKind } from './quantity.ts';

/** What a field says of itself. */
export interface FieldMeta {
  readonly description: string;
  /** What holds when it is absent, as one would write it. */
  readonly default?: string;
  /** Where the default comes from, or that it is an assumption. */
  readonly source?: string;
}

/** Carried through zod to the reader of problems. */
export interface IssueParams {
  readonly problem: ProblemCode;
  readonly remedy: string;
}

type Reading<T> =
  | { readonly value: T }
  | { readonly problem: ProblemCode; readonly message: string; readonly remedy: string };

function field<T>(
  meta: FieldMeta,
  json: Readonly<Record<string, unknown>>,
  read: (value: unknown) => Reading<T>,
) {
  return z
    .unknown()
    .transform((value, context): T => {
      const reading = read(value);
      if ('value' in reading) return reading.value;
      const params: IssueParams = { problem: reading.problem, remedy: reading.remedy };
      context.issues.push({ code: 'custom', message: reading.message, input: value, params });
      return z.NEVER;
    })
    .meta({ ...json, ...metaOf(meta) });
}

function metaOf({ description, default: standard, source }: FieldMeta): Record<string, unknown> {
  return {
    description,
    ...(standard === undefined ? {} : { 'x-default': standard }),
    ...(source === undefined ? {} : { 'x-source': source }),
  };
}

const PATTERNS: Readonly<Record<QuantityKind, string>> = {
  duration: '^(0|(\\d+(\\.\\d+)?\\s*(ms|s|min|m|h|d)\\s*)+)$',
  size: '^(0|\\d+(\\.\\d+)?\\s*([KMG]i?B|B))$',
  goodput: '^\\d+(\\.\\d+)?\\s*(([KMG]i?B|B)|(k|K|M|G)bit)/s$',
  rate: '^(0|\\d+(\\.\\d+)?\\s*/\\s*(s|m|min|h|d))$',
  share: '^(0|\\d+(\\.\\d+)?\\s*%)$',
};

export interface Bounds extends ValueRange {
  /** As one writes them. */
  readonly shown?: string;
}

/**
 * What no quantity of its kind is beyond, in the model's units: far from what a site has, and near
 * enough that sums of them are exact (times up to 2^42 ms) or finite.
 */
export const EXTREMES: Readonly<Record<QuantityKind, Required<Omit<Bounds, 'above'>>>> = {
  duration: { from: 0, to: 3650 * 86_400_000, shown: 'at most 3650d' },
  size: { from: 0, to: 1e12, shown: 'at most 1000 GB' },
  goodput: { from: 1e-3, to: 1e12, shown: 'from 1 B/s to 1000000 GB/s' },
  rate: { from: 0, to: 1e6, shown: 'at most 1000000000/s' },
  share: { from: 0, to: 1, shown: 'from 0% to 100%' },
};

function readQuantity(kind: QuantityKind, value: unknown, bounds: Bounds): Reading<number> {
  const example = QUANTITY_EXAMPLES[kind];
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { problem: 'E_WRONG_TYPE', ...messages.notAQuantity(kind, value, example) };
  }
  const result = parseQuantity(kind, String(value));
  if (!result.ok) {
    return { problem: result.code, ...messages.badQuantity(result.code, kind, value, example) };
  }
  const own = within(result.value, bounds, String(value));
  return 'value' in own ? within(result.value, EXTREMES[kind], String(value)) : own;
}

function within(value: number, bounds: Bounds, shown: string): Reading<number> {
  const { above, from, to } = bounds;
  const outside =
    !Number.isFinite(value) ||
    (above !== undefined && value <= above) ||
    (from !== undefined && value < from) ||
    (to !== undefined && value > to);
  if (!outside) return { value };
  return {
    problem: 'E_OUT_OF_RANGE',
    ...messages.outOfRange(shown, bounds.shown ?? rangeOf(bounds)),
  };
}

function rangeOf({ above, from, to }: Bounds): string {
  const parts: string[] = [];
  if (above !== undefined) parts.push(`above ${above}`);
  if (from !== undefined) parts.push(`${from} or more`);
  if (to !== undefined) parts.push(`at most ${to}`);
  return parts.join(' and ');
}

/** A quantity with a unit. `unlimited` (Infinity) is allowed where `endless` says so. */
export function quantity(
  kind: QuantityKind,
  meta: FieldMeta,
  bounds: Bounds = { from: 0 },
  endless = false,
) {
  const pattern = endless ? `(${PATTERNS[kind]})|^unlimited$` : PATTERNS[kind];
  return field(
    meta,
    { type: ['string', 'number'], pattern, examples: [exampleOf(kind)] },
    (value) =>
      endless && value === 'unlimited'
        ? { value: Number.POSITIVE_INFINITY }
        : readQuantity(kind, value, bounds),
  );
}

function exampleOf(kind: QuantityKind): string {
  return { duration: '30m', size: '75 KB', goodput: '250 KB/s', rate: '5/s', share: '5%' }[kind];
}

export const duration = (meta: FieldMeta, bounds?: Bounds) => quantity('duration', meta, bounds);
export const goodput = (meta: FieldMeta, endless = false) =>
  quantity('goodput', meta, { above: 0, shown: 'above 0 B/s' }, endless);
export const share = (meta: FieldMeta) =>
  quantity('share', meta, { from: 0, to: 1, shown: 'from 0% to 100%' });

/** A time of the run: since its start (`35m`), or by the clock (`09:05`), which stays a text. */
export type RunTime = { readonly sinceStart: number } | { readonly clock: number };

export function runTime(meta: FieldMeta) {
  return field<RunTime>(
    meta,
    { type: ['string', 'number'], examples: ['35m', '09:05'] },
    (value) => {
      const clock = typeof value === 'string' ? parseClock(value) : null;
      if (clock !== null) return { value: { clock } };
      if (typeof value === 'string' && /^\d+:/.test(value)) {
        return { problem: 'E_QUANTITY', ...messages.notAClock(value) };
      }
      const reading = readQuantity('duration', value, { from: 0 });
      return 'value' in reading ? { value: { sinceStart: reading.value } } : reading;
    },
  );
}

/** A clock time, ms after midnight. */
export function clock(meta: FieldMeta) {
  return field<number>(meta, { type: 'string', examples: ['08:30'] }, (value) => {
    const parsed = typeof value === 'string' ? parseClock(value) : null;
    return parsed === null
      ? { problem: 'E_QUANTITY', ...messages.notAClock(value) }
      : { value: parsed };
  });
}

/** Nothing that is counted here is more. */
const MAX_COUNTED = 1_000_000_000;

/** A whole number; `unlimited` (Infinity) where `endless` says so. */
export function count(meta: FieldMeta, given: Bounds = { from: 1 }, endless = false) {
  const bounds = { to: MAX_COUNTED, ...given };
  const json = endless
    ? { anyOf: [{ type: 'integer', minimum: bounds.from ?? 0 }, { const: 'unlimited' }] }
    : { type: 'integer', minimum: bounds.from ?? 0 };
  return field<number>(meta, json, (value) => {
    if (endless && value === 'unlimited') return { value: Number.POSITIVE_INFINITY };
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return { problem: 'E_WRONG_TYPE', ...messages.notACount(value, endless) };
    }
    return within(value, bounds, String(value));
  });
}

/** A plain number. */
export function number(meta: FieldMeta, bounds: Bounds = {}) {
  return field<number>(meta, { type: 'number' }, (value) =>
    typeof value === 'number'
      ? within(value, bounds, String(value))
      : { problem: 'E_WRONG_TYPE', ...messages.notANumber(value) },
  );
}

/** A group of named entries, at most `max` of them. */
export function named<T extends z.ZodType>(entry: T, max: number, description: string) {
  return z
    .record(z.string(), entry)
    .superRefine((entries, context) => {
      const names = Object.keys(entries).length;
      if (names <= max) return;
      const { message, remedy } = messages.tooManyNames(names, max);
      const params: IssueParams = { problem: 'E_OUT_OF_RANGE', remedy };
      context.issues.push({ code: 'custom', message, input: entries, params });
    })
    .meta({ description, maxProperties: max });
}

/** One word of several. `meanings`: of each, for editors that show them. */
export function choice<const T extends string>(
  values: readonly T[],
  meta: FieldMeta,
  meanings?: readonly string[],
) {
  const json = { type: 'string', enum: values, ...(meanings && { enumDescriptions: meanings }) };
  return field<T>(meta, json, (value) => {
    const text = value === true ? 'on' : value === false ? 'off' : String(value);
    const found = values.find((candidate) => candidate === text);
    return found === undefined
      ? { problem: 'E_CHOICE', ...messages.notAChoice(value, values) }
      : { value: found };
  });
}

/** `on` or `off` (or YAML's true and false). */
export function onOff(meta: FieldMeta) {
  return field<boolean>(meta, { enum: ['on', 'off', true, false] }, (value) =>
    value === 'on' || value === true
      ? { value: true }
      : value === 'off' || value === false
        ? { value: false }
        : { problem: 'E_CHOICE', ...messages.notAChoice(value, ['on', 'off']) },
  );
}

/** What a terminal would take for a command. Line ends and tabs are none of it. */
const CONTROL = /[^\P{Cc}\n\t]/u;

/** A text of one line or more. */
export function text(meta: FieldMeta) {
  return field<string>(meta, { type: ['string', 'number'] }, (value) =>
    typeof value === 'string' && value.trim() !== '' && !CONTROL.test(value)
      ? { value }
      : typeof value === 'number'
        ? { value: String(value) }
        : { problem: 'E_WRONG_TYPE', ...messages.notAText(value) },
  );
}
