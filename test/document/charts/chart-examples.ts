/** One of each chart, with names as a user might choose them, for tests. */

import type { Chart } from '../../../sim/document/charts/chart.ts';
import { colour } from '../../../sim/document/charts/palette.ts';
import type { MetricUnit } from '../../../sim/mailpath/metrics.ts';
import { exactly, type MeasuredValue } from '../../../sim/studies/charts/measured.ts';
import { type RowChart, rowChart } from '../../../sim/studies/charts/row-chart.ts';
import {
  type DelayCurve,
  delayCurveChart,
  seriesChart,
  timelineChart,
} from '../../../sim/studies/compare/charts.ts';
import { delayPartsChart } from '../../../sim/studies/diagnose/request.ts';
import { clearanceChart } from '../../../sim/studies/forecast/request.ts';
import {
  limitFiguresChart,
  nowAndAfterChart,
  valueRangeCharts,
} from '../../../sim/studies/recommend/charts.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
import { heatMapChart, sweepLineChart } from '../../../sim/studies/sweep/report.ts';
import type { SweepMeasure, SweepResult } from '../../../sim/studies/sweep/result.ts';
import { runTimeline } from '../../../sim/trace/timeline.ts';
import { forecastOf } from '../../studies/forecast/small-forecast.ts';
import { officeGateway, RECOMMENDED } from '../../studies/office-gateway.ts';
import { MET } from '../../studies/recommend/small-recommendation.ts';
import { RETRY, RUNNERS, sweepResultOf } from '../../studies/sweep/small-sweep.ts';

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

const figures = (
  shares: readonly [number, number, number, number],
  max: MeasuredValue,
  high?: number,
): DelayCurve['measures'] => {
  const [one, five, fifteen, sixty] = shares.map((share) =>
    high === undefined
      ? exactly(share)
      : { kind: 'between' as const, low: share, high: share + high },
  );
  return { 'over-1m': one, 'over-5m': five, 'over-15m': fifteen, 'over-60m': sixty, max };
};

export const CURVES: readonly DelayCurve[] = [
  {
    name: 'default',
    delayCurve: [0, 1, 2, 3, 4, 5].map((k) => {
      const share = [1, 0.5, 0.2, 0.1, 0.01, 0][k];
      return {
        ms: 300 * [1, 3, 20, 900, 9000, 20000][k],
        share: { low: share, high: share },
        interval: { low: share / 2, high: share },
      };
    }),
    measures: figures([0.2, 0.1, 0.1, 0.01], exactly(6000 * 1000)),
  },
  {
    name: HOSTILE,
    delayCurve: [400, 1000, 5000].map((ms, k) => {
      const share = 1 / (1 + 9 * k);
      return { ms, share: { low: share, high: share }, interval: null };
    }),
    measures: figures([0, 0, 0, 0], exactly(5000)),
  },
];

/** Some mail is left: a band, and a line that never comes down to nothing. */
const LEFT: DelayCurve = {
  name: 'left',
  delayCurve: [1, 2, 3, 4, 5, 6, 7].map((k) => ({
    ms: [0, 300, 1000, 20_000, 600_000, HOURS(1), HOURS(24), HOURS(240)][k],
    share: {
      low: [0, 1, 0.5, 0.2, 0.1, 0.001, 0.001, 0.001][k],
      high: [0, 1, 0.5, 0.21, 0.12, 0.02, 0.02, 0.02][k],
    },
    interval: null,
  })),
  measures: figures([0.18, 0.15, 0.1, 0.001], AT_LEAST, 0.019),
};

const dot = (series: string, label: string, found: MeasuredValue, heading: string) => ({
  label,
  value: label,
  heading,
  marks: [{ ...found, series }],
});

/** Dots under headings, with a line at where they start from. */
const DOTS: RowChart = {
  title: 'HostStat off takes p99 from 1 h 12 min to 3 min',
  alt: 'p99 on a typical day after each change, a dot with its interval',
  unit,
  axis: 'p99 on a typical day',
  rows: [
    dot('held', 'as it is', minutes(72, 65, 80), 'in order'),
    dot('better', 'queue runners 4', minutes(50, 45, 56), 'in order'),
    dot('better', HOSTILE, minutes(3, 2.5, 3.6), 'in order'),
    dot('unsure', 'host status off', minutes(20, 10, 90), 'alone'),
    dot('unsure', 'only its interval', { ...NONE, interval: minutes(9, 2, 4) }, 'removed'),
    dot('unsure', 'no mail', NONE, HOSTILE),
  ],
  series: {
    better: { label: 'better', colour: colour('better'), symbol: 'dot' },
    held: { label: HOSTILE, colour: colour('ink'), symbol: 'dot' },
    unsure: { label: 'not significant', colour: colour('unsure'), symbol: 'ring' },
    unused: { label: 'nowhere', colour: colour('worse'), symbol: 'dot' },
  },
  line: { value: minutes(72, 65, 80), label: 'before any change', colour: colour('ink') },
  table: { caption: 'p99', head: ['change', 'p99'], rows: [[HOSTILE, '3 min']] },
};

