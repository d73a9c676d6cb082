/**
 * Recommendations for the office gateway, for tests of reports: measures of a small experiment, and
 * beside them answers as a study might have found them.
 */
import {
  type RecommendationResult,
  recommendationSchema,
} from '../../sim/report/recommendation-schema.ts';
import { CONTEXT, planOf, resultOf, TWO_SETTINGS } from './small-result.ts';

const MINUTE = 60_000;
export const PLAN = planOf(TWO_SETTINGS, 3);
const [now, then] = resultOf(PLAN).settings;

const PRESENT = {
  messagesPerConnection: null,
  runners: 2,
  retryIntervalMs: 10 * MINUTE,
  hostStatus: true,
};
const CHOSEN = {
  messagesPerConnection: 120,
  runners: 4,
  retryIntervalMs: MINUTE,
  hostStatus: false,
};
const ANSWER: NonNullable<RecommendationResult['choice']>['answers'][number] = {
  objective: 'p99 < 4m',
  state: 'met',
  unit: 'ms',
  value: 2 * MINUTE,
  low: null,
  high: 2.2 * MINUTE,
  badDays: null,
  days: 59,
};
const tried = (value: number | boolean | null, minutes: number) => ({
  value,
  fails: minutes < 4 ? null : 'p99 < 4m',
  criterion: minutes * MINUTE,
});

export const MET: RecommendationResult = recommendationSchema.strict().parse({
  format: 'mailpath-recommendation/1',
  version: CONTEXT.version,
  scenario: { ...CONTEXT.scenario, deployment: 'cloud' },
  seed: 'report',
  partial: false,
  replicationsRun: 400,
  asked: {
    objectives: ['p99 < 4m'],
    bounds: ['retry-interval >= 1m'],
    assumedBounds: ['runners <= 8 (four times as they stand: nobody stated a bound)'],
    criterion: 'p99',
    criterionUnit: 'ms',
    tolerance: 24_000,
    confidence: 0.95,
  },
  canItHappen: now.canItHappen,
  present: { settings: PRESENT, measures: now.measures },
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
      limit: { median: 112, least: 84, most: 149 },
      days: { mean: 3, most: 5 },
      incidents: { mean: 1.5, most: 2 },
    },
  },
  runnersNeeded: { load: 0, runners: 2, forPile: 3 },
  considered: {
    candidates: 48,
    screenedOut: { overrun: 12 },
    simulated: 48,
    meet: 9,
    undecided: 1,
    leaveMail: 0,
    unconfirmed: 0,
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
    measures: then.measures,
    answers: [ANSWER],
    among: 9,
    criterion: { chosen: 2 * MINUTE, best: 1.9 * MINUTE },
    best: CHOSEN,
    runnerUp: { settings: { ...CHOSEN, runners: 6 }, criterion: 1.95 * MINUTE },
    asGood: 3,
    rounds: 4,
    movements: [
      {
        setting: 'messagesPerConnection',
        chosen: 120,
        least: 20,
        most: null,
        tried: [tried(10, 4.5), tried(20, 3), tried(199, 2), tried(null, 2.1)],
      },
      {
        setting: 'runners',
        chosen: 4,
        least: 3,
        most: 8,
        tried: [tried(2, 5), tried(3, 3), tried(8, 1.8)],
      },
      {
        setting: 'retryIntervalMs',
        chosen: MINUTE,
        least: MINUTE,
        most: MINUTE,
        tried: [tried(2 * MINUTE, 4.1), tried(30 * MINUTE, 66)],
      },
      { setting: 'hostStatus', chosen: false, least: false, most: true, tried: [tried(true, 3.5)] },
    ],
    ageLimit: { ageMs: 2 * MINUTE, measures: then.measures, choiceMeasures: then.measures },
  },
  smallest: {
    settings: { ...PRESENT, hostStatus: false },
    changes: [{ setting: 'hostStatus', from: true, to: false, by: 'Proofpoint Support' }],
    answers: [ANSWER],
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
  asked: { ...MET.asked, objectives: ['p99 < 1s'] },
  choice: null,
  smallest: null,
  nearest: {
    settings: CHOSEN,
    answers: [{ ...ANSWER, objective: 'p99 < 1s', state: 'missed' }],
    measures: then.measures,
    largestPart: 'list',
  },
  stoppedBy: [
    {
      bound: 'runners',
      settings: { ...CHOSEN, runners: 12 },
      answers: [{ ...ANSWER, value: 900 }],
    },
  ],
};
