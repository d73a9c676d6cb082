/**
 * From an experiment to its result: plain data that every report is written from.
 *
 *   experiment + scenario -> result -> text, CSV, JSON
 *
 * Units as in result-schema.ts. NaN and Infinity become null here, since JSON has neither.
 */

import { boundsResult, known } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { share } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { isMetricName, METRICS, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import {
  type Expectation,
  evaluateExpectation,
  type Operand,
  type OperandName,
  PART_SHARE,
  type StatedObjective,
} from '../../scenario/expectation.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Bounds, known as exactly, NOTHING_KNOWN } from '../../statistics/bounds.ts';
import { middleValue } from '../../statistics/order-statistics.ts';
import { canItHappen } from '../closed-form/can-it-happen.ts';
import { daysText, shownText } from '../days-words.ts';
import type { ScopeContext } from '../definition.ts';
import {
  CONFIDENCE,
  type Difference,
  difference,
  differencesOf,
  estimate,
  estimatesOf,
} from '../estimate.ts';
import { allowedShare, dayShare, judge, kindsOfDays, type Objective } from '../objective.ts';
import type { DaysResult, Result, SettingResult, VerdictResult } from '../result/result-schema.ts';
import { settingChanges } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { type Experiment, scopeResult } from './compare.ts';

/** What an experiment does not know of its result. */
export type ResultContext = ScopeContext &
  Pick<Result, 'format' | 'checks' | 'runnersInAll' | 'restsOn'>;

/** Days of one kind before a mean over them says something. */
const FEWEST_FOR_KIND_MEAN = 3;

/** An experiment with at least one finished replication. */
export function buildResult(experiment: Experiment, context: ResultContext): Result {
  const { plan, outcomes } = experiment;
  const [first, ...others] = outcomes;
  const found = verdict(outcomes);
  return {
    format: context.format,
    ...scopeResult(experiment, context),
    warmUpMs: plan.warmUpMs ?? null,
    settings: outcomes.map((outcome, i) =>
      settingResult(outcome, plan.settings[i].input, plan.settings[0].input),
    ),
    differences: others.map((other) => ({
      setting: other.name,
      to: first.name,
      measures: differencesOf(first, other, METRICS),
    })),
    runnersInAll: context.runnersInAll,
    restsOn: context.restsOn,
    verdict: { sentence: verdictSentence(found), base: found.base, best: found.best },
    checks: context.checks,
  };
}

function settingResult(
  outcome: SettingOutcome,
  input: MailPathInput,
  first: MailPathInput,
): SettingResult {
  const { timeSeries, curves, days } = outcome;
  const aDay = (counts: ReadonlyMap<string, number>): [string, number][] =>
    [...counts].map(([name, total]) => [name, total / days]);
  return {
    name: outcome.name,
    changes: settingChanges(first, input),
    canItHappen: canItHappen(input, outcome),
    measures: estimatesOf(outcome, METRICS),
    worst: boundsResult(outcome.largest('max')),
    badDays: daysResult(outcome),
    kinds: kindsResult(outcome),
    parts: outcome.partsBySize(),
    largestPart: largestPart(outcome)?.name ?? null,
    undelivered: outcome.undelivered.list().map(({ cause, destination, messages }) => ({
      cause: cause === 'hasty-retry' ? 'greylisting' : cause,
      destination: input.destinations[destination].name,
      messages: messages / days,
    })),
    notFollowed: { ...outcome.notFollowed },
    greylistedRetries: input.hosts.flatMap(({ name, greylisting }, host) => {
      const retries = (outcome.greylistedRetries[host] ?? 0) / days;
      if (greylisting === null || retries === 0) return [];
      const { minimumMs, penaltyMs } = greylisting;
      return [{ host: name, retries, minimumMs, penaltyMs }];
    }),
    retryIntervalMs: input.settings.retryIntervalMs,
    failures: Object.fromEntries(aDay(outcome.failures).sort()),
    deferralTexts: Object.fromEntries(aDay(outcome.deferralTexts)),
    hosts: input.hosts.map(({ name }, i) => ({
      name,
      markedMs: (outcome.markedMs[i] ?? 0) / days,
    })),
    delayCurve: curves?.typical(CONFIDENCE) ?? [],
    timeSeries,
  };
}

/** How many of the days are bad. */
function daysResult(outcome: SettingOutcome): DaysResult {
  const { bad, byReason } = kindsOfDays(outcome);
  const { interval, shown, days } = dayShare(bad.length, outcome.days);
  return { days, bad: bad.length, byReason: { ...byReason }, share: interval, shown };
}

function kindsResult(outcome: SettingOutcome): SettingResult['kinds'] {
  const { bad, good } = kindsOfDays(outcome);
  if (bad.length === 0 || good.length === 0) return null;
  const kind = (days: readonly number[]) => {
    const of = (metric: MetricName) => days.map((day) => outcome.of(metric)[day]);
    const ends = (metric: MetricName, pick: (values: readonly number[]) => number) => {
      const values = of(metric).filter(({ low, high }) => !Number.isNaN(low + high));
      return boundsResult({
        low: pick(values.map(({ low }) => low)),
        high: pick(values.map(({ high }) => high)),
      });
    };
    const cuts = of('cuts').map(({ low }) => low);
    return {
      days: days.length,
      p99: ends('p99', middleValue),
      largest: ends('max', (values) => (values.length === 0 ? Number.NaN : Math.max(...values))),
      markedMs: middleValue(of('marked-time').map(({ low }) => low)),
      cuts:
        days.length < FEWEST_FOR_KIND_MEAN
          ? null
          : cuts.reduce((sum, value) => sum + value, 0) / days.length,
    };
  };
  return { bad: kind(bad), good: kind(good) };
}

/*
 * The result of a comparison, in numbers and in one sentence.
 *
 * The first setting against the best of the others, each with the part that most of its delay went
 * into, its bad days, and on how many days the one was better. Units: milliseconds.
 */

type SettingVerdict = VerdictResult['base'];
type Verdict = ReturnType<typeof verdict>;

/**
 * Of at least one setting with at least one day. `best` of the others: the smallest p99 on the typical
 * day, then the fewest bad days, then the smallest mean; null if there is none. `p99`: best minus base.
 */
export function verdict(outcomes: readonly SettingOutcome[]) {
  const [base, ...others] = outcomes;
  const best = others.reduce<SettingOutcome | null>(
    (best, other) => (best === null || isBetter(other, best) ? other : best),
    null,
  );
  return {
    base: settingVerdict(base),
    best: best === null ? null : settingVerdict(best),
    p99: best === null ? null : difference(base, best, 'p99'),
    days: base.days,
  };
}

function isBetter(a: SettingOutcome, b: SettingOutcome): boolean {
  const keys = (outcome: SettingOutcome): number[] => {
    const [p99, mean] = [estimate(outcome, 'p99').value, estimate(outcome, 'mean').value];
    return [p99.high, p99.low, kindsOfDays(outcome).bad.length, mean.high, mean.low];
  };
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, i) => key !== right[i]);
  return at >= 0 && left[at] < right[at];
}

