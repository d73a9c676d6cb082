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
import { INPUT_NAMES } from './input-names.ts';
import { INPUT_UNITS, INPUTS, inputValue } from './inputs.ts';

const number = z.number().nullable();
const name = z.enum(INPUT_NAMES);

const end = z.object({
  at: z.number().describe('The input’s value.'),
  measure: estimateSchema,
  difference: difference.describe('To the base, day by day; each interval holds by itself.'),
});

const input = z.object({
  name,
  unit: z.enum(INPUT_UNITS),
  kind: z.enum(['measured', 'set']).describe('Measured at the site, or set by the administrator.'),
  present: z.number().describe('Its value in the scenario; of a distribution the mean.'),
  low: end,
  high: end,
  swing: number.describe(
    'Of the typical day: from the smallest to the largest of low, base and high; null: no value, or one of them never arrives.',
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
  leftOut: z.array(z.object({ name, why: z.string() })),
  sentence: z.string(),
});

export type SensitivityResult = z.infer<typeof sensitivitySchema>;
export type InputResult = SensitivityResult['inputs'][number];

export function sensitivitySentence(result: Omit<SensitivityResult, 'sentence'>): string {
  const { inputs, measure, base, replications } = result;
  const [first, ...others] = inputs.filter(({ matters }) => matters);
  const spanOf = ({ low, high, unit }: InputResult): string => {
    const at = (end: typeof low) => boundsText(end.measure, measure.unit);
    return `between ${inputValue(low.at, unit)} and ${inputValue(high.at, unit)} ${measure.name} of a typical day goes from ${at(low)} to ${at(high)}`;
  };
  if (first === undefined) {
    // Each end of each input is compared with the base.
    const needed = daysNeeded(2 * inputs.length);
    const few = replications.finished < needed ? tooFewDays(replications.finished, needed) : null;
    const [largest] = inputs;
    if (few !== null && largest !== undefined && swingOf(largest) > 0) {
      return `${capitalised(INPUTS[largest.name].the)} has the largest effect so far: ${spanOf(largest)}; ${few}.`;
    }
    return few !== null
      ? `${few} before anything can be said of what matters.`
      : `None of these inputs makes a significant difference to ${measure.name}: it is ${boundsText(base, measure.unit)} on a typical day.`;
  }
  const span = spanOf(first);
  const { the } = INPUTS[first.name];
  if (first.kind === 'set') {
    const site = others.find((input) => input.kind === 'measured');
    const next =
      site === undefined ? '' : `; of what can be measured, ${INPUTS[site.name].the} comes first`;
    return `${capitalised(the)} matters most: ${span}${next}.`;
  }
  const [second] = others;
  const next = second === undefined ? '' : `; ${INPUTS[second.name].the} comes next`;
  return `Measure ${the} first: ${span}${next}.`;
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
  const others = leftOut.map(({ name, why }) => `${INPUTS[name].label}: ${why}`);
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
        blocks: leftOut.length === 0 ? [] : [{ kind: 'list', items: others }],
      },
    ],
    experiments: `Each input at a low and at a high value, all others as they are, on setting ${setting}: ${2 * inputs.length} ends against the scenario as it is. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each end. ${note} Differences are taken day by day.`,
  });
}

/** Rows of the first screen. */
const MAX_ROWS = 4;

/** The metric as it is, then with one input at either end, from its present value: the largest swings. */
function endsTable({ inputs, measure, base, setting }: SensitivityResult): MetricTable {
  const shown = inputs.slice(0, MAX_ROWS);
  const rows = [null, ...shown];
  const columns = (['low', 'high'] as const).flatMap((end) => [
    columnOf(end, rows, (input) => (input === null ? '' : inputValue(input[end].at, input.unit))),
    columnOf(measure.name, rows, (input) => {
      if (input !== null) return estimateCell(input[end].measure);
      return end === 'low' ? estimateCell(base) : '';
    }),
  ]);
  return {
    title: 'With one input changed',
    labels: [
      `${setting}, as it is`,
      ...shown.map(
        ({ name, present, unit }) => `${INPUTS[name].label}, ${inputValue(present, unit)}`,
      ),
    ],
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
function swingOf({ swing, low, high }: InputResult): number {
  const never = [low, high].some(({ measure: { kind } }) => kind === 'never');
  return swing ?? (never ? Number.POSITIVE_INFINITY : 0);
}

/** Where mail never arrives, or had not by the end: how its delays count. */
function cautions({ base, inputs, measure }: SensitivityResult): string[] {
  if (measure.unit !== 'ms') return [];
  const where = [
    ...(isOpen(base) ? ['as it is'] : []),
    ...inputs.flatMap((input) =>
      (['low', 'high'] as const)
        .filter((end) => isOpen(input[end].measure))
        .map((end) => `with ${INPUTS[input.name].label} at its ${end} end`),
    ),
  ];
  if (where.length === 0) return [];
  return [
    `Some mail never arrives, or had not arrived by the end of the follow-up, on a typical day ${where.join(', ')}. Its delays count as never, or as its age at least.`,
  ];
}

function rangesTable({ inputs, measure }: SensitivityResult): MetricTable {
  const value = (end: 'low' | 'high') =>
    columnOf(end, inputs, (input) => inputValue(input[end].at, input.unit));
  const change = (end: 'low' | 'high') =>
    columnOf(`${measure.name} at ${end}`, inputs, (input) => {
      const { difference } = input[end];
      const cell = differenceCell(measure.name, difference);
      const { significant, same, days } = difference;
      return significant === false && same < days ? { ...cell, tail: '?' } : cell;
    });
  return {
    title: `The ranges, and the median change of a day’s ${measure.name} at either end (? not significant)`,
    labels: inputs.map(({ name }) => INPUTS[name].label),
    columns: [value('low'), value('high'), change('low'), change('high')],
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
  const rows = drawn.map(({ name, unit, present, low, high }) => {
    const [now, from, to] = [present, low.at, high.at].map((value) => inputValue(value, unit));
    return { label: INPUTS[name].label, now, from, to, low, high };
  });
  const mark = (series: 'low' | 'high', { measure: value, difference }: InputResult['low']) => ({
    ...value,
    series,
    pale: difference.significant !== true,
  });
  const found = ({ measure: value }: InputResult['low']): string => {
    const [figure, range] = [estimateText(value), estimateIntervalText(value)];
    return range === NOTHING || range === figure ? figure : `${figure} (${range})`;
  };
  return rowChart({
    title: sentence,
    alt: `How far ${measure.name} of a typical day goes around ${estimateText(base)}, a bar for each end of each input, widest first. ${rows.map(({ label, from, to, low, high }) => `${label}: ${estimateText(low.measure)} at ${from}, ${estimateText(high.measure)} at ${to}`).join('; ')}.`,
    unit: measure.unit,
    axis: `${measure.name} on a typical day`,
    rows: rows.map(({ label, now, from, to, low, high }) => ({
      label: `${label}, ${now}`,
      value: `${from} – ${to}`,
      marks: [mark('low', low), mark('high', high)],
    })),
    series: {
      low: { label: 'input at its low end', colour: colour('series-2'), symbol: 'bar' },
      high: { label: 'at its high end', colour: colour('series-1'), symbol: 'bar' },
    },
    line: { value: base, label: `${estimateText(base)} as it is`, colour: colour('ink') },
    table: {
      caption: `${measure.name} on a typical day as each input is varied`,
      head: ['input', 'as it is', 'low', measure.name, 'high', measure.name],
      rows: rows.map(({ label, now, from, to, low, high }) => {
        return [label, now, from, found(low), to, found(high)];
      }),
    },
  });
}
