/**
 * A limit of messages per connection by itself, without more runners: what it costs in closed form,
 * when it makes things worse, as the article warns, and that in a few sentences.
 *
 * A limit of m pays one set-up every m messages, so that a message takes s + setup/m in place of s:
 *
 *   throughput of a runner   s / (s + setup/m) of what it was
 *   runners to keep it       R (1 + setup/(m s))
 *
 * It hurts where the runners' load then passes 1, or where a backlog takes that much longer to drain.
 * Closing a connection takes the round trip that asking an open one would have taken, so that the
 * set-up is all there is to pay. s: offered-load.ts. Units: milliseconds.
 * Left out: shares of a run that are smaller than m, which pay one set-up for what they have; limits
 * between those that were tried.
 */

import { z } from 'zod';
import { boundsOf, known } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { capitalised, duration, listed, quantity, share } from '../../document/quantity.ts';
import { Sampler } from '../../engine/distributions.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type Metric, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { hostTraffic, limitSlowdown, messageWork } from '../../mailpath/offered-load.ts';
import { remedyOf } from '../../mailpath/remedies.ts';
import { closedForm } from '../closed-form/closed-form.ts';
import { changeWords, tooFewDays } from '../days-words.ts';
import {
  difference,
  differencesOf,
  EFFECTS,
  type Effect,
  effectOf,
  estimate,
  estimatesOf,
} from '../estimate.ts';
import { metricName, resultSchema } from '../result/result-schema.ts';
import { stateWords } from '../setting-changes.ts';
import type { LimitLadder } from './study.ts';

const { shape: result } = resultSchema;
const { measures } = result.settings.element.shape;
const differences = result.differences.element.shape.measures;
const number = z.number().nullable();
const effect = z.enum(EFFECTS);

/** `mixed`: better by one metric, worse by another. `none`: nothing that is significant and felt. */
const LIMIT_EFFECTS = ['better', 'worse', 'mixed', 'none', 'unknown'] as const;
type LimitEffect = (typeof LIMIT_EFFECTS)[number];

const step = z.object({
  limit: z.number(),
  name: z.string(),
  measures,
  differences: differences.describe('Against no limit.'),
  effect: z
    .enum(LIMIT_EFFECTS)
    .describe('By all that it was judged by; none: nothing significant and not negligible.'),
  judged: z.array(z.object({ measure: metricName, effect })),
  closedForm: z.object({
    setupShare: z.number().describe('Of a runner’s time, what goes into set-ups.'),
    connectionMs: z.number().describe('How long a connection lives that carries as many.'),
    cut: z.boolean().describe('It would be cut before that.'),
    runnersNeeded: z.number().describe('To carry what the runners carry without a limit.'),
    load: number.describe('Of the runners; null: new mail needs no runner.'),
    loadAtPeak: number,
    overloads: z.boolean().describe('The runners keep up without the limit, and not with it.'),
    longestWorkMs: z.number().describe('The longest work of one runner in a backlog.'),
  }),
});

/** Part of a ladder’s result. */
export const limitsSchema = z.object({
  setting: z.string().describe('What the limits are added to.'),
  unlimited: measures,
  closedForm: z.object({
    setupMs: z.number(),
    sharedMs: z.number().describe('Mean time of a message among others on a connection.'),
    runners: z.number(),
    lifetimeMs: number.describe('Null: the host never cuts a connection for its age.'),
    goodputVaries: z.boolean().describe('Between connections: a limit leaves a slow one sooner.'),
    load: number.describe('Of the runners, without a limit; null: new mail needs no runner.'),
    longestWorkMs: z.number().describe('The longest work of one runner in a backlog.'),
  }),
  steps: z.array(step),
  worseFrom: number.describe(
    'Something is worse at this limit and at all smaller ones tried; null: at none.',
  ),
  sentence: z.string(),
});

export type LimitsResult = z.infer<typeof limitsSchema>;
type LimitFacts = Omit<LimitsResult, 'sentence'>;
type Step = LimitFacts['steps'][number];
type LimitCost = Step['closedForm'];

