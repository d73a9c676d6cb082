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
import type { ProblemCode, Words } from './problem.ts';
import { parseClock, parseQuantity, QUANTITIES, type QuantityKind } from './quantity.ts';

/** What a field says of itself. */
export interface FieldMeta {
  readonly description: string;
  /** What holds when it is absent, as one would write it. */
  readonly default?: string;
  /** Where the default comes from, or that it is an assumption. */
  readonly source?: string;
}

/** Of a field of numbers: its range too, in the model's units. */
interface NumberMeta extends FieldMeta, ValueRange {
  /** The range as one writes it. */
  readonly shown?: string | undefined;
  /** It takes `unlimited` (Infinity). */
  readonly unlimited?: boolean | undefined;
}

/** Carried through zod to the reader of problems. */
export interface IssueParams {
  readonly problem: ProblemCode;
  readonly remedy: string;
}

type Reading<T> = { readonly value: T } | (Words & { readonly problem: ProblemCode });

const UNLIMITED: Reading<number> = { value: Number.POSITIVE_INFINITY };

function field<T>(
  { description, default: standard, source }: FieldMeta,
  json: Readonly<Record<string, unknown>>,
  read: (value: unknown) => Reading<T>,
) {
  return z
    .unknown()
    .transform((value, context): T => {
      const reading = read(value);
      if ('value' in reading) return reading.value;
      const { message, ...params } = reading;
      context.issues.push({ code: 'custom', message, input: value, params });
      return z.NEVER;
    })
    .meta({
      ...json,
      description,
      ...(standard === undefined ? {} : { 'x-default': standard }),
      ...(source === undefined ? {} : { 'x-source': source }),
    });
}

function readQuantity(kind: QuantityKind, value: unknown, range: NumberRange): Reading<number> {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { problem: 'E_WRONG_TYPE', ...messages.notAQuantity(kind, value) };
  }
  const result = parseQuantity(kind, String(value));
  if (!result.ok) {
    return { problem: result.code, ...messages.badQuantity(result.code, kind, value) };
  }
  const own = within(result.value, range, value);
  return 'value' in own ? within(result.value, QUANTITIES[kind].extremes, value) : own;
}

type NumberRange = Pick<NumberMeta, 'above' | 'from' | 'to' | 'shown'>;

function within(
  value: number,
  { above, from, to, shown }: NumberRange,
  written: string | number,
): Reading<number> {
  const outside =
    !Number.isFinite(value) ||
    (above !== undefined && value <= above) ||
    (from !== undefined && value < from) ||
    (to !== undefined && value > to);
  if (!outside) return { value };
  const parts = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(from === undefined ? [] : [`${from} or more`]),
    ...(to === undefined ? [] : [`at most ${to}`]),
  ];
  const range = shown ?? parts.join(' and ');
  return { problem: 'E_OUT_OF_RANGE', ...messages.outOfRange(String(written), range) };
}

/** A connection without any goodput would never end; other quantities may be 0. */
const SOME_GOODPUT: NumberRange = { above: 0, shown: 'above 0 B/s' };

/** A quantity with a unit. */
export function quantity(kind: QuantityKind, meta: NumberMeta) {
  const { pattern, example } = QUANTITIES[kind];
  const { unlimited } = meta;
  const range = kind === 'goodput' ? SOME_GOODPUT : meta;
  return field(
    meta,
    {
      type: ['string', 'number'],
      pattern: unlimited ? `(${pattern})|^unlimited$` : pattern,
      examples: [example],
    },
    (value) => (unlimited && value === 'unlimited' ? UNLIMITED : readQuantity(kind, value, range)),
  );
}

export const duration = (meta: NumberMeta) => quantity('duration', meta);
export const share = (meta: FieldMeta) => quantity('share', meta);

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
      const reading = readQuantity('duration', value, {});
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

/** A whole number, 1 or more where nothing else is said. */
export function count(meta: NumberMeta) {
  const { from = 1, to = MAX_COUNTED, unlimited = false } = meta;
  const integer = { type: 'integer', minimum: from };
  const json = unlimited ? { anyOf: [integer, { const: 'unlimited' }] } : integer;
  return field<number>(meta, json, (value) => {
    if (unlimited && value === 'unlimited') return UNLIMITED;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return { problem: 'E_WRONG_TYPE', ...messages.notACount(value, unlimited) };
    }
    return within(value, { from, to }, value);
  });
}

/** A plain number. */
export function number(meta: NumberMeta) {
  return field<number>(meta, { type: 'number' }, (value) =>
    typeof value === 'number'
      ? within(value, meta, value)
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
