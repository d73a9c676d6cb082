/**
 * The report of a sweep.
 *
 *   the answer: where more stops paying, the values that decide, what to change, what is assumed
 *     -> a map of two dimensions, a line of one, a table of one or of more than two
 *     -> site and scenario -> assumptions -> what it leaves out -> how it was simulated
 */

import { compareBounds, compareByWorth, upperEnd } from '../../document/bounds.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  FONT_PX,
  inBothSizes,
  type LegendEntry,
  lineEntry,
  widest,
} from '../../document/charts/chart.ts';
import { framed, marksOf, plotWidth, textLimit } from '../../document/charts/frame.ts';
import { colour, onRamp, rampColour, rampSteps } from '../../document/charts/palette.ts';
import { PLAIN } from '../../document/paint.ts';
import {
  type Block,
  drawn,
  type Point,
  paragraph,
  type Report,
  tables,
} from '../../document/report.ts';
import {
  type Cell,
  type Column,
  columnOf,
  type MetricTable,
  table,
} from '../../document/text-layout.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import {
  anyOpen,
  ends,
  estimateIntervalText,
  estimateText,
  isNumber,
  measureScale,
  placed,
} from '../charts/measured.ts';
import { ARROW } from '../charts/row-chart.ts';
import { namedValues, valuePlot } from '../charts/value-plot.ts';
import {
  intervalWords,
  losesMail,
  NEVER_SHARE,
  neverCaution,
  neverShare,
  verdictNote,
} from '../days-words.ts';
import {
  assumedPoint,
  experimentReport,
  type ReportContext,
  replicationWords,
} from '../report-sections.ts';
import { estimateCell } from '../result/metric-columns.ts';
import type { EstimateResult } from '../result/result-schema.ts';
import { changePoint } from '../setting-changes.ts';
import { enoughPoint, type LineResult, type SweepMeasure, type SweepResult } from './result.ts';

export function sweepReport(result: SweepResult, context: ReportContext): Report {
  const { dimensions, points, setting, replications, sentences } = result;
  const varied = dimensions.map(({ name, values }) => {
    return `${name} ${values.map(({ text }) => text).join(', ')}`;
  });
  const { table, blocks } = figuresOf(result);
  return experimentReport(result, context, {
    lead: sentences[0],
    summary: { table, points: pointsOf(result) },
    cautions: cautionsOf(result),
    tried: [
      ['Setting', setting],
      ['Varied', varied.join('; ')],
    ],
    sections: [
      {
        heading: 'Every value',
        blocks: [...blocks, paragraph(verdictNote(result, 'together'))],
      },
    ],
    experiments: `${points.length} points, every combination of ${varied.join(' with ')}, on setting ${setting}. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each point. Figures are those of the typical day; ${intervalWords(result)}. A value is compared with another day by day, and counts as better on a day on which it gains more than 1%.`,
  });
}

/** What the first screen says beside its figures. */
function pointsOf(result: SweepResult): Point[] {
  const { lines, changes, scenario, sentences } = result;
  const [, ...others] = sentences;
  return [
    ...(others.length === 0
      ? []
      : [{ label: lines.length === 1 ? 'Knee' : 'By value', lines: others }]),
    ...(changes.length === 0 ? [] : [changePoint(changes, scenario)]),
    assumedPoint(result),
  ];
}

/** Rows and columns of the first screen. */
const MAX_SUMMARY = { rows: 8, columns: 5, best: 4 };
/** Rows of a sweep of three dimensions or more; the others are in CSV and JSON. */
const MAX_ROWS = 30;

/**
 * The table of the first screen, and every value. One dimension: a table of those that matter, a line
 * and a table of all; two: a map, which says it all, and where it is large the best points; more: the
 * best points. Drawn is each measure that was requested and has values.
 */
