/**
 * A sensitivity study as text: a tornado, the ranges with what each end changes, what is left out
 * and why, and the sentence that says what to measure first.
 */
import { assumptionText, headText } from './cover-text.ts';
import { differenceCell } from './measure-columns.ts';
import { halfWidth, quantity } from './quantity.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';
import { type Cell, hanging, type Page, table, wrap } from './text-layout.ts';
import { TORNADO_LEGEND, tornado } from './tornado.ts';

export function sensitivityText(result: SensitivityResult, page: Page): string {
  const { paint } = page;
  const lines = [
    ...headText(result, [], page, `, setting ${result.setting}`),
    '',
    ...tornadoText(result, page),
    ...rangesText(result, page),
    ...leftOutText(result, page),
    ...assumptionText(result, page),
    '',
    paint.bold('What to measure first'),
    ...hanging('  ', result.sentence, page),
    ...(result.partial ? ['', paint.red('PARTIAL: this study was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function tornadoText(result: SensitivityResult, page: Page): string[] {
  const { base, measure } = result;
  const value = quantity(base.value ?? Number.NaN, measure.unit);
  const half =
    base.low === null || base.high === null
      ? ''
      : ` ${halfWidth((base.high - base.low) / 2, measure.unit)}`;
  const title = `${measure.name} is ${value}${half} (│); what moves it, one input at a time`;
  const bars = tornado(result, page);
  return [
    ...wrap(title, page.columns).map((line) => page.paint.bold(line)),
    ...(bars.length === 0 ? ['  nothing within these ranges'] : bars),
    ...(bars.length === 0
      ? []
      : hanging('  ', TORNADO_LEGEND, page).map((line) => page.paint.dim(line))),
    '',
  ];
}

function rangesText({ inputs, measure }: SensitivityResult, page: Page): string[] {
  const column = (title: string, cell: (input: InputResult) => Cell) => ({
    title,
    cells: inputs.map(cell),
  });
  const change = (end: 'low' | 'high') =>
    column(`${measure.name} at ${end}`, (input) => {
      const { difference } = input[end];
      const cell = differenceCell(measure.name, difference);
      return difference.clear === false && difference.value !== 0 ? { ...cell, tail: '?' } : cell;
    });
  return [
    ...wrap(
      `The ranges, and how ${measure.name} changes at either end (? not clear)`,
      page.columns,
    ).map((line) => page.paint.bold(line)),
    ...table(
      inputs.map(({ name }) => INPUT_WORDS[name].label),
      [
        column('low', ({ low, unit }) => ({ centre: inputValue(low.at, unit) })),
        column('high', ({ high, unit }) => ({ centre: inputValue(high.at, unit) })),
        change('low'),
        change('high'),
      ],
      page,
    ),
  ];
}

function leftOutText({ leftOut }: SensitivityResult, page: Page): string[] {
  if (leftOut.length === 0) return [];
  return [
    '',
    page.paint.bold('Left out'),
    ...leftOut.flatMap(({ name, why }) =>
      hanging('  - ', `${INPUT_WORDS[name].label}: ${why}`, page),
    ),
  ];
}
