/**
 * The range of an input, as one writes it: `goodput=0.25..4` or `goodput=x0.25..x4`, factors on its
 * present value; `goodput=60KB/s..240KB/s` or `lateness=0s..30s`, values of its own kind.
 */

import type { QuantityKind } from './quantity.ts';
import { readAmount } from './value-range.ts';

interface WrittenEnd {
  readonly kind: 'factor' | 'value';
  /** The factor, or the value in the model's units. */
  readonly amount: number;
}

export type WrittenRange =
  | { readonly ok: true; readonly low: WrittenEnd; readonly high: WrittenEnd }
  | { readonly ok: false; readonly message: string };

/** A longer text is no range. */
const LONGEST = 200;

/** `kind`: of the input's values; null where it has none with a unit. */
export function readRange(
  text: string,
  kind: QuantityKind | null,
  takesFactors: boolean,
): WrittenRange {
  const example = takesFactors ? '0.5..2' : '0s..30s';
  const match = text.length > LONGEST ? null : /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text);
  if (match === null) {
    return {
      ok: false,
      message: `"${text.slice(0, 60)}" is not a range: write it like ${example}.`,
    };
  }
  const ends = match.slice(1, 3).map((end) => readEnd(end, kind, takesFactors));
  const [low, high] = ends;
  if (low === null || high === null) {
    const takes = [
      ...(takesFactors ? ['factors such as 0.5..2'] : []),
      ...(kind === null ? [] : [`values of its kind, such as ${EXAMPLES[kind]}`]),
    ].join(', or ');
    return {
      ok: false,
      message: `"${match[low === null ? 1 : 2]}" does not fit: it takes ${takes}.`,
    };
  }
  if (low.kind === high.kind && low.amount >= high.amount) {
    return {
      ok: false,
      message: `the range "${text}" has no higher end: write the lower one first.`,
    };
  }
  return { ok: true, low, high };
}

const EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  duration: '15m..1h',
  size: '40KB..150KB',
  goodput: '60KB/s..240KB/s',
  rate: '2/s..8/s',
  share: '1%..5%',
};

function readEnd(
  text: string,
  kind: QuantityKind | null,
  takesFactors: boolean,
): WrittenEnd | null {
  const isFactor = /^[x*×]/.test(text);
  const amount = readAmount(isFactor ? text.slice(1) : text);
  if (amount === null) return null;
  if (amount.kind === 'number') {
    if (!takesFactors) return amount.value === 0 ? { kind: 'value', amount: 0 } : null;
    return amount.value > 0 ? { kind: 'factor', amount: amount.value } : null;
  }
  return !isFactor && amount.kind === kind ? { kind: 'value', amount: amount.value } : null;
}