function figuresOf(result: SweepResult): { table: MetricTable; blocks: Block[] } {
  const { dimensions, points, measures } = result;
  const requested = measures.filter((measure) => measure.requested);
  const charted = requested.filter(
    ({ name }) => ends(points.map((point) => point.measures[name])).length > 0,
  );
  const [down, across] = dimensions;
  if (across === undefined) {
    const all = points.map((_, i) => i);
    const decisive = decisivePoints(result);
    // The summary has those that were requested, of each value or of those that matter.
    const isWhole = decisive.length === all.length;
    const shown = measures.filter(({ requested, name }) =>
      requested ? !isWhole : name !== NEVER_SHARE,
    );
    return {
      table: valueTable(result, decisive, requested),
      blocks: [
        ...charted.flatMap((one) => drawn(sweepLineChart(result, one))),
        ...tables(valueTable(result, all, shown)),
      ],
    };
  }
  const best = pointTable(result, MAX_SUMMARY.best);
  if (dimensions.length === 2) {
    const { rows, columns } = MAX_SUMMARY;
    const isSmall = down.values.length <= rows && across.values.length <= columns;
    return {
      table: isSmall ? mapTable(result, measures[0]) : best,
      blocks: charted.flatMap((measure) => {
        const chart = heatMapChart(result, measure);
        // The summary has it already.
        if (measure.name === measures[0].name && isSmall) return drawn(chart);
        // The lines of its table, in black and white.
        const text = (columns: number) => {
          const { labels, columns: cells, corner } = mapTable(result, measure);
          return table(labels, cells, { columns, paint: PLAIN }, corner);
        };
        return drawn({ ...chart, text });
      }),
    };
  }
  const rest = points.length - MAX_ROWS;
  return {
    table: best,
    blocks: [
      ...tables(pointTable(result, MAX_ROWS)),
      ...(rest <= 0 ? [] : [paragraph(`... and ${rest} more: --csv has all of them.`)]),
    ],
  };
}

/** All, where they fit on the first screen; otherwise both ends, the marked ones and their neighbours. */
function decisivePoints(result: SweepResult): number[] {
  const { points } = result;
  const all = points.map((_, i) => i);
  if (all.length <= MAX_SUMMARY.rows) return all;
  const marked = all.filter((i) => markOf(result, i) !== '');
  const near = marked.flatMap((i) => [i - 1, i, i + 1]);
  const ends = [0, all.length - 1];
  const chosen = [...new Set([...ends, ...marked, ...near])].slice(0, MAX_SUMMARY.rows);
  return all.filter((i) => chosen.includes(i));
}

/** One dimension: a row a value, a mark where more stops paying. */
function valueTable(
  result: SweepResult,
  rows: readonly number[],
  shown: readonly SweepMeasure[],
): MetricTable {
  const [dimension] = result.dimensions;
  const texts = rows.map((i) => result.points[i].values[0]);
  const marks = columnOf('', rows, (i) => markOf(result, i));
  return {
    title: `On a typical day, setting ${result.setting}`,
    corner: dimension.name,
    labels: labelsOf(dimension, texts),
    columns: [{ ...marks, align: 'left' }, ...metricColumns(result, rows, shown)],
  };
}

/** Amounts stand at the right. */
function labelsOf({ ordered }: SweepResult['dimensions'][number], texts: readonly string[]) {
  const width = Math.max(...texts.map((text) => text.length));
  return ordered ? texts.map((text) => text.padStart(width)) : texts;
}

/** `enough` where nothing significant is gained beyond, `knee` where the curve bends, `best`. */
function markOf({ lines: [line], best }: SweepResult, point: number): string {
  if (line === undefined) return '';
  return [
    ...(point === enoughPoint(line) ? ['enough'] : []),
    ...(point === line.knee ? ['knee'] : []),
    ...(point === best ? ['best'] : []),
  ].join(', ');
}

function metricColumns(
  { points, measures: [judged], best }: SweepResult,
  rows: readonly number[],
  shown: readonly SweepMeasure[],
): Column[] {
  return shown.map(({ name }) =>
    columnOf(name, rows, (i) => {
      const { measures, significantlyWorse } = points[i];
      const cell = estimateCell(measures[name]);
      const isGood = name === judged.name && significantlyWorse === false;
      return isGood ? { ...cell, tone: 'better', word: i === best ? '' : 'as good' } : cell;
    }),
  );
}

/** A row a point, the best first, at most so many. */
export function pointTable(result: SweepResult, maxRows: number): MetricTable {
  const { dimensions, points } = result;
  const [{ name, better }] = result.measures;
  const order = points.map((_, i) => i);
  if (better !== 'neither') {
    order.sort((a, b) =>
      compareByWorth(points[a].measures[name], points[b].measures[name], better),
    );
  }
  const rows = order.slice(0, maxRows);
  const widths = dimensions.map((dimension, d) =>
    Math.max(dimension.name.length, ...rows.map((i) => points[i].values[d].length)),
  );
  const row = (texts: readonly string[]) =>
    texts.map((text, d) => text.padStart(widths[d])).join('  ');
  const requested = result.measures.filter((measure) => measure.requested);
  return {
    title: `On a typical day, setting ${result.setting}, the best first`,
    corner: row(dimensions.map((dimension) => dimension.name)),
    labels: rows.map((i) => row(points[i].values)),
    columns: metricColumns(result, rows, requested),
  };
}

