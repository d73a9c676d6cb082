/**
 * What a sensitivity study shows, as data: the ranges with what each end changes, what was left out
 * and why, and the title of its tornado.
 */

import type { BoundsResult } from '../../document/bounds-schema.ts';
import type { Cell, MetricTable } from '../../document/text-layout.ts';
import { figureWords } from '../change-words.ts';
import { differenceCell } from '../result/metric-columns.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';

/** `p99 is 1 h 13 min (65 to 80 min) on a typical day`. */
export function baseWords({ base, measure }: SensitivityResult): string {
  return `${measure.name} is ${figureWords(base)} on a typical day`;
}

/** Where mail never arrives, or had not by the end: how its delays count. */
export function sensitivityCautions({ base, inputs, measure }: SensitivityResult): string[] {
  if (measure.unit !== 'ms') return [];
  const open = ({ kind }: BoundsResult): boolean => kind === 'never' || kind === 'at-least';
  const where = [
    ...(open(base) ? ['as it is'] : []),
    ...inputs.flatMap(({ name, low, high }) =>
      (['low', 'high'] as const)
        .filter((end) => open({ low, high }[end].measure))
        .map((end) => `with ${INPUT_WORDS[name].label} at its ${end} end`),
    ),
  ];
  if (where.length === 0) return [];
  return [
    `Some mail never arrives, or had not arrived by the end of the follow-up, on a typical day ${where.join(', ')}. Its delays count as never, or as its age at least.`,
  ];
}

/** Where no input has bars to draw. */
export const NOTHING_MOVES = 'nothing within these ranges';

export function rangesTable({ inputs, measure }: SensitivityResult): MetricTable {
  const column = (title: string, cell: (input: InputResult) => Cell) => ({
    title,
    cells: inputs.map(cell),
  });
  const change = (end: 'low' | 'high') =>
    column(`${measure.name} at ${end}`, (input) => {
      const { difference } = input[end];
      const cell = differenceCell(measure.name, difference);
      const { clear, same, days } = difference;
      return clear === false && same < days ? { ...cell, tail: '?' } : cell;
    });
  return {
    title: `The ranges, and how ${measure.name} of a typical day changes at either end (? not clear)`,
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
