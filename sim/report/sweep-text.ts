/**
 * A sweep as text: with one dimension a row a value, with two a map of the first measure, with more
 * a row a point, the best first; then where more stops paying, in sentences.
 *
 * Made for 100 columns; narrower pages put columns below each other.
 */
import { assumptionText, headText } from './cover-text.ts';
import { heatLevels, SHADES } from './heat-levels.ts';
import { estimateCell } from './measure-columns.ts';
import { NOTHING, quantity } from './quantity.ts';
import { enoughPoint } from './sweep-chart-data.ts';
import type { SweepResult } from './sweep-schema.ts';
import { type Cell, type Column, hanging, type Page, table } from './text-layout.ts';
import { leftBehind } from './verdict-sentence.ts';

/** Rows of a sweep of three dimensions or more; the others are in CSV and JSON. */
const MOST_ROWS = 30;
/** In the data of every point, and told as a warning. */
const UNSHOWN = ['queued', 'returned'];

export function sweepText(result: SweepResult, page: Page): string {
  const { dimensions } = result;
  const body =
    dimensions.length === 1
      ? valueRows(result, page)
      : dimensions.length === 2
        ? asked(result).flatMap(({ name }, i) => [
            ...(i === 0 ? [] : ['']),
            ...map(result, name, page),
          ])
        : pointRows(result, page);
  const lines = [
    ...headText(result, leftBehindWarning(result), page, `, setting ${result.setting}`),
    '',
    ...body,
    ...assumptionText(result, page),
    '',
    page.paint.bold(result.best === null ? 'The best' : 'Where more stops paying'),
    ...result.sentences.flatMap((sentence) => hanging('  ', sentence, page)),
    ...(result.partial ? ['', page.paint.red('PARTIAL: this sweep was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

type Measure = SweepResult['measures'][number];

function asked({ measures }: SweepResult): Measure[] {
  return measures.filter((measure) => measure.asked);
}

/** Those that are told, the ones asked for first. */
function shown({ measures }: SweepResult): Measure[] {
  return measures.filter(({ name, asked: wanted }) => wanted || !UNSHOWN.includes(name));
}

/** One dimension: a row a value, a mark where more stops paying. */
function valueRows(result: SweepResult, page: Page): string[] {
  const [{ name, ordered }] = result.dimensions;
  const texts = result.points.map(({ values }) => values[0]);
  const width = Math.max(...texts.map((text) => text.length));
  const marks = result.points.map((_, i) => ({ centre: '', half: markOf(result, i) }));
  return table(
    ordered ? texts.map((text) => text.padStart(width)) : texts,
    [{ title: '', cells: marks }, ...measureColumns(result, result.points, shown(result))],
    page,
    name,
  );
}

/** `enough` where nothing clear is gained beyond, `knee` where the curve bends, `best`. */
function markOf({ lines: [line], best }: SweepResult, point: number): string {
  if (line === undefined) return '';
  return [
    ...(point === enoughPoint(line) ? ['enough'] : []),
    ...(point === line.knee ? ['knee'] : []),
    ...(point === best ? ['best'] : []),
  ].join(', ');
}

function measureColumns(
  result: SweepResult,
  points: readonly SweepResult['points'][number][],
  told: readonly Measure[],
): Column[] {
  const [judged] = result.measures;
  return told.map(({ name }) => ({
    title: name,
    cells: points.map(({ measures, clearlyWorse }): Cell => {
      const cell = estimateCell(measures[name]);
      const good = name === judged.name && clearlyWorse === false;
      return good ? { ...cell, tone: 'better' } : cell;
    }),
  }));
}

/** Two dimensions: the first one down, the second across, shaded by how much worse than the best. */
function map(result: SweepResult, measure: string, page: Page): string[] {
  const [down, across] = result.dimensions;
  const isJudged = measure === result.measures[0].name && result.best !== null;
  const levels = isJudged ? heatLevels(result, measure) : null;
  const columns = across.values.map(
    ({ text }, a): Column => ({
      title: text,
      cells: down.values.map((_, d): Cell => {
        const index = d * across.values.length + a;
        const { measures, clearlyWorse } = result.points[index];
        const { value, unit } = measures[measure];
        const centre = value === null ? NOTHING : quantity(value, unit);
        if (levels === null) return { centre };
        const level = levels[index];
        const mark = index === result.best ? '*' : clearlyWorse === false ? '=' : '';
        return { centre, half: SHADES[level].repeat(2), tail: mark, tone: TONES[level] };
      }),
    }),
  );
  const texts = down.values.map(({ text }) => text);
  const width = Math.max(...texts.map((text) => text.length));
  const labels = down.ordered ? texts.map((text) => text.padStart(width)) : texts;
  const title = `${measure}: ${down.name} down, ${across.name} across`;
  const legend = `* the best; = not clearly worse; ${SHADES.slice(1).join(' ')} ever worse`;
  return [
    page.paint.bold(title),
    ...table(labels, columns, page, down.name),
    ...(isJudged ? hanging('  ', legend, page).map((line) => page.paint.dim(line)) : []),
  ];
}

const TONES: readonly (Cell['tone'] & string)[] = ['better', 'better', 'middle', 'middle', 'worse'];

/** Three dimensions or more: a row a point, the best first; of the measures those asked for. */
function pointRows(result: SweepResult, page: Page): string[] {
  const { dimensions, points } = result;
  const [{ name, better }] = result.measures;
  const worst = better === 'more' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = (i: number): number => points[i].measures[name].value ?? worst;
  const order = points.map((_, i) => i);
  if (better !== 'neither') {
    order.sort((a, b) => (better === 'less' ? value(a) - value(b) : value(b) - value(a)) || a - b);
  }
  const told = order.slice(0, MOST_ROWS).map((i) => points[i]);
  const names = dimensions.map((dimension) => dimension.name);
  const widths = names.map((title, d) =>
    Math.max(title.length, ...told.map(({ values }) => values[d].length)),
  );
  const row = (texts: readonly string[]) =>
    texts.map((text, d) => text.padStart(widths[d])).join('  ');
  const rest = points.length - told.length;
  return [
    ...table(
      told.map(({ values }) => row(values)),
      measureColumns(result, told, asked(result)),
      page,
      row(names),
    ),
    ...(rest === 0 ? [] : hanging('  ', `... and ${rest} more: --csv has all of them.`, page)),
  ];
}

/** Delays are those of delivered mail: they flatter a point that leaves mail behind. */
function leftBehindWarning({ points, dimensions }: SweepResult): string[] {
  const left = points.flatMap(({ values, measures }) => {
    const words = leftBehind(measures.queued.value ?? 0, measures.returned.value ?? 0);
    const name = dimensions.map((d, i) => `${d.name}=${values[i]}`).join(', ');
    return words === '' ? [] : [`${words} at ${name}`];
  });
  if (left.length === 0) return [];
  return [
    `Not delivered at ${left.length} of ${points.length} points (${left[0]}${left.length > 1 ? ', ...' : ''}). Their delays are those of the other messages.`,
  ];
}