/** Points that a caution names. */
const MAX_NAMED = 3;

/** Where mail never arrives, or had not by the end: how much, and how its delays count. */
function cautionsOf({ points, dimensions }: SweepResult): string[] {
  const losing = points.filter(({ measures }) => losesMail(measures));
  if (losing.length === 0) return [];
  const named = losing.slice(0, MAX_NAMED).map(({ values, measures }) => {
    const name = dimensions.map((d, i) => `${d.name}=${values[i]}`).join(', ');
    return `${neverShare(measures)} at ${name}`;
  });
  const rest = losing.length > MAX_NAMED ? ', ...' : '';
  const where = `at ${losing.length} of ${points.length} points (${named.join('; ')}${rest})`;
  return [neverCaution(where)];
}

/** It is the measure that verdicts are of, and there are some. */
function isJudged({ measures, best }: SweepResult, { name }: SweepMeasure): boolean {
  return name === measures[0].name && best !== null;
}

/**
 * The finding is that of the measure that is judged; of another one its extremes: `Lowest p99 on a
 * typical day: 4 min 2 s, at runners 4`; where neither way is better, from where to where it goes.
 */
function chartTitle<T extends EstimateResult>(
  result: SweepResult,
  measure: SweepMeasure,
  items: readonly T[],
  at: (item: T) => string,
): string {
  if (isJudged(result, measure)) return result.sentences[0];
  const { name, better } = measure;
  const sorted = items.filter(({ kind }) => kind !== 'none').sort(compareBounds);
  if (sorted.length === 0) return `There is no ${name} to show`;
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  const [low, high] = [lowest, highest].map(estimateText);
  const typical = `${name} on a typical day`;
  if (low === high) return `${typical}: ${low} everywhere`;
  if (better === 'neither') {
    return `${typical}: from ${low} at ${at(lowest)} to ${high} at ${at(highest)}`;
  }
  return better === 'more'
    ? `Highest ${typical}: ${high}, at ${at(highest)}`
    : `Lowest ${typical}: ${low}, at ${at(lowest)}`;
}

/*
 * One input: a metric against its values, with the band of its intervals, the value that is enough, and
 * the knee, where the curve bends.
 */

const LINE = colour('series-2');
const LINE_PX = 240;
/** A ring around the point; the wider one leaves room for the other. */
const RINGS = [
  {
    label: 'enough: nothing significant is gained beyond',
    colour: colour('series-1'),
    size: 260,
    point: enoughPoint,
  },
  {
    label: 'knee: the curve bends',
    colour: colour('series-4'),
    size: 520,
    point: ({ knee }: LineResult) => knee,
  },
];

export function sweepLineChart(result: SweepResult, measure: SweepMeasure): Chart {
  const { dimensions, lines } = result;
  const [{ name: xName, ordered }] = dimensions;
  const { name, unit } = measure;
  const points = result.points.map(({ values: [x], measures }) => ({ x, ...measures[name] }));
  const rings = isJudged(result, measure)
    ? RINGS.map((ring) => ({ ...ring, at: ring.point(lines[0]) })).filter(({ at }) => at !== null)
    : [];
  return {
    title: chartTitle(result, measure, points, ({ x }) => `${xName} ${x}`),
    alt: `${name} on a typical day against ${xName}, with the band of its intervals: ${points.map((point) => `${estimateText(point)} at ${point.x}`).join(', ')}.`,
    legend: [
      { label: `${name}, with its interval`, colour: LINE, symbol: 'line' },
      ...rings.map(({ label, colour }) => ({ label, colour, symbol: 'ring' as const })),
      ...(anyOpen(points) ? [{ ...ARROW, colour: LINE }] : []),
    ],
    tables: [
      {
        caption: `${name} on a typical day for each ${xName}`,
        head: [xName, name, 'interval'],
        rows: points.map((point) => [point.x, estimateText(point), estimateIntervalText(point)]),
      },
    ],
    ...inBothSizes((size) => {
      const measured = measureScale(ends(points), unit, 6, anyOpen(points));
      const { edge } = measured;
      const { mark, spec } = valuePlot({
        size,
        height: LINE_PX,
        above: `${name} on a typical day`,
        xs: points.map(({ x }) => x),
        xTitle: xName,
        padding: 0.4,
        labelled: 0,
        measured,
      });
      const all = points.map((point, at) => ({ at, x: point.x, edge, ...placed(point, edge) }));
      const known = all.filter(({ value }) => isNumber(value));
      const band = known.filter(({ low, high }) => isNumber(low) && isNumber(high));
      const open = known.filter((point) => point.open);
      const dot = { fill: LINE, stroke: LINE, opacity: 1 };
      const layer = [
        ordered
          ? mark(known, { type: 'line', color: LINE, strokeWidth: 2 }, 'value')
          : mark(band, { type: 'rule', color: LINE, strokeWidth: 3, opacity: 0.5 }, 'low', 'high'),
        mark(known, { type: 'point', ...dot, size: 50 }, 'value'),
      ];
      if (ordered && band.length > 1) {
        layer.unshift(mark(band, { type: 'area', color: LINE, opacity: 0.2 }, 'low', 'high'));
      }
      if (open.length > 0) {
        layer.push(mark(open, { type: 'point', shape: 'triangle-up', ...dot, size: 90 }, 'edge'));
      }
      for (const { at, colour: stroke, size: area } of rings) {
        const own = known.filter((point) => point.at === at);
        const ring = { ...dot, fill: 'transparent', stroke, strokeWidth: 3, size: area };
        if (own.length > 0) layer.push(mark(own, { type: 'point', ...ring }, 'value'));
      }
      return spec(layer);
    }),
  };
}

