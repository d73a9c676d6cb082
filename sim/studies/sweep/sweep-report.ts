/**
 * The report of a sweep.
 *
 *   what was found -> a map of two dimensions, a line of one -> the table -> assumptions
 *     -> what it leaves out -> how it was simulated
 */

import type { Block, Report } from '../../document/report.ts';
import { ends } from '../charts/measured.ts';
import { intervalNote } from '../interval-words.ts';
import { replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { factsOf, type ReportContext, studyReport } from '../shared-sections.ts';
import { heatMapChart } from './heat-map.ts';
import { sweepGrid, sweepLine } from './sweep-chart-data.ts';
import { sweepLineChart } from './sweep-line-chart.ts';
import type { SweepResult } from './sweep-schema.ts';
import {
  metricsAsked,
  pointTable,
  sweepCautions,
  sweepHeading,
  valueTable,
} from './sweep-tables.ts';

export function sweepReport(result: SweepResult, context: ReportContext): Report {
  const { dimensions, points, setting, replications, sentences } = result;
  const [first, ...others] = sentences;
  const varied = dimensions.map(({ name, values }) => {
    return `${name} ${values.map(({ text }) => text).join(', ')}`;
  });
  return studyReport(result, context, {
    scope: scopeLine(result),
    lead: first,
    warnings: warningsOf(result, sweepCautions(result)),
    facts: factsOf(result, [
      ['Setting', setting],
      ['Varied', varied.join('; ')],
    ]),
    sections: [
      ...(others.length === 0
        ? []
        : [
            {
              heading: sweepHeading(result),
              blocks: others.map((text): Block => ({ kind: 'text', text })),
            },
          ]),
      {
        heading: 'What each value brings',
        blocks: [
          ...chartBlocks(result),
          ...tableBlocks(result),
          { kind: 'text', text: intervalNote(result, 'together') },
        ],
      },
    ],
    experiments: `${points.length} points, every combination of ${varied.join(' with ')}, on setting ${setting}. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each point. ${intervalNote(result, 'together')} A value is held against another day by day, and counts as better on a day on which it gains more than 1%.`,
  });
}

/** One for each metric that was asked for and has values; none of three dimensions or more. */
function chartBlocks(result: SweepResult): Block[] {
  return metricsAsked(result).flatMap(({ name }): Block[] => {
    if (ends(result.points.map(({ measures }) => measures[name])).length === 0) return [];
    const grid = sweepGrid(result, name);
    if (grid !== null) return [{ kind: 'chart', chart: heatMapChart(grid) }];
    const line = sweepLine(result, name);
    return line === null ? [] : [{ kind: 'chart', chart: sweepLineChart(line) }];
  });
}

/** Of two dimensions the map says it all. */
function tableBlocks(result: SweepResult): Block[] {
  const { dimensions } = result;
  if (dimensions.length === 2) return [];
  if (dimensions.length === 1) return [{ kind: 'measures', table: valueTable(result) }];
  const { names, rows, columns, rest } = pointTable(result);
  const table = {
    title: 'The points, the best first',
    corner: names.join(', '),
    labels: rows.map((values) => values.join(', ')),
    columns,
  };
  return [
    { kind: 'measures', table },
    ...(rest === null ? [] : [{ kind: 'text', text: rest } as const]),
  ];
}
