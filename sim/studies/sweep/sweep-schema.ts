/**
 * The result of a sweep as JSON: format `mailpath-sweep/2`.
 *
 * One source for the published JSON Schema (docs/sweep.schema.json), for the type that reports are
 * written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 */
import { z } from 'zod';
import { estimateSchema, metricName, scopeSchema, unitSchema } from '../result/result-schema.ts';

const value = z.object({
  text: z.string().describe('As one would write it.'),
  number: z
    .number()
    .nullable()
    .describe('In milliseconds, bytes, bytes/ms, messages/ms or plain; null: unlimited, or none.'),
});

const dimension = z.object({
  path: z.string().describe('As --set takes it.'),
  name: z.string(),
  ordered: z.boolean().describe('Its values are amounts.'),
  values: z.array(value),
});

const point = z.object({
  values: z.array(z.string()).describe('One for each dimension.'),
  at: z.array(z.number()).describe('Their indices.'),
  clearlyWorse: z
    .boolean()
    .nullable()
    .describe(
      'Than the best point: on so many days, by more than 1%, that all such verdicts hold together at 95% (sign test, Holm); null: so few days cannot tell.',
    ),
  measures: z.record(metricName, estimateSchema),
});

const line = z.object({
  dimension: z.string(),
  points: z
    .array(z.number())
    .describe('Indices of points: through the best one, by ascending value.'),
  clearlyWorse: z
    .array(z.boolean().nullable())
    .describe('Of each of them: than the best of this line; null: so few days cannot tell.'),
  shape: z
    .enum(['flat', 'up', 'down', 'valley', 'choice'])
    .describe(
      'flat: no clear difference; up: larger values are better, down: smaller ones; valley: both ends are worse; choice: values without order.',
    ),
  from: z.number().describe('Point: from here ...'),
  to: z.number().describe('... to here nothing clear is gained or lost.'),
  further: z
    .object({
      point: z.number(),
      gainAtMost: z.number().nullable().describe('null: no end is known, mail may never arrive.'),
    })
    .nullable()
    .describe('What a value beyond the cheapest of these may yet gain at most, on a typical day.'),
  knee: z.number().nullable().describe('Point where the curve bends (Kneedle), chance or not.'),
});

export const sweepSchema = scopeSchema.extend({
  format: z.literal('mailpath-sweep/2'),
  setting: z.string().describe('The setting that was swept.'),
  measures: z.array(
    z.object({
      name: metricName,
      unit: unitSchema,
      better: z.enum(['less', 'more', 'neither']),
      asked: z.boolean().describe('By --measure; the first one is judged.'),
    }),
  ),
  dimensions: z.array(dimension),
  points: z.array(point).describe('The last dimension fastest.'),
  best: z.number().nullable().describe('Index of a point; null: neither way is better.'),
  lines: z.array(line).describe('One for each dimension, through the best point.'),
  sentences: z.array(z.string()),
});

export type SweepResult = z.infer<typeof sweepSchema>;
export type SweepLineResult = SweepResult['lines'][number];
