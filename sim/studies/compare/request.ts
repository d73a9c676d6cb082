/** What `compare` and `run` do: settings of a scenario side by side, the same mail for each; or one. */

import { boundsOf, upperEnd } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText } from '../../document/bounds-text.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { count, duration, messages, NOTHING, share } from '../../document/quantity.ts';
import {
  type Block,
  drawn,
  type Point,
  paragraph,
  type Report,
  type Section,
  type Summary,
  tables,
} from '../../document/report.ts';
import { type Cell, columnOf, type MetricTable, sparkline } from '../../document/text-layout.ts';
import { PART_NAMES, PART_WORDS, type PartName } from '../../mailpath/delay-part.ts';
import { faultWords } from '../../mailpath/faults.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { asPoints, inSteps } from '../../statistics/time-series.ts';
import { runTimeline, type Timeline } from '../../trace/timeline.ts';
import type { Arguments } from '../arguments.ts';
import { logLine, overloadWarnings } from '../closed-form/answers.ts';
import {
  BAD_DAY_WORDS,
  daysText,
  intervalWords,
  runnersSentences,
  shownText,
  undeliveredSentences,
} from '../days-words.ts';
import { type Planned, studyRequest } from '../definition.ts';
import { BAD_DAY_REASONS } from '../objective.ts';
import type { ExampleDay } from '../replicate.ts';
import { requestedReplications } from '../replications.ts';
import {
  assumedPoint,
  checksSection,
  closedFormSection,
  experimentReport,
  type ReportContext,
  replicationWords,
} from '../report-sections.ts';
import {
  differenceCell,
  estimateCell,
  metricsOfTable,
  type RunTable,
} from '../result/metric-columns.ts';
import { resultCsv } from '../result/metric-csv.ts';
import { type Result, resultSchema, type SettingResult } from '../result/result-schema.ts';
import { changePoint, doneBy, settingValue } from '../setting-changes.ts';
import { part, type Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import { alternatives, delayCurveChart, seriesChart, timelineChart } from './charts.ts';
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
  runnersEffects,
  steadyStateStudy,
} from './compare.ts';
import { MOVED, restsOnLine, restsOnSections, restsOnStudy, SHARE_OF_STUDY } from './rests-on.ts';
import { buildResult, checkExpectations, objectiveOf, settingsNamed } from './result.ts';

const SHARED = {
  schema: { title: 'Result of mailpath', of: resultSchema },
  csv: resultCsv,
  unmet: ({ checks }: Result) => checks?.some(({ state }) => state !== 'met') ?? false,
};

export const compareRequest = studyRequest<Compared, Result>({
  ...SHARED,
  plan: (args) => {
    const check = args.flag('check');
    const moved =
      args.whole('assumptions', 0, MAX_MOVED) ?? (args.flag('steady-state') ? 0 : MOVED);
    return ({ scenario }) =>
      planned(
        scenario,
        chosenSettings(args, scenario, check),
        args,
        (outcomes) => ({
          format: 'mailpath-comparison/2',
          checks: check ? checkExpectations(scenario, outcomes) : null,
        }),
        moved,
      );
  },
});

export const runRequest = studyRequest<Compared, Result>({
  ...SHARED,
  plan:
    (args) =>
    ({ scenario }) =>
      planned(scenario, [args.text('setting') ?? 'default'], args, () => ({
        format: 'mailpath-run/2',
        checks: null,
      })),
});

const MAX_MOVED = 100;

type Compared = Pick<Result, 'runnersInAll' | 'restsOn'> & { readonly experiment: Experiment };

function planned(
  scenario: Scenario,
  names: readonly string[],
  args: Arguments,
  own: (outcomes: Experiment['outcomes']) => Pick<Result, 'format' | 'checks'>,
  moved = 0,
): Planned<Compared, Result> {
  const plan = {
    settings: names.map((name) => ({ name, input: inputOf(scenario, name) })),
    seed: args.text('seed') ?? scenario.seed,
    replications: requestedReplications(args) ?? scenario.replications,
    objectives: scenario.objectives.map(objectiveOf),
  };
  return {
    study: wholeStudy(plan, args.flag('steady-state'), scenario, moved),
    settings: names,
    result: ({ experiment, ...beside }, context) =>
      experiment.replications.finished === 0
        ? null
        : buildResult(experiment, { ...context, ...own(experiment.outcomes), ...beside }),
    // Each setting's first replication is run once more for the charts.
    report: (result, command, charts) =>
      resultReport(result, {
        startsAtMs: scenario.startsAtMs,
        input: plan.settings[0].input,
        command,
        timelines: charts ? plan.settings.map(({ input }) => timelineOf(input, plan.seed)) : [],
      }),
  };
}

