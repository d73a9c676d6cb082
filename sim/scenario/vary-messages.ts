/**
 * What is said when a --vary cannot be read, as sentences: what is wrong, what was expected, what to
 * write. All of them here, so that they can be read and mended together.
 */
import { nearest } from './nearest-name.ts';

/** Cut where it would fill the terminal. */
function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

export const varyMessages = {
  form: (text: string) =>
    `${quoted(text)} is not of the form PATH=VALUES. For instance: --vary runners=1..8 or --vary settings.default.retry-interval=1m,5m,30m`,
  field: (name: string, known: readonly string[]) => {
    const near = nearest(name, known);
    const hint =
      near === null
        ? `It takes a field of a setting (${known.slice(0, 4).join(', ')} ...) or a whole path, such as hosts.exchange-online.goodput; docs/scenario-reference.md has them all.`
        : `Did you mean ${near}?`;
    return `there is no field "${name}" in a setting. ${hint}`;
  },
  twice: (name: string) => `${name} is varied twice. Put its values into one --vary.`,
  severalSettings: (names: readonly string[]) =>
    `the paths name several settings (${names.join(', ')}), but a sweep is of one. Say which with --setting.`,
  emptyValue: (list: string) =>
    `${quoted(list)} has an empty value. Write values with commas between them: 1,2,4,8`,
  oneValue: (list: string) =>
    `${quoted(list)} is one value: a sweep takes two or more. To change a value, use --set.`,
  sameValue: (one: string, other: string) =>
    one === other
      ? `${one} is listed twice. Leave one of the two out.`
      : `${one} and ${other} are the same value. Leave one of the two out.`,
  unclosed: (list: string) => `${quoted(list)} has a bracket or a quote that is not closed.`,
  notAnEnd: (range: string, end: string) =>
    `${quoted(end)} in the range ${quoted(range)} is neither a number nor a quantity. Write a range like 1..8, 1m..10m:3m or 10KB/s..1MB/s x2; a text with two dots in quotes.`,
  otherKind: (range: string, low: string, other: string) =>
    `in the range ${quoted(range)}, ${low} and ${other} are not of one kind. Give both a unit that fits the other.`,
  downward: (range: string, low: string, high: string) =>
    `the range ${quoted(range)} runs downward. Write ${high}..${low}: a sweep sorts out for itself which end is better.`,
  noStep: (range: string) =>
    `the range ${quoted(range)} needs a step or a factor, since its ends are not plain whole numbers: write ${range}:STEP or "${range} xFACTOR".`,
  zeroStep: (range: string) => `the step of the range ${quoted(range)} is 0. Give a larger one.`,
  smallFactor: (range: string) =>
    `the factor of the range ${quoted(range)} has to be above 1, such as x2.`,
  zeroLow: (range: string) =>
    `the range ${quoted(range)} begins at 0, and no factor leads away from it. List 0 by itself: 0,1..8x2`,
  tooMany: (range: string, values: string, most: number) =>
    `the range ${quoted(range)} has ${values} values; one --vary takes at most ${most}. Give it a larger step.`,
} as const;
