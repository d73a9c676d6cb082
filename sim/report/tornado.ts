/**
 * A tornado of characters: for each input its present value and a bar from the base to the measure at either end, the
 * longest first, on one scale.
 *
 *   goodput  330 KB/s  ████████│░░░         █ the input is high, ░ it is low, · the difference is not clear
 */
import { quantity } from './quantity.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';
import type { Page } from './text-layout.ts';

const WIDEST = 64;
const HIGH = '█';
const LOW = '░';
const UNCLEAR = '·';

export const TORNADO_LEGEND = `${LOW} the input at its low end, ${HIGH} at its high end, ${UNCLEAR} no clear difference`;

/** The bars, and below them the scale; nothing where nothing moves. */
export function tornado({ inputs, base, measure }: SensitivityResult, page: Page): string[] {
  const known = (value: number | null): number[] => (value === null ? [] : [value]);
  const values = [
    ...known(base.value),
    ...inputs.flatMap(({ low, high }) => [
      ...known(low.measure.value),
      ...known(high.measure.value),
    ]),
  ];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (base.value === null || !(most > least)) return [];
  const labels = alignedLabels(inputs);
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(20, Math.min(WIDEST, page.columns - margin - 6));
  const place = (value: number) => Math.round(((value - least) / (most - least)) * (width - 1));
  const axis = place(base.value);
  const bars = inputs.map(({ low, high }, i) => {
    const cells = new Array<string>(width).fill(' ');
    const ends = [
      { mark: LOW, end: low },
      { mark: HIGH, end: high },
    ];
    const reach = ({ end }: (typeof ends)[0]) =>
      end.measure.value === null ? 0 : place(end.measure.value) - axis;
    // Both on one side: the shorter one is drawn over the longer one.
    ends.sort((a, b) => Math.abs(reach(b)) - Math.abs(reach(a)));
    for (const one of ends) {
      const length = reach(one);
      const mark = one.end.difference.clear === true ? one.mark : UNCLEAR;
      for (let cell = 1; cell <= Math.abs(length); cell++) {
        cells[axis + Math.sign(length) * cell] = mark;
      }
    }
    cells[axis] = '│';
    return `  ${labels[i]}  ${cells.join('')}`.trimEnd();
  });
  const told = (value: number) => quantity(value, measure.unit);
  return [...bars, `  ${' '.repeat(margin)}  ${scale(told(least), told(most), width)}`];
}

/** Names at the left, present values at the right. */
function alignedLabels(inputs: SensitivityResult['inputs']): string[] {
  const names = inputs.map(({ name }) => INPUT_WORDS[name].label);
  const values = inputs.map(({ present, unit }) => inputValue(present, unit));
  const [left, right] = [names, values].map((texts) => Math.max(...texts.map((t) => t.length)));
  return inputs.map((_, i) => `${names[i].padEnd(left)}  ${values[i].padStart(right)}`);
}

/** The least at the left, the most at the right. */
function scale(least: string, most: string, width: number): string {
  return least + most.padStart(Math.max(most.length + 1, width - least.length));
}
