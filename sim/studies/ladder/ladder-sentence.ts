/**
 * What the ladder shows, in a few sentences: how much all of it gains, which change gains most,
 * which is enough by itself, which is needed, which can be left out.
 */

import { compareBounds } from '../../document/bounds-order.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { share } from '../../document/quantity.ts';
import { capitalised, listed } from '../../document/words.ts';
import { metricOf } from '../../mailpath/metrics.ts';
import { changeWords, innerChangeWords } from '../change-words.ts';
import { tooFewDays } from '../interval-words.ts';
import type { LadderFacts, LadderFinding, LadderStepResult } from './ladder-schema.ts';
import { ENOUGH } from './ladder-verdict.ts';

type Worth = LadderFacts['worths'][number];

export function ladderSentence(facts: LadderFacts, { effect, most }: LadderFinding): string {
  const opening = wholeGain(facts, effect);
  if (effect === 'unknown') {
    const { from, to, measure } = facts;
    const days = Math.min(...[from, to].map(({ measures }) => measures[measure.name].days));
    return `${opening} ${tooFewDays(days)}; no change is called better or worse.`;
  }
  const more =
    effect === 'better'
      ? [...mostByItself(facts, most), ...roles(facts)]
      : [...aloneAnyway(facts), ...withoutAnyway(facts)];
  return [opening, ...more].join(' ');
}

/** From base to target. */
function wholeGain(facts: LadderFacts, effect: LadderFinding['effect']): string {
  const { from, to, measure } = facts;
  const [before, after] = [from, to].map(({ measures }) => measures[measure.name]);
  const label = metricLabel(facts);
  const between = `From ${from.name} to ${to.name}`;
  if (before.kind === 'none' || after.kind === 'none') {
    const none = before.kind === 'none' ? from.name : to.name;
    return `${between} there is no ${label} to compare: ${none} has none.`;
  }
  const [was, is] = [before, after].map((bounds) => boundsText(bounds, measure.unit));
  if (effect === 'same') {
    return `${between} ${label} stays as it is on every day, typically at ${was}.`;
  }
  const sign = compareBounds(after, before);
  const isFigure = before.kind !== 'never' && after.kind !== 'never';
  const verb = isFigure && sign !== 0 ? (sign < 0 ? 'falls' : 'rises') : 'goes';
  const moved =
    was === is
      ? `${between} ${label} of a typical day stays at ${was}`
      : `${between} ${label} of a typical day ${verb} from ${was} to ${is}`;
  switch (effect) {
    case 'worse':
      return `${moved}: all of it together makes things clearly worse.`;
    case 'unclear':
      return `${moved}, which may be chance: all of it together buys nothing clear.`;
    case 'slight':
      return `${moved}: clear, but too little to be felt.`;
    default:
      return `${moved}.`;
  }
}

function mostByItself(facts: LadderFacts, most: LadderFinding['most']): string[] {
  const { worths } = facts;
  const worth = worths.find(({ rung }) => rung === most);
  if (worth === undefined) return ['No change by itself gains anything clear.'];
  const part = (one: Worth) => share(Math.round(100 * (ofGain(facts, one) ?? 0)) / 100);
  const isShared = ofGain(facts, worth) !== null;
  const enough = worths.filter((one) => one.enough);
  const others = enough.filter((one) => one !== worth);
  const also = worth.enough ? ' and enough' : '';
  return [
    `Most alone${also}: ${worth.name} (${change(facts, worth, 'alone')}${isShared ? `, ${part(worth)} of the whole` : ''}).`,
    ...(isShared ? [] : [sharesUnknown(facts)]),
    ...(others.length > 0
      ? [`Enough alone too: ${listed(others.map((one) => `${one.name} (${part(one)})`))}.`]
      : []),
    ...(isShared && enough.length === 0 && worths.length > 1
      ? [`Enough alone: none, since none gets ${share(ENOUGH)} of it.`]
      : []),
  ];
}

/** Where the whole gain, or the largest part of it, has no end that is known. */
function sharesUnknown({ from, to, measure }: LadderFacts): string {
  const never = [from, to].some(({ measures }) => measures[measure.name].kind === 'never');
  const why = never
    ? 'mail that never arrives has no delay to take shares of'
    : 'not all mail had arrived by the end of the follow-up';
  return `Shares of the whole gain cannot be told: ${why}.`;
}

function ofGain(facts: LadderFacts, worth: Worth): number | null {
  return stepOf(facts, worth, 'alone').ofGain;
}

/** What the target loses without each change. */
function roles(facts: LadderFacts): string[] {
  const { worths, to } = facts;
  const without = (worth: Worth) => `${worth.name} (without it ${change(facts, worth, 'removed')})`;
  const of = (role: Worth['role']) => worths.filter((worth) => worth.role === role);
  const [needed, minor, idle, harmful] = [of('needed'), of('minor'), of('left-out'), of('harmful')];
  const each = idle.length > 1 ? ', one of them at a time' : '';
  return [
    ...(needed.length > 0 ? [`Needed: ${listed(needed.map(without))}.`] : []),
    ...(minor.length > 0 ? [`${littleWords(facts)}: ${listed(minor.map(without))}.`] : []),
    ...(idle.length > 0
      ? [
          `Can be left out${each}: ${listed(idle.map(({ name }) => name))} (no loss that is clear and could be felt).`,
        ]
      : []),
    ...harmful.map(
      (worth) =>
        `${capitalised(to.name)} is better without ${worth.name} (${change(facts, worth, 'removed')}).`,
    ),
  ];
}

function littleWords({ from, measure }: LadderFacts): string {
  return from.measures[measure.name].kind === 'never'
    ? 'Of little weight beside mail that never arrives'
    : 'Under a tenth of the whole gain';
}

/** Where all of it together gains nothing: what some of it does. */
function aloneAnyway(facts: LadderFacts): string[] {
  return facts.worths
    .filter((worth) => stepOf(facts, worth, 'alone').effect === 'better')
    .map(
      (worth) => `${capitalised(worth.name)} alone gains: ${bareChange(facts, worth, 'alone')}.`,
    );
}

function withoutAnyway(facts: LadderFacts): string[] {
  return facts.worths
    .filter(({ role }) => role === 'harmful')
    .map((worth) => `Without ${worth.name} it is better: ${bareChange(facts, worth, 'removed')}.`);
}

/** Changes that make things worse by themselves, a line each. */
export function worseAlone(facts: LadderFacts): string[] {
  return facts.worths
    .filter((worth) => stepOf(facts, worth, 'alone').effect === 'worse')
    .map(
      (worth) =>
        `worse alone: ${worth.name}, ${metricLabel(facts)} ${bareChange(facts, worth, 'alone')}`,
    );
}

function stepOf({ steps }: LadderFacts, { rung }: Worth, group: LadderStepResult['group']) {
  const step = steps.find((one) => one.rung === rung && one.group === group);
  if (step === undefined) throw new Error(`no step "${group}" for the change "${rung}"`);
  return step;
}

/** `−59 min [−1 h 3 min to −55 min]`, to stand in brackets. */
function change(facts: LadderFacts, worth: Worth, group: LadderStepResult['group']): string {
  return innerChangeWords(stepOf(facts, worth, group).differences[facts.measure.name]);
}

/** `−59 min (−1 h 3 min to −55 min)`. */
function bareChange(facts: LadderFacts, worth: Worth, group: LadderStepResult['group']): string {
  return changeWords(stepOf(facts, worth, group).differences[facts.measure.name]);
}

function metricLabel({ measure }: LadderFacts): string {
  return metricOf(measure.name).label;
}
