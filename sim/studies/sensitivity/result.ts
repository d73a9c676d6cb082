/**
 * The result of a sensitivity study, format `mailpath-sensitivity/2`, its finding in a sentence, and its
 * report.
 *
 * One source for the published JSON Schema (docs/sensitivity.schema.json), for the type that its report
 * is written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 */

import { z } from 'zod';
import { compareBounds } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { capitalised, listed, NOTHING } from '../../document/quantity.ts';
import { drawn, type Point, paragraph, type Report, tables } from '../../document/report.ts';
import { columnOf, type MetricTable } from '../../document/text-layout.ts';
import { estimateIntervalText, estimateText, isOpen } from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { daysNeeded, figureWords, intervalNote, tooFewDays } from '../days-words.ts';
import {
  assumedPoint,
  experimentReport,
  type ReportContext,
  replicationWords,
} from '../report-sections.ts';
import { differenceCell, estimateCell } from '../result/metric-columns.ts';
import { difference, estimateSchema, measureSchema, scopeSchema } from '../result/result-schema.ts';
import { notVaried } from './coverage.ts';
import { INPUT_UNITS, inputValue } from './input-row.ts';

const number = z.number().nullable();
const name = z
  .string()
  .describe('As --only takes it; of one fault of several with its number: fault-length-2.');
const label = z.string();
const value = z
  .union([z.number(), z.string()])
  .describe('A number in the input’s unit, unlimited, or a choice.');

const end = z.object({
  at: value,
  measure: estimateSchema,
  difference: difference.describe('To the base, day by day; each interval holds by itself.'),
});

const input = z.object({
  name,
  label,
  phrase: z.string().describe('The label, in the middle of a sentence.'),
  measuredBy: z
    .string()
    .nullable()
    .describe('How it is measured at the site; null: the administrator sets it.'),
  unit: z.enum(INPUT_UNITS),
  present: value.describe('Its value in the scenario; of a distribution the mean.'),
  ends: z.array(end).describe('At each other value that was tried, in ascending order.'),
  source: z.string().describe('Where these values come from.'),
  swing: number.describe(
    'Of the typical day: from the smallest to the largest of base and ends; null: no value, or one of them never arrives.',
  ),
  matters: z
    .boolean()
    .describe(
      'An end is significantly different (sign test and Holm, all ends together), by a swing of more than 1%.',
    ),
});

export const sensitivitySchema = scopeSchema.extend({
  format: z.literal('mailpath-sensitivity/2'),
  setting: z.string(),
  measure: measureSchema,
  base: estimateSchema,
  inputs: z.array(input).describe('The largest swing first.'),
  leftOut: z.array(z.object({ name, label, why: z.string() })),
  sentence: z.string(),
});

export type SensitivityResult = z.infer<typeof sensitivitySchema>;
export type InputResult = SensitivityResult['inputs'][number];
type EndResult = InputResult['ends'][number];

/** The typical day at an end, for sorting: what never arrives is beyond all else. */
function compareEnds(one: EndResult, other: EndResult): number {
  return compareBounds(one.measure, other.measure);
}

/** The ends with the least and with the most of the measure, in the order in which they stand. */
function outerEnds({ ends }: InputResult): readonly EndResult[] {
  if (ends.length <= 2) return ends;
  const sorted = [...ends].sort(compareEnds);
  const outer = [sorted[0], sorted[sorted.length - 1]];
  return ends.filter((end) => outer.includes(end));
}

export function sensitivitySentence(result: Omit<SensitivityResult, 'sentence'>): string {
  const { inputs, measure, base, replications } = result;
  const [first, ...others] = inputs.filter(({ matters }) => matters);
  const spanOf = (input: InputResult): string => {
    const { present, unit } = input;
    const ends = outerEnds(input);
    const points = ends.length === 2 ? ends : [{ at: present, measure: base }, ...ends];
    const [from, to] = points.map(({ at }) => inputValue(at, unit));
    const [low, high] = points.map((point) => boundsText(point.measure, measure.unit));
    return `between ${from} and ${to} ${measure.name} of a typical day goes from ${low} to ${high}`;
  };
  if (first === undefined) {
    // Each end is compared with the base.
    const needed = daysNeeded(endsIn(inputs));
    const few = replications.finished < needed ? tooFewDays(replications.finished, needed) : null;
    const [largest] = inputs;
    if (few !== null && largest !== undefined && swingOf(largest) > 0) {
      return `${capitalised(largest.phrase)} has the largest effect so far: ${spanOf(largest)}; ${few}.`;
    }
    return few !== null
      ? `${few} before anything can be said of what matters.`
      : `None of these inputs makes a significant difference to ${measure.name}: it is ${boundsText(base, measure.unit)} on a typical day.`;
  }
  const span = spanOf(first);
  if (first.measuredBy === null) {
    const site = others.find(({ measuredBy }) => measuredBy !== null);
    const next = site === undefined ? '' : `; of what can be measured, ${site.phrase} comes first`;
    return `${capitalised(first.phrase)} matters most: ${span}${next}.`;
  }
  const [second] = others;
  const next = second === undefined ? '' : `; ${second.phrase} comes next`;
  return `Measure ${first.phrase} first: ${span}${next}.`;
}

