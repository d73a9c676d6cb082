/**
 * A recommendation as JSON: format `mailpath-recommendation/1`.
 *
 * One source for the published JSON Schema (docs/recommendation.schema.json), for the type that
 * reports are written from, and for the check that what is written keeps to it. Durations in
 * milliseconds, shares from 0 to 1; null stands for a value that does not exist and for "no limit".
 */
import { z } from 'zod';
import {
  closedFormSchema,
  estimateSchema,
  publishedSchema,
  scenarioAboutSchema,
} from './result-schema.ts';

const number = z.number().nullable();

const candidate = z.object({
  messagesPerConnection: number.describe('null: no limit.'),
  runners: z.number(),
  retryIntervalMs: z.number(),
  hostStatus: z.boolean(),
});

const answer = z.object({
  objective: z.string(),
  state: z.enum(['met', 'missed', 'open']),
  unit: z.enum(['ms', 'share', 'count', 'bytes']),
  value: number.describe('Mean; of an objective about every day the worst day.'),
  low: number.describe(
    'One-sided bounds; of an objective about every day: of the share of bad days.',
  ),
  high: number,
  badDays: number.describe('Days that broke it; null: the objective is about the mean.'),
  days: z.number(),
});

const measures = z.record(z.string(), estimateSchema);

const who = z.enum(['administrator', 'Proofpoint Support']);

const change = z.object({
  setting: z.enum(['messagesPerConnection', 'runners', 'hostStatus', 'retryIntervalMs']),
  from: z.union([z.number(), z.boolean(), z.null()]),
  to: z.union([z.number(), z.boolean(), z.null()]),
  by: who,
});

const value = z.union([z.number(), z.boolean(), z.null()]);

export const recommendationSchema = z.object({
  format: z.literal('mailpath-recommendation/1'),
  version: z.string(),
  scenario: scenarioAboutSchema,
  seed: z.string(),
  partial: z.boolean(),
  replicationsRun: z.number(),
  asked: z.object({
    objectives: z.array(z.string()),
    bounds: z.array(z.string()),
    assumedBounds: z.array(z.string()).describe('Bounds that nobody stated.'),
    criterion: z.string().describe('The measure that the best is the best in.'),
    criterionUnit: z.enum(['ms', 'share', 'count', 'bytes']),
    tolerance: z.number().describe('A difference of the criterion that does not matter.'),
    confidence: z.number(),
  }),
  canItHappen: closedFormSchema,
  present: z.object({ settings: candidate, measures }),
  limit: z
    .object({
      lifetimeMs: z.number(),
      literal: z.number().describe('Mean size over mean goodput, into the lifetime.'),
      byMean: z.number().describe('The same with everything that a message takes.'),
      tailAware: number.describe(
        'The largest that overruns with the accepted chance; null: there is no limit.',
      ),
      accepted: z.number(),
      articleOverrun: z.number().describe('Chance that 199 messages overrun.'),
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
        .describe('199, lowered to three quarters after each day with a cut.'),
    })
    .nullable()
    .describe('null: the host lets connections live for ever.'),
  runnersNeeded: z.object({ load: z.number(), runners: z.number(), forPile: number }),
  considered: z.object({
    candidates: z.number(),
    screenedOut: z.record(z.string(), z.number()).describe('By closed form, and why.'),
    simulated: z.number(),
    meet: z.number(),
    undecided: z.number(),
    leaveMail: z.number().describe('Leave more mail undelivered than the gateway as it stands.'),
    unconfirmed: z.number().describe('Choices that fresh mail did not confirm.'),
  }),
  choice: z
    .object({
      settings: candidate,
      changes: z.array(change),
      clearTable: z.boolean().describe('A mark stands at the start: clear it once.'),
      measures,
      answers: z.array(answer).describe('With fresh mail.'),
      among: z.number(),
      criterion: z.object({ chosen: z.number(), best: z.number() }),
      best: candidate,
      runnerUp: z.object({ settings: candidate, criterion: z.number() }).nullable(),
      asGood: z.number().describe('Candidates that are as good as the best, to the tolerance.'),
      rounds: z.number().describe('Of the selection.'),
      movements: z.array(
        z.object({
          setting: z.string(),
          chosen: value,
          least: value,
          most: value,
          tried: z.array(z.object({ value, fails: z.string().nullable(), criterion: number })),
        }),
      ),
      ageLimit: z
        .object({ ageMs: z.number(), measures, choiceMeasures: measures })
        .nullable()
        .describe('A limit of age in place of a number; both with the same replications.'),
    })
    .nullable(),
  smallest: z
    .object({
      settings: candidate,
      changes: z.array(change),
      answers: z.array(answer),
      overruns: z.boolean(),
      isChoice: z.boolean(),
    })
    .nullable(),
  nearest: z
    .object({
      settings: candidate,
      answers: z.array(answer),
      measures,
      largestPart: z.string().nullable(),
    })
    .nullable()
    .describe('Where nothing meets the objectives.'),
  stoppedBy: z
    .array(z.object({ bound: z.string(), settings: candidate, answers: z.array(answer) }))
    .describe('Bounds without which the objectives can be met, and how.'),
  assumptions: z.array(z.string()),
});

export type RecommendationResult = z.infer<typeof recommendationSchema>;
export type CandidateResult = z.infer<typeof candidate>;
export type AnswerResult = z.infer<typeof answer>;
export type ChangeResult = z.infer<typeof change>;

/** The published schema, draft 7, as text. */
export function recommendationJsonSchema(): string {
  return publishedSchema('Recommendation of mailpath', recommendationSchema);
}