/** What a result says of the limits that were tried. `kept`: the metrics of each. */
export function limitsResult(
  limits: LimitLadder,
  { setting, metric, kept }: { setting: string; metric: MetricName; kept: readonly Metric[] },
): LimitsResult {
  const { findings, worseFrom } = limitVerdict(limits, metric);
  const { costs, ...closed } = limitCosts(
    limits.input,
    findings.map(({ limit }) => limit),
  );
  const facts: LimitFacts = {
    setting,
    unlimited: estimatesOf(limits.unlimited, kept),
    closedForm: closed,
    steps: findings.map(({ limit, outcome, effect, judged }, i) => ({
      limit,
      name: stateWords(remedyOf('limit'), limit),
      measures: estimatesOf(outcome, kept),
      differences: differencesOf(limits.unlimited, outcome, kept),
      effect,
      judged,
      closedForm: costs[i],
    })),
    worseFrom,
  };
  return { ...facts, sentence: limitSentence(facts, metric) };
}

function limitSentence(limits: LimitFacts, metric: MetricName): string {
  const { steps, worseFrom } = limits;
  if (steps.some(({ effect }) => effect === 'unknown')) {
    const days = Math.min(...steps.map(({ differences }) => differences[metric].days));
    return `A limit by itself: ${tooFewDays(days)}. ${costOfOne(limits)}`;
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

/** Of the limits that gain nearly as much as the best, the largest is named. */
const AS_GOOD = 0.95;

/** Limits that gain something, and the best of them. */
function helps(limits: LimitFacts, fine: readonly Step[], metric: MetricName): string[] {
  const { steps } = limits;
  const better = fine.filter(({ effect }) => effect === 'better');
  if (better.length === 0) return [];
  const gain = (step: Step) => minimumOf(step.differences[metric]);
  const max = Math.max(...better.map(gain));
  const best = better.findLast((step) => gain(step) >= AS_GOOD * max) ?? better[0];
  const where =
    better.length === steps.length ? 'here, whichever it is' : `at ${limitsWords(better, steps)}`;
  return [
    `A limit by itself helps ${where}, the most at ${best.limit}: ${judgedChange(best, 'better')}${whyItHelps(limits, best)}.`,
  ];
}

/** The smaller end of a difference, without its sign; Infinity from never to some day. */
function minimumOf(found: BoundsResult): number {
  if (found.kind === 'none') return 0;
  const { low, high } = boundsOf(found);
  return Math.min(Math.abs(low), Math.abs(high));
}

/** Only where the counts show it. */
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
  return untroubled ? ', though it avoids no cut: it leaves slow connections sooner' : '';
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
  const costless = `A limit by itself costs nothing noticeable down to ${downTo}`;
  if (top === undefined) {
    if (!free) return [];
    const at = steps[0].limit === fine[0].limit ? ` (there ${changeOf(steps[0], metric)})` : '';
    return [`${costless}${at}.`];
  }
  const opening =
    fine.length === 0
      ? `A limit by itself makes things worse here, even at ${perConnection(top.limit)}`
      : `${free ? `${costless}; ${at(worst)}` : capitalised(at(worst))} it makes things worse`;
  const every = top.limit === 1 ? 'every message' : `every ${top.limit} messages`;
  const trade = top.effect === 'mixed' ? ` (though ${judgedChange(top, 'better')})` : '';
  return [
    `${opening}: ${judgedChange(top, 'worse')}${trade}, since a set-up of ${duration(limits.closedForm.setupMs)} ${every} takes ${share(top.closedForm.setupShare)} of a runner’s time${overload(limits, top)}. ${capitalised(runnersWords(limits, top))} would make up for it.`,
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
      ? [`At ${limitsWords(mixed, steps)} it is better by one measure and worse by another.`]
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
  return ` and raises the load of the runners from ${share(closedForm.load)} to ${share(cost.load)}`;
}

/** Below this share of a runner's time nobody adds a runner for it. */
const FELT = 0.01;

/** What the closed form says of the smallest limit, where the simulation shows no harm. */
function costOfOne(limits: LimitFacts): string {
  const [smallest] = limits.steps;
  const { setupShare } = smallest.closedForm;
  const spends = `In closed form the smallest of them, ${smallest.limit}, spends ${share(setupShare)} of a runner’s time on set-ups`;
  if (setupShare < FELT) return `${spends}.`;
  return `${spends}; ${runnersWords(limits, smallest)} would make up for it.`;
}

/** Rounding of the product, not of the model. */
const EXACT = 1e-9;

function runnersWords({ closedForm }: LimitFacts, { closedForm: cost }: Step): string {
  const needed = Math.ceil(cost.runnersNeeded - EXACT);
  return `${needed} ${needed === 1 ? 'runner' : 'runners'} in place of ${closedForm.runners}`;
}

function perConnection(limit: number): string {
  return `${limit} ${limit === 1 ? 'message' : 'messages'} per connection`;
}

/** How fast the queue drains. */
const DRAIN_METRICS: readonly MetricName[] = ['mean', 'last-delivery', 'throughput'];

/**
 * Each limit is compared with no limit, by the ladder's metric and by how fast the queue drains. Noise
 * finds an isolated "worse" now and then; a cost of set-ups grows as the limit falls, so that the
 * threshold is the largest limit from which on every smaller one that was tried is worse too; null where
 * none is.
 */
export function limitVerdict({ unlimited, steps }: LimitLadder, metric: MetricName) {
  const names = [...new Set([metric, ...DRAIN_METRICS])];
  const findings = steps.map(({ limit, outcome }) => {
    const judged = names.map((measure) => {
      const better = metricOf(measure).better === 'more' ? 'more' : 'less';
      const found = difference(unlimited, outcome, measure);
      return { measure, effect: effectOf(found, estimate(unlimited, measure).value, better) };
    });
    return { limit, outcome, judged, effect: together(judged.map(({ effect }) => effect)) };
  });
  const firstFine = findings.findIndex(({ effect }) => effect !== 'worse' && effect !== 'mixed');
  const worse = firstFine < 0 ? findings : findings.slice(0, firstFine);
  return { findings, worseFrom: worse.at(-1)?.limit ?? null };
}

function together(effects: readonly Effect[]): LimitEffect {
  const [better, worse] = [effects.includes('better'), effects.includes('worse')];
  if (better && worse) return 'mixed';
  if (better) return 'better';
  if (worse) return 'worse';
  return effects.every((effect) => effect === 'unknown' || effect === 'same') &&
    effects.includes('unknown')
    ? 'unknown'
    : 'none';
}

/** `input`: the setting without a limit. */
export function limitCosts(
  input: MailPathInput,
  limits: readonly number[],
): LimitFacts['closedForm'] & { readonly costs: readonly LimitCost[] } {
  const { loads, runnerShare } = closedForm(input);
  const host = hostTraffic(input).input;
  const work = messageWork(input, host);
  const runners = loads.find(({ resource }) => resource === 'runners') ?? null;
  const { setupMs, sharedMs } = work;
  const { lifetimeMs } = runnerShare;
  const longestWorkMs = runnerShare.backlogs[0]?.runnerMs ?? 0;
  return {
    setupMs,
    sharedMs,
    runners: input.settings.runners,
    lifetimeMs,
    goodputVaries: !new Sampler(host.goodput).isConstant,
    load: runners === null ? null : known(runners.load),
    longestWorkMs,
    costs: limits.map((limit) => {
      const slower = limitSlowdown(limit, work);
      const connectionMs = setupMs + limit * sharedMs;
      return {
        setupShare: 1 - 1 / slower,
        connectionMs,
        cut: lifetimeMs !== null && connectionMs > lifetimeMs,
        runnersNeeded: input.settings.runners * slower,
        longestWorkMs: longestWorkMs * slower,
        load: runners && runners.load * slower,
        loadAtPeak: runners && runners.loadAtPeak * slower,
        overloads: runners !== null && runners.load < 1 && runners.load * slower >= 1,
      };
    }),
  };
}
