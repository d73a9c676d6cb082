/**
 * A tornado of characters: for each input its present value and a bar from the base to the metric at either end, the
 * longest first, on one scale.
 *
 *   goodput  330 KB/s  ████████│░░░         █ the input is high, ░ it is low, · the difference is not clear
 */
import { upperEnd } from '../../document/bounds-order.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { quantity } from '../../document/quantity.ts';
import type { Page } from '../../document/text-layout.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';

const WIDEST = 64;
const HIGH = '█';
const LOW = '░';
const UNCLEAR = '·';
const BEYOND = '▶';
/** Cells beyond the largest value, where something never arrives. */
const ROOM_BEYOND = 8;

export function tornadoLegend(bars: readonly string[]): string {
  const beyond = bars.some((bar) => bar.includes(BEYOND));
  const marks = `${LOW} the input at its low end, ${HIGH} at its high end, ${UNCLEAR} no clear difference`;
  return beyond ? `${marks}, ${BEYOND} without an upper end: mail may never arrive` : marks;
}

/** The bars, and below them the scale; nothing where nothing moves. */
export function tornado({ inputs, base, measure }: SensitivityResult, page: Page): string[] {
  // What never arrives goes on to the end of the page.
  const found = [base, ...inputs.flatMap((input) => [input.low.measure, input.high.measure])];
  const values = found.map(upperEnd).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const open = found.map(upperEnd).includes(Number.POSITIVE_INFINITY);
  if (base.kind === 'none' || values.length === 0 || !(most > least || open)) return [];
  const labels = alignedLabels(inputs);
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(20, Math.min(WIDEST, page.columns - margin - 6));
  const room = open ? width - ROOM_BEYOND : width;
  const place = (bounds: BoundsResult): number => {
    const value = upperEnd(bounds);
    if (!Number.isFinite(value)) return width - 1;
    return most === least ? 0 : Math.round(((value - least) / (most - least)) * (room - 1));
  };
  const axis = place(base);
  const bars = inputs.map(({ low, high }, i) => {
    const cells = new Array<string>(width).fill(' ');
    const ends = [
      { mark: LOW, end: low },
      { mark: HIGH, end: high },
    ];
    const reach = ({ end: { measure: found } }: (typeof ends)[0]) =>
      found.kind === 'none' ? 0 : place(found) - axis;
    // Both on one side: the shorter one is drawn over the longer one.
    ends.sort((a, b) => Math.abs(reach(b)) - Math.abs(reach(a)));
    for (const one of ends) {
      const length = reach(one);
      const mark = one.end.difference.clear === true ? one.mark : UNCLEAR;
      for (let cell = 1; cell <= Math.abs(length); cell++) {
        cells[axis + Math.sign(length) * cell] = mark;
      }
      if (upperEnd(one.end.measure) === Number.POSITIVE_INFINITY) cells[width - 1] = BEYOND;
    }
    cells[axis] = '│';
    return `  ${labels[i]}  ${cells.join('')}`.trimEnd();
  });
  const told = (value: number) => quantity(value, measure.unit);
  return [
    ...bars,
    `  ${' '.repeat(margin)}  ${scale(told(least), open ? 'never' : told(most), width)}`,
  ];
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
