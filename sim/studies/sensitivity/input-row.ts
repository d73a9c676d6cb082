/**
 * What a row of the tables of inputs is: an input of the answer, its present value, the others that are
 * tried, and what each of them makes of a whole simulation input, all else equal.
 *
 *   MailPathInput + row -> present value, values to try;  MailPathInput + value -> MailPathInput
 *
 * A value is a number in the model's units, the word `unlimited`, or one of a few choices: whoever
 * tries values need not know which. What is shown as tried is read back from the changed input, so
 * that it is what is simulated (whole machines, sizes within their bounds).
 */
import { bytes, count, duration, rate, share } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { ValueRange } from '../../mailpath/settings.ts';
import type { QuantityKind } from '../../scenario/quantity.ts';
import type { RangeEnd } from '../../scenario/value-range.ts';

export const INPUT_UNITS = [
  'bytes/ms',
  'bytes',
  'sigma',
  'messages/ms',
  'ms',
  'count',
  'share',
  'choice',
] as const;
export type InputUnit = (typeof INPUT_UNITS)[number];

/** How a number is written on the command line (null: as a number), and how people read it. */
const UNITS: Readonly<
  Record<InputUnit, { kind: QuantityKind | null; text: (value: number) => string }>
> = {
  'bytes/ms': { kind: 'goodput', text: (value) => `${bytes(value * 1000)}/s` },
  bytes: { kind: 'size', text: bytes },
  'messages/ms': { kind: 'rate', text: (value) => rate(value).replace(/ messages?/, '') },
  ms: { kind: 'duration', text: duration },
  share: { kind: 'share', text: share },
  sigma: { kind: null, text: (value) => `sigma ${Number(value.toFixed(2))}` },
  count: { kind: null, text: count },
  choice: { kind: null, text: String },
};

/** A number in the model's units, `unlimited`, or a choice. */
export type InputValue = number | string;

export const UNLIMITED = 'unlimited';

/** An input's value as people read it. */
export function inputValue(value: InputValue, unit: InputUnit): string {
  return typeof value === 'string' ? value : UNITS[unit].text(value);
}

/** As --range takes its values; null: as factors only, or not at all. */
export function rangeKind(unit: InputUnit): QuantityKind | null {
  return UNITS[unit].kind;
}

export interface Range {
  readonly low: RangeEnd;
  readonly high: RangeEnd;
}

/** Why an input cannot be changed in this scenario. */
export interface Fixed {
  readonly why: string;
}

export function fixed(why: string): Fixed {
  return { why };
}

export function isFixed(found: InputValue | Fixed): found is Fixed {
  return typeof found === 'object';
}

/** What all rows say. */
interface Described {
  readonly label: string;
  /** In the middle of a sentence. */
  readonly the: string;
  /** How it is measured at the site; null: the administrator sets it. */
  readonly measuredBy: string | null;
  /** Where the values that are tried come from. */
  readonly source: string;
  /** The fields of a scenario file that it stands for; `*` for a name. */
  readonly fields: readonly string[];
}

export interface InputRow extends Described {
  readonly unit: InputUnit;
  /** Null: it has choices. */
  readonly range: Range | null;
  readonly present: (input: MailPathInput) => InputValue | Fixed;
  /** What is tried, in ascending order; its present value may be among it. */
  readonly tried: (input: MailPathInput, range: Range | null) => readonly InputValue[];
  readonly changed: (input: MailPathInput, value: InputValue) => MailPathInput;
  /**
   * So far beyond what is tried one may look for a value that turns a verdict, and what lies between
   * two values; null where there is nothing beyond or between (choices, neighbouring whole numbers).
   */
  readonly beyond: (end: number, side: 'low' | 'high') => number | null;
  readonly between: (one: number, other: number) => number | null;
}

/** `assumption`: how far off a guess commonly is. */
export const ASSUMED = 'assumption';

/** Beyond it runs of an overloaded site take very long. */
const REACH = 2;

interface NumericRow extends Omit<Described, 'source'> {
  readonly source?: string;
  readonly unit: Exclude<InputUnit, 'choice'>;
  readonly range: Range;
  /** What it can be at all. */
  readonly bounds?: ValueRange;
  /** Whole numbers. */
  readonly whole?: true;
  /** How many times beyond what is tried one may look; farther where a run takes no longer for it. */
  readonly reach?: number;
  /** What is tried where it is unlimited. */
  readonly insteadOfUnlimited?: number;
  /** Infinity: unlimited. */
  readonly present: (input: MailPathInput) => number | Fixed;
  /** `factor`: of the value to the present one. */
  readonly changed: (input: MailPathInput, value: number, factor: number) => MailPathInput;
}

export function numeric(row: NumericRow): InputRow {
  const { bounds = {}, whole, reach = REACH, insteadOfUnlimited, source = ASSUMED, ...rest } = row;
  const possible = (value: number): number => {
    const within = Math.min(bounds.to ?? value, Math.max(bounds.from ?? value, value));
    return whole ? Math.round(within) : within;
  };
  const present = (input: MailPathInput): number => {
    const found = row.present(input);
    return typeof found === 'number' ? found : Number.NaN;
  };
  return {
    ...rest,
    source,
    present: (input) => {
      const found = row.present(input);
      if (typeof found !== 'number' || Number.isFinite(found)) return found;
      return insteadOfUnlimited === undefined ? fixed('it is unlimited') : UNLIMITED;
    },
    tried: (input, range) => {
      const { low, high } = range ?? row.range;
      const base = present(input);
      if (!Number.isFinite(base)) {
        const values = [low, high].flatMap((end) => (end.kind === 'value' ? [end.amount] : []));
        return range !== null && values.length > 0 ? values : [insteadOfUnlimited ?? base];
      }
      return [low, high].map(({ kind, amount }) =>
        possible(kind === 'factor' ? base * amount : amount),
      );
    },
    changed: (input, value) => {
      const to = value === UNLIMITED ? Number.POSITIVE_INFINITY : Number(value);
      return row.changed(input, to, to / present(input));
    },
    beyond: (end, side) => {
      const far = possible(side === 'low' ? end / reach : end * reach);
      return far === end ? null : far;
    },
    between: (one, other) => {
      const middle = one > 0 && other > 0 ? Math.sqrt(one * other) : (one + other) / 2;
      const value = whole ? Math.round(middle) : middle;
      return value === one || value === other ? null : value;
    },
  };
}

interface ChoiceRow<C extends string> extends Omit<Described, 'source'> {
  readonly source?: string;
  readonly choices: (input: MailPathInput) => readonly C[];
  readonly present: (input: MailPathInput) => string | Fixed;
  readonly changed: (input: MailPathInput, choice: C) => MailPathInput;
}

export function choice<C extends string>(row: ChoiceRow<C>): InputRow {
  const { choices, source = 'all that there is', ...rest } = row;
  return {
    ...rest,
    source,
    unit: 'choice',
    range: null,
    tried: choices,
    changed: (input, value) => row.changed(input, value as C),
    beyond: () => null,
    between: () => null,
  };
}

export function factors(low: number, high: number): Range {
  return { low: { kind: 'factor', amount: low }, high: { kind: 'factor', amount: high } };
}

export function values(low: number, high: number): Range {
  return { low: { kind: 'value', amount: low }, high: { kind: 'value', amount: high } };
}