function settingVerdict(outcome: SettingOutcome): SettingVerdict {
  const typical = (metric: MetricName) => boundsResult(estimate(outcome, metric).value);
  const { bad, days, shown } = daysResult(outcome);
  return {
    name: outcome.name,
    p99: typical('p99'),
    mean: typical('mean'),
    worst: boundsResult(outcome.largest('max')),
    largestPart: largestPart(outcome),
    badDays: { bad, days, shown },
    cuts: known(estimate(outcome, 'cuts').value.low),
    skipped: known(estimate(outcome, 'deferrals-skipped').value.low),
    never: typical('never-share'),
    arrived: known(estimate(outcome, 'arrived').value.low),
  };
}

/** Where most of the delay went, and which share of it; null where there is no delay. */
export function largestPart(outcome: SettingOutcome): SettingVerdict['largestPart'] {
  const [{ name, share }] = outcome.partsBySize();
  return share > 0 ? { name, share } : null;
}

/** Below this relative change of p99 two settings are reported as equal: a bin of the histogram. */
const SAME = 0.005;
const SLOWEST = 'the slowest 1% of mail';

export function verdictSentence(found: Verdict): string {
  const { base, best } = found;
  if (!((base.arrived ?? 0) > 0)) return 'No message arrived, so there is no delay to report.';
  if (best === null) return `On a typical day under ${base.name}, ${whole(base.p99)}.`;
  return `${comparison(found, best)}.`;
}

