/** What `recommend` does: the settings to choose, and what is promised of them. */

import { capitalised } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { isMetricName, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { hostTraffic, messageWork } from '../../mailpath/offered-load.ts';
import {
  type AdvisedSite,
  type NumberField,
  type Range,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type SwitchField,
} from '../../mailpath/remedies.ts';
import { type Bound, parseBound } from '../../scenario/bound.ts';
import { parseObjective, type StatedObjective } from '../../scenario/expectation.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { studyRequest } from '../definition.ts';
import type { Objective } from '../objective.ts';
import { limitAdvice } from '../overrun.ts';
import { valueWords } from '../setting-changes.ts';
import type { Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import { type Bounds, presentCandidate } from './candidate.ts';
import { recommendationCsv, recommendationReport } from './report.ts';
import {
  limitResult,
  type RecommendationResult,
  recommendationResult,
  recommendationSchema,
} from './result.ts';
import { type Recommendation, type RecommendationPlan, recommendStudy } from './study.ts';
import { limitWords } from './words.ts';

export const request = studyRequest<Recommendation, RecommendationResult>({
  schema: { title: 'Recommendation of mailpath', of: recommendationSchema },
  csv: recommendationCsv,
  unmet: ({ choice }) => choice === null,
  plan: (args) => {
    return ({ scenario }) => {
      const input = inputOf(scenario, args.text('setting') ?? 'default');
      const { plan, bounds, assumedBounds } = recommendationRequest(args, scenario, input);
      return {
        study: opened(recommendStudy(plan), openingSentence(input)),
        settings: ['default'],
        result: (found, context) =>
          found.partial && found.screening === null
            ? null
            : recommendationResult(found, { ...context, bounds, assumedBounds }),
        report: (result, command) => recommendationReport(result, { input, command }),
      };
    };
  },
});

/** Is 199 right here? In closed form, so that it is said at once. */
function openingSentence(input: MailPathInput): string {
  const advice = limitAdvice(input, hostTraffic(input).input);
  return limitWords({ limit: limitResult({ advice, policy: [] }) });
}

/** The study, with that said before its first batch. */
function* opened<T>(study: Study<T>, opening: string): Study<T> {
  let step = study.next();
  let isFirst = true;
  while (!step.done) {
    step = study.next(yield isFirst ? { ...step.value, opening } : step.value);
    isFirst = false;
  }
  return step.value;
}

/**
 * What a recommendation is requirements, from the command line and the scenario: objectives, bounds, what
 * they leave open and is assumed.
 */

/** Where neither the command line nor the scenario states one. */
const USUAL_OBJECTIVE = 'p99 < 5m';
const USUAL_CONFIDENCE = 0.95;
/** What is taken to be possible where nobody says: so many times as it stands. */
const MAX_FACTOR = 4;

export interface RecommendationRequest {
  readonly plan: RecommendationPlan;
  /** As they were stated. */
  readonly bounds: readonly string[];
  /** Bounds that nobody stated, in words. */
  readonly assumedBounds: readonly string[];
}

export function recommendationRequest(
  args: Arguments,
  scenario: Scenario,
  input: MailPathInput,
): RecommendationRequest {
  const objectives = objectivesOf(args, scenario);
  const stated = statedBounds(args, scenario);
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
      confidence: confidenceOf(args),
      maxDays: args.whole('replications', 10, 100_000),
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

function objectivesOf(args: Arguments, scenario: Scenario): Objective[] {
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

function statedBounds(args: Arguments, scenario: Scenario): Bound[] {
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
  const site: AdvisedSite = {
    ...present,
    work: messageWork(input, hostTraffic(input).input),
    allExchangeOnline: !otherDestinations,
  };
  const assumed: string[] = [];
  const ranges = REMEDY_NUMBERS.map((remedy) => {
    const range = rangeStated(remedy.field, stated);
    const usual = assumedRange(remedy, range, present[remedy.setting], site);
    if (usual !== null) assumed.push(usual.why);
    return [remedy.setting, usual?.range ?? range];
  });
  const switches = REMEDY_SWITCHES.map(({ setting, field }) => [
    setting,
    switchStated(field, stated),
  ]);
  const metrics = stated.flatMap((b) =>
    b.kind === 'metric' ? [{ ...objectiveOf(b.expectation), text: b.text }] : [],
  );
  return { bounds: { ...Object.fromEntries([...ranges, ...switches]), metrics }, assumed };
}

function rangeStated(field: NumberField, stated: readonly Bound[]): Range {
  const own = stated.filter((b) => b.kind === 'setting').filter((b) => b.setting === field);
  const min = Math.max(1, ...own.map((end) => end.min));
  const max = Math.min(Number.POSITIVE_INFINITY, ...own.map((end) => end.max));
  if (min > max) throw new UsageError(`The bounds of ${field} leave nothing: ${texts(own)}.`);
  return { min, max };
}

function switchStated(field: SwitchField, stated: readonly Bound[]): boolean | null {
  const own = stated.filter((b) => b.kind === 'switch').filter((b) => b.setting === field);
  if (new Set(own.map(({ value }) => value)).size > 1) {
    const name = field.replaceAll('-', ' ');
    throw new UsageError(`${capitalised(name)} cannot be both: ${texts(own)}.`);
  }
  return own[0]?.value ?? null;
}

/** Where nobody states how far a remedy may go; null: as far as one likes, or as stated. */
function assumedRange(
  remedy: RemedyNumber,
  range: Range,
  present: number,
  site: AdvisedSite,
): { range: Range; why: string } | null {
  const { field, dimension, advised } = remedy;
  if (dimension.stronger === 'more' && !Number.isFinite(range.max)) {
    const max = Math.max(range.min, MAX_FACTOR * present);
    const why = `${field} <= ${max} (four times as they stand: nobody stated a bound)`;
    return { range: { ...range, max }, why };
  }
  if (dimension.stronger === 'less' && range.min <= 1) {
    const furthest = advised(site);
    const stands = present > 0 && present < furthest;
    const min = Math.min(stands ? present : furthest, range.max);
    const where = site.allExchangeOnline ? '' : ' where mail also goes elsewhere';
    const why = `${field} >= ${valueWords(remedy, min)} (${stands ? 'as it stands' : `the article's shortest${where}`})`;
    return { range: { ...range, min }, why };
  }
  return null;
}

function texts(bounds: readonly Bound[]): string {
  return bounds.map(({ text }) => text).join(', ');
}

function confidenceOf(args: Arguments): number {
  const text = args.text('confidence');
  if (text === null) return USUAL_CONFIDENCE;
  const value = parseQuantity('share', text);
  if (!value.ok || !(value.value >= 0.8 && value.value <= 0.999)) {
    throw new UsageError(`--confidence ${text}: expected a share from 80% to 99.9%, such as 95%.`);
  }
  return value.value;
}