/**
 * The days of every setting; what the other reading of "runners" would change; what the answer rests
 * on. `moved`: so many values that nobody measured are moved on all days.
 */
function* wholeStudy(
  plan: ExperimentPlan,
  steadyState: boolean,
  { runnersReading, assumptions }: Scenario,
  moved: number,
): Study<Compared> {
  const days = steadyState ? steadyStateStudy(plan) : comparisonStudy(plan);
  const experiment = yield* part(days, 0, moved === 0 ? 1 : 1 - SHARE_OF_STUDY);
  const isOpen = (setting: string) => runnersReading.get(setting)?.stated !== true;
  const runnersInAll = yield* runnersEffects(experiment, isOpen);
  const fields = assumptions.map(({ field }) => field);
  return { experiment, runnersInAll, restsOn: yield* restsOnStudy(experiment, fields, moved) };
}

/** Of the inputs that were drawn last: the same study with more replications draws them again. */
const timelinesOf = new WeakMap<
  MailPathInput,
  { readonly seed: string; readonly timeline: Timeline }
>();

function timelineOf(input: MailPathInput, seed: string): Timeline {
  const known = timelinesOf.get(input);
  if (known?.seed === seed) return known.timeline;
  const timeline = runTimeline(input, seed);
  timelinesOf.set(input, { seed, timeline });
  return timeline;
}

/** --settings, or the scenario's own choice; with --check all that its expectations speak of too. */
function chosenSettings(args: Arguments, scenario: Scenario, check: boolean): string[] {
  const requested = args.text('settings');
  const names =
    requested === null ? [...scenario.compare] : requested.split(',').map((n) => n.trim());
  for (const name of names) inputOf(scenario, name);
  return [...new Set(check ? [...names, ...settingsNamed(scenario)] : names)];
}

/*
 * The report of a comparison, or of one setting.
 *
 *   the answer: one sentence, the figures that decide, why, what to change, what is assumed
 *     -> can it happen -> what changes -> delays -> bad days -> where they went -> what the gateway did
 *     -> expectations -> site and scenario -> assumptions -> what it leaves out -> how it was simulated
 */

/** What a report of a comparison shows beyond its result. */
export interface ResultContext extends ReportContext {
  /** Time of day at the start of the run, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
  /** Of the first replication, one for each setting, in their order; or none. */
  readonly timelines: readonly Timeline[];
}

export function resultReport(result: Result, context: ResultContext): Report {
  const one = result.settings.length === 1;
  return experimentReport(result, context, {
    mail: mailWords(result, context),
    lead: result.verdict.sentence,
    summary: summaryOf(result),
    cautions: [...overloadWarnings(result), ...result.settings.flatMap(undeliveredSentences)],
    tried: [
      [one ? 'Setting' : 'Settings', result.settings.map(({ name }) => name).join(', ')],
      ['Figures', `of the typical day; ${intervalWords(result)}`],
    ],
    sections: [
      closedFormSection(result),
      ...(one ? runSections(result, context) : comparisonSections(result, context)),
      ...checksSection(result.checks),
      ...restsOnSections(result),
    ],
    experiments: experimentWords(result),
    estimation: estimationWords(result),
  });
}

/** `3 settings, 54,000 messages in 3 h, `. */
function mailWords({ settings }: Result, { input }: ResultContext): string {
  const { low } = settings[0].measures.arrived;
  const others = settings.length > 2 ? `${settings.length} settings, ` : '';
  return `${others}${low === null ? '' : `${messages(low)} in ${duration(input.arrivalsEndMs)}, `}`;
}

/** The two settings that the sentence is about; one where there is no other. */
function decisive({ settings, verdict }: Result): SettingResult[] {
  const names = [verdict.base.name, verdict.best?.name];
  return names.flatMap((name) => settings.filter((setting) => setting.name === name));
}

