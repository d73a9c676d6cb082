/**
 * The report of a sensitivity study.
 *
 *   the answer: what to measure first, the inputs that move the answer most, how to measure them
 *     -> the tornado -> the ranges -> what was left out -> assumptions -> what it leaves out
 *     -> how it was simulated
 */

import { compareBounds } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { listed, NOTHING } from '../../document/quantity.ts';
import type { Block, Point, Report } from '../../document/report.ts';
import type { Cell, Column, MetricTable } from '../../document/text-layout.ts';
import { measuredOf, valueIntervalText, valueText } from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { figureWords, intervalNote } from '../days-words.ts';
import { differenceCell, estimateCell } from '../result/metric-columns.ts';
import { replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { assumedPoint, factsOf, type ReportContext, studyReport } from '../shared-sections.ts';
import { INPUTS, inputValue } from './inputs.ts';
import type { InputResult, SensitivityResult } from './result.ts';

export function sensitivityReport(result: SensitivityResult, context: ReportContext): Report {
  const { setting, measure, replications, sentence, leftOut, inputs } = result;
  const note = intervalNote(result, 'matters');
  return studyReport(result, context, {
    scope: scopeLine(result),
    lead: sentence,
    summary: {
      table: endsTable(result),
      points: [...measurePoint(result), ...otherPoints(result), assumedPoint(result)],
    },
    warnings: warningsOf(result, cautions(result)),
    facts: factsOf(result, [
      ['Setting', setting],
      ['Measure', `${measure.name}, ${figureWords(result.base)} on a typical day as it is`],
    ]),
    sections: [
      {
        heading: `What moves ${measure.name}, one input at a time`,
        blocks: [
          tornadoBlock(result),
          { kind: 'measures', table: rangesTable(result) },
          { kind: 'text', text: note },
        ],
      },
      ...(leftOut.length === 0
        ? []
        : [
            {
              heading: 'Left out',
              blocks: [
                {
                  kind: 'list' as const,
                  items: leftOut.map(({ name, why }) => `${INPUTS[name].label}: ${why}`),
                },
              ],
            },
          ]),
    ],
    experiments: `Each input at a low and at a high value, all others as they are, on setting ${setting}: ${2 * inputs.length} ends against the scenario as it is. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each end. ${note} Differences are taken day by day.`,
  });
}

/** Rows of the first screen. */
const MAX_ROWS = 4;

/** The metric as it is, then with one input at either end: those with the largest swings. */
function endsTable({ inputs, measure, base, setting }: SensitivityResult): MetricTable {
  const shown = inputs.slice(0, MAX_ROWS);
  const columns = (['low', 'high'] as const).flatMap((end): Column[] => [
    {
      title: end,
      cells: [
        { centre: '' },
        ...shown.map((input) => ({ centre: inputValue(input[end].at, input.unit) })),
      ],
    },
    {
      title: measure.name,
      cells: [
        end === 'low' ? estimateCell(base) : { centre: '' },
        ...shown.map((input) => estimateCell(input[end].measure)),
      ],
    },
  ]);
  return {
    title: 'With one input changed',
    labels: [`${setting}, as it is`, ...shown.map(({ name }) => INPUTS[name].label)],
    columns,
  };
}

/** How to measure what matters and can be measured, at most two of them. */
function measurePoint({ inputs }: SensitivityResult): Point[] {
  const lines = inputs
    .filter(({ matters }) => matters)
    .flatMap(({ name }): [string, string][] => {
      const { label, measuredBy } = INPUTS[name];
      return measuredBy === null ? [] : [[label, measuredBy]];
    })
    .slice(0, 2);
  if (lines.length === 0) return [];
  return [{ label: 'Measure', lines: [...lines, ['all of them', 'mailpath fit LOG']] }];
}

/** A swing of that share of the base is not nothing, though it may be chance. */
const UNSURE = 0.1;

/** What does not matter, and what more days would show. */
function otherPoints({ inputs, base, replications }: SensitivityResult): Point[] {
  if (!inputs.some(({ matters }) => matters)) return [];
  const idle = inputs.filter(({ matters }) => !matters);
  const unsure = idle.filter((input) => swingOf(input) > UNSURE * Math.abs(base.low ?? 0));
  const rest = idle.filter((input) => !unsure.includes(input));
  const names = (some: readonly InputResult[]) => listed(some.map(({ name }) => INPUTS[name].the));
  const verb = (some: readonly InputResult[]) => (some.length === 1 ? 'makes' : 'make');
  const lines = [
    ...(rest.length > 0 ? [`${names(rest)} ${verb(rest)} no significant difference`] : []),
    ...(unsure.length > 0
      ? [
          `more than ${replications.finished} days would show whether ${names(unsure)} ${unsure.length === 1 ? 'does' : 'do'}`,
        ]
      : []),
  ];
  return lines.length === 0 ? [] : [{ label: 'Others', lines }];
}

/** What never arrives at one end of it is beyond every swing. */
function swingOf({ swing, low, high }: InputResult): number {
  const never = [low, high].some(({ measure: { kind } }) => kind === 'never');
  return swing ?? (never ? Number.POSITIVE_INFINITY : 0);
}

/** Where mail never arrives, or had not by the end: how its delays count. */
function cautions({ base, inputs, measure }: SensitivityResult): string[] {
  if (measure.unit !== 'ms') return [];
  const open = ({ kind }: BoundsResult): boolean => kind === 'never' || kind === 'at-least';
  const where = [
    ...(open(base) ? ['as it is'] : []),
    ...inputs.flatMap((input) =>
      (['low', 'high'] as const)
        .filter((end) => open(input[end].measure))
        .map((end) => `with ${INPUTS[input.name].label} at its ${end} end`),
    ),
  ];
  if (where.length === 0) return [];
  return [
    `Some mail never arrives, or had not arrived by the end of the follow-up, on a typical day ${where.join(', ')}. Its delays count as never, or as its age at least.`,
  ];
}

function tornadoBlock(result: SensitivityResult): Block {
  const chart = tornadoChart(result);
  return chart === null
    ? { kind: 'text', text: `Nothing within these ranges moves ${result.measure.name}.` }
    : { kind: 'chart', chart };
}

function rangesTable({ inputs, measure }: SensitivityResult): MetricTable {
  const column = (title: string, cell: (input: InputResult) => Cell) => ({
    title,
    cells: inputs.map(cell),
  });
  const change = (end: 'low' | 'high') =>
    column(`${measure.name} at ${end}`, (input) => {
      const { difference } = input[end];
      const cell = differenceCell(measure.name, difference);
      const { significant, same, days } = difference;
      return significant === false && same < days ? { ...cell, tail: '?' } : cell;
    });
  return {
    title: `The ranges, and how ${measure.name} of a typical day changes at either end (? not significant)`,
    labels: inputs.map(({ name }) => INPUTS[name].label),
    columns: [
      column('low', ({ low, unit }) => ({ centre: inputValue(low.at, unit) })),
      column('high', ({ high, unit }) => ({ centre: inputValue(high.at, unit) })),
      change('low'),
      change('high'),
    ],
  };
}

/*
 * A tornado: how far the metric goes as each input goes from its low to its high value, the widest
 * swing on top, all around the value that the base has. Ends whose difference is not significant are pale.
 */

/** Null where nothing moves. */
function tornadoChart({ measure, base, inputs, sentence }: SensitivityResult): Chart | null {
  const drawn = inputs.filter(
    ({ low, high }) => low.measure.kind !== 'none' && high.measure.kind !== 'none',
  );
  const moves = drawn
    .flatMap(({ low, high }) => [low.measure, high.measure])
    .some((value) => compareBounds(value, base) !== 0);
  if (base.kind === 'none' || !moves) return null;
  const label = ({ name }: InputResult): string => INPUTS[name].label;
  const ends = ({ low, high, unit }: InputResult): string[] =>
    [low, high].map(({ at }) => inputValue(at, unit));
  const swing = (input: InputResult): string => {
    const [low, high] = ends(input);
    return `${label(input)}: ${valueText(input.low.measure, measure)} at ${low}, ${valueText(input.high.measure, measure)} at ${high}`;
  };
  const mark = (series: 'low' | 'high', { measure: value, difference }: InputResult['low']) => ({
    ...measuredOf(value),
    series,
    pale: difference.significant !== true,
  });
  const found = ({ measure: value }: InputResult['low']): string => {
    const [figure, range] = [valueText(value, measure), valueIntervalText(value, measure)];
    return range === NOTHING || range === figure ? figure : `${figure} (${range})`;
  };
  return rowChart({
    title: sentence,
    alt: `How far ${measure.name} of a typical day goes around ${valueText(base, measure)}, a bar for each end of each input, widest first. ${drawn.map(swing).join('; ')}.`,
    unit: measure.unit,
    axis: `${measure.name} on a typical day`,
    rows: drawn.map((input) => ({
      label: `${label(input)}, ${inputValue(input.present, input.unit)}`,
      value: ends(input).join(' – '),
      marks: [mark('low', input.low), mark('high', input.high)],
    })),
    series: {
      low: { label: 'input at its low end', colour: colour('series-2'), symbol: 'bar' },
      high: { label: 'at its high end', colour: colour('series-1'), symbol: 'bar' },
    },
    line: {
      value: measuredOf(base),
      label: `${valueText(base, measure)} as it is`,
      colour: colour('ink'),
    },
    table: {
      caption: `${measure.name} on a typical day as each input is varied`,
      head: ['input', 'as it is', 'low', measure.name, 'high', measure.name],
      rows: drawn.map((input) => {
        const [low, high] = ends(input);
        const present = inputValue(input.present, input.unit);
        return [label(input), present, low, found(input.low), high, found(input.high)];
      }),
    },
  });
}
