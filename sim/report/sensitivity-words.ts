/**
 * The words of a sensitivity study: what its inputs are called, how their values are written, why
 * one is left out, and the sentence that says what to measure first.
 */

import type { InputUnit, LeftOutReason } from '../experiment/sensitivity-inputs.ts';
import type { InputName } from '../experiment/sensitivity-names.ts';
import { bytes, count, duration, quantity, rate } from './quantity.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';

interface InputWords {
  readonly label: string;
  /** In the middle of a sentence. */
  readonly the: string;
  readonly kind: InputResult['kind'];
}

const measured = (label: string, the = `the ${label}`): InputWords => ({
  label,
  the,
  kind: 'measured',
});
const set = (label: string, the = `the ${label}`): InputWords => ({ label, the, kind: 'set' });

export const INPUT_WORDS: Readonly<Record<InputName, InputWords>> = {
  goodput: measured('goodput', 'goodput'),
  size: measured('mean size'),
  'size-tail': measured('spread of sizes'),
  rate: measured('arrival rate'),
  setup: measured('set-up time'),
  latency: measured('latency', 'the far side’s latency'),
  lateness: measured('lateness of the cut'),
  'host-status-timeout': set('host-status timeout'),
  runners: set('runners', 'the number of runners'),
  'retry-interval': set('retry interval'),
};

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  'no-lifetime': 'no host ends connections at a lifetime',
  'recorded-sizes': 'every message comes with its recorded size',
  'no-spread': 'the sizes are not lognormal, so that they have no sigma to change',
  'recorded-arrivals': 'all arrivals are recorded',
  'nothing-to-change': 'it is 0, so that no factor changes it',
  'same-ends': 'both ends of its range are the same value (--range gives it another)',
};

export function leftOutWords(reason: LeftOutReason): string {
  return REASONS[reason];
}

/** An input's value as people read it. */
export function inputValue(value: number, unit: InputUnit): string {
  switch (unit) {
    case 'bytes/ms':
      return `${bytes(value * 1000)}/s`;
    case 'bytes':
      return bytes(value);
    case 'messages/ms':
      return rate(value).replace(/ messages?/, '');
    case 'ms':
      return duration(value);
    case 'sigma':
      return `sigma ${Number(value.toFixed(2))}`;
    case 'count':
      return count(value);
  }
}

const FEW_REPLICATIONS = 5;
/** A swing of that share of the base is not nothing, though it is not told apart from chance. */
const UNSURE = 0.1;

export function sensitivitySentence(result: Omit<SensitivityResult, 'sentence'>): string {
  const { inputs, measure, base, replications } = result;
  if (replications.finished === 1) {
    return 'One replication: chance is not told apart, so nothing can be said of what matters.';
  }
  const [first, ...others] = inputs.filter(({ matters }) => matters);
  const idle = inputs.filter(({ matters }) => !matters);
  if (first === undefined) {
    const few = replications.finished < FEW_REPLICATIONS ? ', in so few replications' : '';
    return `None of these inputs makes a clear difference to ${measure.name}${few}: it is ${quantity(base.value ?? Number.NaN, measure.unit)} within these ranges.`;
  }
  const span = (input: InputResult) => spanWords(input, measure);
  const sentences: string[] = [];
  let next = others;
  if (first.kind === 'measured') {
    sentences.push(`Measure ${words(first).the} first: ${span(first)}`);
  } else {
    const site = others.find(({ kind }) => kind === 'measured');
    sentences.push(`${capitalised(words(first).the)} matters most: ${span(first)}`);
    if (site !== undefined) {
      sentences.push(`Of what can be measured, ${words(site).the} comes first: ${span(site)}`);
      next = others.filter((input) => input !== site);
    }
  }
  if (next.length > 0) sentences.push(`${capitalised(words(next[0]).the)} comes next`);
  const unsure = idle.filter(({ swing }) => (swing ?? 0) > UNSURE * Math.abs(base.value ?? 0));
  const indifferent = idle.filter((input) => !unsure.includes(input));
  if (indifferent.length > 0) {
    const verb = indifferent.length === 1 ? 'does' : 'do';
    sentences.push(`${capitalised(listed(indifferent))} ${verb} not clearly matter here`);
  }
  if (unsure.length > 0) {
    sentences.push(
      `More replications would tell whether ${listed(unsure)} ${unsure.length === 1 ? 'does' : 'do'}`,
    );
  }
  return `${sentences.join('. ')}.`;
}

function spanWords(
  { low, high, unit }: InputResult,
  { name, unit: measureUnit }: SensitivityResult['measure'],
): string {
  const at = (end: InputResult['low']) => quantity(end.measure.value ?? Number.NaN, measureUnit);
  return `between ${inputValue(low.at, unit)} and ${inputValue(high.at, unit)} ${name} goes from ${at(low)} to ${at(high)}`;
}

function words({ name }: InputResult): InputWords {
  return INPUT_WORDS[name];
}

function listed(inputs: readonly InputResult[]): string {
  const names = inputs.map((input) => words(input).the);
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
