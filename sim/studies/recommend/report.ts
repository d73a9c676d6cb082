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

import type { DataTable } from '../../document/charts/chart.ts';
import { type CsvField, csvText } from '../../document/csv.ts';
import { capitalised, count, share } from '../../document/quantity.ts';
import type { Block, Point, Report, Section, Summary } from '../../document/report.ts';
import type { MetricTable } from '../../document/text-layout.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT, remedyOf } from '../../mailpath/remedies.ts';
import { estimateCell } from '../result/metric-columns.ts';
import {
  assumedPoint,
  closedFormSection,
  type ReportContext,
  studyReport,
} from '../shared-sections.ts';
import {
  beyondWords,
  limitFiguresChart,
  nowAndAfterChart,
  rangeWords,
  valueRangeCharts,
} from './charts.ts';
import type { RecommendationResult } from './result.ts';
import {
  ageWords,
  answerWords,
  articleName,
  consideredWords,
  gainWords,
  guaranteeWords,
  inTheWayWords,
  limitWords,
  mayBeMet,
  procedureWords,
  type RecommendedChoice,
  recommendationSentence,
  rulesWords,
  runnersWords,
  SETTINGS,
  type Setting,
  settingValue,
  shortName,
  shownWords,
  sideEffects,
  smallestWords,
  strongestWords,
  typical,
} from './words.ts';

export function recommendationReport(result: RecommendationResult, context: ReportContext): Report {
  const { scenario, seed, version, replicationsRun, canItHappen, requested } = result;
  const changed = scenario.set.join(', ');
  const within = requested.bounds.length === 0 ? '' : `; within ${requested.bounds.join(', ')}`;
  const assumptions = [
    ...requested.assumedBounds.map((bound) => `bound ${bound}`),
    ...result.assumptions,
  ];
  return studyReport({ ...result, assumptions }, context, {
    scope: `${scenario.file}${changed === '' ? '' : `, with ${changed}`}; ${count(replicationsRun)} days simulated, seed ${seed}`,
    lead: recommendationSentence(result),
    summary: summaryOf(result),
    warnings: partialWarning(result),
    facts: [
      ['Scenario', scenario.file],
      ...(changed === '' ? [] : [['Changed', changed] as const]),
      ['Objectives', `${requested.objectives.join(', ')}${within}`],
      ['Days simulated', count(replicationsRun)],
      ['Seed', seed],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      ...settingsSection(result),
      ...effectSection(result),
      closedFormSection({ settings: [{ name: 'today', canItHappen }] }),
      ...movementSection(result),
      ...(result.full || result.choice === null ? limitSection(result) : []),
      ...(result.full ? besideSections(result) : []),
      {
        heading: 'How it was chosen, and how sure that is',
        blocks: [consideredWords(result), ...guaranteeWords(result)].map(text),
      },
    ],
    experiments: experimentWords(result),
    estimation: estimationWords(result),
  });
}

const text = (sentence: string): Block => ({ kind: 'text', text: sentence });

function partialWarning({ partial, choice }: RecommendationResult): string[] {
  if (!partial) return [];
  return [
    choice === null
      ? 'PARTIAL: stopped before any setting was shown to meet the objectives. More time may show one.'
      : 'PARTIAL: stopped after the choice was made; what --full adds to it is incomplete.',
  ];
}

function summaryOf(result: RecommendationResult): Summary {
  const { choice } = result;
  return {
    table: figuresTable(result),
    points: [
      { label: 'Why', lines: whyLines(result) },
      ...(choice === null ? [] : changePoints(choice)),
      ...objectivePoints(result),
      assumed(result),
    ],
  };
}

/** The figures that decide, today and then. */
function figuresTable({
  present,
  choice,
  nearest,
  requested,
}: RecommendationResult): MetricTable | null {
  const then = choice ?? nearest;
  if (then === null) return null;
  const names: readonly MetricName[] = [
    ...new Set<MetricName>([requested.criterion, 'max', 'cuts']),
  ];
  const column = (title: string, { measures, bad }: Pick<typeof then, 'measures' | 'bad'>) => ({
    title,
    cells: [
      ...names.map((name) => estimateCell(measures[name])),
      { centre: `${count(bad.bad)} of ${count(bad.days)}` },
    ],
  });
  return {
    title: 'On a typical day',
    labels: [...names.map((name) => metricOf(name).label), 'bad days'],
    columns: [column('today', present), column(choice === null ? 'nearest' : 'chosen', then)],
  };
}

