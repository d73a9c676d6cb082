/**
 * When a limit alone makes things worse, in a few sentences: down to where it costs nothing, from
 * where on it does, why, and how many runners would pay for it; or what it gains.
 */

import { boundsOf } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { duration, quantity, share } from '../../document/quantity.ts';
import { capitalised, listed } from '../../document/words.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { changeWords } from '../change-words.ts';
import { tooFewDays } from '../interval-words.ts';
import type { LimitFacts } from './ladder-schema.ts';

type Step = LimitFacts['steps'][number];

export function limitSentence(limits: LimitFacts, metric: MetricName): string {
  const { steps, worseFrom } = limits;
  if (steps.some(({ effect }) => effect === 'unknown')) {
    const days = Math.min(...steps.map(({ differences }) => differences[metric].days));
    return `What a limit alone does: ${tooFewDays(days)}. ${costOfOne(limits)}`;
  }
  const worst = steps.filter(({ limit }) => worseFrom !== null && limit <= worseFrom);
  const fine = steps.slice(worst.length);
  return [
    ...helps(limits, fine, metric),
    ...hurts(limits, worst, fine, metric),
    ...others(fine, steps),
    ...(worst.length === 0 ? [costOfOne(limits)] : []),
  ].join(' ');
}

/** Of the limits that gain nearly as much as the best, the largest is told. */
const AS_GOOD = 0.95;

/** Limits that gain something, and the best of them. */
function helps(limits: LimitFacts, fine: readonly Step[], metric: MetricName): string[] {
  const { steps } = limits;
  const better = fine.filter(({ effect }) => effect === 'better');
  if (better.length === 0) return [];
  const gain = (step: Step) => leastOf(step.differences[metric]);
  const most = Math.max(...better.map(gain));
  const best = better.findLast((step) => gain(step) >= AS_GOOD * most) ?? better[0];
  const where =
    better.length === steps.length ? 'here, whichever it is' : `at ${limitsWords(better, steps)}`;
  return [
    `A limit alone helps ${where}; most at ${best.limit}: ${judgedChange(best, 'better')}${whyItHelps(limits, best)}.`,
  ];
}

/** How far a difference goes at least; Infinity from never to some day. */
function leastOf(found: BoundsResult): number {
  if (found.kind === 'none') return 0;
  const { low, high } = boundsOf(found);
  return Math.min(Math.abs(low), Math.abs(high));
}

/** Told only where the counts show it. */
function whyItHelps({ unlimited, closedForm }: LimitFacts, { measures }: Step): string {
  const counts = (name: MetricName) => [unlimited[name].low ?? 0, measures[name].low ?? 0];
  const fewer = (name: MetricName, what: string): string | null => {
    const [before, after] = counts(name);
    if (after >= before) return null;
    return `, as fewer ${what}: ${quantity(after, 'count')} in place of ${quantity(before, 'count')} on a typical day`;
  };
  const cuts = fewer('cuts', 'connections are cut');
  if (cuts !== null) return cuts;
  const failed = fewer('deferrals-attempted', 'attempts fail');
  if (failed !== null) return failed;
  // Where nothing fails, what is left is that a connection keeps its goodput for its life.
  const untroubled = counts('deferrals-attempted')[0] === 0 && closedForm.goodputVaries;
  return untroubled ? ', though no cut is spared: it leaves slow connections sooner' : '';
}

