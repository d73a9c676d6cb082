/**
 * The report of a comparison, or of one setting.
 *
 *   the answer: one sentence, the figures that decide, why, what to change, what is assumed
 *     -> can it happen -> what changes -> delays -> bad days -> where they went -> what the gateway did
 *     -> expectations -> site and scenario -> assumptions -> what it leaves out -> how it was simulated
 */

import { upperEnd } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText } from '../../document/bounds-text.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { duration, messages, share } from '../../document/quantity.ts';
import type { Block, Point, Report, Section, Summary } from '../../document/report.ts';
import { type MetricTable, sparkline } from '../../document/text-layout.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { asPoints, inSteps } from '../../statistics/time-series.ts';
import type { Timeline } from '../../trace/timeline.ts';
import { daysText, intervalWords, runnersSentences, shownText } from '../days-words.ts';
import { estimateCell } from '../result/metric-columns.ts';
import type { Result, SettingResult } from '../result/result-schema.ts';
import { cautionsOf, replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { changePoint } from '../setting-changes.ts';
import {
  assumedPoint,
  checksSection,
  closedFormSection,
  factsOf,
  type ReportContext,
  studyReport,
} from '../shared-sections.ts';
import { delayCurveChart } from './delay-curve-chart.ts';
import {
  activityTable,
  changesTable,
  daysTable,
  delayTable,
  delayTables,
  kindsTables,
  partsTable,
  sharesTable,
  workTables,
} from './tables.ts';
import { alternatives, backlogChart, runnersChart, type SeriesLine } from './time-series-chart.ts';
import { timelineChart } from './timeline-chart.ts';

/** What a report of a comparison shows beyond its result. */
export interface ResultContext extends ReportContext {
  /** Time of day at the start of the run, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
  /** Of the first replication, one for each setting, in their order; or none. */
  readonly timelines: readonly Timeline[];
}

export function resultReport(result: Result, context: ResultContext): Report {
  const one = result.settings.length === 1;
  const tried: [string, string] = [
    one ? 'Setting' : 'Settings',
    result.settings.map(({ name }) => name).join(', '),
  ];
  return studyReport(result, context, {
    scope: scopeLine(result, mailWords(result)),
    lead: result.verdict.sentence,
    summary: summaryOf(result),
    warnings: warningsOf(result, cautionsOf(result)),
    facts: factsOf(result, [tried, ['Figures', `of the typical day; ${intervalWords(result)}`]]),
    sections: [
      closedFormSection(result),
      ...(one ? runSections(result, context) : comparisonSections(result, context)),
      ...checksSection(result.checks),
    ],
    experiments: experimentWords(result),
    estimation: estimationWords(result),
    warmUpMs: result.warmUpMs,
  });
}

/** `3 settings, 54,000 messages a day, `. */
function mailWords({ settings }: Result): string {
  const { low } = settings[0].measures.arrived;
  const others = settings.length > 2 ? `${settings.length} settings, ` : '';
  return `${others}${low === null ? '' : `${messages(low)} a day, `}`;
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
      assumedPoint(result),
    ],
  };
}

/** Four rows: what a user feels, and what the article is about. */
const DECISIVE: readonly (readonly [MetricName, (lifetime: string) => string])[] = [
  ['p99', () => 'slowest 1% (p99)'],
  ['max', () => 'slowest of a day'],
  ['over-5m', () => 'later than 5 min'],
  ['cuts', (lifetime) => `connections cut${lifetime}`],
];