function summaryOf(result: Result): Summary {
  const shown = decisive(result);
  const best = shown[1];
  return {
    table: figuresTable(shown),
    points: [
      { label: 'Why', lines: shown.map((setting) => whyLine(setting, result)) },
      { label: 'Bad days', lines: [badDaysLine(shown)] },
      ...(best === undefined ? [] : [changePoint(best.changes, result.scenario)]),
      ...failedChecks(result),
      assumedPoint(result, restsOnLine(result)),
    ],
  };
}

/** Four rows: what a user feels, and what the article is about. */
function figuresTable(settings: readonly SettingResult[]): MetricTable {
  const { lifetimeMs } = settings[0].canItHappen.runnerShare;
  const metric = (name: MetricName) => (of: SettingResult) => estimateCell(of.measures[name]);
  return tableOf('On a typical day', byName(settings), [
    ['slowest 1% (p99)', metric('p99')],
    ['slowest message', metric('max')],
    ['delayed over 5 min', metric('over-5m')],
    [`connections cut${lifetimeMs === null ? '' : ` at ${duration(lifetimeMs)}`}`, metric('cuts')],
  ]);
}

/** Where the delay went, and what the gateway did. */
function whyLine(
  { name, largestPart, parts, measures }: SettingResult,
  { settings }: Result,
): string {
  const part = parts.find((one) => one.name === largestPart);
  const marked = measures['marked-time'];
  const skipped = measures['deferrals-skipped'];
  const facts = [
    ...(part === undefined
      ? []
      : [`${share(part.share)} of all delay is ${PART_WORDS[part.name].spent}`]),
    ...(isZero(marked) ? [] : [`a host marked as bad for ${boundsText(marked, 'ms')}`]),
    ...(isZero(skipped) ? [] : [`${boundsText(skipped, 'count')} deferrals with no attempt`]),
  ];
  return `${settings.length > 1 ? `${name}: ` : ''}${facts.join('; ') || 'nothing is delayed'}`;
}

/** `default 5 of 5 days (at least 55% of all days like these); recommended 0 of 5 (at most 45%)`. */
function badDaysLine(settings: readonly SettingResult[]): string {
  return settings
    .map(({ name, badDays }, i) => {
      const of = i === 0 ? daysText(badDays.days) : String(badDays.days);
      const all = i === 0 ? ' of all days like these' : '';
      const whose = settings.length > 1 ? `${name} ` : '';
      return `${whose}${badDays.bad} of ${of} (${shownText(badDays)}${all})`;
    })
    .join('; ');
}

const isZero = ({ kind, high }: BoundsResult): boolean => kind === 'exact' && high === 0;

/** Expectations of the scenario that do not hold: without them the answer is not whole. */
function failedChecks({ checks }: Result): Point[] {
  const failed = (checks ?? []).filter(({ state }) => state !== 'met');
  if (failed.length === 0) return [];
  const lines = failed.map(({ expectation, found }) => `${expectation}: ${found}`);
  return [{ label: 'Not met', lines }];
}

function comparisonSections(result: Result, context: ResultContext): Section[] {
  // Of two settings the summary has them.
  const isSummarised = result.settings.length === 2 && result.verdict.best !== null;
  const changes = changesTable(result);
  const parts = tables(partsTable(result));
  return [
    ...(isSummarised || changes.labels.length === 0
      ? []
      : [{ heading: changes.title, blocks: tables(changes) }]),
    {
      heading: 'How long the mail takes',
      blocks: [
        ...valuesAndDifferences(delayTable(result), result),
        ...curveBlocks(result),
        ...valuesAndDifferences(sharesTable(result), result),
      ],
    },
    { heading: 'Bad days', blocks: tables(daysTable(result), ...kindsTables(result)) },
    {
      heading: 'Where the delay went',
      blocks: parts.length > 0 ? parts : [paragraph('Nowhere: nothing is delivered.')],
    },
    gatewaySection(result, context, valuesAndDifferences(activityTable(result), result)),
  ];
}

function runSections(result: Result, context: ResultContext): Section[] {
  return [
    {
      heading: 'How long the mail takes, and where that goes',
      blocks: [
        ...curveBlocks(result),
        ...tables(
          metricsTable('Delay on a typical day', metricsOfTable('delay'), result),
          sharesTable(result),
          daysTable(result),
          ...kindsTables(result),
          partsTable(result),
        ),
      ],
    },
    gatewaySection(result, context, tables(...workTables(result))),
  ];
}

