/**
 * The report of a recommendation: a page to attach to a change request.
 *
 *   what to set, in one sentence -> today against the choice -> why, what to change and who does it,
 *     how to check it afterwards, how to go back, what is assumed
 *     -> what it brings -> can it happen -> how it was chosen
 *     -> asked for in full: how far each value can move, what else was found
 *
 * Where the objectives cannot be met: what comes nearest, and what stops it.
 */

import { boundsOf, boundsResult } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import type { DataTable } from '../../document/charts/chart.ts';
import {
  capitalised,
  count,
  duration,
  listed,
  messages,
  NOTHING,
  plural,
  quantity,
  share,
} from '../../document/quantity.ts';
import {
  type Block,
  drawn,
  type Point,
  paragraph,
  type Report,
  type Section,
} from '../../document/report.ts';
import type { MetricTable } from '../../document/text-layout.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import {
  ARTICLE_LIMIT,
  DIMENSIONS,
  type Dimension,
  dimensionOf,
  remedyOf,
} from '../../mailpath/remedies.ts';
import { SETTINGS } from '../../mailpath/settings.ts';
import { losesMail, neverCaution, neverShare } from '../days-words.ts';
import {
  assumedPoint,
  closedFormSection,
  type ReportContext,
  studyReport,
} from '../report-sections.ts';
import { estimateCell } from '../result/metric-columns.ts';
import type { DifferenceResult, EstimateResult } from '../result/result-schema.ts';
import { settingsWords, stateWords } from '../setting-changes.ts';
import {
  limitFiguresChart,
  movementBlocks,
  nowAndAfter,
  nowAndAfterChart,
  settingValue,
} from './charts.ts';
import {
  type AnswerResult,
  BRINGS,
  type DayCountResult,
  type LimitResult,
  type NearestResult,
  type RecommendationResult,
  type RecommendedChoice,
  type ShownResult,
} from './result.ts';

export function recommendationReport(result: RecommendationResult, context: ReportContext): Report {
  const {
    scenario,
    seed,
    version,
    replicationsRun,
    canItHappen,
    requested,
    considered,
    choice,
    partial,
  } = result;
  const { largestPart } = result.present;
  const sure = share(requested.confidence);
  const changed = scenario.set.join(', ');
  const within = requested.bounds.length === 0 ? '' : `; within ${requested.bounds.join(', ')}`;
  const assumptions = [
    ...requested.assumedBounds.map((bound) => `bound ${bound}`),
    ...result.assumptions,
  ];
  return studyReport({ ...result, assumptions }, context, {
    scope: `${scenario.file}${changed === '' ? '' : `, with ${changed}`}; ${count(replicationsRun)} days simulated, seed ${seed}`,
    lead: recommendationSentence(result),
    summary: {
      table: beforeAndAfter(
        result,
        'On a typical day',
        [...new Set<MetricName>([requested.criterion, 'max', 'cuts'])],
        true,
      ),
      points: [
        {
          label: 'Why',
          lines: [
            ...(largestPart === null
              ? []
              : [
                  `today ${share(largestPart.share)} of all delay is ${PART_WORDS[largestPart.name].spent}`,
                ]),
            limitWords(result),
            ...goodTodayWords(result),
          ],
        },
        ...(choice === null ? objectivePoints(result) : changePoints(choice)),
        assumed(result),
      ],
    },
    warnings: [
      ...(partial
        ? [
            choice === null
              ? 'PARTIAL: stopped before any setting was shown to meet the objectives. More time may show one.'
              : 'PARTIAL: stopped after the choice was made; what --full adds to it is incomplete.',
          ]
        : []),
      ...lossWarning(result),
    ],
    facts: [
      ['Scenario', scenario.file],
      ...(changed === '' ? [] : [['Changed', changed] as const]),
      ['Objectives', `${requested.objectives.join(', ')}${within}`],
      ['Days simulated', count(replicationsRun)],
      ['Seed', seed],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      { heading: 'The settings to choose', blocks: settingsBlocks(result) },
      {
        heading: choice === null ? 'What the nearest would bring' : 'What they bring',
        blocks: effectBlocks(result),
      },
      closedFormSection({ settings: [{ name: 'today', canItHappen }] }),
      { heading: 'How far each value can move', blocks: movementBlocks(result) },
      {
        heading: `Is ${ARTICLE_LIMIT} right here?`,
        blocks: result.full || choice === null ? limitBlocks(result) : [],
      },
      ...(result.full ? besideSections(result) : []),
      {
        heading: 'How it was chosen, and how sure that is',
        blocks: [
          consideredWords(result),
          ...(choice === null
            ? []
            : [
                `With ${sure} confidence, whatever is chosen meets the objectives on as many days as they require, of days like these: fresh days, which had no part in the choice, show it, over all looks at them and all candidates that were tried.`,
                'Cheaper settings were ruled out in closed form, had too many bad days, or could not be shown to meet the objectives: one of them may still meet them by a little. Each interval of a figure holds by itself.',
              ]),
        ].map(paragraph),
      },
    ],
    experiments: `${count(considered.evaluated)} combinations of the four settings out of ${count(considered.candidates)}, from the cheapest on, against ${requested.objectives.join(', ')}: the same mail and the same faults for each. Then those that were left, one after another, with other mail, until one was shown.`,
    estimation: `${count(replicationsRun)} runs (days) in all, as many of each candidate as it takes. Values in the table are typical days (medians over the days) with intervals by order statistics, differences by pairs of days; each interval holds by itself. What is said of the choice’s share of bad days holds with ${sure} confidence, all looks and all candidates that were tried together.`,
  });
}

