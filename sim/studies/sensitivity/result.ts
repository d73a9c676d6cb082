/**
 * The result of a sensitivity study: format `mailpath-sensitivity/2`, and its finding in a sentence.
 *
 * One source for the published JSON Schema (docs/sensitivity.schema.json), for the type that its report
 * is written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 */

import { z } from 'zod';
import { boundsText } from '../../document/bounds-text.ts';
import { capitalised } from '../../document/quantity.ts';
import { daysNeeded, tooFewDays } from '../days-words.ts';
import {
  difference,
  estimateSchema,
  metricName,
  scopeSchema,
  unitSchema,
} from '../result/result-schema.ts';
import { INPUT_NAMES } from './input-names.ts';
import { INPUT_UNITS, INPUTS, inputValue } from './inputs.ts';

const number = z.number().nullable();
const name = z.enum(INPUT_NAMES);

const end = z.object({
  at: z.number().describe('The input’s value.'),
  measure: estimateSchema,
  difference: difference.describe('To the base, day by day; each interval holds by itself.'),
});

const input = z.object({
  name,
  unit: z.enum(INPUT_UNITS),
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
      'An end is significantly different (sign test and Holm, all ends together), by a swing of more than 1%.',
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

export function sensitivitySentence(result: Omit<SensitivityResult, 'sentence'>): string {
  const { inputs, measure, base, replications } = result;
  const [first, ...others] = inputs.filter(({ matters }) => matters);
  if (first === undefined) {
    // Each end of each input is compared with the base.
    const needed = daysNeeded(2 * inputs.length);
    return replications.finished < needed
      ? `${tooFewDays(replications.finished, needed)} before anything can be said of what matters.`
      : `None of these inputs makes a significant difference to ${measure.name}: it is ${boundsText(base, measure.unit)} on a typical day.`;
  }
  const { low, high, unit, kind } = first;
  const at = (end: typeof low) => boundsText(end.measure, measure.unit);
  const span = `between ${inputValue(low.at, unit)} and ${inputValue(high.at, unit)} ${measure.name} of a typical day goes from ${at(low)} to ${at(high)}`;
  const { the } = INPUTS[first.name];
  if (kind === 'set') {
    const site = others.find((input) => input.kind === 'measured');
    const next =
      site === undefined ? '' : `; of what can be measured, ${INPUTS[site.name].the} comes first`;
    return `${capitalised(the)} matters most: ${span}${next}.`;
  }
  const [second] = others;
  const next = second === undefined ? '' : `; ${INPUTS[second.name].the} comes next`;
  return `Measure ${the} first: ${span}${next}.`;
}