function gatewaySection(
  result: Result,
  context: ResultContext,
  figures: readonly Block[],
): Section {
  return {
    heading: 'What the gateway did',
    blocks: [...overTime(result, context), ...figures, ...runnersSentences(result).map(paragraph)],
  };
}

/** The values of several settings, and below them their differences to the first. */
function valuesAndDifferences(found: MetricTable, { settings }: Result): Block[] {
  const { title, labels, columns } = found;
  if (settings.length <= 2) return tables(found);
  return tables(
    { title, labels, columns: columns.slice(0, settings.length) },
    {
      title: `${title}: difference to ${settings[0].name}`,
      labels,
      columns: columns.slice(settings.length).map((column, i) => {
        return { ...column, title: settings[i + 1].name };
      }),
    },
  );
}

function curveBlocks({ settings }: Result): Block[] {
  const curves = settings.filter(({ delayCurve }) => delayCurve.length >= 2);
  return drawn(curves.length === 0 ? null : delayCurveChart(curves));
}

/** The first replication over time, all settings on one scale: backlog, what happened, runners at work. */
function overTime(result: Result, { startsAtMs, timelines }: ResultContext): Block[] {
  const { settings } = result;
  const series = settings.flatMap(({ name, timeSeries }) =>
    timeSeries === null ? [] : [{ name, ...timeSeries }],
  );
  const linesOf = (pick: 'backlog' | 'busyRunners', what: string, title: string): Chart[] => {
    const lines = series.map(({ name, stepMs, [pick]: values }) => ({ name, stepMs, values }));
    const isEmpty = lines.every(({ values }) => values.every((value) => value === 0));
    return isEmpty ? [] : [seriesChart(title, what, lines, startsAtMs)];
  };
  const backlog = linesOf(
    'backlog',
    'messages that wait',
    `The backlog of a typical day reaches ${under('backlog-peak', result, ' messages')}`,
  );
  const runners = linesOf(
    'busyRunners',
    'queue runners at work',
    `On a typical day at most ${under('busy-runners-peak', result, ' queue runners')} are at work`,
  );
  const endMs = Math.max(1, ...timelines.map(({ endedAtMs }) => endedAtMs));
  const charts: Chart[] = [
    ...backlog.map((chart) => ({
      ...chart,
      text: (columns: number) => backlogText(series, columns),
    })),
    ...timelines.flatMap((timeline, i) =>
      timeline.connections.length === 0 && timeline.marks.length === 0
        ? []
        : [timelineChart({ setting: settings[i].name, timeline, endMs, startsAtMs })],
    ),
    ...runners,
  ];
  return charts.flatMap(drawn);
}

/** A metric of the typical day: `9,042 messages under default, 604 under recommended`. */
function under(metric: MetricName, { settings }: Result, noun: string): string {
  return alternatives(
    settings.map(({ name }) => name),
    settings.map(({ measures }) => measures[metric]),
    (found) => boundsText(found, found.unit),
    noun,
    upperEnd,
  );
}

/** The backlog with characters, all settings on one scale of time and height. */
function backlogText(
  series: readonly (ExampleDay & Pick<SettingResult, 'name'>)[],
  columns: number,
): string[] {
  const endMs = Math.max(...series.map(({ endedAtMs }) => endedAtMs));
  const width = Math.max(...series.map(({ name }) => name.length));
  const room = Math.max(10, Math.min(60, columns - width - 6));
  const heights = series.map(({ backlog, stepMs }) =>
    inSteps(asPoints(backlog, stepMs), endMs, room),
  );
  const largest = Math.max(0, ...heights.flat());
  const scale = `over ${duration(Math.round(endMs / 60_000) * 60_000)}, up to ${messages(largest)}`;
  return [
    ...series.map(({ name }, i) =>
      `  ${name.padEnd(width)}  ${sparkline(heights[i], largest)}`.trimEnd(),
    ),
    `  ${' '.repeat(width)}  ${scale}`,
  ];
}