function figuresTable(settings: readonly SettingResult[]): MetricTable {
  const { lifetimeMs } = settings[0].canItHappen.runnerShare;
  const lifetime = lifetimeMs === null ? '' : ` at ${duration(lifetimeMs)}`;
  return {
    title: 'On a typical day',
    labels: DECISIVE.map(([, label]) => label(lifetime)),
    columns: settings.map(({ name, measures }) => ({
      title: name,
      cells: DECISIVE.map(([metric]) => estimateCell(measures[metric])),
    })),
  };
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
    ...(isZero(marked) ? [] : [`hosts marked for ${boundsText(marked, 'ms')}`]),
    ...(isZero(skipped) ? [] : [`${boundsText(skipped, 'count')} deferrals without an attempt`]),
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

/** The values of several settings, and below them their differences to the first. */
function valuesAndDifferences(found: MetricTable, { settings }: Result): Block[] {
  const { title, labels, columns } = found;
  if (settings.length <= 2) return table(found);
  return [
    ...table({ title, labels, columns: columns.slice(0, settings.length) }),
    ...table({
      title: `${title}: difference to ${settings[0].name}`,
      labels,
      columns: columns.slice(settings.length).map((column, i) => {
        return { ...column, title: settings[i + 1].name };
      }),
    }),
  ];
}

const table = (found: MetricTable | null): Block[] =>
  found === null ? [] : [{ kind: 'measures', table: found }];
const chart = (drawn: Chart): Block => ({ kind: 'chart', chart: drawn });

function comparisonSections(result: Result, context: ResultContext): Section[] {
  // Of two settings the summary has them.
  const isSummarised = result.settings.length === 2 && result.verdict.best !== null;
  const changes = isSummarised ? null : changesTable(result);
  return [
    ...(changes === null ? [] : [{ heading: changes.title, blocks: table(changes) }]),
    {
      heading: 'How long the mail takes',
      blocks: [
        ...valuesAndDifferences(delayTable(result), result),
        ...curveBlocks(result),
        ...valuesAndDifferences(sharesTable(result), result),
      ],
    },
    {
      heading: 'Bad days',
      blocks: [...table(daysTable(result)), ...kindsTables(result).flatMap(table)],
    },
    {
      heading: 'Where the delay went',
      blocks: orText(table(partsTable(result)), 'Nowhere: nothing is delivered.'),
    },
    {
      heading: 'What the gateway did',
      blocks: [
        ...overTime(result, context),
        ...valuesAndDifferences(activityTable(result), result),
        ...runnersSentences(result).map((text): Block => ({ kind: 'text', text })),
      ],
    },
  ];
}

function runSections(result: Result, context: ResultContext): Section[] {
  return [
    {
      heading: 'How long the mail takes, and where that goes',
      blocks: [...curveBlocks(result), ...delayTables(result).flatMap(table)],
    },
    {
      heading: 'What the gateway did',
      blocks: [
        ...overTime(result, context),
        ...workTables(result).flatMap(table),
        ...runnersSentences(result).map((text): Block => ({ kind: 'text', text })),
      ],
    },
  ];
}

function orText(blocks: Block[], text: string): Block[] {
  return blocks.length > 0 ? blocks : [{ kind: 'text', text }];
}

/** The delays that tables have the shares of (mailpath/metrics.ts). */
const OVER_MINUTES = [1, 5, 15, 60] as const;

function curveBlocks({ settings }: Result): Block[] {
  const curves = settings.flatMap(({ name, delayCurve, measures }) => {
    if (delayCurve.length < 2) return [];
    const over = OVER_MINUTES.map((minutes) => {
      return { ms: minutes * 60_000, share: measures[`over-${minutes}m`] };
    });
    return [{ name, points: delayCurve, over, longest: measures.max }];
  });
  return curves.length === 0 ? [] : [chart(delayCurveChart(curves))];
}

/** The first replication over time, all settings on one scale: backlog, what happened, runners at work. */
function overTime(result: Result, context: ResultContext): Block[] {
  const { settings } = result;
  const { startsAtMs, timelines } = context;
  const lines = (pick: 'backlog' | 'busyRunners'): SeriesLine[] => {
    const found = settings.flatMap(({ name, timeSeries }) =>
      timeSeries === null ? [] : [{ name, stepMs: timeSeries.stepMs, values: timeSeries[pick] }],
    );
    return found.some(({ values }) => values.some((value) => value > 0)) ? found : [];
  };
  const [backlog, runners] = [lines('backlog'), lines('busyRunners')];
  const endMs = Math.max(1, ...timelines.map(({ endedAtMs }) => endedAtMs));
  return [
    ...(backlog.length === 0
      ? []
      : [
          chart({
            ...backlogChart(
              `The backlog of a typical day reaches ${under('backlog-peak', result, ' messages')}`,
              backlog,
              startsAtMs,
            ),
            text: (columns) => backlogText(result, columns),
          }),
        ]),
    ...timelines.flatMap((timeline, i) =>
      timeline.connections.length === 0 && timeline.marks.length === 0
        ? []
        : [chart(timelineChart({ setting: settings[i].name, timeline, endMs, startsAtMs }))],
    ),
    ...(runners.length === 0
      ? []
      : [
          chart(
            runnersChart(
              `On a typical day at most ${under('busy-runners-peak', result, ' queue runners')} are at work`,
              runners,
              startsAtMs,
            ),
          ),
        ]),
  ];
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
function backlogText({ settings }: Result, columns: number): string[] {
  const series = settings.flatMap(({ name, timeSeries }) =>
    timeSeries === null ? [] : [{ name, timeSeries }],
  );
  const endMs = Math.max(...series.map(({ timeSeries }) => timeSeries.endedAtMs));
  const width = Math.max(...series.map(({ name }) => name.length));
  const room = Math.max(10, Math.min(60, columns - width - 6));
  const heights = series.map(({ timeSeries }) =>
    inSteps(asPoints(timeSeries.backlog, timeSeries.stepMs), endMs, room),
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

function estimationWords({ replications, differences, confidence }: Result): string {
  const paired =
    differences.length === 0
      ? ''
      : ' Differences are the median of the differences day by day, on the same mail.';
  return `${replicationWords(replications.finished)}. Values are those of the typical day, the median over the days; ${intervalWords({ replications, confidence })}. The share of bad days is bounded by Clopper and Pearson.${paired}`;
}
