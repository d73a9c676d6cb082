/** A report of a small comparison as its file, for tests. */

import type { Report } from '../../../sim/document/report.ts';
import { resultReport } from '../../../sim/studies/compare/request.ts';
import { diagnosisReport } from '../../../sim/studies/diagnose/request.ts';
import { forecastReport } from '../../../sim/studies/forecast/request.ts';
import { ladderReport } from '../../../sim/studies/ladder/request.ts';
import { recommendationReport } from '../../../sim/studies/recommend/report.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { sensitivityReport } from '../../../sim/studies/sensitivity/report.ts';
import { sweepReport } from '../../../sim/studies/sweep/report.ts';
import { runTimeline } from '../../../sim/trace/timeline.ts';
import { planOf, resultOf, TWO_SETTINGS } from '../../studies/compare/small-result.ts';
import { diagnosisOf, HOSTILE_DIAGNOSIS } from '../../studies/diagnose/small-diagnosis.ts';
import { forecastOf } from '../../studies/forecast/small-forecast.ts';
import { ladderOf } from '../../studies/ladder/small-ladder.ts';
import { MET, NOT_MET } from '../../studies/recommend/small-recommendation.ts';
import { sensitivityOf } from '../../studies/sensitivity/small-sensitivity.ts';
import { RETRY, RUNNERS, sweepResultOf } from '../../studies/sweep/small-sweep.ts';
import { CHARTS, HOSTILE } from '../charts/chart-examples.ts';

const plan = planOf(TWO_SETTINGS, 3);
export const RESULT: Result = resultOf(plan);

const CONTEXT = {
  startsAtMs: 8 * 3_600_000,
  input: plan.settings[0].input,
  command: 'mailpath compare office.yaml --seed report',
  timelines: plan.settings.map(({ input }) => runTimeline(input, plan.seed)),
};

const STUDY = { input: plan.settings[0].input, command: `mailpath ladder ${HOSTILE}` };

export const REPORT: Report = resultReport(RESULT, CONTEXT);

/** The same, each name of the user's a threat. */
export const HOSTILE_REPORT: Report = resultReport(
  {
    ...RESULT,
    scenario: {
      ...RESULT.scenario,
      name: HOSTILE,
      question: HOSTILE,
      file: `${HOSTILE}.yaml`,
      set: [HOSTILE],
    },
    seed: HOSTILE,
    settings: RESULT.settings.map((setting, i) =>
      i === 0 ? setting : { ...setting, name: HOSTILE },
    ),
    assumptions: [HOSTILE],
    checks: [{ expectation: HOSTILE, state: 'missed', found: HOSTILE }],
  },
  CONTEXT,
);

/** Of a recommendation that is met, and of one that is not, by names that are threats. */
export const RECOMMENDATION: Report = recommendationReport(MET, STUDY);
export const NOT_RECOMMENDED: Report = recommendationReport(
  {
    ...NOT_MET,
    scenario: { ...NOT_MET.scenario, question: HOSTILE, file: HOSTILE, set: [HOSTILE] },
    requested: { ...NOT_MET.requested, objectives: [HOSTILE], bounds: [HOSTILE] },
  },
  STUDY,
);

/** Of a ladder. */
export const LADDER: Report = ladderReport(ladderOf({ replications: 3 }), STUDY);

/** Of a sweep of two inputs, and of what matters. */
export const SWEEP: Report = sweepReport(sweepResultOf([RUNNERS, RETRY], ['p99'], 3), STUDY);
export const SENSITIVITY: Report = sensitivityReport(sensitivityOf('mean', 3), STUDY);

/** Of a log with every kind of line, and of one in which whoever wrote it chose the words. */
export const DIAGNOSIS: Report = diagnosisReport(diagnosisOf('lines'));
export const HOSTILE_LOG: Report = diagnosisReport(HOSTILE_DIAGNOSIS);

export const FORECAST: Report = forecastReport(forecastOf());

/** Every chart that there is, on one page. */
export const EVERY_CHART: Report = {
  title: 'Every chart',
  lead: 'One of each.',
  warnings: ['Only a test.'],
  facts: [['Scenario', 'none']],
  sections: [
    {
      heading: 'Charts',
      blocks: CHARTS.map(([, chart]) => ({ kind: 'chart', chart })),
    },
  ],
  generator: 'mailpath test',
};
