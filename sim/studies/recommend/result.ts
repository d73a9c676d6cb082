/**
 * A recommendation as JSON, format `mailpath-recommendation/2`, and as CSV.
 *
 * One source for the published JSON Schema (docs/recommendation.schema.json), for the type that
 * reports are written from, and for the check that what is written keeps to it. Durations in
 * milliseconds, shares from 0 to 1; null stands for a value that does not exist and for "no limit".
 * Days are replications; a bad one breaks an objective, or may.
 */

import { z } from 'zod';
import { boundsSchema } from '../../document/bounds-schema.ts';
import { type CsvField, csvText } from '../../document/csv.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import {
  ARTICLE_LIMIT,
  DIMENSIONS,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type RemedySwitch,
  WHO,
} from '../../mailpath/remedies.ts';
import { SETTINGS } from '../../mailpath/settings.ts';
import {
  canItHappenSchema,
  difference,
  estimateSchema,
  metricName,
  partName,
  scenarioAboutSchema,
  unitSchema,
} from '../result/result-schema.ts';

const number = z.number().nullable();

type CandidateShape = Readonly<Record<RemedyNumber['setting'], z.ZodType<number | null>>> &
  Readonly<Record<RemedySwitch['setting'], z.ZodBoolean>>;

const candidate = z.object(
  Object.fromEntries([
    ...REMEDY_NUMBERS.map(({ setting, field }) => [
      setting,
      'unlimited' in SETTINGS[field] ? number.describe('null: no limit.') : z.number(),
    ]),
    ...REMEDY_SWITCHES.map(({ setting }) => [setting, z.boolean()]),
  ]) as CandidateShape,
);

const dayCount = z.object({
  bad: z.number(),
  days: z.number().describe('With mail.'),
  upperBound: z
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
  unknown: z.number().describe('Days on which it is not known: mail had not arrived.'),
  low: number.describe(
    'One-sided bounds, each by itself: of the share of bad days, or of the mean.',
  ),
  high: number,
  mean: number.describe('null: the objective is about days, or the mean is not known.'),
  worst: boundsSchema.describe('The worst day.'),
});

const shown = z.object({
  objectives: z.array(z.string()),
  onDays: z.number(),
  days: z.number(),
  bad: z.number(),
  upperBound: z
    .number()
    .describe(
      'Share of bad days, at most, with the confidence that was asked for, whatever the number of looks and of candidates that were tried.',
    ),
});

const largestPartSchema = z
  .object({ name: partName, share: z.number() })
  .nullable()
  .describe('Where most of the delay goes; null: nowhere.');

const measures = z
  .record(metricName, estimateSchema)
  .describe('Typical days; each interval holds by itself.');
const differences = z
  .record(metricName, difference)
  .describe('Paired by days; each interval holds by itself.');

const settingName = z.enum(DIMENSIONS.map((remedy) => remedy.setting));

const value = z.union([z.number(), z.boolean(), z.null()]);

const change = z.object({ setting: settingName, from: value, to: value, by: z.enum(WHO) });