function experimentWords({ settings, differences }: Result): string {
  const [first, ...others] = settings.map(({ name }) => name);
  if (differences.length === 0) return `One setting, ${first}.`;
  return `${others.join(', ')} against ${first}: the same mail and the same faults for each.`;
}

function estimationWords(result: Result): string {
  const paired =
    result.differences.length === 0
      ? ''
      : ' Differences are taken day by day, on the same mail; their median need not equal the difference of two medians.';
  return `${replicationWords(result.replications.finished)}. Values are those of the typical day, the median over the days; ${intervalWords(result)}. The share of bad days is bounded by Clopper and Pearson.${paired}`;
}

/* Its tables. */

/** Parts below this share of the delay under every setting are left out of the text. */
const SMALLEST_PART = 0.0005;
/** The tail beyond p99 is in the table of one setting. */
const DELAYS = metricsOfTable('delay').filter((name) => name !== 'p99.9');
const ACTIVITY: readonly MetricName[] = [
  'cuts',
  'connections',
  'connections-peak',
  'busy-runners-peak',
  'deferrals-attempted',
  'deferrals-skipped',
  'marked-time',
  'backlog-peak',
];
/** Shown only where some setting has some of it. */
const TROUBLES: readonly MetricName[] = [
  'never-share',
  'queued',
  'returned',
  'greylisted-retries',
  'duplicates',
  'without-process',
  'ticks-lost',
  'ended-limit',
];

type Row<S> = readonly [label: string, cell: (of: S) => Cell | string];

/** A column for each of these, under its title; a row a label, and what is said there of each. */
function tableOf<S>(
  title: string,
  columns: readonly (readonly [string, S])[],
  rows: readonly Row<S>[],
): MetricTable {
  return {
    title,
    labels: rows.map(([label]) => label),
    columns: columns.map(([name, of]) => columnOf(name, rows, ([, cell]) => cell(of))),
  };
}

function byName(settings: readonly SettingResult[]) {
  return settings.map((setting) => [setting.name, setting] as const);
}

/** What the settings change, one row a setting of the gateway. */
function changesTable({ settings, scenario }: Result): MetricTable {
  const [, ...others] = settings;
  const all = others.flatMap(({ changes }) => changes);
  const title = others.length === 1 ? `What ${others[0].name} changes` : 'What the settings change';
  const rows = [...new Set(all.map(({ setting }) => setting))].map((name): Row<SettingResult> => {
    const by = doneBy(name, scenario);
    const isOf = ({ setting }: SettingResult['changes'][number]) => setting === name;
    return [
      by === 'administrator' ? name : `${name} (by ${by})`,
      ({ changes }) => {
        const own = changes.find(isOf);
        if (own !== undefined) return settingValue(own.to, own.unit);
        const byAnother = all.find(isOf);
        return byAnother === undefined ? '' : settingValue(byAnother.from, byAnother.unit);
      },
    ];
  });
  return tableOf(title, byName(settings), rows);
}

/** Delays of the typical day, with the largest of all days. */
function delayTable(result: Result): MetricTable {
  const { title, labels, columns } = metricsTable('Delay on a typical day', DELAYS, result);
  if (result.replications.finished < 2) return { title, labels, columns };
  const largest = result.settings.map(({ worst }) => boundsText(worst, 'ms'));
  return {
    title,
    labels: [...labels, 'largest on any day'],
    columns: columns.map((column, i) => {
      return { ...column, cells: [...column.cells, { centre: largest[i] ?? '' }] };
    }),
  };
}

/** How many days were bad, and why. */
function daysTable({ settings, replications }: Result): MetricTable {
  const objectives = settings.some(({ badDays }) => badDays.byReason.objective > 0);
  const reasons = BAD_DAY_REASONS.filter((reason) => reason !== 'objective' || objectives);
  return tableOf(`Out of ${daysText(replications.finished)}`, byName(settings), [
    ['bad days', ({ badDays }) => String(badDays.bad)],
    ['  of all days like these', ({ badDays }) => shownText(badDays)],
    ...reasons.map((reason): Row<SettingResult> => {
      return [`  ${BAD_DAY_WORDS[reason]}`, ({ badDays }) => String(badDays.byReason[reason])];
    }),
  ]);
}

