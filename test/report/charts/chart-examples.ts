/** One of each chart, with names as a user might choose them, for tests. */
import type { MeasureUnit } from '../../../sim/experiment/measure.ts';
import { runTimeline } from '../../../sim/experiment/timeline-recorder.ts';
import { backlogChart } from '../../../sim/report/charts/backlog.ts';
import type { Chart } from '../../../sim/report/charts/chart.ts';
import { type ClearanceRow, clearanceChart } from '../../../sim/report/charts/clearance.ts';
import { type DelayCurve, delayCurveChart } from '../../../sim/report/charts/delay-curve.ts';
import { delayPartsChart } from '../../../sim/report/charts/delay-parts.ts';
import { heatMapChart, type SweepGrid } from '../../../sim/report/charts/heat-map.ts';
import { type Ladder, ladderChart } from '../../../sim/report/charts/ladder.ts';
import { limitFiguresChart } from '../../../sim/report/charts/limit-figures.ts';
import { nowAndAfterChart } from '../../../sim/report/charts/now-and-after.ts';
import { runnersChart } from '../../../sim/report/charts/runners-at-work.ts';
import { type SweepLine, sweepLineChart } from '../../../sim/report/charts/sweep-line.ts';
import { timelineChart } from '../../../sim/report/charts/timeline-chart.ts';
import { type Tornado, tornadoChart } from '../../../sim/report/charts/tornado.ts';
import { valueRangeChart } from '../../../sim/report/charts/value-range.ts';
import { officeGateway, RECOMMENDED } from '../../experiment/office-gateway.ts';

const MINUTE = 60_000;
const unit: MeasureUnit = 'ms';
/** Neither markup nor anything that a chart’s own language would read. */
export const HOSTILE = `</script><script>alert("x")</script> 'quoted' \${datum} a.b[0]`;

export const CURVES: readonly DelayCurve[] = [
  {
    name: 'default',
    points: [0, 1, 2, 3, 4, 5].map((k) => {
      const share = [1, 0.5, 0.2, 0.1, 0.01, 0][k];
      return { ms: 300 * [1, 3, 20, 900, 9000, 20000][k], share, low: share / 2, high: share };
    }),
  },
  { name: HOSTILE, points: [400, 1000, 5000].map((ms, k) => ({ ms, share: 1 / (1 + 9 * k) })) },
];

export const LADDER: Ladder = {
  measure: 'p99',
  unit,
  base: { value: 72 * MINUTE, low: 65 * MINUTE, high: 80 * MINUTE },
  steps: [
    { group: 'in order', step: 'as it is', value: 72, low: 65, high: 80, clear: 'held' },
    { group: 'in order', step: 'queue runners 4', value: 50, low: 45, high: 56, clear: 'better' },
    { group: 'in order', step: HOSTILE, value: 3, low: 2.5, high: 3.6, clear: 'better' },
    { group: 'alone', step: 'retry every minute', value: 80, low: 75, high: 86, clear: 'worse' },
    { group: 'alone', step: 'host status off', value: 20, low: 10, high: 90, clear: 'unsure' },
    { group: 'removed', step: 'host status off', value: 40, clear: null },
    { group: 'removed', step: 'nothing delivered', value: null, clear: null },
  ].map((step) => ({
    ...(step as Ladder['steps'][0]),
    value: step.value === null ? null : step.value * MINUTE,
    low: step.low === undefined ? null : step.low * MINUTE,
    high: step.high === undefined ? null : step.high * MINUTE,
  })),
};

const end = (minutes: number) => ({
  value: minutes * MINUTE,
  from: (minutes - 1) * MINUTE,
  to: (minutes + 2) * MINUTE,
});

export const TORNADO: Tornado = {
  measure: 'p99',
  unit,
  base: 10 * MINUTE,
  inputs: [
    { input: 'mean size', lowLabel: '50 KB', highLabel: '1 MB', low: end(9), high: end(11) },
    {
      input: HOSTILE,
      present: '5/s',
      lowLabel: '4/s',
      highLabel: '6/s',
      low: { ...end(6), clear: true },
      high: { ...end(21), clear: false },
    },
    { input: 'both up', lowLabel: '1', highLabel: '2', low: end(12), high: end(14) },
  ],
};

export const GRID: SweepGrid = {
  measure: 'p99',
  unit,
  xName: 'messages per connection',
  yName: HOSTILE,
  cells: ['1', '2', '4'].flatMap((y, j) =>
    ['10', '50', '199', 'unlimited'].map((x, i) => ({
      x,
      y,
      value: i === 3 && j === 0 ? null : (MINUTE * (1 + i * i)) / (1 + 5 * j),
      rank: j < 2 || i > 1 ? null : i === 0 ? ('best' as const) : ('as good' as const),
    })),
  ),
};

export const LINE: SweepLine = {
  measure: 'over 15 min',
  unit: 'share',
  xName: 'queue runners',
  points: ['1', '2', '4', '8'].map((x, i) => ({
    x,
    value: 0.2 / (1 + i),
    low: 0.15 / (1 + i),
    high: 0.25 / (1 + i),
  })),
  knee: '4',
};