function comparison({ base, p99, days }: Verdict, best: SettingVerdict): string {
  const [from, to] = [base.p99, best.p99];
  if (p99 !== null && p99.same === p99.days && p99.days > 0) {
    return `${best.name} changes nothing for ${SLOWEST}: on a typical day, under ${base.name} as under ${best.name}, ${whole(from)} (the same on ${p99.days === 1 ? 'the one day' : `all ${p99.days} days`})`;
  }
  const sure = certainty(p99, days);
  if (from.kind === 'never' || to.kind === 'never') {
    return `On a typical day ${whole(to)} under ${best.name}; under ${base.name} ${whole(from)}${sure}`;
  }
  const isSame =
    to.kind === 'exact' &&
    from.low !== null &&
    Math.abs((to.low ?? 0) - from.low) <= SAME * from.low;
  if (isSame) {
    return `${best.name} makes a negligible difference: on a typical day ${SLOWEST} ${waits(to)}, against ${ms(from)} under ${base.name}${sure}`;
  }
  return `On a typical day ${SLOWEST} ${waits(to)} under ${best.name}, against ${ms(from)} under ${base.name}${sure}`;
}

/** `the slowest 1% of mail waits 45 s or longer`. */
function whole(p99: BoundsResult): string {
  return p99.kind === 'never'
    ? 'one message in a hundred never arrives'
    : `${SLOWEST} ${waits(p99)}`;
}

function waits(p99: BoundsResult): string {
  return p99.kind === 'exact' ? `waits at least ${ms(p99)}` : `waits ${ms(p99)}`;
}

const ms = (bounds: BoundsResult): string => boundsText(bounds, 'ms');

function certainty(p99: Difference | null, days: number): string {
  if (p99 === null || days < 2) return days < 2 ? ' (one day: too few to tell chance)' : '';
  const { less, more, significant, interval } = p99;
  const isOpen = interval === null || !Number.isFinite(interval.low + interval.high);
  const range = isOpen ? null : intervalText(boundsResult(positive(interval)), 'ms');
  const by = range === null ? '' : `, typically by ${range}`;
  const which =
    less >= more
      ? `less on ${less} of ${daysText(p99.days)}`
      : `more on ${more} of ${daysText(p99.days)}`;
  const chance =
    significant === null ? ': too few days to tell' : significant ? by : ': this may be chance';
  return ` (${which}${chance})`;
}

/** A difference without its sign: the words have it. */
function positive({ low, high }: Bounds): Bounds {
  return high <= 0 ? { low: -high, high: -low } : { low, high };
}

/*
 * What a scenario expects: `expect:` of the settings it names, and `objectives:` of every setting that
 * is compared beside the first.
 *
 * An expectation is about the typical day (`max` about the largest of all days, shares of the delay
 * about the sums over all days). An objective is about so many of the days that were run, or about
 * their mean. What depends on mail that has not arrived is unknown, and does not count as met.
 */

/** Settings that the expectations of a scenario speak of. */
export function settingsNamed(scenario: Scenario): string[] {
  const operands = scenario.expect.flatMap(({ left, right }) =>
    right.kind === 'metric' ? [left, right.operand] : [left],
  );
  return [...new Set(operands.map(({ setting }) => setting))].filter((name) => name !== '');
}

type Checks = NonNullable<Result['checks']>;

/** Of a decision about a mean, on each side. */
const ERROR = 0.05;

/** The result of each expectation and objective, in the scenario's order. */
export function checkExpectations(
  scenario: Pick<Scenario, 'expect' | 'objectives'>,
  outcomes: readonly SettingOutcome[],
): Checks {
  const held = scenario.expect.map((expectation) => checkExpectation(expectation, outcomes));
  const [, ...others] = outcomes;
  const candidates = others.length === 0 ? outcomes : others;
  const objectives = scenario.objectives.flatMap((objective) =>
    candidates.map((outcome) => checkObjective(objective, outcome)),
  );
  return [...held, ...objectives];
}