/*
 * Two inputs: a map, one metric in each cell. Drawn: printed where it has room, the best cell with a
 * thick edge, those that are not significantly worse with a dashed one. With characters: shaded by how
 * much worse than the best.
 */

/** Against all other cells; what is drawn later lies above. */
const RANKS = [
  { label: 'not significantly worse', width: 1.5, dash: [4, 3] },
  { label: 'the best', width: 3.5, dash: [] },
];
const [AS_GOOD, BEST] = RANKS;
const EDGE = colour('series-1');

const CELL_PX = 36;
/** Text in a cell of a narrow drawing may be this small, px. */
const SMALL_PX = 10;

type MapCell = ReturnType<typeof mapCells>[number];

function mapCells(result: SweepResult, measure: SweepMeasure) {
  const values = result.points.map(({ measures }) => measures[measure.name]);
  const known = values.filter(({ kind }) => kind !== 'none');
  const steps = rampSteps(known.map(upperEnd));
  return result.points.map(({ values: [x, y], significantlyWorse }, i) => {
    const step = steps[known.indexOf(values[i])];
    const rank = i === result.best ? BEST : significantlyWorse === false ? AS_GOOD : null;
    return {
      ...values[i],
      /** Values of the two inputs, as one would write them. */
      x,
      y,
      text: estimateText(values[i]),
      fill: step === undefined ? colour('panel') : rampColour(step),
      ink: step === undefined ? colour('ink') : onRamp(step),
      /** Null: neither, or nothing is judged. */
      rank: isJudged(result, measure) ? rank : null,
    };
  });
}

export function heatMapChart(result: SweepResult, measure: SweepMeasure): Chart {
  const { name } = measure;
  const [xName, yName] = result.dimensions.map((dimension) => dimension.name);
  const cells = mapCells(result, measure);
  return {
    title: chartTitle(result, measure, cells, ({ x, y }) => `${xName} ${x} and ${yName} ${y}`),
    alt: `${name} on a typical day for each pair of ${xName} and ${yName}, the higher the further along the ramp; the table has every value.`,
    legend: mapLegend(cells),
    tables: [
      {
        caption: `${name} on a typical day in each cell`,
        head: [xName, yName, name, 'interval', 'rank'],
        rows: cells.map((cell) => {
          return [cell.x, cell.y, cell.text, estimateIntervalText(cell), cell.rank?.label ?? ''];
        }),
      },
    ],
    ...inBothSizes((size) => heatMapSpec(cells, xName, yName, size)),
  };
}

/** The ends of the ramp and its middle, by the cells that are nearest to them. */
function mapLegend(cells: readonly MapCell[]): LegendEntry[] {
  const known = cells.filter(({ kind }) => kind !== 'none').sort(compareBounds);
  const chosen = known.length === 0 ? [] : [0, Math.floor(known.length / 2), known.length - 1];
  const byText = new Map(chosen.map((i) => [known[i].text, known[i].fill]));
  return [
    ...[...byText].map(([label, colour]): LegendEntry => ({ label, colour, symbol: 'bar' })),
    ...RANKS.toReversed()
      .filter((rank) => cells.some((cell) => cell.rank === rank))
      .map(({ label, dash }) => lineEntry(label, { colour: EDGE, dash })),
  ];
}

