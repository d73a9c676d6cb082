/**
 * Recommendations for the office gateway, for tests of reports: measures of a small experiment, and
 * beside them answers as a study might have found them.
 */

import { METRICS } from '../../../sim/mailpath/metrics.ts';
import { canItHappen } from '../../../sim/studies/closed-form/can-it-happen.ts';
import { differencesOf, estimatesOf } from '../../../sim/studies/estimate.ts';
import { candidateResult, presentCandidate } from '../../../sim/studies/recommend/candidate.ts';
import {
  type RecommendationResult,
  recommendationSchema,
} from '../../../sim/studies/recommend/result.ts';
import { CONTEXT, planOf, TWO_SETTINGS } from '../compare/small-result.ts';
import { officeGateway } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';

const MINUTE = 60_000;
export const PLAN = planOf(TWO_SETTINGS, 10);
const [before, after] = runExperiment(PLAN).outcomes;
const now = estimatesOf(before, METRICS);
const then = estimatesOf(after, METRICS);
const nowMinusThen = differencesOf(after, before, METRICS);
const nothing = differencesOf(after, after, METRICS);

const PRESENT = {
  ...candidateResult(presentCandidate(officeGateway())),
  messagesPerConnection: null,
  runners: 2,
  retryIntervalMs: 10 * MINUTE,
  hostStatus: true,
};
const CHOSEN = {
  ...PRESENT,
  messagesPerConnection: 120,
  runners: 4,
  retryIntervalMs: MINUTE,
  hostStatus: false,
};
const ANSWER: NonNullable<RecommendationResult['choice']>['answers'][number] = {
  objective: 'p99 < 4m',
  onDays: 0.95,
  state: 'met',
  unit: 'ms',
  days: 86,
  bad: 0,
  unknown: 0,
  low: 0,
  high: 0.0342,
  mean: null,
  worst: { kind: 'exact', low: 2.2 * MINUTE, high: 2.2 * MINUTE },
};
const SHOWN = { objectives: ['p99 < 4m'], onDays: 0.95, days: 86, bad: 0, upperBound: 0.042 };
const NONE_BAD = { bad: 0, days: 86, upperBound: 0.0342 };
const ALL_BAD = { bad: 10, days: 10, upperBound: 1 };
const tried = (value: number | boolean | null, minutes: number) => ({
  value,
  fails: minutes < 4 ? null : 'p99 < 4m',
  bad: minutes < 4 ? 0 : 2,
  days: minutes < 4 ? 20 : 2,
  criterion: { kind: 'exact' as const, low: minutes * MINUTE, high: minutes * MINUTE },
});

export const MET: RecommendationResult = recommendationSchema.strict().parse({
  format: 'mailpath-recommendation/2',
  version: CONTEXT.version,
  scenario: { ...CONTEXT.scenario, deployment: 'cloud' },
  seed: 'report',
  partial: false,
  full: true,
  replicationsRun: 400,
  requested: {
    objectives: ['p99 < 4m'],
    bounds: ['retry-interval >= 1m'],
    assumedBounds: ['runners <= 8 (four times as they stand: nobody stated a bound)'],
    criterion: 'p99',
    criterionUnit: 'ms',
    confidence: 0.95,
    maxDays: null,
  },
  canItHappen: canItHappen(PLAN.settings[0].input, before),
  limit: {
    lifetimeMs: 3 * MINUTE,
    literal: 900,
    byMean: 200,
    tailAware: 120,
    accepted: 0.01,
    articleOverrun: 0.6,
    singleOverrun: 0,
    procedure: {
      trials: 20,
      settledTrials: 20,
      limit: { median: 112, min: 84, max: 149 },
      days: { mean: 3, max: 5 },
      incidents: { mean: 1.5, max: 2 },
    },
  },
  present: {
    settings: PRESENT,
    bad: ALL_BAD,
    measures: now,
    largestPart: { name: 'mark', share: 0.64 },
  },
  leading: null,
  runnersNeeded: { load: 0, runners: 2, forBacklog: 3 },
  considered: {
    candidates: 48,
    screenedOut: { overrun: 12 },
    evaluated: 9,
    eliminated: 8,
    notShown: 1,
    leaveMail: 0,
  },
  choice: {
    settings: CHOSEN,
    changes: [
      { setting: 'messagesPerConnection', from: null, to: 120, by: 'administrator' },
      { setting: 'runners', from: 2, to: 4, by: 'administrator' },
      { setting: 'hostStatus', from: true, to: false, by: 'Proofpoint Support' },
      { setting: 'retryIntervalMs', from: 10 * MINUTE, to: MINUTE, by: 'administrator' },
    ],
    clearTable: true,
    measures: then,
    answers: [ANSWER],
    shown: [SHOWN],
    bad: NONE_BAD,
    present: nowMinusThen,
    strongest: {
      settings: { ...CHOSEN, runners: 8 },
      bad: { bad: 0, days: 10, upperBound: 0.2589 },
      measures: then,
      differences: nothing,
    },
    movements: [
      {
        setting: 'messagesPerConnection',
        chosen: 120,
        min: 20,
        max: null,
        tried: [tried(10, 4.5), tried(20, 3), tried(199, 2), tried(null, 2.1)],
      },
      {
        setting: 'runners',
        chosen: 4,
        min: 3,
        max: 8,
        tried: [tried(2, 5), tried(3, 3), tried(8, 1.8)],
      },
      {
        setting: 'retryIntervalMs',
        chosen: MINUTE,
        min: MINUTE,
        max: MINUTE,
        tried: [tried(2 * MINUTE, 4.1), tried(30 * MINUTE, 66)],
      },
      { setting: 'hostStatus', chosen: false, min: false, max: true, tried: [tried(true, 3.5)] },
    ],
    ageLimit: { ageMs: 2 * MINUTE, measures: then, differences: nothing },
  },
  smallest: {
    settings: { ...PRESENT, hostStatus: false },
    changes: [{ setting: 'hostStatus', from: true, to: false, by: 'Proofpoint Support' }],
    shown: [SHOWN],
    overruns: true,
    isChoice: false,
  },
  nearest: null,
  stoppedBy: [],
  assumptions: [...CONTEXT.assumptions],
});

/** The same site, asked for what it cannot reach. */
export const NOT_MET: RecommendationResult = {
  ...MET,
  requested: { ...MET.requested, objectives: ['p99 < 1s'] },
  choice: null,
  smallest: null,
  nearest: {
    settings: CHOSEN,
    why: 'missed',
    unstable: false,
    notFollowed: { 'given-up': 0, ended: 0 },
    bad: { bad: 20, days: 20, upperBound: 1 },
    answers: [{ ...ANSWER, objective: 'p99 < 1s', state: 'missed', bad: 20, days: 20, high: 1 }],
    measures: then,
    largestPart: { name: 'list', share: 0.5 },
  },
  stoppedBy: [
    {
      bound: 'runners',
      settings: { ...CHOSEN, runners: 12 },
      answers: [{ ...ANSWER, objective: 'p99 < 1s', days: 20, high: 0.14 }],
    },
  ],
};
