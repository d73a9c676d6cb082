/**
 * A recommendation as JSON: format `mailpath-recommendation/2`.
 *
 * One source for the published JSON Schema (docs/recommendation.schema.json), for the type that
 * reports are written from, and for the check that what is written keeps to it. Durations in
 * milliseconds, shares from 0 to 1; null stands for a value that does not exist and for "no limit".
 * Days are replications; a bad one breaks an objective, or may.
 */

import { z } from 'zod';
import { boundsResult, known } from '../../document/bounds.ts';
import { boundsSchema } from '../../document/bounds-schema.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, metricOf } from '../../mailpath/metrics.ts';
import {
  ARTICLE_LIMIT,
  DIMENSIONS,
  doneBy,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type RemedySwitch,
  WHO,
} from '../../mailpath/remedies.ts';
import { SETTINGS } from '../../mailpath/settings.ts';
import { upperBound } from '../../statistics/confidence.ts';
import { closedForm } from '../closed-form.ts';
import { largestPart } from '../compare/result.ts';
import { differencesOf, estimate, estimatesOf } from '../estimate.ts';
import type { ObjectiveAnswer } from '../objective.ts';
import {
  closedFormSchema,
  difference,
  estimateSchema,
  metricName,
  partName,
  type Result,
  scenarioAboutSchema,
  unitSchema,
} from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { type Candidate, type Circumstances, changedSettings } from './candidate.ts';
import type { ShownGroup } from './fresh-days.ts';
import type { PolicyTrial } from './lowering-policy.ts';
import { badDaysOf, requirementsOf } from './requirements.ts';
import type { Choice, DayCount, Recommendation } from './study.ts';

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

