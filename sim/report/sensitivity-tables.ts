/**
 * What a sensitivity study shows, as data: the ranges with what each end changes, what was left out
 * and why, and the title of its tornado.
 */
import { differenceCell, type MeasureTable } from './measure-columns.ts';
import { halfWidth, quantity } from './quantity.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';
import type { Cell } from './text-layout.ts';

/** `p99 is 1 h 13 min ± 7.9 min`. */
export function baseWords({ base, measure }: SensitivityResult): string {
  const value = quantity(base.value ?? Number.NaN, measure.unit);
  const half =
    base.low === null || base.high === null
      ? ''
      : ` ${halfWidth((base.high - base.low) / 2, measure.unit)}`;
  return `${measure.name} is ${value}${half}`;
}

/** Where no input has bars to draw. */
export const NOTHING_MOVES = 'nothing within these ranges';

export function rangesTable({ inputs, measure }: SensitivityResult): MeasureTable {
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
  return {
    title: `The ranges, and how ${measure.name} changes at either end (? not clear)`,
    labels: inputs.map(({ name }) => INPUT_WORDS[name].label),
    columns: [
      column('low', ({ low, unit }) => ({ centre: inputValue(low.at, unit) })),
      column('high', ({ high, unit }) => ({ centre: inputValue(high.at, unit) })),
      change('low'),
      change('high'),
    ],
  };
}

export const LEFT_OUT_TITLE = 'Left out';

/** Each with its reason. */
export function leftOutLines({ leftOut }: SensitivityResult): string[] {
  return leftOut.map(({ name, why }) => `${INPUT_WORDS[name].label}: ${why}`);
}