const RANGE = {
  measure: 'p99',
  unit,
  setting: HOSTILE,
  ordered: true,
  points: ['1', '2', '4', '8', 'unlimited'].map((x, i) => ({
    x,
    value: i === 4 ? null : ((9 - i * i) / 2) * MINUTE,
    fails: i === 0 ? 'p99 < 4m' : null,
    chosen: i === 1,
  })),
  bound: 4 * MINUTE,
  extent: [MINUTE, 5 * MINUTE],
  range: '2 to unlimited',
};

const LIMITS = {
  title: '199 is too many here: no more than 52 messages fit into 20 min',
  figures: [
    { label: 'the article’s start', value: 199 },
    { label: HOSTILE, value: 18, low: 13, high: 18 },
    { label: 'chosen', value: 52 },
  ],
  safe: 52,
  safeWords: 'outlives 20 min on at most 1% of the connections',
};

const BEFORE = { value: 72 * MINUTE, low: 65 * MINUTE, high: 80 * MINUTE };
const PAIRS = {
  unit,
  afterName: 'chosen',
  rows: [
    { label: 'p50 (median)', now: { value: 900 }, after: { value: 800 }, bound: null },
    { label: 'p99', now: BEFORE, after: { value: MINUTE }, bound: 5 * MINUTE },
    { label: HOSTILE, now: BEFORE, after: { value: null }, bound: null },
  ],
  headline: 1,
};

const row = { low: null, high: null, interval: 'later', clock: '' };
const CLEARANCES = {
  finding: '99% of the waiting mail is through in 1 h 29 min as things stand',
  ranges: 'ranges hold in 95% of all cases',
  horizonMs: 24 * 60 * MINUTE,
  rows: [
    { ...row, label: 'as things stand', kind: 'as-is', value: 89 * MINUTE, told: '1 h 29 min' },
    { ...row, label: 'raise the runners', kind: 'unsure', value: null, told: 'later' },
    { ...row, label: HOSTILE, kind: 'sooner', value: 8 * MINUTE, told: '8 min' },
  ].map((one, i) => ({
    ...(one as ClearanceRow),
    low: [80, 1400, 7][i] * MINUTE,
    high: i === 0 ? 100 * MINUTE : i === 1 ? null : 9 * MINUTE,
  })),
};

const PARTS = {
  finding: '61% of the delay was waiting in a runner’s list behind other mail',
  parts: [0.61, 0.38, 0.0099, 0.0001].map((share, i) => ({
    label: ['in a runner’s list', HOSTILE, 'transfer', 'after a cut'][i],
    spent: 'waiting',
    share,
    meanMs: share * MINUTE,
  })),
};

const timelines = [officeGateway(), officeGateway(RECOMMENDED)].map((input) =>
  runTimeline(input, 'x'),
);

/** The two timelines: marks and cuts in the first, neither in the second. */
export function timelineOf(index: number, startsAtMs: number): Chart {
  return timelineChart({
    setting: index === 0 ? HOSTILE : 'recommended',
    timeline: timelines[index],
    endMs: timelines[0].endedAtMs,
    startsAtMs,
  });
}

export const CHARTS: readonly (readonly [string, Chart])[] = [
  ['delay curve', delayCurveChart(CURVES)],
  ['delay curve of one setting without bands', delayCurveChart(CURVES.slice(1))],
  [
    'backlog',
    backlogChart(
      [
        { name: 'default', stepMs: MINUTE, values: [0, 10, 500, 3] },
        { name: HOSTILE, stepMs: MINUTE, values: [0, 0] },
      ],
      8 * 60 * MINUTE,
    ),
  ],
  [
    'queue runners at work',
    runnersChart(
      [
        { name: 'default', stepMs: MINUTE, values: [0, 1.25, 2, 0] },
        { name: HOSTILE, stepMs: MINUTE, values: [0, 0] },
      ],
      8 * 60 * MINUTE,
    ),
  ],
  ['timeline', timelineOf(0, 8.5 * 60 * MINUTE)],
  ['timeline without cuts and marks', timelineOf(1, 0)],
  ['ladder', ladderChart(LADDER)],
  ['tornado', tornadoChart(TORNADO)],
  ['heat map', heatMapChart(GRID)],
  ['line of a sweep', sweepLineChart(LINE)],
  ['line of a sweep with enough', sweepLineChart({ ...LINE, enough: '4' })],
  ['sweep without order', sweepLineChart({ ...LINE, ordered: false, better: 'neither' })],
  ['range of values', valueRangeChart(RANGE)],
  ['range of values without order', valueRangeChart({ ...RANGE, ordered: false, bound: null })],
  ['figures of a limit', limitFiguresChart(LIMITS)],
  ['now and after', nowAndAfterChart(PAIRS)],
  ['parts of the delay', delayPartsChart(PARTS)],
  ['one part of the delay', delayPartsChart({ ...PARTS, parts: PARTS.parts.slice(0, 1) })],
  ['clearance', clearanceChart(CLEARANCES)],
  [
    'clearance not within the horizon as things stand',
    clearanceChart({
      ...CLEARANCES,
      rows: CLEARANCES.rows.map((one, i) => (i === 0 ? { ...one, ...row, value: null } : one)),
    }),
  ],
];