const change = z.object({
  setting: settingName,
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
  requested: z.object({
    objectives: z.array(z.string()),
    bounds: z.array(z.string()),
    assumedBounds: z.array(z.string()).describe('Bounds that nobody stated.'),
    criterion: metricName.describe('The measure that settings are compared in.'),
    criterionUnit: unitSchema,
    confidence: z.number(),
    maxDays: number.describe('Fresh days of one candidate; null: as many as the looks need.'),
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
export type CandidateResult = z.infer<typeof candidate>;
export type AnswerResult = z.infer<typeof answer>;
export type ChangeResult = z.infer<typeof change>;
export type ShownResult = z.infer<typeof shown>;
export type DayCountResult = z.infer<typeof dayCount>;

/** From a recommendation to plain data that every report of it is written from. */

export interface RecommendationContext {
  readonly version: string;
  readonly scenario: Result['scenario'];
  readonly assumptions: readonly string[];
  readonly bounds: readonly string[];
  readonly assumedBounds: readonly string[];
}

export function recommendationResult(
  found: Recommendation,
  context: RecommendationContext,
): RecommendationResult {
  const { plan, site, present, screening, smallest, leading } = found;
  return {
    format: 'mailpath-recommendation/2',
    version: context.version,
    scenario: context.scenario,
    seed: plan.seed,
    partial: found.partial,
    full: plan.full,
    replicationsRun: found.replicationsRun,
    requested: {
      objectives: plan.objectives.map(({ text }) => text),
      bounds: [...context.bounds],
      assumedBounds: [...context.assumedBounds],
      criterion: plan.criterion,
      criterionUnit: metricOf(plan.criterion).unit,
      confidence: plan.confidence,
      maxDays: plan.maxDays,
    },
    canItHappen: closedForm(plan.input),
    limit: limitResult(found),
    runnersNeeded: { ...found.needed },
    considered: {
      candidates: (screening?.kept.length ?? 0) + countOut(found, (reason) => reason !== 'overrun'),
      screenedOut: reasonsOut(found),
      ...found.considered,
    },
    present: {
      settings: candidateResult(present.candidate),
      bad: badDaysResult(present.outcome, found),
      measures: estimatesOf(present.outcome, METRICS),
      largestPart: largestPart(present.outcome),
    },
    leading:
      leading === null || found.choice !== null
        ? null
        : {
            settings: candidateResult(leading.candidate),
            first: countResult(leading.first, found),
            fresh: countResult(leading.fresh, found),
          },
    choice: found.choice === null ? null : choiceResult(found.choice, found),
    smallest:
      smallest === null
        ? null
        : {
            settings: candidateResult(smallest.candidate),
            changes: changesResult(site, smallest.candidate),
            shown: smallest.trial.shown.map(shownResult),
            overruns: smallest.overruns,
            isChoice: smallest.isChoice,
          },
    nearest: nearestResult(found),
    stoppedBy: found.lifted.map(({ bound, entry, answers }) => ({
      bound,
      settings: candidateResult(entry.candidate),
      answers: answers.map(answerResult),
    })),
    assumptions: [...context.assumptions],
  };
}

function choiceResult(choice: Choice, found: Recommendation): RecommendationResult['choice'] {
  const { plan, site, movements, ageLimit, present, strongest } = found;
  const { outcome } = choice;
  return {
    settings: candidateResult(choice.candidate),
    changes: changesResult(site, choice.candidate),
    clearTable: plan.input.marks.length > 0,
    shown: choice.trial.shown.map(shownResult),
    answers: choice.answers.map(answerResult),
    bad: badDaysResult(outcome, found),
    measures: estimatesOf(outcome, METRICS),
    present: differencesOf(outcome, present.outcome, METRICS),
    strongest:
      strongest === null
        ? null
        : {
            settings: candidateResult(strongest.candidate),
            bad: badDaysResult(strongest.outcome, found),
            measures: estimatesOf(strongest.outcome, METRICS),
            differences: differencesOf(outcome, strongest.outcome, METRICS),
          },
    movements: movements.map(({ setting, chosen, min, max, tried }) => ({
      setting,
      chosen: plain(chosen),
      min: plain(min),
      max: plain(max),
      tried: tried.map(({ value, fails, bad, days, outcome: tryOutcome }) => ({
        value: plain(value),
        fails,
        bad,
        days,
        criterion: boundsResult(estimate(tryOutcome, plan.criterion).value),
      })),
    })),
    ageLimit:
      ageLimit === null
        ? null
        : {
            ageMs: ageLimit.ageMs,
            measures: estimatesOf(ageLimit.outcome, METRICS),
            differences: differencesOf(outcome, ageLimit.outcome, METRICS),
          },
  };
}

function nearestResult(found: Recommendation): RecommendationResult['nearest'] {
  const { nearest } = found;
  if (nearest === null || found.choice !== null) return null;
  return {
    settings: candidateResult(nearest.candidate),
    why: nearest.why,
    unstable: isUnstable(nearest.input),
    notFollowed: { ...nearest.outcome.notFollowed },
    answers: nearest.answers.map(answerResult),
    bad: badDaysResult(nearest.outcome, found),
    measures: estimatesOf(nearest.outcome, METRICS),
    largestPart: largestPart(nearest.outcome),
  };
}

function isUnstable(input: MailPathInput): boolean {
  return closedForm(input).loads.some(({ load, beyond }) => beyond === 'unstable' && load >= 1);
}

/** Known before anything is simulated, but for the article's procedure. */
export function limitResult({
  advice,
  policy,
}: Pick<Recommendation, 'advice' | 'policy'>): RecommendationResult['limit'] {
  if (advice === null) return null;
  return { ...advice, tailAware: known(advice.tailAware), procedure: policyResult(policy) };
}

function policyResult(
  trials: readonly PolicyTrial[],
): NonNullable<RecommendationResult['limit']>['procedure'] {
  if (trials.length === 0) return null;
  const limits = trials.map(({ limit }) => limit).sort((a, b) => a - b);
  const meanAndMax = (values: readonly number[]) => ({
    mean: values.reduce((sum, v) => sum + v, 0) / values.length,
    max: Math.max(...values),
  });
  return {
    trials: trials.length,
    settledTrials: trials.filter(({ settled }) => settled).length,
    limit: {
      median: limits[Math.floor(limits.length / 2)],
      min: limits[0],
      max: limits[limits.length - 1],
    },
    days: meanAndMax(trials.map(({ days }) => days)),
    incidents: meanAndMax(trials.map(({ incidents }) => incidents)),
  };
}

function changesResult(site: Circumstances, candidate: Candidate): ChangeResult[] {
  const changed = changedSettings(site.present, candidate);
  return DIMENSIONS.filter(({ setting }) => changed.includes(setting)).map((remedy) => ({
    setting: remedy.setting,
    from: plain(site.present[remedy.setting]),
    to: plain(candidate[remedy.setting]),
    by: doneBy(remedy, site.cloud),
  }));
}

export function candidateResult(candidate: Candidate): CandidateResult {
  return {
    ...candidate,
    ...Object.fromEntries(
      REMEDY_NUMBERS.map(({ setting }) => [setting, known(candidate[setting])]),
    ),
  };
}

function shownResult({ group, days, bad, upperBound }: ShownGroup): ShownResult {
  return {
    objectives: group.objectives.map(({ text }) => text),
    onDays: group.onDays,
    days,
    bad,
    upperBound,
  };
}

function badDaysResult(outcome: SettingOutcome, found: Recommendation): DayCountResult {
  const { objectives, bounds } = found.plan;
  return countResult(badDaysOf(outcome, requirementsOf([...objectives, ...bounds.metrics])), found);
}

function countResult({ bad, days }: DayCount, { plan }: Recommendation): DayCountResult {
  return { bad, days, upperBound: days === 0 ? 1 : upperBound(bad, days, plan.confidence) };
}

function answerResult(answer: ObjectiveAnswer): AnswerResult {
  const { objective, state, days, badDays, unknownDays, low, high, mean, worst } = answer;
  return {
    objective: objective.text,
    onDays: objective.onDays,
    state,
    unit: metricOf(objective.metric).unit,
    days,
    bad: badDays,
    unknown: unknownDays,
    low: known(low),
    high: known(high),
    mean: mean === null ? null : known(mean),
    worst: boundsResult(worst),
  };
}

function plain(value: number | boolean): number | boolean | null {
  return typeof value === 'number' ? known(value) : value;
}

function countOut({ screening }: Recommendation, which: (reason: string) => boolean): number {
  return (screening?.out ?? []).filter(({ reason }) => which(reason)).length;
}

function reasonsOut({ screening }: Recommendation): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const { reason } of screening?.out ?? []) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