/** From a limit on downwards; or that there is none such. */
function hurts(
  limits: LimitFacts,
  worst: readonly Step[],
  fine: readonly Step[],
  metric: MetricName,
): string[] {
  const { steps } = limits;
  const top = worst.at(-1);
  const free = fine.every(({ effect }) => effect === 'none');
  const downTo = fine.length === 0 ? '' : perConnection(fine[0].limit);
  const costless = `A limit alone costs nothing that you could see down to ${downTo}`;
  if (top === undefined) {
    if (!free) return [];
    const at = steps[0].limit === fine[0].limit ? ` (there ${changeOf(steps[0], metric)})` : '';
    return [`${costless}${at}.`];
  }
  const opening =
    fine.length === 0
      ? `A limit alone makes things worse here, even at ${perConnection(top.limit)}`
      : `${free ? `${costless}; ${at(worst)}` : capitalised(at(worst))} it makes things worse`;
  const trade = top.effect === 'mixed' ? ` (though ${judgedChange(top, 'better')})` : '';
  return [
    `${opening}: ${judgedChange(top, 'worse')}${trade}, since ${setupWords(limits, top.limit)} takes ${share(top.closedForm.setupShare)} of a runner’s time${overload(limits, top)}. ${capitalised(runnersWords(limits, top))} would pay for it.`,
  ];
}

function at(worst: readonly Step[]): string {
  return `at ${worst[worst.length - 1].limit}${worst.length > 1 ? ' and below' : ''}`;
}

/** Judgements that no threshold explains. */
function others(fine: readonly Step[], steps: readonly Step[]): string[] {
  const of = (effect: Step['effect']) => fine.filter((step) => step.effect === effect);
  const [worse, mixed] = [of('worse'), of('mixed')];
  return [
    ...(worse.length > 0
      ? [`It is worse at ${limitsWords(worse, steps)} as well, but not at every smaller one.`]
      : []),
    ...(mixed.length > 0
      ? [`At ${limitsWords(mixed, steps)} it gains by one measure and loses by another.`]
      : []),
  ];
}

/** `10 and above`, or each of them. */
function limitsWords(some: readonly Step[], steps: readonly Step[]): string {
  const upwards = some.length > 1 && steps.slice(-some.length).every((step, i) => step === some[i]);
  if (upwards) return `${some[0].limit} and above`;
  return listed(some.map(({ limit }) => String(limit)));
}

/** The first metric by which it was judged so. */
function judgedChange(step: Step, effect: 'better' | 'worse'): string {
  return changeOf(step, step.judged.find((one) => one.effect === effect)?.measure ?? 'mean');
}

/** `p99 +3 min 10 s (+2 min 50 s to +3 min 30 s)`. */
function changeOf({ differences }: Step, metric: MetricName): string {
  return `${metricOf(metric).label} ${changeWords(differences[metric])}`;
}

function overload({ closedForm }: LimitFacts, { closedForm: cost }: Step): string {
  if (cost.load === null || closedForm.load === null) return '';
  if (cost.overloads) {
    return ` and asks ${share(cost.load)} of what the runners can do, in place of ${share(closedForm.load)}`;
  }
  return `, and the runners are at ${share(cost.load)} in place of ${share(closedForm.load)}`;
}

/** Below this share of a runner's time nobody adds a runner for it. */
const FELT = 0.01;

/** What the closed form says of the smallest limit, where the simulation shows no harm. */
function costOfOne(limits: LimitFacts): string {
  const [least] = limits.steps;
  const { setupShare } = least.closedForm;
  const spends = `In closed form the smallest of them, ${least.limit}, spends ${share(setupShare)} of a runner’s time on set-ups`;
  if (setupShare < FELT) return `${spends}.`;
  return `${spends}; ${runnersWords(limits, least)} would make up for it.`;
}

function setupWords({ closedForm }: LimitFacts, limit: number): string {
  const every = limit === 1 ? 'every message' : `every ${limit} messages`;
  return `a set-up of ${duration(closedForm.setupMs)} ${every}`;
}

/** Rounding of the product, not of the model. */
const EXACT = 1e-9;

function runnersWords({ closedForm }: LimitFacts, { closedForm: cost }: Step): string {
  const needed = Math.ceil(cost.runnersNeeded - EXACT);
  return `${needed} ${needed === 1 ? 'runner' : 'runners'} in place of ${closedForm.runners}`;
}

function perConnection(limit: number): string {
  return `${limit} ${limit === 1 ? 'message' : 'messages'} a connection`;
}