function endsIn(inputs: readonly InputResult[]): number {
  return inputs.reduce((sum, { ends }) => sum + ends.length, 0);
}

/**
 *   the answer: what to measure first, the inputs that move the answer most, how to measure them
 *     -> the tornado -> the ranges -> what was left out -> assumptions -> what it leaves out
 *     -> how it was simulated
 */
export function sensitivityReport(result: SensitivityResult, context: ReportContext): Report {
  const { setting, measure, replications, sentence, leftOut, inputs } = result;
  const note = intervalNote(result, 'matters');
  const tornado = tornadoChart(result);
  const others = leftOut.map(({ label: what, why }) => `${what}: ${why}`);
  return experimentReport(result, context, {
    lead: sentence,
    summary: {
      table: endsTable(result),
      points: [...measurePoint(result), ...otherPoints(result), assumedPoint(result)],
    },
    cautions: cautions(result),
    tried: [
      ['Setting', setting],
      ['Measure', `${measure.name}, ${figureWords(result.base)} on a typical day as it is`],
    ],
    sections: [
      {
        heading: `What moves ${measure.name}, one input at a time`,
        blocks: [
          ...(tornado === null
            ? [paragraph(`Nothing within these ranges moves ${measure.name}.`)]
            : drawn(tornado)),
          ...tables(rangesTable(result)),
          paragraph(note),
        ],
      },
      {
        heading: 'Left out',
        blocks: [
          ...(others.length === 0 ? [] : [{ kind: 'list' as const, items: others }]),
          paragraph('What no input stands for, and why:'),
          { kind: 'list', items: notVaried() },
        ],
      },
    ],
    experiments: `Each input at other values, all others as they are, on setting ${setting}: ${endsIn(inputs)} ends against the scenario as it is. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each end. ${note} Differences are taken day by day.`,
  });
}

/** Rows of the first screen. */
const MAX_ROWS = 4;

/** The metric as it is, then with one input at either end, from its present value: the largest swings. */
function endsTable({ inputs, measure, base, setting }: SensitivityResult): MetricTable {
  const shown = inputs.slice(0, MAX_ROWS);
  const rows = [null, ...shown];
  // One end alone stands where it lies from the present value.
  const columns = [0, 1].flatMap((column) => {
    const endOf = (input: InputResult) => {
      const ends = outerEnds(input);
      return ends.length === 1 && column === 0
        ? undefined
        : ends[Math.min(column, ends.length - 1)];
    };
    return [
      columnOf(column === 0 ? 'at' : 'and at', rows, (input) => {
        const end = input === null ? undefined : endOf(input);
        return input === null || end === undefined ? '' : inputValue(end.at, input.unit);
      }),
      columnOf(measure.name, rows, (input) => {
        if (input === null) return column === 0 ? estimateCell(base) : '';
        const end = endOf(input);
        return end === undefined ? '' : estimateCell(end.measure);
      }),
    ];
  });
  return {
    title: 'With one input changed',
    labels: [
      `${setting}, as it is`,
      ...shown.map(({ label: what, present, unit }) => `${what}, ${inputValue(present, unit)}`),
    ],
    columns,
  };
}

/** How to measure what matters and can be measured, at most two of them. */
function measurePoint({ inputs }: SensitivityResult): Point[] {
  const lines = inputs
    .filter(({ matters }) => matters)
    .flatMap(({ label: what, measuredBy }): [string, string][] =>
      measuredBy === null ? [] : [[what, measuredBy]],
    )
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
  const names = (some: readonly InputResult[]) => listed(some.map(({ phrase }) => phrase));
  const lines = [
    ...(rest.length > 0
      ? [`${names(rest)} ${rest.length === 1 ? 'makes' : 'make'} no significant difference`]
      : []),
    ...(unsure.length > 0
      ? [
          `more than ${replications.finished} days would show whether ${names(unsure)} ${unsure.length === 1 ? 'does' : 'do'}`,
        ]
      : []),
  ];
  return lines.length === 0 ? [] : [{ label: 'Others', lines }];
}

