/**
 * The report of a sweep.
 *
 *   the answer: where more stops paying, the values that decide, what to change, what is assumed
 *     -> a map of two dimensions, a line of one, a table of one or of more than two
 *     -> site and scenario -> assumptions -> what it leaves out -> how it was simulated
 */

import { compareByWorth } from '../../document/bounds.ts';
import type { Block, Point, Report, Summary } from '../../document/report.ts';
import type { Cell, Column, MetricTable } from '../../document/text-layout.ts';
import { ends } from '../charts/measured.ts';
import {
  intervalWords,
  losesMail,
  NEVER_SHARE,
  neverCaution,
  neverShare,
  verdictNote,
} from '../days-words.ts';
import { estimateCell } from '../result/metric-columns.ts';
import { replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { changePoint } from '../setting-changes.ts';
import { assumedPoint, factsOf, type ReportContext, studyReport } from '../shared-sections.ts';
import { gridOf, heatMapChart, mapTable, mapText } from './heat-map.ts';
import { lineOf, sweepLineChart } from './line-chart.ts';
import { enoughPoint, type SweepMeasure, type SweepResult } from './result.ts';

export function sweepReport(result: SweepResult, context: ReportContext): Report {
  const { dimensions, points, setting, replications, sentences } = result;
  const varied = dimensions.map(({ name, values }) => {
    return `${name} ${values.map(({ text }) => text).join(', ')}`;
  });
  return studyReport(result, context, {
    scope: scopeLine(result),
    lead: sentences[0],
    summary: summaryOf(result),
    warnings: warningsOf(result, cautionsOf(result)),
    facts: factsOf(result, [
      ['Setting', setting],
      ['Varied', varied.join('; ')],
    ]),
    sections: [
      {
        heading: 'Every value',
        blocks: [
          ...chartBlocks(result),
          ...tableBlocks(result),
          { kind: 'text', text: verdictNote(result, 'together') },
        ],
      },
    ],
    experiments: `${points.length} points, every combination of ${varied.join(' with ')}, on setting ${setting}. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each point. Figures are those of the typical day; ${intervalWords(result)}. A value is compared with another day by day, and counts as better on a day on which it gains more than 1%.`,
  });
}

/** Rows and columns of the first screen. */
const MAX_SUMMARY = { rows: 8, columns: 5, best: 4 };

function summaryOf(result: SweepResult): Summary {
  const { lines, changes, scenario, sentences } = result;
  const [, ...others] = sentences;
  const points: Point[] =
    others.length === 0 ? [] : [{ label: lines.length === 1 ? 'Knee' : 'Along', lines: others }];
  if (changes.length > 0) points.push(changePoint(changes, scenario));
  return { table: summaryTable(result), points: [...points, assumedPoint(result)] };
}

/** One dimension: its values, or those that matter; two: the map; where that is large, and of more: the best points. */
function summaryTable(result: SweepResult): MetricTable {
  const { dimensions } = result;
  if (dimensions.length === 1) {
    return valueTable(result, decisivePoints(result), requested(result));
  }
  if (hasSmallMap(result)) return mapTable(result, result.measures[0]);
  return pointTable(result, MAX_SUMMARY.best).table;
}

function hasSmallMap({ dimensions }: SweepResult): boolean {
  const [down, across] = dimensions;
  return (
    dimensions.length === 2 &&
    down.values.length <= MAX_SUMMARY.rows &&
    across.values.length <= MAX_SUMMARY.columns
  );
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

function requested({ measures }: SweepResult): SweepMeasure[] {
  return measures.filter((measure) => measure.requested);
}

/** One for each measure that was requested and has values; none of three dimensions or more. */
function chartBlocks(result: SweepResult): Block[] {
  const { dimensions, measures } = result;
  if (dimensions.length > 2) return [];
  const drawn = requested(result).filter(
    ({ name }) => ends(result.points.map((point) => point.measures[name])).length > 0,
  );
  return drawn.map((measure): Block => {
    if (dimensions.length === 1) {
      return { kind: 'chart', chart: sweepLineChart(lineOf(result, measure)) };
    }
    const chart = heatMapChart(gridOf(result, measure));
    // The summary has it already.
    const isShown = measure.name === measures[0].name && hasSmallMap(result);
    const text = (columns: number) => mapText(result, measure, columns);
    return { kind: 'chart', chart: isShown ? chart : { ...chart, text } };
  });
}

/** Of two dimensions the map says it all. */
function tableBlocks(result: SweepResult): Block[] {
  const { dimensions, points, measures } = result;
  if (dimensions.length === 2) return [];
  if (dimensions.length === 1) {
    const all = points.map((_, i) => i);
    // The summary has those that were requested, of each value or of those that matter.
    const isWhole = decisivePoints(result).length === all.length;
    const shown = measures.filter(({ requested, name }) =>
      requested ? !isWhole : name !== NEVER_SHARE,
    );
    return [{ kind: 'measures', table: valueTable(result, all, shown) }];
  }
  const { table, rest } = pointTable(result, MAX_ROWS);
  return [
    { kind: 'measures', table },
    ...(rest === 0
      ? []
      : [{ kind: 'text', text: `... and ${rest} more: --csv has all of them.` } as const]),
  ];
}

/** One dimension: a row a value, a mark where more stops paying. */
export function valueTable(
  result: SweepResult,
  rows: readonly number[],
  shown: readonly SweepMeasure[],
): MetricTable {
  const [{ name, ordered }] = result.dimensions;
  const texts = rows.map((i) => result.points[i].values[0]);
  const width = Math.max(...texts.map((text) => text.length));
  const marks: Column = {
    title: '',
    align: 'left',
    cells: rows.map((i) => ({ centre: markOf(result, i) })),
  };
  return {
    title: `On a typical day, setting ${result.setting}`,
    corner: name,
    labels: ordered ? texts.map((text) => text.padStart(width)) : texts,
    columns: [marks, ...metricColumns(result, rows, shown)],
  };
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
  return shown.map(({ name }) => ({
    title: name,
    cells: rows.map((i): Cell => {
      const { measures, significantlyWorse } = points[i];
      const cell = estimateCell(measures[name]);
      const isGood = name === judged.name && significantlyWorse === false;
      return isGood ? { ...cell, tone: 'better', word: i === best ? '' : 'as good' } : cell;
    }),
  }));
}

/** Rows of a sweep of three dimensions or more; the others are in CSV and JSON. */
const MAX_ROWS = 30;

/** A row a point, the best first, at most so many; and how many are left out. */
export function pointTable(
  result: SweepResult,
  maxRows: number,
): { readonly table: MetricTable; readonly rest: number } {
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
  return {
    table: {
      title: `On a typical day, setting ${result.setting}, the best first`,
      corner: row(dimensions.map((dimension) => dimension.name)),
      labels: rows.map((i) => row(points[i].values)),
      columns: metricColumns(result, rows, requested(result)),
    },
    rest: points.length - rows.length,
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