function heatMapSpec(
  cells: readonly MapCell[],
  xName: string,
  yName: string,
  size: ChartSize,
): ChartSpec {
  const xs = [...new Set(cells.map(({ x }) => x))];
  const ys = [...new Set(cells.map(({ y }) => y))];
  const left = Math.min(140, Math.ceil(widest(ys)) + 12);
  const margin = { left, right: 12, top: 30, bottom: 52 };
  const width = plotWidth(size, margin);
  const cellPx = width / xs.length;
  const longest = widest(cells.map(({ text }) => text));
  const fontSize = longest + 6 <= cellPx ? FONT_PX : SMALL_PX;
  const hasRoom = (longest * fontSize) / FONT_PX + 2 <= cellPx;
  const ordinal = { type: 'ordinal' as const, sort: null };
  const channels = {
    x: {
      field: 'x',
      ...ordinal,
      scale: { domain: xs, paddingInner: 0.04, paddingOuter: 0 },
      axis: { ...namedValues(xs, width), title: xName, titlePadding: 8, domain: false },
    },
    y: {
      field: 'y',
      ...ordinal,
      scale: { domain: ys, paddingInner: 0.06, paddingOuter: 0 },
      axis: {
        title: null,
        domain: false,
        labelLimit: textLimit(left - 8),
        labelOverlap: false as const,
      },
    },
  };
  const plain = { type: 'nominal' as const, scale: null, legend: null };
  const all = cells.map(({ x, y, fill, ink, text }) => ({ x, y, fill, ink, text }));
  return framed({
    size,
    height: ys.length * CELL_PX,
    margin,
    above: yName,
    layer: [
      ...marksOf(all, { type: 'rect' }, { ...channels, fill: { field: 'fill', ...plain } }),
      ...marksOf(
        hasRoom ? all : [],
        { type: 'text', baseline: 'middle', fontSize },
        { ...channels, text: { field: 'text' }, color: { field: 'ink', ...plain } },
      ),
      ...RANKS.flatMap((rank) => {
        const own = cells.filter((cell) => cell.rank === rank).map(({ x, y }) => ({ x, y }));
        const look = { stroke: EDGE, strokeWidth: rank.width, strokeDash: [...rank.dash] };
        return marksOf(own, { type: 'rect', fill: 'transparent', ...look }, channels);
      }),
    ],
  });
}

/** Lightest first. */
const SHADES: readonly string[] = [' ', '░', '▒', '▓', '█'];
const TONES: readonly (Cell['tone'] & string)[] = ['better', 'better', 'middle', 'middle', 'worse'];

/**
 * How dark each point is with characters: 0 (the best, and what is not significantly worse) to 4 (the
 * worst), by the root of the distance to the best, so that a few very bad corners do not make all
 * others look alike. A bound counts by its upper end: mail that may never arrive is darkest.
 */
export function shadeLevels({ points, best }: SweepResult, metric: MetricName): number[] {
  const values = points.map(({ measures }) => upperEnd(measures[metric]));
  const known = values.filter(Number.isFinite);
  const ideal = best === null ? Math.min(...known) : values[best];
  const farthest = Math.max(0, ...known.map((value) => Math.abs(value - ideal)));
  const darkest = SHADES.length - 1;
  return values.map((value, i) => {
    if (Number.isNaN(value)) return darkest;
    if (value === ideal || points[i].significantlyWorse === false) return 0;
    if (!Number.isFinite(value)) return darkest;
    const distance = Math.sqrt(Math.abs(value - ideal) / farthest);
    return Math.min(darkest, Math.ceil(distance * darkest));
  });
}

/** With characters: the first dimension down, the second across; shades of the measure that is judged. */
function mapTable(result: SweepResult, measure: SweepMeasure): MetricTable {
  const [down, across] = result.dimensions;
  const { points, best } = result;
  const { name } = measure;
  const levels = isJudged(result, measure) ? shadeLevels(result, name) : null;
  const texts = down.values.map(({ text }) => text);
  const marks = levels !== null ? '; * the best, = not significantly worse' : '';
  return {
    title: `${name} on a typical day, ${down.name} down, ${across.name} across${marks}`,
    corner: down.name,
    labels: labelsOf(down, texts),
    columns: across.values.map(({ text }, a) =>
      columnOf(text, [...down.values.keys()], (d) => {
        const index = d * across.values.length + a;
        const { measures, significantlyWorse } = points[index];
        const centre = estimateText(measures[name]);
        if (levels === null) return centre;
        const level = levels[index];
        const tail = index === best ? '*' : significantlyWorse === false ? '=' : '';
        // The shade says it without a colour, too.
        return { centre, half: SHADES[level].repeat(2), tail, tone: TONES[level], word: '' };
      }),
    ),
  };
}
