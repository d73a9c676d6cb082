/**
 * From an experiment to its result: plain data that every report is written from.
 *
 *   experiment + scenario -> result -> text, CSV, JSON
 *
 * Units as in result-schema.ts. NaN and Infinity become null here, since JSON has neither.
 */

import { boundsResult, known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, type MetricName } from '../../mailpath/metrics.ts';
import { middleValue } from '../../statistics/order-statistics.ts';
import { type ClosedForm, closedForm } from '../closed-form.ts';
import { CONFIDENCE } from '../estimate.ts';
import { dayShare, kindsOfDays } from '../objective.ts';
import type { ExampleDay } from '../replicate.ts';
import { differencesOf, estimatesOf } from '../result/metric-values.ts';
import type {
  ClosedFormResult,
  DaysResult,
  Result,
  SettingResult,
  VerdictResult,
} from '../result/result-schema.ts';
import { type ScopeContext, scopeResult } from '../scope.ts';
import { settingChanges } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Experiment } from './compare.ts';
import { type SettingVerdict, verdict, verdictSentence } from './verdict.ts';

/** What a result says about where it comes from. */
export interface ResultContext extends ScopeContext {
  readonly format: Result['format'];
  readonly checks: Result['checks'];
  readonly runnersInAll: Result['runnersInAll'];
}

/** Days of one kind before a mean over them says something. */
const FEWEST_FOR_KIND_MEAN = 3;

/** An experiment with at least one finished replication. */
export function buildResult(experiment: Experiment, context: ResultContext): Result {
  const { plan, outcomes } = experiment;
  const [first, ...others] = outcomes;
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
    verdict: verdictResult(outcomes),
    checks: context.checks,
  };
}

function settingResult(
  outcome: SettingOutcome,
  input: MailPathInput,
  first: MailPathInput,
): SettingResult {
  const { timeSeries, curves, days } = outcome;
  const parts = outcome.partsBySize();
  const aDay = (counts: ReadonlyMap<string, number>): [string, number][] =>
    [...counts].map(([name, total]) => [name, total / days]);
  return {
    name: outcome.name,
    changes: settingChanges(first, input),
    canItHappen: closedFormResult(closedForm(input)),
    measures: estimatesOf(outcome, METRICS),
    worst: boundsResult(outcome.largest('max')),
    badDays: daysResult(outcome),
    kinds: kindsResult(outcome),
    parts: parts.map((part) => ({ ...part })),
    largestPart: parts[0].share > 0 ? parts[0].name : null,
    undelivered: outcome.undelivered().map(({ cause, destination, messages }) => ({
      cause: cause === 'hasty-retry' ? 'greylisting' : cause,
      destination: input.destinations[destination].name,
      messages: messages / days,
    })),
    notFollowed: { ...outcome.notFollowed },
    greylistedRetries: input.hosts.flatMap(({ name, greylisting }, host) => {
      const retries = (outcome.greylistedRetries[host] ?? 0) / days;
      return greylisting === null || retries === 0
        ? []
        : [
            {
              host: name,
              retries,
              minimumMs: greylisting.minimumMs,
              penaltyMs: greylisting.penaltyMs,
            },
          ];
    }),
    retryIntervalMs: input.settings.retryIntervalMs,
    failures: Object.fromEntries(aDay(outcome.failures).sort()),
    deferralTexts: Object.fromEntries(aDay(outcome.deferralTexts)),
    hosts: input.hosts.map(({ name }, i) => ({
      name,
      markedMs: (outcome.markedMs[i] ?? 0) / days,
    })),
    delayCurve: (curves?.typical(CONFIDENCE) ?? []).map((point) => ({ ...point })),
    timeSeries: timeSeries === null ? null : timeSeriesResult(timeSeries),
  };
}

/** How many of the days are bad. */
export function daysResult(outcome: SettingOutcome): DaysResult {
  const { bad, byReason } = kindsOfDays(outcome);
  const { interval, shown, days } = dayShare(bad.length, outcome.days, CONFIDENCE);
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

function verdictResult(outcomes: readonly SettingOutcome[]): VerdictResult {
  const found = verdict(outcomes);
  const sides = {
    base: knownVerdict(found.base),
    best: found.best === null ? null : knownVerdict(found.best),
  };
  return { sentence: verdictSentence(found), ...sides };
}

function knownVerdict(found: SettingVerdict): VerdictResult['base'] {
  const { bad, days, shown } = found.badDays;
  return {
    name: found.name,
    p99: boundsResult(found.p99),
    mean: boundsResult(found.mean),
    worst: boundsResult(found.worst),
    largestPart: found.largestPart,
    badDays: { bad, days, shown },
    cuts: known(found.cuts),
    skipped: known(found.skipped),
    never: boundsResult(found.never),
    arrived: known(found.arrived),
  };
}

export function closedFormResult(answer: ClosedForm): ClosedFormResult {
  const { survival, share, work, arrivals } = answer;
  return {
    host: answer.host.input.name,
    hostShare: answer.host.share,
    arrivalsPerMs: { mean: arrivals.mean, peak: arrivals.peak, quiet: arrivals.quiet },
    gateways: answer.gateways,
    messageMs: { alone: work.aloneMs, shared: work.sharedMs },
    meanBytes: work.meanBytes,
    neverFitsShare: work.shareThatNeverFits,
    markSurvives: {
      kind: survival.kind,
      chance: survival.chance,
      chanceAtPeak: survival.chanceAtPeak,
      chanceWhenQuiet: survival.chanceWhenQuiet,
      openConnections: survival.openConnections,
      lastsMs: survival.lastsMs,
      stickyFault:
        survival.sticky === null
          ? null
          : { ...survival.sticky, lastsMs: known(survival.sticky.lastsMs) },
    },
    runnerShare: {
      lifetimeMs: share.lifetimeMs,
      carriedInLifetime: known(share.carriedInLifetime),
      piles: share.piles.map((pile) => ({ ...pile })),
    },
    loads: answer.loads.map((load) => ({ ...load })),
  };
}

function timeSeriesResult(timeSeries: ExampleDay): NonNullable<SettingResult['timeSeries']> {
  return {
    ...timeSeries,
    backlog: [...timeSeries.backlog],
    busyRunners: [...timeSeries.busyRunners],
  };
}
