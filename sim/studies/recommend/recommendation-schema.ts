/**
 * A recommendation as JSON: format `mailpath-recommendation/2`.
 *
 * One source for the published JSON Schema (docs/recommendation.schema.json), for the type that
 * reports are written from, and for the check that what is written keeps to it. Durations in
 * milliseconds, shares from 0 to 1; null stands for a value that does not exist and for "no limit".
 * Days are replications; a bad one breaks an objective, or may.
 */
import { z } from 'zod';
import { boundsSchema } from '../../document/bounds-schema.ts';
import {
  ARTICLE_LIMIT,
  DIMENSIONS,
  NUMBER_DIMENSIONS,
  type NumberDimension,
  SWITCH_DIMENSIONS,
  type SwitchDimension,
  WHO,
} from '../../mailpath/remedies.ts';
import { SETTINGS } from '../../mailpath/settings.ts';
import {
  closedFormSchema,
  difference,
  estimateSchema,
  metricName,
  partName,
  scenarioAboutSchema,
  unitSchema,
} from '../result/result-schema.ts';

const number = z.number().nullable();

type CandidateShape = Readonly<Record<NumberDimension['setting'], z.ZodType<number | null>>> &
  Readonly<Record<SwitchDimension['setting'], z.ZodBoolean>>;

const candidate = z.object(
  Object.fromEntries([
    ...NUMBER_DIMENSIONS.map(({ setting, field }) => [
      setting,
      'unlimited' in SETTINGS[field] ? number.describe('null: no limit.') : z.number(),
    ]),
    ...SWITCH_DIMENSIONS.map(({ setting }) => [setting, z.boolean()]),
  ]) as CandidateShape,
);

const dayCount = z.object({
  bad: z.number(),
  days: z.number().describe('With mail.'),
  atMost: z
    .number()
    .describe(
      'Share of bad days, at most, with the confidence that was asked for (Clopper and Pearson; by itself).',
    ),
});

const answer = z.object({
  objective: z.string(),
  onDays: number.describe('Share of the days on which it has to hold; null: its mean has to.'),
  state: z.enum(['met', 'missed', 'open']),
  unit: unitSchema,
  days: z.number().describe('With mail.'),
  bad: z.number().describe('Days that broke it.'),
  unknown: z.number().describe('Days that cannot be told: mail had not arrived.'),
  low: number.describe(
    'One-sided bounds, each by itself: of the share of bad days, or of the mean.',
  ),
  high: number,
  mean: number.describe('null: the objective is about days, or the mean cannot be told.'),
  worst: boundsSchema.describe('The worst day.'),
});

const shown = z.object({
  objectives: z.array(z.string()),
  onDays: z.number(),
  days: z.number(),
  bad: z.number(),
  atMost: z
    .number()
    .describe(
      'Share of bad days, at most, with the confidence that was asked for, whatever the number of looks and of candidates that were tried.',
    ),
});

const measures = z
  .record(metricName, estimateSchema)
  .describe('Typical days; each interval holds by itself.');
const differences = z
  .record(metricName, difference)
  .describe('Paired by days; each interval holds by itself.');

const change = z.object({
  setting: z.enum(DIMENSIONS.map((remedy) => remedy.setting)),
  from: z.union([z.number(), z.boolean(), z.null()]),
  to: z.union([z.number(), z.boolean(), z.null()]),
  by: z.enum(WHO),
});

const value = z.union([z.number(), z.boolean(), z.null()]);