/** Where mail is lost, today or then. */
function lossWarning(result: RecommendationResult): string[] {
  const columns = nowAndAfter(result);
  if (!columns.some(({ measures }) => losesMail(measures))) return [];
  return [
    neverCaution(columns.map(({ name, measures }) => `${neverShare(measures)} ${name}`).join(', ')),
  ];
}

/** Today and then, a row a metric, and the bad days where they are asked for. */
function beforeAndAfter(
  result: RecommendationResult,
  title: string,
  names: readonly MetricName[],
  withDays: boolean,
): MetricTable | null {
  const columns = nowAndAfter(result).map(({ name, measures, bad }) => ({
    title: name,
    cells: [
      ...names.map((metric) => estimateCell(measures[metric])),
      ...(withDays ? [{ centre: `${count(bad.bad)} of ${count(bad.days)}` }] : []),
    ],
  }));
  const labels = names.map((name) => metricOf(name).label);
  if (columns.length === 1) return null;
  return { title, labels: withDays ? [...labels, 'bad days'] : labels, columns };
}

/** What to set, how to check it afterwards, how to go back. */
function changePoints(choice: RecommendedChoice): Point[] {
  const { changes, clearTable, measures } = choice;
  if (changes.length === 0 && !clearTable) return [];
  // A log shows it, and somebody else may have to switch it.
  const hostStatus = changes.some(({ setting }) => setting === 'hostStatus')
    ? [`HostStat ${settingValue('hostStatus', choice.settings.hostStatus)}`]
    : [];
  const expected = [
    ...(measures.p99.kind === 'never' ? [] : [`99% within ${typical(measures.p99)}`]),
    ...(measures.max.kind === 'never' ? [] : [`slowest ${typical(measures.max)}`]),
    `${typical(measures.cuts)} cut`,
    ...hostStatus,
  ];
  return [
    {
      label: 'Change',
      lines: [
        ...changes.map(({ setting, from, to, by }): readonly [string, string] => [
          SETTINGS[dimensionOf(setting).field].label,
          `${settingValue(setting, from)} → ${settingValue(setting, to)}${by === 'administrator' ? '' : `   (a ticket to ${by})`}`,
        ]),
        ...(clearTable ? [['host-status table', 'clear it once'] as const] : []),
      ],
    },
    {
      label: 'Check',
      lines: [`run mailpath diagnose on the log of such a day: ${expected.join(', ')}`],
    },
    {
      label: 'Roll back',
      lines:
        changes.length === 0
          ? []
          : ['whoever made a change sets the value left of its arrow again'],
    },
  ];
}

/** Nothing meets the objectives: which of them, and what stops it. */
function objectivePoints(result: RecommendationResult): Point[] {
  const states = { met: 'Met', missed: 'NOT met', open: 'Not shown' };
  const answers = objectiveAnswers(result);
  return [
    ...(['met', 'missed', 'open'] as const).map((state) => ({
      label: states[state],
      lines: answers.filter((answer) => answer.state === state).map(({ text }) => text),
    })),
    {
      label: mayBeMet(result) ? 'What would show it' : 'What stops it',
      lines: inTheWayWords(result),
    },
  ];
}

