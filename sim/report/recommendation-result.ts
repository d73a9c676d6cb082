/** From a recommendation to plain data that every report of it is written from. */
import { closedForm } from '../experiment/closed-form.ts';
import { MEASURES, type MeasureUnit } from '../experiment/measure.ts';
import {
  type Candidate,
  type Circumstances,
  changedSettings,
  needsTicket,
} from '../experiment/recommend/candidate.ts';
import type { PolicyTrial } from '../experiment/recommend/lowering-policy.ts';
import type { ObjectiveAnswer } from '../experiment/recommend/objective.ts';
import type { Choice, Recommendation } from '../experiment/recommend/recommendation.ts';
import { estimatesOf, known } from './measure-values.ts';
import type {
  AnswerResult,
  CandidateResult,
  ChangeResult,
  RecommendationResult,
} from './recommendation-schema.ts';
import { closedFormResult } from './result.ts';
import type { Result } from './result-schema.ts';

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
  const { plan, site, present, screening, nearest, smallest } = found;
  return {
    format: 'mailpath-recommendation/1',
    version: context.version,
    scenario: context.scenario,
    seed: plan.seed,
    partial: found.partial,
    replicationsRun: found.replicationsRun,
    asked: {
      objectives: plan.objectives.map(({ text }) => text),
      bounds: [...context.bounds],
      assumedBounds: [...context.assumedBounds],
      criterion: plan.criterion,
      criterionUnit: unitOf(plan.criterion),
      tolerance: plan.tolerance,
      confidence: plan.confidence,
    },
    canItHappen: closedFormResult(closedForm(plan.input)),
    present: {
      settings: candidateResult(present.candidate),
      measures: estimatesOf(present.outcome, MEASURES),
    },
    limit: limitResult(found),
    runnersNeeded: { ...found.needed },
    considered: {
      candidates: (screening?.kept.length ?? 0) + countOut(found, (reason) => reason !== 'overrun'),
      screenedOut: reasonsOut(found),
      simulated: screening?.kept.length ?? 0,
      meet: found.feasible.length,
      undecided: found.undecided.length,
      leaveMail: found.leaveMail,
      unconfirmed: found.unconfirmed,
    },
    choice: found.choice === null ? null : choiceResult(found.choice, found),
    smallest:
      smallest === null
        ? null
        : {
            settings: candidateResult(smallest.candidate),
            changes: changesResult(site, smallest.candidate),
            answers: smallest.confirmation.answers.map(answerResult),
            overruns: smallest.overruns,
            isChoice: smallest.isChoice,
          },
    nearest:
      nearest === null || found.choice !== null
        ? null
        : {
            settings: candidateResult(nearest.candidate),
            answers: nearest.answers.map(answerResult),
            measures: estimatesOf(nearest.outcome, MEASURES),
            largestPart: nearest.outcome.partsBySize()[0].name,
          },
    stoppedBy: found.lifted.map(({ bound, entry, answers }) => ({
      bound,
      settings: candidateResult(entry.candidate),
      answers: answers.map(answerResult),
    })),
    assumptions: [...context.assumptions],
  };
}

function choiceResult(
  choice: Choice,
  { plan, site, movements, ageLimit }: Recommendation,
): RecommendationResult['choice'] {
  const { selection } = choice;
  return {
    settings: candidateResult(choice.candidate),
    changes: changesResult(site, choice.candidate),
    clearTable: plan.input.marks.length > 0,
    measures: estimatesOf(choice.outcome, MEASURES),
    answers: choice.confirmation.answers.map(answerResult),
    among: choice.among,
    criterion: { chosen: selection.chosenMean, best: selection.bestMean },
    best: candidateResult(selection.best.candidate),
    runnerUp:
      selection.runnerUp === null
        ? null
        : {
            settings: candidateResult(selection.runnerUp.entry.candidate),
            criterion: selection.runnerUp.mean,
          },
    asGood: selection.asGood.length,
    rounds: selection.rounds,
    movements: movements.map(({ setting, chosen, least, most, tried }) => ({
      setting,
      chosen: plain(chosen),
      least: plain(least),
      most: plain(most),
      tried: tried.map(({ value, fails, criterion }) => ({
        value: plain(value),
        fails,
        criterion: known(criterion),
      })),
    })),
    ageLimit:
      ageLimit === null
        ? null
        : {
            ageMs: ageLimit.ageMs,
            measures: estimatesOf(ageLimit.outcome, MEASURES),
            choiceMeasures: estimatesOf(ageLimit.choice, MEASURES),
          },
  };
}

function limitResult({ advice, policy }: Recommendation): RecommendationResult['limit'] {
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
  return changedSettings(site.present, candidate).map((setting) => ({
    setting,
    from: plain(site.present[setting]),
    to: plain(candidate[setting]),
    by:
      setting === 'hostStatus' && needsTicket(site, candidate)
        ? 'Proofpoint Support'
        : 'administrator',
  }));
}

export function candidateResult(candidate: Candidate): CandidateResult {
  return { ...candidate, messagesPerConnection: known(candidate.messagesPerConnection) };
}

function answerResult(answer: ObjectiveAnswer): AnswerResult {
  const { objective, state, value, low, high, badDays, days } = answer;
  return {
    objective: objective.text,
    state,
    unit: unitOf(objective.measure),
    value: known(value),
    low: known(low),
    high: known(high),
    badDays,
    days,
  };
}

function plain(value: number | boolean): number | boolean | null {
  return typeof value === 'number' ? known(value) : value;
}

function unitOf(measure: string): MeasureUnit {
  return MEASURES.find(({ name }) => name === measure)?.unit ?? 'count';
}

function countOut({ screening }: Recommendation, which: (reason: string) => boolean): number {
  return (screening?.out ?? []).filter(({ reason }) => which(reason)).length;
}

function reasonsOut({ screening }: Recommendation): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const { reason } of screening?.out ?? []) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
