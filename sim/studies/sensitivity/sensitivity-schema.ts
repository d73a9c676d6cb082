/**
 * The result of a sensitivity study as JSON: format `mailpath-sensitivity/2`.
 *
 * One source for the published JSON Schema (docs/sensitivity.schema.json), for the type that reports
 * are written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 */
import { z } from 'zod';
import {
  difference,
  estimateSchema,
  metricName,
  scopeSchema,
  unitSchema,
} from '../result/result-schema.ts';
import { INPUT_NAMES } from './sensitivity-names.ts';

const number = z.number().nullable();
const name = z.enum(INPUT_NAMES);

const end = z.object({
  at: z.number().describe('The input’s value.'),
  measure: estimateSchema,
  difference: difference.describe('To the base, day by day; each interval holds by itself.'),
});

const input = z.object({
  name,
  unit: z.enum(['bytes/ms', 'bytes', 'sigma', 'messages/ms', 'ms', 'count']),
  kind: z.enum(['measured', 'set']).describe('Measured at the site, or set by the administrator.'),
  present: z.number().describe('Its value in the scenario; of a distribution the mean.'),
  low: end,
  high: end,
  swing: number.describe(
    'Of the typical day: from the smallest to the largest of low, base and high; null: no value, or one of them never arrives.',
  ),
  matters: z
    .boolean()
    .describe(
      'An end is clearly different (sign test and Holm, all ends together), by a swing of more than 1%.',
    ),
});

export const sensitivitySchema = scopeSchema.extend({
  format: z.literal('mailpath-sensitivity/2'),
  setting: z.string(),
  measure: z.object({
    name: metricName,
    unit: unitSchema,
    better: z.enum(['less', 'more', 'neither']),
  }),
  base: estimateSchema,
  inputs: z.array(input).describe('The largest swing first.'),
  leftOut: z.array(z.object({ name, why: z.string() })),
  sentence: z.string(),
});

export type SensitivityResult = z.infer<typeof sensitivitySchema>;
export type InputResult = SensitivityResult['inputs'][number];
