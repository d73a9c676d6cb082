/**
 * A quantity that varies: one value, or a named distribution with its parameters.
 *
 *   setup: 300ms
 *   setup: { distribution: uniform, from: 160ms, to: 600ms }
 *   sizes: { distribution: lognormal, mean: 75 KB, sigma: 1.5, from: 1 KB, to: 35 MB }
 */
import { z } from 'zod';
import type { Distribution } from '../engine/distributions.ts';
import { choice, type FieldMeta, type IssueParams, number, quantity, share } from './field.ts';
import { QUANTITIES, type QuantityKind } from './quantity.ts';

const KINDS = [
  'constant',
  'uniform',
  'exponential',
  'lognormal',
  'lognormal-pareto',
  'empirical',
] as const;

/** Of an empirical distribution: more add nothing. */
const MAX_VALUES = 10_000;

function shape(kind: QuantityKind) {
  const value = (description: string) => quantity(kind, { description });
  return z.strictObject({
    distribution: choice(KINDS, { description: 'Its kind.' }),
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

type Shape = z.output<ReturnType<typeof shape>>;

const NEEDS: Readonly<Record<(typeof KINDS)[number], readonly (keyof Shape)[]>> = {
  constant: ['value'],
  uniform: ['from', 'to'],
  exponential: ['mean'],
  lognormal: ['mean', 'sigma'],
  'lognormal-pareto': ['mean', 'sigma', 'tail-share', 'tail-index'],
  empirical: ['values'],
};

/** A field that takes one quantity or a distribution of them. */
export function distribution(kind: QuantityKind, meta: FieldMeta) {
  const single = quantity(kind, meta);
  const group = shape(kind);
  return z
    .unknown()
    .transform((value, context): Distribution => {
      const grouped = typeof value === 'object' && value !== null && !Array.isArray(value);
      const parsed = grouped ? group.safeParse(value) : single.safeParse(value);
      if (!parsed.success) {
        for (const issue of parsed.error.issues) {
          context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
        }
        return z.NEVER;
      }
      const { data } = parsed;
      if (typeof data === 'number') return { kind: 'constant', value: data };
      const wrong = senseOf(data);
      if (wrong === null) return build(kind, data);
      const { message, ...params } = wrong;
      context.issues.push({ code: 'custom', message, input: value, params });
      return z.NEVER;
    })
    .meta({
      anyOf: [
        { type: ['string', 'number'] },
        z.toJSONSchema(group, { target: 'draft-7', io: 'input', unrepresentable: 'any' }),
      ],
      description: meta.description,
      ...(meta.default === undefined ? {} : { 'x-default': meta.default }),
      ...(meta.source === undefined ? {} : { 'x-source': meta.source }),
    });
}

/** What is wrong with the parameters together; null if nothing is. */
function senseOf(data: Shape): (IssueParams & { readonly message: string }) | null {
  const kind = data.distribution;
  const lacking = NEEDS[kind].filter((key) => data[key] === undefined);
  if (lacking.length > 0) {
    return {
      problem: 'E_MISSING',
      message: `a distribution of kind ${kind} needs ${NEEDS[kind].join(', ')}.`,
      remedy: `Add ${lacking.join(', ')}.`,
    };
  }
  if ((data.from ?? 0) > (data.to ?? Number.POSITIVE_INFINITY)) {
    return {
      problem: 'E_CONTRADICTION',
      message: 'from is larger than to.',
      remedy: 'Exchange the two.',
    };
  }
  if (kind.startsWith('lognormal') && data.mean === 0) {
    return {
      problem: 'E_OUT_OF_RANGE',
      message: 'a lognormal has a mean above 0.',
      remedy: 'For a value that is always 0, write it without a distribution: 0.',
    };
  }
  if (data['tail-share'] === 1) {
    return {
      problem: 'E_OUT_OF_RANGE',
      message: 'a Pareto tail is what lies above the body: its share is below 100%.',
      remedy: 'Give a tail-share such as 5%.',
    };
  }
  return null;
}

/** Without an upper bound of its own a tail ends where all quantities of the kind do. */
function build(kind: QuantityKind, data: Shape): Distribution {
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