/** Where the delay goes today, and whether the article's number is right. */
function whyLines(result: RecommendationResult): string[] {
  const { largestPart } = result.present;
  return [
    ...(largestPart === null
      ? []
      : [
          `today ${share(largestPart.share)} of all delay is ${PART_WORDS[largestPart.name].spent}`,
        ]),
    limitWords(result),
  ];
}

/** What to set, how to check it afterwards, how to go back. */
function changePoints(choice: RecommendedChoice): Point[] {
  const { changes, clearTable, measures } = choice;
  if (changes.length === 0 && !clearTable) return [];
  const withInterval = (name: MetricName): string => {
    const { centre, half } = estimateCell(measures[name]);
    return half === undefined ? centre : `${centre} ${half}`;
  };
  // A log shows it, and somebody else may have to switch it.
  const hostStatus = changes.some(({ setting }) => setting === 'hostStatus')
    ? `, HostStat ${settingValue('hostStatus', choice.settings.hostStatus)}`
    : '';
  return [
    {
      label: 'Change',
      lines: [
        ...changes.map(({ setting, from, to, by }): readonly [string, string] => [
          shortName(setting),
          `${settingValue(setting, from)} → ${settingValue(setting, to)}${by === 'administrator' ? '' : `   (a ticket to ${by})`}`,
        ]),
        ...(clearTable ? [['host-status table', 'clear it once'] as const] : []),
      ],
    },
    {
      label: 'Check',
      lines: [
        `mailpath diagnose on the log of such a day: 99% within ${withInterval('p99')}, longest ${typical(measures.max)}, ${typical(measures.cuts)} cut${hostStatus}`,
      ],
    },
    ...(changes.length === 0
      ? []
      : [
          {
            label: 'Go back',
            lines: ['set the values left of the arrows again, by the same people'],
          },
        ]),
  ];
}