export const recommendationSchema = z.object({
  format: z.literal('mailpath-recommendation/2'),
  version: z.string(),
  scenario: scenarioAboutSchema,
  seed: z.string(),
  partial: z.boolean(),
  full: z.boolean().describe('--full: also what else a planner asks.'),
  replicationsRun: z.number(),
  asked: z.object({
    objectives: z.array(z.string()),
    bounds: z.array(z.string()),
    assumedBounds: z.array(z.string()).describe('Bounds that nobody stated.'),
    criterion: metricName.describe('The measure that settings are compared in.'),
    criterionUnit: unitSchema,
    confidence: z.number(),
    mostDays: number.describe('Fresh days of one candidate; null: as many as the looks need.'),
  }),
  canItHappen: closedFormSchema,
  limit: z
    .object({
      lifetimeMs: z.number(),
      literal: z.number().describe('Mean size over mean goodput, into the lifetime.'),
      byMean: z.number().describe('The same with everything that a message takes.'),
      tailAware: number.describe(
        'The largest that overruns with the accepted chance; null: there is no limit.',
      ),
      accepted: z.number(),
      articleOverrun: z.number().describe(`Chance that ${ARTICLE_LIMIT} messages overrun.`),
      singleOverrun: z.number(),
      procedure: z
        .object({
          trials: z.number(),
          settledTrials: z.number(),
          limit: z.object({ median: z.number(), least: z.number(), most: z.number() }),
          days: z.object({ mean: z.number(), most: z.number() }),
          incidents: z.object({ mean: z.number(), most: z.number() }),
        })
        .nullable()
        .describe(
          `${ARTICLE_LIMIT}, lowered to three quarters after each day with a cut; null: not asked for.`,
        ),
    })
    .nullable()
    .describe('In closed form; null: the host lets connections live for ever.'),
  runnersNeeded: z.object({ load: z.number(), runners: z.number(), forPile: number }),
  considered: z.object({
    candidates: z.number(),
    screenedOut: z.record(z.string(), z.number()).describe('By closed form, and why.'),
    looked: z.number().describe('Looked at by days, cheapest first.'),
    out: z.number().describe('Put out by a few days.'),
    notShown: z.number().describe('Tried with fresh days in vain.'),
    leaveMail: z
      .number()
      .describe(
        'Shown, but they leave mail undelivered: more than the gateway as it stands, or with no end.',
      ),
  }),
  present: z.object({
    settings: candidate,
    bad: dayCount,
    measures: measures.describe(
      'The first of the fresh days of the choice; without one, the days that all had.',
    ),
  }),
  leading: z
    .object({ settings: candidate, first: dayCount, fresh: dayCount })
    .nullable()
    .describe('Of one that was stopped: the best candidate so far, and what is known of it.'),
  choice: z
    .object({
      settings: candidate,
      changes: z.array(change),
      clearTable: z.boolean().describe('A mark stands at the start: clear it once.'),
      shown: z.array(shown).describe('What is promised.'),
      answers: z.array(answer).describe('With all its fresh days; each by itself.'),
      bad: dayCount,
      measures,
      present: differences.describe('The gateway as it stands, minus the choice.'),
      strongest: z
        .object({
          settings: candidate,
          bad: dayCount,
          measures,
          differences: differences.describe('The strongest minus the choice.'),
        })
        .nullable()
        .describe('The candidate with most runners; null: that is the choice.'),
      movements: z.array(
        z.object({
          setting: z.string(),
          chosen: value,
          least: value,
          most: value,
          tried: z.array(
            z.object({
              value,
              fails: z.string().nullable(),
              bad: z.number(),
              days: z.number(),
              criterion: boundsSchema.describe('On a typical day.'),
            }),
          ),
        }),
      ),
      ageLimit: z
        .object({ ageMs: z.number(), measures, differences })
        .nullable()
        .describe('A limit of age in place of a number, and what it changes, by the same days.'),
    })
    .nullable(),
  smallest: z
    .object({
      settings: candidate,
      changes: z.array(change),
      shown: z.array(shown),
      overruns: z.boolean(),
      isChoice: z.boolean(),
    })
    .nullable(),
  nearest: z
    .object({
      settings: candidate,
      why: z
        .enum(['missed', 'untold', 'kinds', 'days'])
        .describe(
          'missed: an objective is. untold: it hangs on mail that has not arrived. kinds: a mean, with fewer than ten days of one kind. days: too few.',
        ),
      unstable: z.boolean().describe('Runners are asked for more than they can do.'),
      notFollowed: z
        .object({ 'given-up': z.number(), ended: z.number() })
        .describe('Days on which mail was still there at the end, by how the follow-up ended.'),
      answers: z.array(answer),
      bad: dayCount,
      measures,
      largestPart: partName.nullable(),
    })
    .nullable()
    .describe('Where nothing is shown to meet the objectives.'),
  stoppedBy: z
    .array(z.object({ bound: z.string(), settings: candidate, answers: z.array(answer) }))
    .describe('Bounds without which the objectives can be met, and how; by twenty days.'),
  assumptions: z.array(z.string()),
});

export type RecommendationResult = z.infer<typeof recommendationSchema>;
export type CandidateResult = z.infer<typeof candidate>;
export type AnswerResult = z.infer<typeof answer>;
export type ChangeResult = z.infer<typeof change>;
export type ShownResult = z.infer<typeof shown>;
export type DayCountResult = z.infer<typeof dayCount>;