function checkExpectation(
  expectation: Expectation,
  outcomes: readonly SettingOutcome[],
): Checks[number] {
  const outcomeOf = ({ setting }: Operand) => outcomes.find(({ name }) => name === setting);
  const { left, right } = expectation;
  if (right.kind === 'word') {
    const { holds, left: found } = evaluateExpectation(
      expectation,
      (operand) => outcomeOf(operand)?.partsBySize()[0].name ?? Number.NaN,
    );
    return {
      expectation: expectation.text,
      state: holds ? 'met' : 'missed',
      found: `it is ${found}`,
    };
  }
  const value = (operand: Operand): Bounds => figureOf(outcomeOf(operand), operand.metric);
  const own = value(left);
  const other = right.kind === 'value' ? exactly(right.value) : value(right.operand);
  // Whatever lies between the ends: if all four corners agree, so does everything between them.
  const verdicts = [own.low, own.high].flatMap((one) =>
    [other.low, other.high].map(
      (two) => evaluateExpectation(expectation, (operand) => (operand === left ? one : two)).holds,
    ),
  );
  const holds = verdicts.every((verdict) => verdict);
  const text = (bounds: Bounds): string => boundsText(boundsResult(bounds), unitOf(left.metric));
  const against = right.kind === 'metric' ? `, the other side ${text(other)}` : '';
  return {
    expectation: expectation.text,
    state: holds ? 'met' : verdicts.includes(true) ? 'unknown' : 'missed',
    found: `it is ${text(own)}${against}`,
  };
}

function figureOf(outcome: SettingOutcome | undefined, name: OperandName): Bounds {
  if (outcome === undefined) return NOTHING_KNOWN;
  if (isMetricName(name)) {
    return name === 'max' ? outcome.largest('max') : estimate(outcome, name).value;
  }
  const part = outcome.partsBySize().find((one) => `${PART_SHARE}${one.name}` === name);
  return exactly(part?.share ?? Number.NaN);
}

function unitOf(name: OperandName) {
  return isMetricName(name) ? metricOf(name).unit : 'share';
}

function checkObjective(expectation: StatedObjective, outcome: SettingOutcome): Checks[number] {
  const objective = objectiveOf(expectation);
  const answer = judge(objective, outcome, ERROR);
  const { days, badDays, unknownDays } = answer;
  const named = `${outcome.name}: ${objective.text}`;
  const text = (bounds: Bounds) => boundsText(boundsResult(bounds), unitOf(objective.metric));
  const worst = `the worst day ${text(answer.worst)}`;
  if (objective.onDays === null) {
    const mean =
      answer.mean === null
        ? 'its mean cannot be estimated from so few days of each kind'
        : `its mean is ${text(exactly(answer.mean))}`;
    const state = answer.state === 'open' ? 'unknown' : answer.state;
    return { expectation: named, state, found: `${mean}, ${worst}` };
  }
  const allowed = allowedShare(objective.onDays) * days;
  const state = badDays > allowed ? 'missed' : badDays + unknownDays > allowed ? 'unknown' : 'met';
  const kept = days - badDays - unknownDays;
  const open = unknownDays === 0 ? '' : `; on ${daysText(unknownDays)} it is unknown`;
  const shown = shownText(dayShare(badDays + unknownDays, days));
  return {
    expectation: named,
    state,
    found: `kept on ${kept} of ${daysText(days)} (required: ${share(objective.onDays)})${open}; ${worst}; of all such days ${shown} break it`,
  };
}

/** Of a scenario's objective: read-scenario.ts lets nothing else through. */
export function objectiveOf({ text, left, operator, right, onDays }: StatedObjective): Objective {
  if (right.kind !== 'value' || operator === '!=' || !isMetricName(left.metric)) {
    throw new Error(`"${text}" is no objective`);
  }
  return { text, metric: left.metric, comparison: operator, bound: right.value, onDays };
}