/** What never arrives at one end of it is beyond every swing. */
function swingOf({ swing, ends }: InputResult): number {
  const never = ends.some(({ measure: { kind } }) => kind === 'never');
  return swing ?? (never ? Number.POSITIVE_INFINITY : 0);
}

/** Where mail never arrives, or had not by the end: how its delays count. */
function cautions({ base, inputs, measure }: SensitivityResult): string[] {
  if (measure.unit !== 'ms') return [];
  const where = [
    ...(isOpen(base) ? ['as it is'] : []),
    ...inputs.flatMap(({ label: what, unit, ends }) =>
      ends
        .filter((end) => isOpen(end.measure))
        .map(({ at }) => `with ${what} ${inputValue(at, unit)}`),
    ),
  ];
  if (where.length === 0) return [];
  return [
    `Some mail never arrives, or had not arrived by the end of the follow-up, on a typical day ${where.join(', ')}. Its delays count as never, or as its age at least.`,
  ];
}

/** A row an end. */
function rangesTable({ inputs, measure }: SensitivityResult): MetricTable {
  const rows = inputs.flatMap((input) => input.ends.map((end) => ({ ...input, ...end })));
  return {
    title: `The values tried, and the median change of a day’s ${measure.name} (? not significant)`,
    labels: rows.map(({ label: what }) => what),
    columns: [
      columnOf('as it is', rows, ({ present, unit }) => inputValue(present, unit)),
      columnOf('at', rows, ({ at, unit }) => inputValue(at, unit)),
      columnOf(measure.name, rows, (row) => {
        const { difference } = row;
        const cell = differenceCell(measure.name, difference);
        const { significant, same, days } = difference;
        return significant === false && same < days ? { ...cell, tail: '?' } : cell;
      }),
    ],
  };
}

/*
 * A tornado: how far the metric goes as each input takes each of its values, the widest swing on top,
 * all around the value that the base has. Ends whose difference is not significant are pale.
 */

/** The largest swings: the rest are in the table. */
const MAX_BARS = 15;

/** Null where nothing moves. */
function tornadoChart({ measure, base, inputs, sentence }: SensitivityResult): Chart | null {
  const drawn = inputs
    .map((input) => ({
      ...input,
      ends: outerEnds(input).filter((end) => end.measure.kind !== 'none'),
    }))
    .filter(({ ends }) => ends.length > 0);
  const moves = drawn
    .flatMap(({ ends }) => ends)
    .some((end) => compareBounds(end.measure, base) !== 0);
  if (base.kind === 'none' || !moves) return null;
  const rows = drawn.slice(0, MAX_BARS).map((input) => ({
    ...input,
    texts: input.ends.map((end) => inputValue(end.at, input.unit)),
    label: `${input.label}, ${inputValue(input.present, input.unit)}`,
  }));
  const found = ({ measure: one }: EndResult): string => {
    const [figure, range] = [estimateText(one), estimateIntervalText(one)];
    return range === NOTHING || range === figure ? figure : `${figure} (${range})`;
  };
  const said = (row: (typeof rows)[number]) =>
    row.ends.map((end, i) => `${estimateText(end.measure)} at ${row.texts[i]}`).join(', ');
  return rowChart({
    title: sentence,
    alt: `How far ${measure.name} of a typical day goes around ${estimateText(base)}, a bar for each end of each input, widest first. ${rows.map((row) => `${row.label}: ${said(row)}`).join('; ')}.`,
    unit: measure.unit,
    axis: `${measure.name} on a typical day`,
    rows: rows.map((row) => ({
      label: row.label,
      value: row.texts.join(' – '),
      marks: row.ends.map((end, i) => ({
        ...end.measure,
        series: i === row.ends.length - 1 ? ('high' as const) : ('low' as const),
        pale: end.difference.significant !== true,
      })),
    })),
    series: {
      low: { label: 'input at the first of its values', colour: colour('series-2'), symbol: 'bar' },
      high: { label: 'at the last', colour: colour('series-1'), symbol: 'bar' },
    },
    line: { value: base, label: `${estimateText(base)} as it is`, colour: colour('ink') },
    table: {
      caption: `${measure.name} on a typical day as each input is varied`,
      head: ['input', 'at', measure.name],
      rows: rows.flatMap((row) => row.ends.map((end, i) => [row.label, row.texts[i], found(end)])),
    },
  });
}
