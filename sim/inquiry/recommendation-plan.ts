/**
 * What a recommendation is asked, from the command line and the scenario: objectives, bounds, what
 * they leave open and is assumed.
 */

import type { Objective } from '../experiment/objective.ts';
import { presentCandidate } from '../experiment/recommend/candidate.ts';
import type { Bounds } from '../experiment/recommend/candidate-grid.ts';
import type { RecommendationPlan } from '../experiment/recommend/recommendation.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { isMetricName, type MetricName, metricOf } from '../mailpath/metrics.ts';
import { duration } from '../report/quantity.ts';
import { type Bound, type BoundedSetting, parseBound } from '../scenario/bound.ts';
import { parseObjective, type StatedObjective } from '../scenario/expectation.ts';
import { parseQuantity } from '../scenario/quantity.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './refusal.ts';

/** Where neither the command line nor the scenario states one. */
const USUAL_OBJECTIVE = 'p99 < 5m';
const USUAL_CONFIDENCE = 0.95;
const MINUTE_MS = 60_000;
/** Runners that are taken to be possible where nobody says: so many times as they stand. */
const MOST_RUNNERS_FACTOR = 4;

export interface RecommendationAsked {
  readonly plan: RecommendationPlan;
  /** As they were stated. */
  readonly bounds: readonly string[];
  /** Bounds that nobody stated, in words. */
  readonly assumedBounds: readonly string[];
}

export function recommendationAsked(
  args: Arguments,
  scenario: Scenario,
  input: MailPathInput,
): RecommendationAsked {
  const objectives = objectivesAsked(args, scenario);
  const stated = boundsAsked(args, scenario);
  const otherDestinations = scenario.otherDestinations;
  const { bounds, assumed } = boundsWithin(stated, input, otherDestinations);
  const [about] = objectives.filter(({ metric }) => isDelay(metric));
  return {
    plan: {
      input,
      site: {
        present: presentCandidate(input),
        cloud: scenario.deployment === 'cloud',
        otherDestinations,
      },
      seed: args.text('seed') ?? scenario.seed,
      objectives,
      bounds,
      criterion: about?.metric ?? 'p99',
      confidence: confidenceAsked(args),
      mostDays: args.whole('replications', 10, 100_000),
      full: args.flag('full'),
    },
    bounds: stated.map(({ text }) => text),
    assumedBounds: assumed,
  };
}

/** A delay of which less is better, so that the best can be the best in it. */
function isDelay(name: MetricName): boolean {
  const { unit, better } = metricOf(name);
  return unit === 'ms' && better === 'less';
}

function objectivesAsked(args: Arguments, scenario: Scenario): Objective[] {
  const texts = args.list('objective').flatMap((text) => text.split(','));
  const found =
    texts.length > 0
      ? texts.map(objectiveStated)
      : scenario.objectives.length > 0
        ? scenario.objectives
        : [objectiveStated(USUAL_OBJECTIVE)];
  return found.map((objective) => objectiveOf(objective));
}

function objectiveStated(text: string): StatedObjective {
  const objective = parseObjective(text, []);
  if (typeof objective === 'string') {
    throw new UsageError(
      `--objective "${text.trim()}": ${objective} Write it like: p99 < 5m, p99 < 5m on 90% of days, mean p99 < 5m, max < 30m, resets = 0.`,
    );
  }
  return objective;
}

/** What a setting can be held to. Throws a UsageError for what only compares settings. */
function objectiveOf({ text, left, operator, right, onDays }: StatedObjective): Objective {
  if (right.kind !== 'value' || operator === '!=' || left.setting !== '') {
    throw new UsageError(
      `The objective "${text}" cannot be recommended for: it has to compare a measure with a value, by <, <=, >, >= or =.`,
    );
  }
  if (!isMetricName(left.metric)) {
    throw new UsageError(
      `The objective "${text}" cannot be recommended for: ${left.metric} is of all days together, so that no day keeps or breaks it.`,
    );
  }
  if (operator === '==' && right.value !== 0) {
    throw new UsageError(`The objective "${text}": only nothing at all can be asked for by =.`);
  }
  return { text, metric: left.metric, comparison: operator, bound: right.value, onDays };
}

function boundsAsked(args: Arguments, scenario: Scenario): Bound[] {
  const own = args
    .list('bound')
    .flatMap((text) => text.split(','))
    .map((text) => {
      const bound = parseBound(text);
      if (typeof bound === 'string') {
        throw new UsageError(
          `--bound "${text.trim()}": ${bound} Write it like: runners <= 8, retry-interval >= 5m, host-status = on, connections <= 40.`,
        );
      }
      return bound;
    });
  return [...scenario.bounds, ...own];
}

function boundsWithin(
  stated: readonly Bound[],
  input: MailPathInput,
  otherDestinations: boolean,
): { bounds: Bounds; assumed: string[] } {
  const present = presentCandidate(input);
  const assumed: string[] = [];
  const range = (setting: BoundedSetting) => {
    const own = stated.filter((b) => b.kind === 'setting' && b.setting === setting);
    const ends = own.map((b) => (b.kind === 'setting' ? b : { least: 0, most: 0 }));
    const least = Math.max(1, ...ends.map((end) => end.least));
    const most = Math.min(Number.POSITIVE_INFINITY, ...ends.map((end) => end.most));
    if (least > most) {
      throw new UsageError(`The bounds of ${setting} leave nothing: ${texts(own)}.`);
    }
    return { least, most };
  };
  const runners = { ...range('runners') };
  if (!Number.isFinite(runners.most)) {
    runners.most = Math.max(runners.least, MOST_RUNNERS_FACTOR * present.runners);
    assumed.push(`runners <= ${runners.most} (four times as they stand: nobody stated a bound)`);
  }
  const retry = { ...range('retry-interval') };
  if (retry.least <= 1) {
    const haste = otherDestinations ? 5 * MINUTE_MS : MINUTE_MS;
    const asItStands = present.retryIntervalMs > 0 && present.retryIntervalMs < haste;
    retry.least = Math.min(asItStands ? present.retryIntervalMs : haste, retry.most);
    assumed.push(
      `retry-interval >= ${duration(retry.least)} (${asItStands ? 'as it stands' : `the article's shortest${otherDestinations ? ' where mail also goes elsewhere' : ''}`})`,
    );
  }
  const switches = stated.filter((b) => b.kind === 'host-status');
  const values = new Set(switches.map((b) => b.kind === 'host-status' && b.value));
  if (values.size > 1) throw new UsageError(`Host status cannot be both: ${texts(switches)}.`);
  const [hostStatus = null] = values;
  const metrics = stated.flatMap((b) =>
    b.kind === 'metric' ? [{ ...objectiveOf(b.expectation), text: b.text }] : [],
  );
  return {
    bounds: {
      messagesPerConnection: range('messages-per-connection'),
      runners,
      retryIntervalMs: retry,
      hostStatus,
      metrics,
    },
    assumed,
  };
}

function texts(bounds: readonly Bound[]): string {
  return bounds.map(({ text }) => text).join(', ');
}

function confidenceAsked(args: Arguments): number {
  const text = args.text('confidence');
  if (text === null) return USUAL_CONFIDENCE;
  const value = parseQuantity('share', text);
  if (!value.ok || !(value.value >= 0.8 && value.value <= 0.999)) {
    throw new UsageError(`--confidence ${text}: expected a share from 80% to 99.9%, such as 95%.`);
  }
  return value.value;
}