/** Nothing meets the objectives: which of them, and what stops it. */
function objectivePoints(result: RecommendationResult): Point[] {
  if (result.choice !== null) return [];
  const states = { met: 'Met', missed: 'NOT met', open: 'Not shown' };
  const answers = objectiveAnswers(result);
  const inTheWay = inTheWayWords(result);
  return [
    ...(['met', 'missed', 'open'] as const).flatMap((state): Point[] => {
      const lines = answers.filter((answer) => answer.state === state).map((answer) => answer.text);
      return lines.length === 0 ? [] : [{ label: states[state], lines }];
    }),
    ...(inTheWay.length === 0
      ? []
      : [{ label: mayBeMet(result) ? 'What would show it' : 'What stops it', lines: inTheWay }]),
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
function settingsSection({ present, choice }: RecommendationResult): Section[] {
  if (choice === null) return [];
  const by = (setting: Setting): string => {
    const change = choice.changes.find((one) => one.setting === setting);
    if (change === undefined) return 'stays as it is';
    return change.by === 'administrator' ? change.by : `a ticket to ${change.by}`;
  };
  const table: DataTable = {
    caption: 'By the names that Proofpoint’s pages give them',
    head: ['setting', 'today', 'choose', 'changed by'],
    rows: SETTINGS.map((setting) => [
      articleName(setting),
      settingValue(setting, present.settings[setting]),
      settingValue(setting, choice.settings[setting]),
      by(setting),
    ]),
  };
  const clear = `${capitalised(remedyOf('clear').does)} once, as the administrator: a mark stands at the start.`;
  return [
    {
      heading: 'The settings to choose',
      blocks: [{ kind: 'data', table, wraps: true }, ...(choice.clearTable ? [text(clear)] : [])],
    },
  ];
}

/** Metrics of the table of what the choice brings. */
const BRINGS: readonly MetricName[] = [
  'mean',
  'p50',
  'p99',
  'max',
  'over-5m',
  'cuts',
  'deferrals-skipped',
  'backlog-peak',
];

/** Today against the choice, or against what comes nearest: figures, chart, each objective. */
function effectSection(result: RecommendationResult): Section[] {
  const { present, choice, nearest, requested } = result;
  const then = choice ?? nearest;
  if (then === null) return [];
  const column = (title: string, { measures }: Pick<typeof then, 'measures'>) => ({
    title,
    cells: BRINGS.map((name) => estimateCell(measures[name])),
  });
  const table: MetricTable = {
    title: 'On typical days',
    labels: BRINGS.map((name) => metricOf(name).label),
    columns: [column('today', present), column(choice === null ? 'nearest' : 'chosen', then)],
  };
  const shown = (choice?.shown ?? []).map(
    (group) =>
      [group.objectives.join(', '), `${shownWords(group, requested.confidence)}.`] as const,
  );
  const each = objectiveAnswers(result).map(
    (answer) => ['Each objective by itself', answer.text] as const,
  );
  const chart = nowAndAfterChart(result);
  return [
    {
      heading: choice === null ? 'What the nearest would bring' : 'What they bring',
      blocks: [
        { kind: 'measures', table },
        ...(choice === null ? [] : [{ kind: 'terms', terms: [...shown, ...each] } as const]),
        ...[...gainWords(result), ...strongestWords(result)].map(text),
        ...(chart === null ? [] : [{ kind: 'chart', chart } as const]),
      ],
    },
  ];
}

/** A row a setting: chosen, from, to, and what fails beyond. */
function movementSection(result: RecommendationResult): Section[] {
  const { choice } = result;
  if (choice === null || choice.movements.length === 0) return [];
  const table: DataTable = {
    caption: 'How far each value can move by itself before an objective fails on too many days',
    head: ['setting', 'chosen', 'holds at least from', 'what fails beyond'],
    rows: choice.movements.map((movement) => [
      articleName(movement.setting),
      settingValue(movement.setting, movement.chosen),
      rangeWords(movement),
      beyondWords(movement),
    ]),
  };
  return [
    {
      heading: 'How far each value can move',
      blocks: [
        { kind: 'data', table, wraps: true },
        ...valueRangeCharts(result).map((chart): Block => ({ kind: 'chart', chart })),
      ],
    },
  ];
}

/** Where the article's number and its rules stand. */
function limitSection(result: RecommendationResult): Section[] {
  const { limit } = result;
  if (limit === null) return [];
  const chart = limitFiguresChart(result);
  return [
    {
      heading: `Is ${ARTICLE_LIMIT} right here?`,
      blocks: [
        ...[rulesWords(limit), ...procedureWords(limit)].map(text),
        ...(chart === null ? [] : [{ kind: 'chart', chart } as const]),
      ],
    },
  ];
}

/** What else a planner asks. */
function besideSections(result: RecommendationResult): Section[] {
  const paragraphs: [heading: string, sentences: string[]][] = [
    ['How many queue runners?', [runnersWords(result.runnersNeeded)]],
    ['The smallest change that would do', smallestWords(result)],
    ['A limit of age instead of a number', ageWords(result)],
    ['Side effects', sideEffects(result)],
  ];
  return paragraphs
    .filter(([, sentences]) => sentences.length > 0)
    .map(([heading, sentences]) => ({ heading, blocks: sentences.map(text) }));
}

function experimentWords({ considered, requested }: RecommendationResult): string {
  return `${count(considered.evaluated)} combinations of the four settings out of ${count(considered.candidates)}, from the cheapest on, against ${requested.objectives.join(', ')}: the same mail and the same faults for each. Then those that were left, one after another, with other mail, until one was shown.`;
}

function estimationWords({ replicationsRun, requested }: RecommendationResult): string {
  return `${count(replicationsRun)} runs (days) in all, as many of each candidate as it takes. Values in the table are typical days (medians over the days) with intervals by order statistics, differences by pairs of days; each interval holds by itself. What is said of the choice’s share of bad days holds with ${share(requested.confidence)} confidence, all looks and all candidates that were tried together.`;
}

/**
 * As CSV: a row for each setting, two for the bad days, one for each metric of what it brings. Figures
 * of typical days have two columns, from and to, the same where they are known; an empty end is open.
 */
export function recommendationCsv(result: RecommendationResult): string {
  const { choice, present, nearest, scenario } = result;
  const then = choice ?? nearest;
  const rows: CsvField[][] = SETTINGS.map((setting) => {
    const now = String(present.settings[setting] ?? 'unlimited');
    const chosen = then === null ? '' : String(then.settings[setting] ?? 'unlimited');
    return [scenario.name, 'setting', setting, now, now, chosen, chosen, null, null];
  });
  for (const name of ['bad', 'days'] as const) {
    const [now, chosen] = [present.bad[name], then?.bad[name] ?? null];
    rows.push([scenario.name, 'days', name, now, now, chosen, chosen, null, null]);
  }
  for (const name of BRINGS) {
    const [now, found] = [present.measures[name], then?.measures[name]];
    rows.push([
      scenario.name,
      'measure',
      name,
      now.low,
      now.high,
      found?.low ?? null,
      found?.high ?? null,
      found?.interval?.low ?? null,
      found?.interval?.high ?? null,
    ]);
  }
  const after = choice === null ? 'nearest' : 'chosen';
  const head = [
    'scenario',
    'kind',
    'name',
    'now from',
    'now to',
    `${after} from`,
    `${after} to`,
    'interval from',
    'interval to',
  ];
  return csvText(head, rows);
}
