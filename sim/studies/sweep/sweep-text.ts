/**
 * A sweep as text: with one dimension a row a value, with two a map of the first metric, with more
 * a row a point, the best first; then where more stops paying, in sentences.
 *
 * Made for 100 columns; narrower pages put columns below each other.
 */

import { boundsText } from '../../document/bounds-text.ts';
import {
  type Cell,
  type Column,
  hanging,
  type Page,
  table,
  withoutHalf,
} from '../../document/text-layout.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { assumptionText, headText } from '../cover-text.ts';
import { verdictNote } from '../interval-words.ts';
import { heatLevels, SHADES } from './heat-levels.ts';
import type { SweepResult } from './sweep-schema.ts';
import {
  metricsAsked,
  pointTable,
  sweepCautions,
  sweepHeading,
  valueTable,
} from './sweep-tables.ts';

export function sweepText(result: SweepResult, page: Page): string {
  const { dimensions } = result;
  const body =
    dimensions.length === 1
      ? valueRows(result, page)
      : dimensions.length === 2
        ? metricsAsked(result).flatMap(({ name }, i) => [
            ...(i === 0 ? [] : ['']),
            ...map(result, name, page),
          ])
        : pointRows(result, page);
  const lines = [
    ...headText(result, sweepCautions(result), page, `, setting ${result.setting}`),
    '',
    ...body,
    '',
    ...hanging('  ', verdictNote(result, 'together'), page).map((line) => page.paint.dim(line)),
    ...assumptionText(result, page),
    '',
    page.paint.bold(sweepHeading(result)),
    ...result.sentences.flatMap((sentence) => hanging('  ', sentence, page)),
    ...(result.partial ? ['', page.paint.red('PARTIAL: this sweep was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One dimension: a row a value; amounts line up at the right. */
function valueRows(result: SweepResult, page: Page): string[] {
  const { labels, columns, corner } = valueTable(result);
  const width = Math.max(...labels.map((text) => text.length));
  const [{ ordered }] = result.dimensions;
  const lined = ordered ? labels.map((text) => text.padStart(width)) : labels;
  const whole = table(lined, columns, page, corner);
  if (whole.length === labels.length + 1) return whole;
  // Where they find no room, intervals of what was not asked for are what the reader misses least.
  const asked = 1 + metricsAsked(result).length;
  return table(
    lined,
    columns.map((column, i) => (i < asked ? column : withoutHalf(column))),
    page,
    corner,
  );
}

/** Two dimensions: the first one down, the second across, shaded by how much worse than the best. */
function map(result: SweepResult, metric: MetricName, page: Page): string[] {
  const [down, across] = result.dimensions;
  const isJudged = metric === result.measures[0].name && result.best !== null;
  const levels = isJudged ? heatLevels(result, metric) : null;
  const columns = across.values.map(
    ({ text }, a): Column => ({
      title: text,
      cells: down.values.map((_, d): Cell => {
        const index = d * across.values.length + a;
        const { measures, clearlyWorse } = result.points[index];
        const { unit } = measures[metric];
        const centre = boundsText(measures[metric], unit);
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
  const title = `${metric} on a typical day: ${down.name} down, ${across.name} across`;
  const legend = `* the best; = not clearly worse; ${SHADES.slice(1).join(' ')} ever worse`;
  return [
    page.paint.bold(title),
    ...table(labels, columns, page, down.name),
    ...(isJudged ? hanging('  ', legend, page).map((line) => page.paint.dim(line)) : []),
  ];
}

const TONES: readonly (Cell['tone'] & string)[] = ['better', 'better', 'middle', 'middle', 'worse'];

/** Three dimensions or more: a row a point, a column for each of its values. */
function pointRows(result: SweepResult, page: Page): string[] {
  const { names, rows, columns, rest } = pointTable(result);
  const widths = names.map((title, d) =>
    Math.max(title.length, ...rows.map((values) => values[d].length)),
  );
  const row = (texts: readonly string[]) =>
    texts.map((text, d) => text.padStart(widths[d])).join('  ');
  return [
    ...table(rows.map(row), columns, page, row(names)),
    ...(rest === null ? [] : hanging('  ', rest, page)),
  ];
}
