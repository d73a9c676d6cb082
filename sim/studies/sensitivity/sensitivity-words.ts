/**
 * The words of a sensitivity study: what its inputs are called, how their values are written, why
 * one is left out, and the sentence that says what to measure first.
 */

import { boundsText } from '../../document/bounds-text.ts';
import { bytes, count, duration, rate } from '../../document/quantity.ts';
import { capitalised } from '../../document/words.ts';
import { daysNeeded, tooFewDays } from '../interval-words.ts';
import type { InputUnit, LeftOutReason } from './sensitivity-inputs.ts';
import {
  type InputName,
  type SettingInput,
  type SiteInput,
  VARIED_SETTINGS,
} from './sensitivity-names.ts';
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

const OF_SITE: Readonly<Record<SiteInput, InputWords>> = {
  goodput: measured('goodput', 'goodput'),
  size: measured('mean size'),
  'size-tail': measured('spread of sizes'),
  rate: measured('arrival rate'),
  setup: measured('set-up time'),
  latency: measured('latency', 'the far side’s latency'),
  overshoot: measured('overshoot of the cut'),
};

export const INPUT_WORDS: Readonly<Record<InputName, InputWords>> = {
  ...OF_SITE,
  ...(Object.fromEntries(
    VARIED_SETTINGS.map(({ name, label, kind }) => [
      name,
      { label, the: kind === 'count' ? `the number of ${label}` : `the ${label}`, kind: 'set' },
    ]),
  ) as Record<SettingInput, InputWords>),
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

/** A swing of that share of the base is not nothing, though it is not told apart from chance. */
const UNSURE = 0.1;

export function sensitivitySentence(result: Omit<SensitivityResult, 'sentence'>): string {
  const { inputs, measure, base, replications } = result;
  const [first, ...others] = inputs.filter(({ matters }) => matters);
  const idle = inputs.filter(({ matters }) => !matters);
  // Each end of each input is held against the base.
  const needed = daysNeeded(2 * inputs.length);
  if (first === undefined && replications.finished < needed) {
    return `${tooFewDays(replications.finished, needed)}; until then nothing can be said of what matters.`;
  }
  if (first === undefined) {
    return `None of these inputs makes a clear difference to ${measure.name}: it is ${boundsText(base, measure.unit)} on a typical day.`;
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
  const unsure = idle.filter((input) => swingOf(input) > UNSURE * Math.abs(base.low ?? 0));
  const indifferent = idle.filter((input) => !unsure.includes(input));
  if (indifferent.length > 0) {
    const verb = indifferent.length === 1 ? 'does' : 'do';
    sentences.push(`${capitalised(listed(indifferent))} ${verb} not clearly matter here`);
  }
  if (unsure.length > 0) {
    sentences.push(
      `More days would tell whether ${listed(unsure)} ${unsure.length === 1 ? 'does' : 'do'}`,
    );
  }
  return `${sentences.join('. ')}.`;
}

/** What never arrives at one end of it is beyond every swing. */
function swingOf({ swing, low, high }: InputResult): number {
  const never = [low, high].some(({ measure: { kind } }) => kind === 'never');
  return swing ?? (never ? Number.POSITIVE_INFINITY : 0);
}

function spanWords(
  { low, high, unit }: InputResult,
  { name, unit: measureUnit }: SensitivityResult['measure'],
): string {
  const at = (end: InputResult['low']) => boundsText(end.measure, measureUnit);
  return `between ${inputValue(low.at, unit)} and ${inputValue(high.at, unit)} ${name} of a typical day goes from ${at(low)} to ${at(high)}`;
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
