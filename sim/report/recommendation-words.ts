/**
 * The words of a recommendation: what the article calls the settings, and sentences about limits,
 * guarantees and bounds, each from plain data.
 */
import { count, duration, messages, quantity, share } from './quantity.ts';
import type {
  AnswerResult,
  CandidateResult,
  ChangeResult,
  RecommendationResult,
} from './recommendation-schema.ts';
import { PART_WORDS } from './words.ts';

type Setting = ChangeResult['setting'];

/** As the article and Proofpoint's pages have them, in the article's order. */
export const ARTICLE_NAMES: Readonly<Record<Setting, string>> = {
  messagesPerConnection: 'Maximum Number of Messages per SMTP Connection',
  runners: 'Queue runners',
  hostStatus: 'HostStat',
  retryIntervalMs: 'Message retry interval',
};

export const SETTINGS = Object.keys(ARTICLE_NAMES) as Setting[];

export function settingValue(setting: Setting, value: number | boolean | null): string {
  if (value === null) return 'unlimited';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return setting === 'retryIntervalMs' ? duration(value) : count(value);
}

/** `199 messages a connection, 4 runners, HostStat off, a retry every minute`. */
export function settingsWords(settings: CandidateResult): string {
  const { messagesPerConnection, runners, hostStatus, retryIntervalMs } = settings;
  const limit =
    messagesPerConnection === null
      ? 'no limit of messages'
      : `${messages(messagesPerConnection)} a connection`;
  const queue = runners === 1 ? '1 runner' : `${count(runners)} runners`;
  return `${limit}, ${queue}, HostStat ${hostStatus ? 'on' : 'off'}, a retry every ${duration(retryIntervalMs)}`;
}

/** `HostStat off and a retry interval of 1 min`; of no change: `nothing`. */
export function changesWords(changes: readonly ChangeResult[]): string {
  if (changes.length === 0) return 'nothing';
  const told = changes.map(
    ({ setting, from, to }) =>
      `${ARTICLE_NAMES[setting]} from ${settingValue(setting, from)} to ${settingValue(setting, to)}`,
  );
  return told.length === 1
    ? told[0]
    : `${told.slice(0, -1).join(', ')} and ${told[told.length - 1]}`;
}

/** What an objective came to: `55 s on average, below 58 s with 95% confidence`. */
export function answerWords(answer: AnswerResult, confidence: number): string {
  const { value, high, low, unit, badDays, days, state, objective } = answer;
  const told = quantity(value ?? Number.NaN, unit);
  if (badDays !== null) {
    const bad = badDays === 0 ? 'not one' : count(badDays);
    const bound = high === null ? '' : `: at most ${share(high)} of all days`;
    return `${bad} of ${days} days broke it (the worst: ${told})${state === 'met' ? bound : ''}`;
  }
  const wantsMore = />/.test(objective);
  const end = wantsMore ? low : high;
  if (end === null) return told;
  if (low === high) return `${told} on each of ${days} days`;
  const bound = quantity(end, unit).replace(/^[<>]/, '');
  return `${told} on average, ${wantsMore ? 'above' : 'below'} ${bound} with ${share(confidence)} confidence`;
}

type Limit = NonNullable<RecommendationResult['limit']>;

/** Is 199 right for this site, and why. */
export function articleLimitWords(limit: Limit): string {
  const { tailAware, accepted, articleOverrun, lifetimeMs, singleOverrun } = limit;
  const life = duration(lifetimeMs);
  if (singleOverrun > 0.005) {
    return `No limit helps everything here: ${share(singleOverrun)} of the messages outlive the ${life} of a connection on their own.`;
  }
  if (tailAware === null) return `Any number is safe here: no connection reaches ${life}.`;
  if (articleOverrun > accepted) {
    const advised = tailAware >= 1 ? `at most ${messages(tailAware)}` : 'a single message';
    return `199 is too many for this site: ${share(articleOverrun)} of the connections that carry 199 messages outlive their ${life}. With ${advised} it is at most ${share(accepted)}.`;
  }
  return `199 is right for this site, and conservative: up to ${messages(tailAware)}, ${times(tailAware / 199)} as many, would fit into ${life} on all but ${share(accepted)} of the connections.`;
}

