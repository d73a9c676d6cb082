/**
 * The kinds of fields that scenario files are made of, as zod types: each reads its text, says in
 * its own words what is wrong, and describes itself for the published JSON Schema and `explain`.
 *
 * One source for the checks, the schema and the reference. Values come out in the model's units
 * (ms, bytes, bytes/ms, events/ms, shares); texts go in.
 */
import { z } from 'zod';
import type { Distribution } from '../engine/distributions.ts';
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

type Wrong = Words & { readonly problem: ProblemCode };

type Reading<T> =
  | { readonly value: T }
  | Wrong
  /** Of the fields of a group within. */
  | { readonly issues: readonly z.core.$ZodIssue[] };

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
      if ('issues' in reading) {
        for (const issue of reading.issues) {
          context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
        }
        return z.NEVER;
      }
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
  const range = kind === 'goodput' ? { ...SOME_GOODPUT, ...meta } : meta;
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

const DISTRIBUTIONS = [
  'constant',
  'uniform',
  'exponential',
  'lognormal',
  'lognormal-pareto',
  'empirical',
] as const;

/** Of an empirical distribution: more add nothing. */
const MAX_VALUES = 10_000;

function distributionFields(kind: QuantityKind) {
  const value = (description: string) => quantity(kind, { description });
  return z.strictObject({
    distribution: choice(DISTRIBUTIONS, { description: 'Its kind.' }),
    value: value('The value, of a constant.').optional(),
    mean: value('The mean (of the lognormal before it is bounded).').optional(),
    sigma: number({
      description: 'Standard deviation of the logarithm.',
      from: 0,
      to: 5,
    }).optional(),
    from: value('Smallest value.').optional(),
    to: value('Largest value.').optional(),
    'tail-share': share({ description: 'Share of values in the Pareto tail.' }).optional(),
    'tail-index': number({ description: 'Index of the Pareto tail.', above: 0 }).optional(),
    values: z.array(value('One value.')).min(1).max(MAX_VALUES).optional(),
  });
}

type DistributionFields = z.output<ReturnType<typeof distributionFields>>;

const NEEDS: Readonly<
  Record<(typeof DISTRIBUTIONS)[number], readonly (keyof DistributionFields)[]>
> = {
  constant: ['value'],
  uniform: ['from', 'to'],
  exponential: ['mean'],
  lognormal: ['mean', 'sigma'],
  'lognormal-pareto': ['mean', 'sigma', 'tail-share', 'tail-index'],
  empirical: ['values'],
};

/**
 * A field that takes one quantity or a distribution of them:
 *
 *   setup: 300ms
 *   setup: { distribution: uniform, from: 160ms, to: 600ms }
 *   sizes: { distribution: lognormal, mean: 75 KB, sigma: 1.5, from: 1 KB, to: 35 MB }
 */
export function distribution(kind: QuantityKind, meta: FieldMeta) {
  const single = quantity(kind, meta);
  const group = distributionFields(kind);
  const schema = z.toJSONSchema(group, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return field<Distribution>(meta, { anyOf: [{ type: ['string', 'number'] }, schema] }, (value) => {
    const grouped = typeof value === 'object' && value !== null && !Array.isArray(value);
    const { success, data, error } = grouped ? group.safeParse(value) : single.safeParse(value);
    if (!success) return { issues: error.issues };
    if (typeof data === 'number') return { value: { kind: 'constant', value: data } };
    return senseOf(data) ?? { value: compileDistribution(kind, data) };
  });
}

/** What is wrong with the parameters together; null if nothing is. */
function senseOf(data: DistributionFields): Wrong | null {
  const kind = data.distribution;
  const wrong = (problem: ProblemCode, message: string, remedy: string): Wrong => ({
    problem,
    message,
    remedy,
  });
  const lacking = NEEDS[kind].filter((key) => data[key] === undefined);
  if (lacking.length > 0) {
    const message = `a distribution of kind ${kind} needs ${NEEDS[kind].join(', ')}.`;
    return wrong('E_MISSING', message, `Add ${lacking.join(', ')}.`);
  }
  if ((data.from ?? 0) > (data.to ?? Number.POSITIVE_INFINITY)) {
    return wrong('E_CONTRADICTION', 'from is larger than to.', 'Exchange the two.');
  }
  if (kind.startsWith('lognormal') && data.mean === 0) {
    const remedy = 'For a value that is always 0, write it without a distribution: 0.';
    return wrong('E_OUT_OF_RANGE', 'a lognormal has a mean above 0.', remedy);
  }
  if (data['tail-share'] === 1) {
    const message = 'a Pareto tail is what lies above the body: its share is below 100%.';
    return wrong('E_OUT_OF_RANGE', message, 'Give a tail-share such as 5%.');
  }
  return null;
}

/** Without an upper bound of its own a tail ends where all quantities of the kind do. */
function compileDistribution(kind: QuantityKind, data: DistributionFields): Distribution {
  const { mean = 1, sigma = 0, from = 0, to = QUANTITIES[kind].extremes.to } = data;
  const bounded = { mean, sigma, minimum: from, maximum: to };
  switch (data.distribution) {
    case 'constant':
      return { kind: 'constant', value: data.value ?? 0 };
    case 'uniform':
      return { kind: 'uniform', low: from, high: to };
    case 'exponential':
      return { kind: 'exponential', mean };
    case 'lognormal':
      return { kind: 'lognormal', ...bounded };
    case 'lognormal-pareto':
      // Without a tail it is the body alone.
      if (data['tail-share'] === 0) return { kind: 'lognormal', ...bounded };
      return {
        kind: 'lognormal-pareto',
        ...bounded,
        tailShare: data['tail-share'] ?? 0.05,
        tailIndex: data['tail-index'] ?? 1,
      };
    case 'empirical':
      return { kind: 'empirical', values: [...(data.values ?? [])].sort((a, b) => a - b) };
  }
}
