/**
 * A ladder's result as JSON: format `mailpath-ladder/2`, from the same parts as other results.
 *
 * One source for the published JSON Schema (docs/ladder.schema.json) and for the type that its
 * reports are written from. Units, nulls and versions as in result-schema.ts.
 */
import { z } from 'zod';
import { WHO } from '../../mailpath/remedies.ts';
import { metricName, resultSchema, scopeSchema, unitSchema } from '../result/result-schema.ts';
import { CHANGE_IDS } from './ladder-changes.ts';

const { shape: result } = resultSchema;
const { shape: setting } = result.settings.element;
const measures = setting.measures;
const differences = result.differences.element.shape.measures;

const number = z.number().nullable();
const changeId = z.enum(CHANGE_IDS);
const effect = z
  .enum(['better', 'worse', 'slight', 'unclear', 'same', 'unknown'])
  .describe(
    'By the measure, day by day: slight is clear but under 1% of the value, unclear may be chance, unknown has too few days. Each by its own interval.',
  );

const end = z.object({ name: z.string(), canItHappen: setting.canItHappen, measures });

const change = z.object({
  id: changeId,
  name: z.string().describe('The change in a few words: limit of 199.'),
  changes: setting.changes,
  nothing: z
    .enum(['equal', 'no-mark'])
    .nullable()
    .describe('Why it changes nothing here and is not run; null: it is run.'),
  overruledMs: number.describe(
    'From then on an action of the scenario’s own sets it on every step; null: none does.',
  ),
  by: z.enum(WHO),
});

const step = z.object({
  group: z.enum(['in order', 'alone', 'removed']),
  rung: changeId,
  name: z.string().describe('The change that is added, alone, or taken away.'),
  comparedWith: z.string().describe('The step before, the base, or the target.'),
  measures,
  differences,
  effect,
  ofGain: number.describe(
    'What the change gains here over the whole gain from base to target, of the typical paired differences; null: there is no whole gain, or one of them has no end that is known (mail never arrives).',
  ),
});

const worth = z.object({
  rung: changeId,
  name: z.string(),
  role: z
    .enum(['needed', 'minor', 'left-out', 'harmful', 'unknown'])
    .describe(
      'Without it: a tenth of the gain or more is lost, less, nothing that is clear, or the target is better.',
    ),
  enough: z
    .boolean()
    .describe('Alone it gains 90% of the whole or more; false too where shares are not known.'),
});

const limit = z.object({
  limit: z.number(),
  name: z.string(),
  measures,
  differences: differences.describe('Against no limit.'),
  effect: z
    .enum(['better', 'worse', 'mixed', 'none', 'unknown'])
    .describe('By all that it was judged by; none: nothing that is clear and could be felt.'),
  judged: z.array(z.object({ measure: metricName, effect })),
  closedForm: z.object({
    setupShare: z.number().describe('Of a runner’s time, what goes into set-ups.'),
    connectionMs: z.number().describe('How long a connection lives that carries as many.'),
    cut: z.boolean().describe('It would be cut before that.'),
    runnersNeeded: z.number().describe('To carry what the runners carry without a limit.'),
    load: number.describe('Of the runners; null: new mail needs no runner.'),
    loadAtPeak: number,
    overloads: z.boolean().describe('The runners keep up without the limit, and not with it.'),
  }),
});

export const ladderSchema = scopeSchema.extend({
  format: z.literal('mailpath-ladder/2'),
  measure: z.object({
    name: metricName,
    unit: unitSchema,
    better: z.enum(['less', 'more']),
  }),
  from: end.describe('The base.'),
  to: end.describe('The target.'),
  rungs: z.array(change),
  steps: z.array(step),
  worths: z.array(worth),
  limits: z
    .object({
      setting: z.string().describe('What the limits are added to.'),
      unlimited: measures,
      closedForm: z.object({
        setupMs: z.number(),
        sharedMs: z.number().describe('Mean time of a message among others on a connection.'),
        runners: z.number(),
        lifetimeMs: number,
        goodputVaries: z.boolean().describe('Between connections.'),
        load: number,
        longestWorkMs: z.number().describe('The longest work of one runner that piles up.'),
      }),
      steps: z.array(limit),
      worseFrom: number.describe(
        'Something is worse at this limit and at all smaller ones tried; null: at none.',
      ),
      sentence: z.string(),
    })
    .nullable()
    .describe('A limit alone, without more runners; null with --no-limits.'),
  verdict: z.object({
    sentence: z.string(),
    effect,
    most: changeId.nullable().describe('The change that gains most by itself.'),
  }),
});

export type LadderResult = z.infer<typeof ladderSchema>;
export type LadderStepResult = LadderResult['steps'][number];
/** What the sentences are written from. */
export type LadderFacts = Omit<LadderResult, 'limits' | 'verdict'>;
export type LadderFinding = Omit<LadderResult['verdict'], 'sentence'>;
export type LimitFacts = Omit<LimitsResult, 'sentence'>;
export type LimitsResult = NonNullable<LadderResult['limits']>;