const end = (series: 'low' | 'high', at: number, pale = false) => ({
  ...minutes(at, at - 1, at + 2),
  series,
  pale,
});

/** Bars from a line, of two series. */
const BARS: RowChart = {
  ...DOTS,
  line: { value: exactly(10 * MINUTE), label: '10 min as it is', colour: colour('ink') },
  rows: [
    { label: 'mean size', value: '1 – 2', marks: [end('low', 9), end('high', 11, true)] },
    { label: HOSTILE, value: '4/s – 6/s', marks: [end('low', 6), end('high', 21)] },
    { label: 'both up', value: HOSTILE, marks: [end('low', 12), end('high', 14)] },
    { label: 'nothing', value: '', marks: [{ ...NONE, series: 'low' }] },
  ],
  series: {
    low: { label: 'input at its low end', colour: colour('series-2'), symbol: 'bar' },
    high: { label: HOSTILE, colour: colour('series-1'), symbol: 'bar' },
  },
};

/** Two dots in a row, and an objective. */
const PAIRS_OF_DOTS: RowChart = {
  ...DOTS,
  line: null,
  rows: [
    {
      label: 'p99',
      value: '1 min',
      marks: [
        { ...minutes(72, 65, 80), series: 'held' },
        { ...exactly(MINUTE), series: 'better' },
      ],
      bound: 5 * MINUTE,
    },
    {
      label: HOSTILE,
      value: '',
      marks: [
        { ...AT_LEAST, series: 'held' },
        { ...NONE, series: 'better' },
      ],
    },
  ],
  boundLabel: 'the objective',
};

/** A chart that has something to draw. */
function drawnRows(data: RowChart): Chart {
  const chart = rowChart(data);
  if (chart === null) throw new Error('nothing has a place on its axis');
  return chart;
}

interface SweptPoint {
  readonly x: readonly string[];
  readonly value: MeasuredValue;
  readonly significantlyWorse?: boolean;
}

/** A sweep of one measure over these points; `facts`: what is found of them. */
function sweepOf(
  names: readonly string[],
  measure: Pick<SweepMeasure, 'name' | 'unit'>,
  points: readonly SweptPoint[],
  facts: Partial<SweepResult>,
): SweepResult {
  const base = sweepResultOf([RUNNERS, RETRY], ['p99'], 1);
  const [{ measures }] = base.points;
  return {
    ...base,
    measures: [{ better: 'less', requested: true, ...measure }],
    dimensions: names.map((name) => ({ path: name, name, ordered: true, values: [] })),
    points: points.map(({ x, value, significantlyWorse = true }, i) => ({
      values: [...x],
      at: [i],
      significantlyWorse,
      measures: {
        ...measures,
        [measure.name]: { ...measures.p99, interval: null, ...value, unit: measure.unit },
      },
    })),
    best: null,
    lines: [],
    ...facts,
  };
}

const SWEEP_LINE: SweepResult['lines'][number] = {
  dimension: 'queue runners',
  points: [0, 1, 2, 3],
  significantlyWorse: [true, false, false, false],
  shape: 'up',
  from: 3,
  to: 3,
  further: null,
  knee: null,
};

function mapOf(first: readonly MeasuredValue[], best: number | null): Chart {
  const points = ['1', '2', '4'].flatMap((y, j) =>
    ['10', '50', '199', 'unlimited'].map((x, i) => {
      const known = i === 3 && j === 0 ? NONE : exactly((MINUTE * (1 + i * i)) / (1 + 5 * j));
      const value = first[4 * j + i] ?? known;
      return { x: [x, y], value, significantlyWorse: !(j === 2 && i < 2) };
    }),
  );
  const facts = { best, sentences: ['Best: 10 messages per connection'] };
  const map = sweepOf(['messages per connection', HOSTILE], { name: 'p99', unit }, points, facts);
  return heatMapChart(map, map.measures[0]);
}

const SHARES = ['1', '2', '4', '8'].map((x, i) => ({
  x: [x],
  value: value(0.2 / (1 + i), 0.15 / (1 + i), 0.25 / (1 + i)),
}));

/** Delays of which some have no upper end. */
const OPEN = [NEVER, AT_LEAST, minutes(20, 18, 25), minutes(19, 18, 22)].map((value, i) => ({
  x: [['1', '2', '4', '8'][i]],
  value,
}));

function lineOf(
  points: readonly SweptPoint[],
  measure: Pick<SweepMeasure, 'name' | 'unit'>,
  facts: Partial<SweepResult>,
): Chart {
  const line = sweepOf(['queue runners'], measure, points, {
    best: 3,
    sentences: ['From 4 on, nothing significant is gained.'],
    lines: [SWEEP_LINE],
    ...facts,
  });
  return sweepLineChart(line, line.measures[0]);
}
const NOT_JUDGED = { best: null, lines: [] };
const OVER_15M = { name: 'over-15m', unit: 'share' } as const;

