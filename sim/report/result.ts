/**
 * From an experiment to its result: plain data that every report is written from.
 *
 *   experiment + scenario -> result -> text, CSV, JSON
 *
 * Units as in result-schema.ts. NaN and Infinity become null here, since JSON has neither.
 */
import { type ClosedForm, closedForm } from '../experiment/closed-form.ts';
import type { Experiment } from '../experiment/compare.ts';
import { CONFIDENCE, commonNumbersRatio } from '../experiment/estimate.ts';
import { MEASURES } from '../experiment/measure.ts';
import type { Course } from '../experiment/replicate.ts';
import type { SettingOutcome } from '../experiment/setting-outcome.ts';
import { type SettingVerdict, verdict } from '../experiment/verdict.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { differencesOf, estimatesOf, known } from './measure-values.ts';
import type { ClosedFormResult, Result, SettingResult, VerdictResult } from './result-schema.ts';
import { type ScopeContext, scopeResult } from './scope.ts';
import { settingChanges } from './setting-changes.ts';
import { verdictSentence } from './verdict-sentence.ts';

/** What a result says about where it comes from. */
export interface ResultContext extends ScopeContext {
  readonly format: Result['format'];
  readonly checks: Result['checks'];
}

/** Quantiles of all delays that are kept for charts. */
const QUANTILES = [
  0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1,
];

/** Points of the curve of delays: enough for a chart as wide as a page. */
const CURVE_POINTS = 120;

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
    differences: others.map((other) => differenceResult(first, other)),
    verdict: verdictResult(outcomes),
    checks: context.checks,
  };
}

function settingResult(
  outcome: SettingOutcome,
  input: MailPathInput,
  first: MailPathInput,
): SettingResult {
  const { course, delays, replications } = outcome;
  const [largest] = outcome.partsBySize();
  return {
    name: outcome.name,
    changes: settingChanges(first, input),
    canItHappen: closedFormResult(closedForm(input)),
    measures: estimatesOf(outcome, MEASURES),
    worstMs: known(outcome.largest('max')),
    largestPart: largest.share > 0 ? largest.name : null,
    failures: Object.fromEntries(
      [...outcome.failures].sort().map(([cause, total]) => [cause, total / replications]),
    ),
    deferralTexts: Object.fromEntries(
      [...outcome.deferralTexts].map(([text, total]) => [text, total / replications]),
    ),
    hosts: input.hosts.map(({ name }, i) => ({
      name,
      markedMs: (outcome.markedMs[i] ?? 0) / replications,
    })),
    delayQuantiles:
      delays === null || delays.count === 0
        ? []
        : QUANTILES.map((share) => ({ share, ...delays.quantile(share, CONFIDENCE) })),
    delayCurve: delays?.curve(CURVE_POINTS, CONFIDENCE) ?? [],
    course: course === null ? null : courseResult(course),
  };
}

function differenceResult(base: SettingOutcome, other: SettingOutcome): Result['differences'][0] {
  const ratio = (measure: string) => commonNumbersRatio(base, other, measure);
  return {
    setting: other.name,
    to: base.name,
    measures: differencesOf(base, other, MEASURES),
    commonRandomNumbers: { mean: ratio('mean'), p99: ratio('p99') },
  };
}

function verdictResult(outcomes: readonly SettingOutcome[]): VerdictResult {
  const found = verdict(outcomes);
  return {
    sentence: verdictSentence(found),
    base: knownVerdict(found.base),
    best: found.best === null ? null : knownVerdict(found.best),
  };
}

function knownVerdict(found: SettingVerdict): VerdictResult['base'] {
  return {
    ...found,
    meanMs: known(found.meanMs),
    p99Ms: known(found.p99Ms),
    worstMs: known(found.worstMs),
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

function courseResult(course: Course): NonNullable<SettingResult['course']> {
  return { ...course, backlog: [...course.backlog], busyRunners: [...course.busyRunners] };
}