/** Days of both kinds, each by itself; a table for each setting that has both. */
function kindsTables({ settings }: Result): MetricTable[] {
  return settings.flatMap(({ name, kinds }) => {
    if (kinds === null) return [];
    const columns = [['bad days', kinds.bad] as const, ['other days', kinds.good] as const];
    return [
      tableOf(`Under ${name} there are days of two kinds`, columns, [
        ['days', ({ days }) => String(days)],
        ['p99, median', ({ p99 }) => boundsText(p99, 'ms')],
        ['largest delay', ({ largest }) => boundsText(largest, 'ms')],
        ['host marked for, median', ({ markedMs }) => duration(markedMs)],
        ['connections cut, mean', ({ cuts }) => (cuts === null ? NOTHING : count(cuts))],
      ]),
    ];
  });
}

function sharesTable(result: Result): MetricTable {
  return metricsTable(
    'Share of the messages that were delayed, on a typical day',
    metricsOfTable('longer'),
    result,
  );
}

/** The parts of the delay that matter, largest under the first setting first; none where nothing is delivered. */
function partsTable({ settings }: Result): MetricTable {
  const [first] = settings;
  const partOf = (setting: SettingResult, part: PartName) =>
    setting.parts.find(({ name }) => name === part) ?? { meanMs: 0, share: 0 };
  const parts = PART_NAMES.filter((part) =>
    settings.some((setting) => partOf(setting, part).share >= SMALLEST_PART),
  ).sort((a, b) => partOf(first, b).share - partOf(first, a).share);
  return tableOf(
    'Where the delay of all mail went, over all days: mean per message, and its share',
    settings.length > 1 ? byName(settings) : [['', first]],
    parts.map((part) => [
      PART_WORDS[part].label,
      (setting) => {
        const { meanMs, share: own } = partOf(setting, part);
        return { centre: duration(meanMs), tail: share(own) };
      },
    ]),
  );
}

function activityTable(result: Result): MetricTable {
  const some = TROUBLES.filter((name) =>
    result.settings.some(({ measures }) => boundsOf(measures[name]).high > 0),
  );
  return metricsTable('What the gateway did on a typical day', [...ACTIVITY, ...some], result);
}

/** A column for each setting, then one for each other setting: its difference to the first. */
function metricsTable(
  title: string,
  names: readonly MetricName[],
  { settings, differences }: Result,
): MetricTable {
  // One setting needs no title above its column.
  const one = settings.length === 1;
  return {
    title,
    labels: names
      .map(metricOf)
      .map(({ label, labelInTable = label }) => (one ? labelInTable : label)),
    columns: [
      ...settings.map(({ name, measures }) =>
        columnOf(one ? '' : name, names, (metric) => estimateCell(measures[metric])),
      ),
      ...differences.map(({ setting, to, measures }) =>
        columnOf(differences.length === 1 ? 'difference' : `${setting} − ${to}`, names, (metric) =>
          differenceCell(metric, measures[metric]),
        ),
      ),
    ],
  };
}

/** Outcomes of the messages of one setting, and how the gateway went about it. */
function workTables(result: Result): MetricTable[] {
  const [{ deferralTexts, failures, hosts }] = result.settings;
  const ofRun = (title: string, table: RunTable) =>
    metricsTable(title, metricsOfTable(table), result);
  const single = (title: string, rows: readonly (readonly [string, string])[]) =>
    tableOf(
      title,
      [['', null]],
      rows.map(([label, value]) => [label, () => value]),
    );
  const bySize = (counts: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(counts).sort(([, a], [, b]) => b - a);
  const texts = bySize(deferralTexts).filter(([, mean]) => mean > 0);
  const marked = hosts.filter(({ markedMs }) => markedMs > 0);
  return [
    ofRun('Messages, on a typical day', 'messages'),
    ofRun('Deferrals', 'deferrals'),
    single(
      'What the log says of them, a day',
      texts.map(([name, mean]) => [logLine(name), count(mean)]),
    ),
    single(
      'Time that hosts were marked, a day',
      marked.map(({ name, markedMs }) => [name, duration(markedMs)]),
    ),
    ofRun('Connections, by how they ended', 'connections'),
    single(
      'Attempts that failed, by cause, a day',
      bySize(failures).map(([cause, mean]) => [faultWords(cause), count(mean)]),
    ),
    ofRun('Queue', 'queue'),
  ];
}