/** A recommendation with figures that have no end, or none, and an objective by a hostile name. */
const RECOMMENDATION: RecommendationResult = {
  ...MET,
  present: {
    ...MET.present,
    measures: {
      ...MET.present.measures,
      max: { ...MET.present.measures.max, ...AT_LEAST, interval: null },
      p50: { ...MET.present.measures.p50, ...NONE, interval: null },
    },
  },
};
const MOVED = MET.choice as NonNullable<RecommendationResult['choice']>;
const HOSTILE_OBJECTIVE: RecommendationResult = {
  ...MET,
  choice: {
    ...MOVED,
    movements: MOVED.movements.map((movement) => ({
      ...movement,
      tried: movement.tried.map((one) => ({ ...one, fails: one.fails && HOSTILE })),
    })),
  },
};

const FORECAST = forecastOf();
const FORECAST_RUN = FORECAST.commands
  .filter(({ changes }) => changes)
  .map((one) => (one.command === 'runners' ? { ...one, name: HOSTILE } : one));
const NOT_WITHIN = FORECAST_RUN.map((one) =>
  one.command === 'as-is' && one.p99 !== null
    ? { ...one, p99: { ...one.p99, medianMs: null, highMs: null } }
    : one,
);

const PARTS_TITLE = '61% of the delay was waiting in a runner’s list behind other mail';
const PARTS = [0.61, 0.38, 0.0099, 0.0001].map((share, i) => ({
  label: ['in a runner’s list', HOSTILE, 'transfer', 'after a cut'][i],
  spent: 'waiting',
  share,
  meanMs: share * MINUTE,
}));

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
    seriesChart(
      'The backlog of a typical day reaches 500 messages',
      'messages that wait',
      [
        { name: 'default', stepMs: MINUTE, values: [0, 10, 500, 3] },
        { name: HOSTILE, stepMs: MINUTE, values: [0, 0] },
      ],
      8 * 60 * MINUTE,
    ),
  ],
  [
    'queue runners at work',
    seriesChart(
      `On a typical day at most 2 queue runners are at work under ${HOSTILE}`,
      'queue runners at work',
      [
        { name: 'default', stepMs: MINUTE, values: [0, 1.25, 2, 0] },
        { name: HOSTILE, stepMs: MINUTE, values: [0, 0] },
      ],
      8 * 60 * MINUTE,
    ),
  ],
  ['timeline', timelineOf(0, 8.5 * 60 * MINUTE)],
  ['timeline without cuts and marks', timelineOf(1, 0)],
  ['dots in rows', drawnRows(DOTS)],
  ['bars in rows', drawnRows(BARS)],
  ['pairs of dots in rows', drawnRows(PAIRS_OF_DOTS)],
  [
    'dots in rows from never',
    drawnRows({
      ...DOTS,
      line: { value: NEVER, label: 'never', colour: colour('ink') },
      rows: DOTS.rows.map((row, i) =>
        i > 1 ? row : { ...row, marks: [{ ...[NEVER, AT_LEAST][i], series: 'held' }] },
      ),
    }),
  ],
  [
    'bars in rows up to never',
    drawnRows({
      ...BARS,
      rows: BARS.rows.map((row, i) =>
        i > 0 ? row : { ...row, marks: [row.marks[0], { ...NEVER, series: 'high' }] },
      ),
    }),
  ],
  ['heat map', mapOf([], null)],
  ['heat map with never', mapOf([NEVER, AT_LEAST], 8)],
  ['line of a sweep without an end', lineOf(OPEN, { name: 'p99', unit }, NOT_JUDGED)],
  ['line of a sweep', lineOf(SHARES, OVER_15M, NOT_JUDGED)],
  [
    'line of a sweep with enough',
    lineOf(SHARES, OVER_15M, { lines: [{ ...SWEEP_LINE, from: 2, knee: 2 }] }),
  ],
  [
    'sweep without order',
    lineOf(SHARES, OVER_15M, {
      dimensions: [{ path: 'x', name: 'queue runners', ordered: false, values: [] }],
      measures: [{ ...OVER_15M, better: 'neither', requested: true }],
      ...NOT_JUDGED,
    }),
  ],
  ['range of values', valueRangeCharts(MET)[1]],
  ['range of values by a hostile name', valueRangeCharts(HOSTILE_OBJECTIVE)[0]],
  ['range of values without order', valueRangeCharts(MET)[3]],
  ['figures of a limit', limitFiguresChart(MET) as Chart],
  ['now and after', nowAndAfterChart(RECOMMENDATION) as Chart],
  ['parts of the delay', delayPartsChart(PARTS_TITLE, PARTS)],
  ['one part of the delay', delayPartsChart(PARTS_TITLE, PARTS.slice(0, 1))],
  ['clearance', clearanceChart(FORECAST_RUN, FORECAST) as Chart],
  [
    'clearance not within the horizon without action',
    clearanceChart(NOT_WITHIN, FORECAST) as Chart,
  ],
];
