/**
 * A quantity that varies: one value, or a named distribution with its parameters.
 *
 *   setup: 300ms
 *   setup: { distribution: uniform, from: 160ms, to: 600ms }
 *   sizes: { distribution: lognormal, mean: 75 KB, sigma: 1.5, from: 1 KB, to: 35 MB }
 */
import { z } from 'zod';
import type { Distribution } from '../engine/distributions.ts';
import { choice, type FieldMeta, number, quantity, share } from './field.ts';
import type { QuantityKind } from './quantity.ts';

const KINDS = [
  'constant',
  'uniform',
  'exponential',
  'lognormal',
  'lognormal-pareto',
  'empirical',
] as const;

function shape(kind: QuantityKind) {
  const value = (description: string) => quantity(kind, { description }, { from: 0 });
  return z.strictObject({
    distribution: choice(KINDS, { description: 'Its kind.' }),
    value: value('The value, of a constant.').optional(),
    mean: value('The mean (of the lognormal before it is bounded).').optional(),
    sigma: number(
      { description: 'Standard deviation of the logarithm.' },
      { from: 0, to: 5 },
    ).optional(),
    from: value('Smallest value.').optional(),
    to: value('Largest value.').optional(),
    'tail-share': share({ description: 'Share of values in the Pareto tail.' }).optional(),
    'tail-index': number({ description: 'Index of the Pareto tail.' }, { above: 0 }).optional(),
    values: z.array(value('One value.')).min(1).optional(),
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
  const single = quantity(kind, meta, { from: 0 });
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
      const lacking = NEEDS[data.distribution].filter((key) => data[key] === undefined);
      if (lacking.length === 0 && (data.from ?? 0) <= (data.to ?? Number.POSITIVE_INFINITY)) {
        return build(data);
      }
      const needs = NEEDS[data.distribution].join(', ');
      context.issues.push({
        code: 'custom',
        message:
          lacking.length > 0
            ? `a distribution of kind ${data.distribution} needs ${needs}.`
            : 'from is larger than to.',
        input: value,
        params: {
          problem: lacking.length > 0 ? 'E_MISSING' : 'E_CONTRADICTION',
          remedy: lacking.length > 0 ? `Add ${lacking.join(', ')}.` : 'Exchange the two.',
        },
      });
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

function build(data: Shape): Distribution {
  const { mean = 1, sigma = 0, from = 0, to = Number.POSITIVE_INFINITY } = data;
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