export const recommendationSchema = z.object({
  format: z.literal('mailpath-recommendation/2'),
  version: z.string(),
  scenario: scenarioAboutSchema,
  seed: z.string(),
  partial: z.boolean(),
  full: z.boolean().describe('--full: also what else a planner asks.'),
  replicationsRun: z.number(),
  requested: z.object({
    objectives: z.array(z.string()),
    bounds: z.array(z.string()),
    assumedBounds: z.array(z.string()).describe('Bounds that nobody stated.'),
    criterion: metricName.describe('The measure that settings are compared in.'),
    criterionUnit: unitSchema,
    confidence: z.number(),
    maxDays: number.describe('Fresh days of one candidate; null: as many as the looks need.'),
  }),
  canItHappen: canItHappenSchema,
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
          limit: z.object({ median: z.number(), min: z.number(), max: z.number() }),
          days: z.object({ mean: z.number(), max: z.number() }),
          incidents: z.object({ mean: z.number(), max: z.number() }),
        })
        .nullable()
        .describe(
          `${ARTICLE_LIMIT}, lowered to three quarters after each day with a cut; null: not asked for.`,
        ),
    })
    .nullable()
    .describe('In closed form; null: the host lets connections live indefinitely.'),
  runnersNeeded: z.object({ load: z.number(), runners: z.number(), forBacklog: number }),
  considered: z.object({
    candidates: z.number(),
    screenedOut: z.record(z.string(), z.number()).describe('By closed form, and why.'),
    evaluated: z.number().describe('Looked at by days, cheapest first.'),
    eliminated: z.number().describe('Put out by a few days.'),
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
    largestPart: largestPartSchema,
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
        .describe('The candidate with the most runners; null: that is the choice.'),
      movements: z.array(
        z.object({
          setting: settingName,
          chosen: value,
          min: value,
          max: value,
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
        .enum(['missed', 'unknown', 'kinds', 'days'])
        .describe(
          'missed: an objective is. unknown: it depends on mail that has not arrived. kinds: a mean, with fewer than ten days of one kind. days: too few.',
        ),
      unstable: z.boolean().describe('Runners are asked for more than they can do.'),
      notFollowed: z
        .object({ 'given-up': z.number(), ended: z.number() })
        .describe('Days on which mail was still there at the end, by how the follow-up ended.'),
      answers: z.array(answer),
      bad: dayCount,
      measures,
      largestPart: largestPartSchema,
    })
    .nullable()
    .describe('Where nothing is shown to meet the objectives.'),
  stoppedBy: z
    .array(z.object({ bound: z.string(), settings: candidate, answers: z.array(answer) }))
    .describe('Bounds without which the objectives can be met, and how; by twenty days.'),
  assumptions: z.array(z.string()),
});

export type RecommendationResult = z.infer<typeof recommendationSchema>;
export type RecommendedChoice = NonNullable<RecommendationResult['choice']>;
export type NearestResult = NonNullable<RecommendationResult['nearest']>;
export type LimitResult = NonNullable<RecommendationResult['limit']>;
export type ProcedureResult = NonNullable<LimitResult['procedure']>;
export type CandidateResult = z.infer<typeof candidate>;
export type AnswerResult = z.infer<typeof answer>;
export type ChangeResult = z.infer<typeof change>;
export type ShownResult = z.infer<typeof shown>;
export type DayCountResult = z.infer<typeof dayCount>;

/** What a choice brings, in the rows of its table and in CSV. */
export const BRINGS: readonly MetricName[] = [
  'mean',
  'p50',
  'p99',
  'max',
  'over-5m',
  'cuts',
  'deferrals-skipped',
  'backlog-peak',
];

/**
 * As CSV: a row for each setting, two for the bad days, one for each metric of what it brings. Figures
 * of typical days have two columns, from and to, the same where they are known; an empty end is open.
 */
export function recommendationCsv(result: RecommendationResult): string {
  const { choice, present, nearest, scenario } = result;
  const then = choice ?? nearest;
  const known = (kind: string, name: string, now: CsvField, after: CsvField): CsvField[] => {
    return [scenario.name, kind, name, now, now, after, after, null, null];
  };
  const settings = DIMENSIONS.map(({ setting }) => {
    const text = (from: CandidateResult) => String(from[setting] ?? 'unlimited');
    return known('setting', setting, text(present.settings), then ? text(then.settings) : '');
  });
  const days = (['bad', 'days'] as const).map((name) =>
    known('days', name, present.bad[name], then?.bad[name] ?? null),
  );
  const measures = BRINGS.map((name): CsvField[] => {
    const [now, found] = [present.measures[name], then?.measures[name]];
    const ends = [now, found, found?.interval].flatMap((one) => [
      one?.low ?? null,
      one?.high ?? null,
    ]);
    return [scenario.name, 'measure', name, ...ends];
  });
  const after = choice === null ? 'nearest' : 'chosen';
  const head = [
    'scenario',
    'kind',
    'name',
    'now from',
    'now to',
    `${after} from`,
    `${after} to`,
    'interval from',
    'interval to',
  ];
  return csvText(head, [...settings, ...days, ...measures]);
}
