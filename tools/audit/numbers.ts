/**
 * Every number of a report's text is a figure of its result or of the scenario, at the precision that it is
 * printed with, or stands in a phrase that says what it is. Left out: the page, whose charts have tables of
 * what is drawn, point by point.
 */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { Ledger } from './ledger.ts';
import type { Page } from './page.ts';
import { figuresIn, parsed, precision } from './printed.ts';

/** Shares and limits that the words themselves have. */
const CONSTANTS = [0.01, 0.94, 0.95, 0.05, 60_000, 300_000, 900_000, 3_600_000, 199, 421];

/** From here on a report has what holds for all results. */
const BOILERPLATE = /The site, and what is assumed to go wrong(?! Assumptions)/;

/** What is counted, rounded or fixed by the words themselves, and drawn: no figure of the result. */
const OWN = [
  /\d+ values? not measured/g,
  /[\d.,]+ times as many/g,
  /99% within/g,
  /about [\d.,]+ messages?/g,
  /[\d.,]+ (?:[KMG]?B|messages?)\/(?:s|min|h)/g,
  /[<>][\d.]+(?:%| ms)/g,
  /over [^,;]{1,20}, up to [\d.,]+ messages?/g,
];

/** All numbers in a value, however deep; those in its texts as they are written. */
function gather(value: unknown, numbers: Set<number>, texts: Set<string>): void {
  if (typeof value === 'number') numbers.add(Math.abs(value));
  else if (typeof value === 'string') for (const one of figuresIn(value)) texts.add(bare(one));
  else if (Array.isArray(value)) {
    numbers.add(value.length);
    for (const one of value) gather(one, numbers, texts);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      gather(one, numbers, texts);
      // Rates are said by the second, the minute or the hour.
      if (name === 'arrivalsPerMs') gatherRates(one, numbers);
    }
  }
}

function gatherRates(rates: object, numbers: Set<number>): void {
  for (const perMs of Object.values(rates)) {
    for (const ms of [1000, 60_000, 3_600_000]) numbers.add(perMs * ms);
  }
}

function bare(figure: string): string {
  return figure.replace(/^[−+]/, '').replace(' pp', '%');
}

export function auditNumbers(
  ledger: Ledger,
  page: Page,
  result: object,
  inputs: readonly MailPathInput[],
): void {
  const numbers = new Set<number>(CONSTANTS);
  const texts = new Set<string>();
  gather(result, numbers, texts);
  gather(inputs, numbers, texts);
  const sorted = Float64Array.from(numbers).sort();
  const end = page.spaced.search(BOILERPLATE);
  const facts = page.spaced.slice(0, end < 0 ? undefined : end);
  const words = OWN.reduce((rest, own) => rest.replaceAll(own, ''), facts);
  for (const figure of new Set(figuresIn(withUnits(words)).map(bare))) {
    if (texts.has(figure)) continue;
    const unit = /%$/.test(figure)
      ? 'share'
      : / [KMG]?B$/.test(figure)
        ? 'bytes'
        : / /.test(figure)
          ? 'ms'
          : 'count';
    const value = parsed(figure, unit);
    if (value === null) continue;
    const half = precision(figure, value, unit);
    const holds = isWithin(sorted, value - half, value + half);
    ledger.exact(
      `number is a figure (${page.form})`,
      holds,
      page.form,
      figure,
      'no figure of the result or the scenario',
    );
  }
}

/** `44.2 to 48.3 min` as `44.2 min to 48.3 min`. */
function withUnits(words: string): string {
  return words.replaceAll(
    /([−+]?[\d.,]+\d|\d) to ([−+]?[\d.,]*\d)( (?:ms|s|min|h|d|pp|KB|MB|B)\b|%)/g,
    '$1$3 to $2$3',
  );
}

function isWithin(sorted: Float64Array, low: number, high: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle] < low) from = middle + 1;
    else to = middle;
  }
  return from < sorted.length && sorted[from] <= high;
}