function assumed(result: RecommendationResult): Point {
  const { label, lines } = assumedPoint(result);
  const bounds = result.requested.assumedBounds.map((bound) => bound.replace(/ \(.*/, ''));
  const words = `${bounds.length === 1 ? 'a bound' : 'bounds'} that nobody stated: ${bounds.join(', ')}`;
  return {
    label,
    lines: bounds.length === 0 ? lines : [...lines.slice(0, -1), `${lines.at(-1)}; ${words}`],
  };
}

function objectiveAnswers({ choice, nearest, requested }: RecommendationResult) {
  const answers = choice?.answers ?? nearest?.answers ?? [];
  return answers.map((answer) => ({
    state: answer.state,
    text: `${answer.objective}: ${answerWords(answer, requested.confidence)}`,
  }));
}

/** The settings as the article and Proofpoint's pages call them, and who changes them. */
function settingsBlocks({ present, choice }: RecommendationResult): Block[] {
  if (choice === null) return [];
  const by = (setting: Dimension['setting']): string => {
    const change = choice.changes.find((one) => one.setting === setting);
    if (change === undefined) return 'stays as it is';
    return change.by === 'administrator' ? change.by : `a ticket to ${change.by}`;
  };
  const table: DataTable = {
    caption: 'By the names that Proofpoint’s pages give them',
    head: ['setting', 'today', 'choose', 'changed by'],
    rows: DIMENSIONS.map(({ setting, label }) => [
      label,
      settingValue(setting, present.settings[setting]),
      settingValue(setting, choice.settings[setting]),
      by(setting),
    ]),
  };
  const clear = `${capitalised(remedyOf('clear').does)} once, as the administrator: a mark stands at the start.`;
  return [{ kind: 'data', table, wraps: true }, ...(choice.clearTable ? [paragraph(clear)] : [])];
}

/** Today against the choice, or against what comes nearest: figures, chart, each objective. */
function effectBlocks(result: RecommendationResult): Block[] {
  const { choice, requested } = result;
  const table = beforeAndAfter(result, 'On typical days', BRINGS, false);
  if (table === null) return [];
  const shown = (choice?.shown ?? []).map(
    (group) =>
      [group.objectives.join(', '), `${shownWords(group, requested.confidence)}.`] as const,
  );
  const each = objectiveAnswers(result).map(
    (answer) => ['Each objective by itself', answer.text] as const,
  );
  return [
    { kind: 'measures', table },
    ...(choice === null ? [] : [{ kind: 'terms', terms: [...shown, ...each] } as const]),
    ...[...gainWords(result), ...strongestWords(result)].map(paragraph),
    ...drawn(nowAndAfterChart(result)),
  ];
}

/** Where the article's number and its rules stand. */
function limitBlocks(result: RecommendationResult): Block[] {
  const { limit } = result;
  if (limit === null) return [];
  return [
    ...[
      `The article’s rule taken literally (mean size over mean throughput, into the lifetime) gives ${count(limit.literal)}; with set-up, latency and the gateway’s own work ${count(limit.byMean)}; with the tail of sizes and goodput ${limit.tailAware === null ? 'any number' : count(limit.tailAware)}.`,
      ...procedureWords(limit),
    ].map(paragraph),
    ...drawn(limitFiguresChart(result)),
  ];
}

/** What else a planner asks. */
function besideSections(result: RecommendationResult): Section[] {
  const sections: [heading: string, sentences: string[]][] = [
    ['How many queue runners?', [runnersWords(result)]],
    ['The smallest change that would do', smallestWords(result)],
    ['A limit of age instead of a number', ageWords(result)],
    ['Side effects', sideEffects(result)],
  ];
  return sections.map(([heading, sentences]) => ({ heading, blocks: sentences.map(paragraph) }));
}

/* The sentences, each from the result: limits, days, objectives, bounds. */

/** The finding, in one sentence. */
export function recommendationSentence(result: RecommendationResult): string {
  const { choice, nearest, present, requested, stoppedBy, partial, leading } = result;
  const wanted = requested.objectives.join(', ');
  if (choice === null) {
    if (partial && leading !== null) return leadingSentence(leading, requested.confidence);
    if (nearest === null) {
      return partial
        ? 'Stopped before a setting was chosen.'
        : `No setting within the bounds could be shown to meet ${wanted}: none could be simulated.`;
    }
    const [first] = stoppedBy;
    const why = first === undefined ? '' : `; ${boundWords(first.bound)} stops it`;
    const notMet = mayBeMet(result)
      ? 'could not be shown to be met'
      : 'cannot be met within the bounds';
    return `${wanted} ${notMet}: ${settingsWords(nearest.settings)} comes nearest, with ${daysWords(nearest.bad)} (today ${daysWords(present.bad)})${why}.`;
  }
  const means = choice.answers.filter(({ onDays }) => onDays === null);
  const sure = share(requested.confidence);
  const guaranteed = [
    ...choice.shown.map(
      ({ objectives, upperBound }) =>
        `at most ${share(upperBound)} of days miss ${listed(objectives)} (${sure} confidence)`,
    ),
    ...means.map(({ objective }) => `${objective} is met (${sure})`),
  ].join('; ');
  if (choice.changes.length === 0) return `Leave the settings as they are: ${guaranteed}.`;
  const changed = choice.changes.map(({ setting, to }) =>
    setting === 'messagesPerConnection' && typeof to === 'number'
      ? `at most ${messages(to)} per connection`
      : stateWords(dimensionOf(setting), to),
  );
  const { criterion } = requested;
  const [from, to] = [typical(present.measures[criterion]), typical(choice.measures[criterion])];
  const change = from === to ? `stays at ${to}` : `goes from ${from} to ${to}`;
  return `Choose ${listed(changed)}: ${criterion} of a typical day ${change}; ${guaranteed}.`;
}

/** Of a study that was stopped: the best candidate so far, and what is known of it. */
function leadingSentence(
  { settings, first, fresh }: NonNullable<RecommendationResult['leading']>,
  confidence: number,
): string {
  const known =
    fresh.days === 0
      ? daysWords(first)
      : `${daysWords(first)}, and ${daysWords(fresh, 'fresh days')}; by themselves the fresh ones show that at most ${share(fresh.upperBound)} of days are bad (${share(confidence)} confidence)`;
  return `The best so far: ${settingsWords(settings)}: ${known}. It is not yet shown to meet the objectives.`;
}

/** Of an objective: `0 bad of 107 days; the worst: 48 s`; of a mean `55 s on average, below 58 s ...`. */
function answerWords(answer: AnswerResult, confidence: number): string {
  const { onDays, low, high, unit, bad, unknown, days, mean, objective, worst } = answer;
  const notKnown = unknown === 0 ? '' : `, ${count(unknown)} not known`;
  const found = `${count(bad)} bad of ${count(days)} days${notKnown}; the worst: ${boundsText(worst, unit)}`;
  if (onDays !== null) return found;
  const wantsMore = />/.test(objective);
  const end = wantsMore ? low : high;
  if (mean === null || end === null) return `the mean is not known; ${found}`;
  const bound = quantity(end, unit).replace(/^[<>]/, '');
  return `${quantity(mean, unit)} on average, ${wantsMore ? 'above' : 'below'} ${bound} with ${share(confidence)} confidence, if no other kind of day exists; ${found}`;
}

/** What is guaranteed: `0 bad of 107 fresh days: at most 4.4% of days are, 95%`. */
function shownWords(shown: ShownResult, confidence: number): string {
  return `${daysWords(shown, 'fresh days')}: at most ${share(shown.upperBound)} of days are bad (${share(confidence)} confidence)`;
}

/** `20 bad of 20 days`. */
function daysWords(
  { bad, days }: Pick<DayCountResult, 'bad' | 'days'>,
  what: 'days' | 'fresh days' = 'days',
): string {
  return `${count(bad)} bad of ${count(days)} ${what}`;
}

/** In closed form: is the article's number right for this site, and why? */
export function limitWords({ limit }: Pick<RecommendationResult, 'limit'>): string {
  if (limit === null) return 'The host never cuts a connection for its age: no limit is needed.';
  const { tailAware, accepted, articleOverrun, lifetimeMs, singleOverrun } = limit;
  const life = duration(lifetimeMs);
  if (singleOverrun > 0.005) {
    return `No limit helps everything here: ${share(singleOverrun)} of the messages outlive the ${life} of a connection on their own.`;
  }
  if (tailAware === null) return `Any number is safe here: no connection reaches ${life}.`;
  if (articleOverrun > accepted) {
    const advised = tailAware >= 1 ? `at most ${messages(tailAware)}` : 'a single message';
    return `${ARTICLE_LIMIT} is too many for this site: ${share(articleOverrun)} of connections with so many would reach the lifetime of ${life}; with ${advised}, at most ${share(accepted)}.`;
  }
  const times = Number((tailAware / ARTICLE_LIMIT).toPrecision(2));
  return `${ARTICLE_LIMIT} is right for this site, and conservative: ${times} times as many messages would fit into ${life} on all but ${share(accepted)} of the connections.`;
}

/** Settings that met the objectives on every day that was tried, and still are to be changed: why. */
function goodTodayWords({ present, choice, limit }: RecommendationResult): string[] {
  const { bad, settings } = present;
  if (choice === null || choice.changes.length === 0 || bad.bad > 0 || bad.days === 0) return [];
  const safe = Math.max(1, limit?.tailAware ?? Number.POSITIVE_INFINITY);
  const carried = settings.messagesPerConnection ?? Number.POSITIVE_INFINITY;
  const why =
    carried > safe
      ? 'but let too many connections reach their lifetime'
      : 'but are not shown to do so on enough of all such days';
  return [`Today’s settings met the objectives on all ${count(bad.days)} days tried, ${why}.`];
}

/** The article's procedure: begin with its number and lower it. */
function procedureWords({ procedure }: LimitResult): string[] {
  if (procedure === null) return [];
  const { trials, settledTrials, limit, days, incidents } = procedure;
  if (incidents.max === 0) {
    return [
      `The article’s procedure (${ARTICLE_LIMIT}, lowered while resets are logged) would leave it at ${ARTICLE_LIMIT}: no reset in any of ${trials} simulated trials.`,
    ];
  }
  const range =
    limit.min === limit.max
      ? messages(limit.median)
      : `${messages(limit.median)} (${count(limit.min)} to ${count(limit.max)})`;
  const settled =
    settledTrials === trials
      ? `It settles at ${range}`
      : settledTrials === 0
        ? `In none of ${trials} trials does it settle; the limit is at ${range}`
        : `In ${settledTrials} of ${trials} trials it settles; the limit is at ${range}`;
  return [
    `The article’s procedure, simulated: begin with ${ARTICLE_LIMIT}, lower it to three quarters after each day with a reset. ${settled} after ${meanAndMax(days)} days, of which ${meanAndMax(incidents)} had resets.`,
  ];
}

/** `15`; `12 (at most 20)`. */
function meanAndMax({ mean, max }: { readonly mean: number; readonly max: number }): string {
  return mean === max ? count(max) : `${count(mean)} (at most ${count(max)})`;
}

const SCREENED: Readonly<Record<string, string>> = {
  overrun: 'let too many connections outlive their lifetime',
  unstable: 'ask more of the runners than they can do',
  waits: 'let first attempts wait longer than the objective',
};

/** How many candidates there were, and their outcomes. */
function consideredWords({ considered, choice }: RecommendationResult): string {
  const { candidates, screenedOut, evaluated, eliminated, notShown, leaveMail } = considered;
  const reasons = Object.entries(screenedOut).map(
    ([reason, n]) => `${n} ${SCREENED[reason] ?? reason}`,
  );
  const closed = reasons.length === 0 ? '' : ` By closed form ${reasons.join(', ')}.`;
  const failed =
    notShown === 0
      ? ''
      : ` ${notShown} ${notShown === 1 ? 'was' : 'were'} tried with fresh days and not shown to meet the objectives.`;
  const left =
    leaveMail === 0
      ? ''
      : ` ${leaveMail} ${leaveMail === 1 ? 'leaves' : 'leave'} mail undelivered, more than today or indefinitely.`;
  const until = choice === null ? '' : ' until one was shown to meet the objectives';
  return `${plural(candidates, 'combination')} of the four settings ${candidates === 1 ? 'was' : 'were'} considered.${closed} The others were evaluated from the cheapest on, ${evaluated} of them${until}: ${eliminated} had too many bad days among the first 2 to 20.${failed}${left}`;
}

/** A bound of a setting, or of a measure by its text. */
function boundWords(bound: string): string {
  const remedy = DIMENSIONS.find(({ setting }) => setting === bound);
  if (remedy === undefined) return `the bound ${bound}`;
  const { label } = SETTINGS[remedy.field];
  return remedy.kind === 'switch' ? `that ${label} cannot be changed` : `the bound on the ${label}`;
}

/** What comes nearest is not shown to miss anything: more days may show that it does. */
function mayBeMet({ nearest }: RecommendationResult): boolean {
  return nearest !== null && nearest.why !== 'missed';
}

/** What stands in the way: a bound each; or more days; or nothing that anybody set. */
export function inTheWayWords({ nearest, stoppedBy }: RecommendationResult): string[] {
  if (nearest === null) return [];
  const bounds = stoppedBy.map(({ bound, settings, answers }) => {
    const reached = answers.map((answer) => `${answer.objective}: ${daysWords(answer)}`).join('; ');
    return `${boundWords(bound)}: without it, ${settingsWords(settings)} would do (${reached}).`;
  });
  switch (nearest.why) {
    case 'days':
      return [
        'More days: none of them shows that the objectives are missed, but so many cannot show that they are met. Raise --replications, or require fewer days, as in “on 90% of days”.',
      ];
    case 'kinds':
      return [
        'A mean over all days is reported only from ten days of each kind on (marked for over five minutes or with a cut, and the others): here there are fewer of one. Raise --replications, or require a share of the days in place of a mean.',
      ];
    case 'unknown':
      return [notArrivedWords(nearest), ...bounds];
    case 'missed':
      if (bounds.length > 0) return bounds;
  }
  const { largestPart } = nearest;
  const rest =
    largestPart === null
      ? ''
      : ` Most of the delay that is left is ${PART_WORDS[largestPart.name].spent}.`;
  return [`No single bound: none that was lifted, one at a time, made them possible.${rest}`];
}

function notArrivedWords({ unstable, notFollowed }: NearestResult): string {
  const why = unstable
    ? 'the runners are asked for more than they can do, so that the queue grows indefinitely'
    : notFollowed['given-up'] > 0
      ? 'its follow-up was given up at its cap of work'
      : 'the run ended first';
  return `Mail that had not arrived by the end of the run, and may never: ${why}. On those days it is not known whether the objectives are met; they count as bad.`;
}

/** What the choice gains over today, by pairs of days; none where there is nothing to compare. */
export function gainWords({ choice, present, requested }: RecommendationResult): string[] {
  if (choice === null || choice.changes.length === 0 || present.bad.days === 0) return [];
  const { criterion } = requested;
  return [`${criterion} by pairs of days: ${lessWords(choice.present[criterion])}.`];
}

/** What more could be had; none where there is no choice. */
export function strongestWords({ choice, requested }: RecommendationResult): string[] {
  if (choice === null) return [];
  const { strongest } = choice;
  if (strongest === null) return ['It is the strongest candidate within the bounds.'];
  const { criterion } = requested;
  const pairs = strongest.differences[criterion];
  const name = `The strongest within the bounds (${settingsWords(strongest.settings)})`;
  const { less, more, same, days, significant } = pairs;
  if (same === days) {
    return [`${name} changes nothing in ${criterion} on any of ${count(days)} days.`];
  }
  if (significant !== true) {
    return [
      `${name} makes no significant difference to ${criterion} on ${count(days)} days: less on ${count(less)}, more on ${count(more)} of them.`,
    ];
  }
  const isLess = boundsOf(pairs.interval ?? pairs).high < 0;
  const word = isLess ? 'less' : 'more';
  return [
    `${name}: ${criterion} by pairs of days ${size(pairs)} ${word}, ${word} on ${count(isLess ? less : more)} of ${count(days)}; ${daysWords(strongest.bad)}.`,
  ];
}

function typical({ unit, interval: _, ...value }: EstimateResult): string {
  return boundsText(value, unit);
}

/** `present` minus the choice, as what the choice saves: `1 h 9 min (1 h 2 min to 1 h 12 min) less`. */
function lessWords(pairs: DifferenceResult): string {
  const { less, more, days, significant, interval, coverage } = pairs;
  if (significant !== true) {
    return `no significant difference on ${count(days)} of them (less on ${count(more)}, more on ${count(less)})`;
  }
  const saves = boundsOf(interval ?? pairs).low > 0;
  const word = saves ? 'less' : 'more';
  const covered =
    interval === null || coverage === null
      ? ''
      : ` (interval: ${share(Math.min(0.95, coverage))}, by itself)`;
  return `${size(pairs)} ${word}, ${word} on ${count(saves ? more : less)} of ${count(days)}${covered}`;
}

/** The size of a difference with its interval, without its sign. */
function size({ unit, interval, ...value }: DifferenceResult): string {
  const middle = absolute(value, unit);
  const range = interval === null ? middle : absolute(interval, unit);
  return range === middle ? middle : `${middle} (${range})`;
}

function absolute(
  bounds: Pick<EstimateResult, 'kind' | 'low' | 'high'>,
  unit: EstimateResult['unit'],
): string {
  const { low, high } = boundsOf(bounds);
  const [from, to] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  if (!Number.isFinite(from)) return 'beyond all measure';
  return boundsText(boundsResult({ low: from, high: to }), unit);
}

function runnersWords({ runnersNeeded }: RecommendationResult): string {
  const { load, runners, forBacklog } = runnersNeeded;
  const backlog =
    forBacklog === null
      ? ''
      : ` To work off the largest backlog of a mark or a fault within one lifetime each takes ${count(forBacklog)}; with a limit a runner simply opens the next connection, so that fewer only take longer.`;
  if (load === 0) {
    return `New mail does not wait for runners here: they only work off what was deferred.${backlog}`;
  }
  return `The busiest stretch keeps ${count(load)} runners busy; with ${count(runners)} at most one message in five finds them all at work (Erlang C).${backlog}`;
}

function smallestWords({ smallest, requested }: RecommendationResult): string[] {
  if (smallest === null) return [];
  const shown = smallest.shown.map((group) => shownWords(group, requested.confidence)).join('; ');
  const sure = shown === '' ? '' : ` (${shown})`;
  if (smallest.changes.length === 0) {
    return [`None: the objectives are met by the present settings${sure}.`];
  }
  const changes = smallest.changes.map(
    ({ setting, from, to }) =>
      `${dimensionOf(setting).label} from ${settingValue(setting, from)} to ${settingValue(setting, to)}`,
  );
  const found = smallest.isChoice
    ? 'Nothing smaller was shown to meet the objectives than the settings above.'
    : `${listed(changes)} is enough to meet the objectives, and nothing else needs to change${sure}.`;
  const others = smallest.changes.find(({ by }) => by !== 'administrator');
  const ticket = others === undefined ? '' : ` It takes a ticket to ${others.by}.`;
  const risk = smallest.overruns
    ? ' It leaves connections that may outlive their lifetime: in a larger backlog than any that was simulated they would be cut.'
    : '';
  return [`${found}${ticket}${risk}`];
}

/** A limit of age in place of a number. */
function ageWords({ choice }: RecommendationResult): string[] {
  const ageLimit = choice?.ageLimit ?? null;
  if (ageLimit === null) return [];
  const { ageMs, measures, differences } = ageLimit;
  const of = (name: MetricName) => typical(measures[name]);
  const { less, more, days } = differences.p99;
  return [
    `No new message on a connection older than ${duration(ageMs)}, in place of the number (Sendmail cannot do this; Postfix can), on a typical day: p99 ${of('p99')}, ${of('cuts')} cuts, up to ${of('max-on-connection')} messages on a connection. By pairs with the choice p99 is less on ${count(less)} and more on ${count(more)} of ${count(days)} days.`,
  ];
}

function sideEffects({ choice, present }: RecommendationResult): string[] {
  if (choice === null) return [];
  const rate = (from: RecommendationResult['present']['measures']): string => {
    const [total, over] = [boundsOf(from.connections).high, boundsOf(from['last-delivery']).high];
    if (!Number.isFinite(total) || !Number.isFinite(over) || over <= 0) return NOTHING;
    return count((total * 60_000) / over);
  };
  const both = (name: MetricName): string =>
    `${typical(choice.measures[name])} (today ${typical(present.measures[name])})`;
  return [
    `On a typical day. Connections: ${rate(choice.measures)} a minute (today ${rate(present.measures)}), at most ${both('connections-peak')} at one time.`,
    `Tries per message: ${both('tries')}; attempts that fail, on all destinations: ${both('deferrals-attempted')}.`,
    `Delivered twice, after a reply to the final dot was lost: ${both('duplicates')} messages.`,
  ];
}