/** `6 times`, `1.5 times`. */
function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} times`;
}

/** The article's literal rule beside the one that knows the tail. */
export function rulesWords({ literal, byMean, tailAware }: Limit): string {
  const tail = tailAware === null ? 'any number' : count(tailAware);
  return `The article’s rule taken literally (mean size over mean throughput, into the lifetime) gives ${count(literal)}; with set-up, latency and the gateway’s own work ${count(byMean)}; with the tail of sizes and goodput ${tail}.`;
}

/** The article's procedure: begin with 199 and lower it. */
export function procedureWords({ procedure }: Limit): string | null {
  if (procedure === null) return null;
  const { trials, settledTrials, limit, days, incidents } = procedure;
  if (incidents.most === 0) {
    return `The article’s procedure (199, lowered while resets are logged) would leave it at 199: no reset in any of ${trials} simulated trials.`;
  }
  const range =
    limit.least === limit.most
      ? count(limit.median)
      : `${count(limit.median)} (${count(limit.least)} to ${count(limit.most)})`;
  const settled =
    settledTrials === trials
      ? `It settles at ${range} messages`
      : `In ${settledTrials} of ${trials} trials it settles, at ${range} messages`;
  return `The article’s procedure, simulated: begin with 199, lower it to three quarters after each day with a reset. ${settled} after ${count(days.mean)} days on average (at most ${count(days.most)}), with ${count(incidents.mean)} days of resets on the way (at most ${count(incidents.most)}).`;
}

const SCREENED: Readonly<Record<string, string>> = {
  overrun:
    'let too many connections outlive their lifetime (they were simulated, but are not recommended)',
  unstable: 'ask more of the runners than they can do',
  waits: 'let first attempts wait longer than the objective',
};

/** How many candidates there were, and what became of them. */
export function consideredWords({ considered }: RecommendationResult): string {
  const { candidates, screenedOut, simulated, meet, undecided, leaveMail, unconfirmed } =
    considered;
  const out = Object.entries(screenedOut).map(
    ([reason, n]) => `${n} ${SCREENED[reason] ?? reason}`,
  );
  const reasons = out.length === 0 ? '' : ` By closed form ${out.join(', ')}.`;
  const open =
    undecided === 0
      ? ''
      : `; ${undecided} stayed undecided and ${undecided === 1 ? 'counts' : 'count'} as not`;
  const left =
    leaveMail === 0
      ? ''
      : `; ${leaveMail} ${leaveMail === 1 ? 'leaves' : 'leave'} more mail undelivered than now`;
  const failed =
    unconfirmed === 0
      ? ''
      : ` ${unconfirmed} of them, tried one after another, ${unconfirmed === 1 ? 'was' : 'were'} not confirmed by fresh mail.`;
  return `${candidates} combinations of the four settings were considered.${reasons} Of ${simulated} simulated ones ${meet} ${meet === 1 ? 'meets' : 'meet'} the objectives${open}${left}.${failed}`;
}

/** What was asked: `p99 < 5m; within runners <= 8`. */
export function askedWords({ asked }: RecommendationResult): string {
  const bounds = asked.bounds.length === 0 ? '' : `; within ${asked.bounds.join(', ')}`;
  return `${asked.objectives.join(', ')}${bounds}`;
}

/** What nobody stated or measured: bounds first. */
export function assumptionsOf({ asked, assumptions }: RecommendationResult): string[] {
  return [...asked.assumedBounds.map((bound) => `bound ${bound}`), ...assumptions];
}

/** The guarantee behind the choice: how it was found, how it was checked. */
export function guaranteeWords(result: RecommendationResult): string[] {
  const { choice, asked } = result;
  if (choice === null) return [];
  const { criterion, criterionUnit: unit, tolerance, confidence } = asked;
  const sure = share(confidence);
  const told = quantity(tolerance, unit);
  const twice = quantity(2 * tolerance, unit);
  const checked = `The objectives were then checked with mail that had chosen nothing, ${choice.answers[0]?.days ?? 0} days of it, each objective with ${sure} confidence or more.`;
  if (choice.among === 1) {
    return [
      `It is the only one of them that keeps connections within their lifetime: there was nothing to select from.`,
      checked,
    ];
  }
  return [
    `With ${sure} confidence none of the ${choice.among} that meet the objectives and keep connections within their lifetime has a ${criterion} that is more than ${twice} lower: the best was found by Kim and Nelson’s procedure KN (indifference ${told}, ${choice.rounds} rounds, common random numbers), and the cheapest that is shown to be within ${told} of it was taken.`,
    checked,
  ];
}

const BOUND_WORDS: Readonly<Record<string, string>> = {
  runners: 'the bound on queue runners',
  retryIntervalMs: 'the bound on the retry interval',
  messagesPerConnection: 'the bound on messages per connection',
  hostStatus: 'that host status cannot be changed',
};

export function boundWords(bound: string): string {
  return BOUND_WORDS[bound] ?? `the bound ${bound}`;
}

/** What comes nearest is not shown to miss anything: more replications may show that it does. */
export function notShown({ nearest }: RecommendationResult): boolean {
  return nearest?.answers.every(({ state }) => state !== 'missed') ?? false;
}

export function notMetTitle(result: RecommendationResult): string {
  return notShown(result)
    ? 'The objectives could not be shown to be met'
    : 'The objectives cannot be met within the bounds';
}
export const NOTHING_SIMULATED = 'No setting within the bounds could be simulated.';
export function stoppedTitle(result: RecommendationResult): string {
  return notShown(result) ? 'What would show it' : 'What stops it';
}

type Nearest = NonNullable<RecommendationResult['nearest']>;

export function nearestWords({ settings }: Nearest): string {
  return `Nearest: ${settingsWords(settings)}.`;
}

/** What stands in the way: a bound each; or more replications; or nothing that anybody set. */
export function inTheWayWords(result: RecommendationResult): string[] {
  const { nearest, stoppedBy } = result;
  if (nearest === null) return [];
  if (notShown(result)) {
    return [
      'More replications: by its mean it meets them, but chance is not excluded. Raise --replications, and if fresh mail was the obstacle, ask for a little less.',
    ];
  }
  if (stoppedBy.length > 0) return stoppedBy.map(stoppedWords);
  const part = nearest.largestPart === null ? '' : PART_WORDS[nearest.largestPart].spent;
  const told = part === '' ? '' : ` Most of the delay that is left is ${part}.`;
  return [`No single bound: none that was lifted, each by itself, made them possible.${told}`];
}

/** What would do without a bound. */
function stoppedWords({
  bound,
  settings,
  answers,
}: RecommendationResult['stoppedBy'][number]): string {
  const reached = answers
    .map(({ objective, value, unit }) => `${objective}: ${quantity(value ?? Number.NaN, unit)}`)
    .join('; ');
  return `${boundWords(bound)}: without it, ${settingsWords(settings)} would do (${reached}).`;
}
