/** One of each chart, with names as a user might choose them, for tests. */

import type { Chart } from '../../../sim/document/charts/chart.ts';
import type { MetricUnit } from '../../../sim/mailpath/metrics.ts';
import { exactly, type MeasuredValue } from '../../../sim/studies/charts/measured.ts';
import { backlogChart } from '../../../sim/studies/compare/charts/backlog.ts';
import {
  type DelayCurve,
  delayCurveChart,
} from '../../../sim/studies/compare/charts/delay-curve.ts';
import { runnersChart } from '../../../sim/studies/compare/charts/runners-at-work.ts';
import { timelineChart } from '../../../sim/studies/compare/charts/timeline-chart.ts';
import { delayPartsChart } from '../../../sim/studies/diagnose/delay-parts.ts';
import { type ClearanceRow, clearanceChart } from '../../../sim/studies/forecast/clearance.ts';
import { type Ladder, ladderChart } from '../../../sim/studies/ladder/ladder-chart.ts';
import { limitFiguresChart } from '../../../sim/studies/recommend/limit-figures.ts';
import { nowAndAfterChart } from '../../../sim/studies/recommend/now-and-after.ts';
import { valueRangeChart } from '../../../sim/studies/recommend/value-range.ts';
import { type Tornado, tornadoChart } from '../../../sim/studies/sensitivity/tornado-chart.ts';
import { heatMapChart, type SweepGrid } from '../../../sim/studies/sweep/heat-map.ts';
import { type SweepLine, sweepLineChart } from '../../../sim/studies/sweep/sweep-line-chart.ts';
import { runTimeline } from '../../../sim/trace/timeline.ts';
import { officeGateway, RECOMMENDED } from '../../studies/office-gateway.ts';

const MINUTE = 60_000;
const unit: MetricUnit = 'ms';
/** Neither markup nor anything that a chart’s own language would read. */
export const HOSTILE = `</script><script>alert("x")</script> 'quoted' \${datum} a.b[0]`;

const HOURS = (n: number) => n * 60 * MINUTE;
/** What is known, with its interval. */
const value = (at: number, low: number, high: number): MeasuredValue => ({
  ...exactly(at),
  interval: { kind: 'between', low, high },
});
const minutes = (at: number, low: number, high: number) =>
  value(at * MINUTE, low * MINUTE, high * MINUTE);
const NONE: MeasuredValue = { kind: 'none', low: null, high: null };
export const NEVER: MeasuredValue = { kind: 'never', low: null, high: null, interval: null };
export const AT_LEAST: MeasuredValue = {
  kind: 'at-least',
  low: HOURS(2),
  high: null,
  interval: { kind: 'at-least', low: HOURS(1), high: null },
};

const over = (shares: readonly number[], high?: number) =>
  [1, 5, 15, 60].map((n, i) => ({
    ms: n * MINUTE,
    share:
      high === undefined
        ? exactly(shares[i])
        : { kind: 'between' as const, low: shares[i], high: shares[i] + high },
  }));

export const CURVES: readonly DelayCurve[] = [
  {
    name: 'default',
    points: [0, 1, 2, 3, 4, 5].map((k) => {
      const share = [1, 0.5, 0.2, 0.1, 0.01, 0][k];
      return {
        ms: 300 * [1, 3, 20, 900, 9000, 20000][k],
        share: { low: share, high: share },
        interval: { low: share / 2, high: share },
      };
    }),
    over: over([0.2, 0.1, 0.1, 0.01]),
    longest: exactly(6000 * 1000),
  },
  {
    name: HOSTILE,
    points: [400, 1000, 5000].map((ms, k) => {
      const share = 1 / (1 + 9 * k);
      return { ms, share: { low: share, high: share }, interval: null };
    }),
    over: over([0, 0, 0, 0]),
    longest: exactly(5000),
  },
];

