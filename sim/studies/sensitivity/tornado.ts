/**
 * A tornado: how far the metric goes as each input goes from its low to its high value, the widest
 * swing on top, all around the value that the base has. Ends whose difference is not significant are pale.
 */
import { compareBounds } from '../../document/bounds-order.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { NOTHING } from '../../document/quantity.ts';
import { measuredOf, valueIntervalText, valueText } from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { INPUTS, inputValue } from './inputs.ts';
import type { InputResult, SensitivityResult } from './result.ts';

/** Null where nothing moves. */
export function tornadoChart({ measure, base, inputs, sentence }: SensitivityResult): Chart | null {
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
