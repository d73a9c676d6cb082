/** From a recommendation to plain data that every report of it is written from. */

import { boundsResult, known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, metricOf } from '../../mailpath/metrics.ts';
import { DIMENSIONS, doneBy, NUMBER_DIMENSIONS } from '../../mailpath/remedies.ts';
import { upperBound } from '../../statistics/confidence.ts';
import { closedForm } from '../closed-form.ts';
import { closedFormResult } from '../compare/result.ts';
import { estimate } from '../estimate.ts';
import type { ObjectiveAnswer } from '../objective.ts';
import { differencesOf, estimatesOf } from '../result/metric-values.ts';
import type { Result } from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { askedOf, badDaysOf } from './asked.ts';
import { type Candidate, type Circumstances, changedSettings } from './candidate.ts';
import type { ShownGroup } from './fresh-days.ts';
import type { PolicyTrial } from './lowering-policy.ts';
import type { Choice, DayCount, Recommendation } from './recommendation.ts';
import type {
  AnswerResult,
  CandidateResult,
  ChangeResult,
  DayCountResult,
  RecommendationResult,
  ShownResult,
} from './recommendation-schema.ts';

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
    asked: {
      objectives: plan.objectives.map(({ text }) => text),
      bounds: [...context.bounds],
      assumedBounds: [...context.assumedBounds],
      criterion: plan.criterion,
      criterionUnit: metricOf(plan.criterion).unit,
      confidence: plan.confidence,
      mostDays: plan.mostDays,
    },
    canItHappen: closedFormResult(closedForm(plan.input)),
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
    movements: movements.map(({ setting, chosen, least, most, tried }) => ({
      setting,
      chosen: plain(chosen),
      least: plain(least),
      most: plain(most),
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
  const [largest] = nearest.outcome.partsBySize();
  return {
    settings: candidateResult(nearest.candidate),
    why: nearest.why,
    unstable: isUnstable(nearest.input),
    notFollowed: { ...nearest.outcome.notFollowed },
    answers: nearest.answers.map(answerResult),
    bad: badDaysResult(nearest.outcome, found),
    measures: estimatesOf(nearest.outcome, METRICS),
    largestPart: largest.share > 0 ? largest.name : null,
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
  const meanAndMost = (values: readonly number[]) => ({
    mean: values.reduce((sum, v) => sum + v, 0) / values.length,
    most: Math.max(...values),
  });
  return {
    trials: trials.length,
    settledTrials: trials.filter(({ settled }) => settled).length,
    limit: {
      median: limits[Math.floor(limits.length / 2)],
      least: limits[0],
      most: limits[limits.length - 1],
    },
    days: meanAndMost(trials.map(({ days }) => days)),
    incidents: meanAndMost(trials.map(({ incidents }) => incidents)),
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
      NUMBER_DIMENSIONS.map(({ setting }) => [setting, known(candidate[setting])]),
    ),
  };
}

function shownResult({ group, days, bad, atMost }: ShownGroup): ShownResult {
  return {
    objectives: group.objectives.map(({ text }) => text),
    onDays: group.onDays,
    days,
    bad,
    atMost,
  };
}

function badDaysResult(outcome: SettingOutcome, found: Recommendation): DayCountResult {
  const { objectives, bounds } = found.plan;
  return countResult(badDaysOf(outcome, askedOf([...objectives, ...bounds.metrics])), found);
}

function countResult({ bad, days }: DayCount, { plan }: Recommendation): DayCountResult {
  return { bad, days, atMost: days === 0 ? 1 : upperBound(bad, days, plan.confidence) };
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