/** Some mail is left: a band, and a line that never comes down to nothing. */
const LEFT: DelayCurve = {
  name: 'left',
  points: [1, 2, 3, 4, 5, 6, 7].map((k) => ({
    ms: [0, 300, 1000, 20_000, 600_000, HOURS(1), HOURS(24), HOURS(240)][k],
    share: {
      low: [0, 1, 0.5, 0.2, 0.1, 0.001, 0.001, 0.001][k],
      high: [0, 1, 0.5, 0.21, 0.12, 0.02, 0.02, 0.02][k],
    },
    interval: null,
  })),
  over: over([0.18, 0.15, 0.1, 0.001], 0.019),
  longest: AT_LEAST,
};

export const LADDER: Ladder = {
  measure: 'p99',
  unit,
  base: minutes(72, 65, 80),
  steps: [
    { group: 'in order', step: 'as it is', ...minutes(72, 65, 80), clear: 'held' },
    { group: 'in order', step: 'queue runners 4', ...minutes(50, 45, 56), clear: 'better' },
    { group: 'in order', step: HOSTILE, ...minutes(3, 2.5, 3.6), clear: 'better' },
    { group: 'alone', step: 'retry every minute', ...minutes(80, 75, 86), clear: 'worse' },
    { group: 'alone', step: 'host status off', ...minutes(20, 10, 90), clear: 'unsure' },
    { group: 'removed', step: 'host status off', ...exactly(40 * MINUTE), clear: null },
    { group: 'removed', step: 'no mail', ...NONE, clear: null },
  ],
};

const end = (at: number) => minutes(at, at - 1, at + 2);

export const TORNADO: Tornado = {
  measure: 'p99',
  unit,
  base: exactly(10 * MINUTE),
  inputs: [
    {
      input: 'mean size',
      lowLabel: '50 KB',
      highLabel: '1 MB',
      low: end(9),
      high: end(11),
      matters: false,
    },
    {
      input: HOSTILE,
      present: '5/s',
      lowLabel: '4/s',
      highLabel: '6/s',
      low: { ...end(6), clear: true },
      high: { ...end(21), clear: false },
      matters: true,
    },
    {
      input: 'both up',
      lowLabel: '1',
      highLabel: '2',
      low: end(12),
      high: end(14),
      matters: false,
    },
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
      ...(i === 3 && j === 0 ? NONE : exactly((MINUTE * (1 + i * i)) / (1 + 5 * j))),
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
    ...value(0.2 / (1 + i), 0.15 / (1 + i), 0.25 / (1 + i)),
  })),
  knee: '4',
};

/** Delays of which some have no upper end. */
export const OPEN_LINE: SweepLine = {
  measure: 'p99',
  unit,
  xName: 'queue runners',
  points: [
    { x: '1', ...NEVER },
    { x: '2', ...AT_LEAST },
    { x: '4', ...minutes(20, 18, 25) },
    { x: '8', ...minutes(19, 18, 22) },
  ],
  enough: '4',
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

const BEFORE = minutes(72, 65, 80);
const PAIRS = {
  unit,
  afterName: 'chosen',
  rows: [
    { label: 'p50 (median)', now: exactly(900), after: exactly(800), bound: null },
    { label: 'p99', now: BEFORE, after: exactly(MINUTE), bound: 5 * MINUTE },
    { label: 'maximum', now: AT_LEAST, after: minutes(9, 8, 10), bound: null },
    { label: HOSTILE, now: BEFORE, after: NONE, bound: null },
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
  ['delay curve with mail that is left', delayCurveChart([LEFT, ...CURVES])],
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
  [
    'ladder from never',
    ladderChart({
      ...LADDER,
      base: NEVER,
      steps: LADDER.steps.map((step, i) => {
        if (i > 1) return step;
        return { ...step, ...(i === 0 ? NEVER : AT_LEAST) };
      }),
    }),
  ],
  [
    'tornado up to never',
    tornadoChart({
      ...TORNADO,
      inputs: TORNADO.inputs.map((one, i) => (i === 0 ? { ...one, high: NEVER } : one)),
    }),
  ],
  ['heat map', heatMapChart(GRID)],
  [
    'heat map with never',
    heatMapChart({
      ...GRID,
      cells: GRID.cells.map((cell, i) => (i < 2 ? { ...cell, ...[NEVER, AT_LEAST][i] } : cell)),
    }),
  ],
  ['line of a sweep without an end', sweepLineChart(OPEN_LINE)],
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
