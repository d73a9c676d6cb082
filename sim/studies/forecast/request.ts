/**
 * What `forecast` does: the state at the end of a log, and what becomes of it. Its report:
 *
 *   the answer: when the waiting mail is delivered, if nothing is done and after each change; the
 *   current state, what to change and who does it, what is assumed
 *     -> every change, drawn and as a table -> the current state -> assumptions -> limits of the model
 *
 * Units in: milliseconds.
 */

import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { logTime } from '../../document/log-time.ts';
import { duration, NOTHING, plural, rate, share } from '../../document/quantity.ts';
import type { Block, Report, Section, Summary } from '../../document/report.ts';
import type { Cell, MetricTable } from '../../document/text-layout.ts';
import { clockTime } from '../../maillog/calendar.ts';
import { FitStudy } from '../../maillog/fit/fit.ts';
import { incidentOf } from '../../maillog/incident.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { NUMBERS_NOW, REMEDIES_NOW } from '../../mailpath/remedies.ts';
import { betweenRunsMs } from '../../mailpath/settings.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { exactly } from '../charts/measured.ts';
import { type RowMark, rowChart, type Series } from '../charts/row-chart.ts';
import type { LogFinding, LogRequest, ResultSchema } from '../definition.ts';
import { stampsBackWords } from '../diagnose/unknowns.ts';
import { fittedScenario } from '../fit/request.ts';
import { refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { limitsSection, unmeasuredLines } from '../report-sections.ts';
import { assumptionLines } from '../subject.ts';
import {
  buildForecast,
  type CommandForecast,
  type ForecastResult,
  forecastSchema,
  singleChanges,
  waitWords,
} from './result.ts';
import {
  type Futures,
  fromNow,
  futures,
  type TriedValues,
  triedValues,
  workLimits,
} from './study.ts';

const REPLICATIONS = 39;
const MAX_REPLICATIONS = 999;
/** Nobody runs the queue more often. */
const MIN_INTERVAL_MS = 1000;

export const request: LogRequest<LogFinding> & { readonly schema: ResultSchema } = {
  schema: { title: 'Result of mailpath forecast', of: forecastSchema },
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    const replications = args.whole('replications', 3, MAX_REPLICATIONS) ?? REPLICATIONS;
    const stated = statedValues(args);
    const statedSeed = args.text('seed');
    return (options) => {
      const into = new FitStudy(options, false);
      return {
        into,
        *answer({ version, files, whole }) {
          const fit = into.fit(lifetimeMs);
          const { site, facts, arrivals } = fit;
          refuseWithoutDelivery(files, facts.counts);
          const { scenario } = fittedScenario(fit, { version, files, recorded: null });
          const base = scenario.settings.get('default') as MailPathInput;
          const timeoutMs = base.settings.hostStatusTimeoutMs;
          const incident = incidentOf(facts, arrivals, betweenRunsMs(base.settings), timeoutMs);
          const values = triedValues(base, stated);
          const seed = statedSeed ?? scenario.seed;
          const hosts = site.hosts.map(({ name }) => name);
          const input = fromNow(base, incident, hosts);
          const limits = workLimits(facts.counts.lines, incident.waiting);
          const found = yield* futures({ input, values, seed, replications, limits });
          const stampsBack = stampsBackWords(facts.traffic.order);
          const result = buildForecast(incident, found.commands, {
            version,
            files,
            seed,
            timeoutMs,
            values,
            // Of nothing that waits the simulations say nothing.
            partial: !whole || (incident.waiting > 0 && found.ended !== 'whole'),
            assumptions: [
              ...ALWAYS_ASSUMED,
              ...fewerReplications(found, replications),
              ...(stampsBack === null ? [] : [stampsBack]),
              ...assumptionLines(scenario),
            ],
          });
          return { json: result, report: forecastReport(result) };
        },
      };
    };
  },
};

const ALWAYS_ASSUMED = [
  'the remote server’s faults of the log are over, except intermittent ones',
  'new mail arrives as in the last hour of the log, or as in all of a shorter log',
  'the waiting mail is as large as other mail, and came evenly since the oldest of it',
  'what queue runners have taken by now is taken again by the next queue run',
];

function fewerReplications({ commands: [{ runs }], ended }: Futures, requested: number): string[] {
  if (ended !== 'limit') return [];
  return [
    `${runs.length} of ${requested} replications were made: with them the limit of work for a log of this size was reached`,
  ];
}

/** The values that the user states, by the remedy. */
function statedValues(args: Arguments): Partial<TriedValues> {
  return Object.fromEntries(
    NUMBERS_NOW.flatMap(({ id, kind, field, now }) => {
      const value = kind === 'count' ? args.whole(field, 1, now.max) : statedDuration(field, args);
      return value === null ? [] : [[id, value]];
    }),
  );
}

function statedDuration(option: string, args: Arguments): number | null {
  const text = args.text(option);
  if (text === null) return null;
  const quantity = parseQuantity('duration', text);
  if (!(quantity.ok && quantity.value >= MIN_INTERVAL_MS)) {
    throw new UsageError(
      `--${option} ${text}: expected ${duration(MIN_INTERVAL_MS)} or more, such as 1m.`,
    );
  }
  return quantity.value;
}

const DELIVERED_TITLE = 'When the mail that waits now is delivered';

/** Stands for what is not within the time that is simulated. */
const LATER = 'later';

export function forecastReport(result: ForecastResult): Report {
  const { files, now, seed, version, partial, assumptions, sentence } = result;
  const log = `${files.join(', ')}, up to ${logTime(now.atMs)}`;
  return {
    title: 'When is the waiting mail delivered?',
    scope:
      now.waiting === 0
        ? log
        : `${log}; ${replicationsWords(result)}, seed ${seed}; ${rangeWords(result)}`,
    lead: sentence,
    summary: summaryOf(result),
    warnings: partial ? ['PARTIAL: this forecast was stopped early.'] : [],
    facts: [
      [files.length === 1 ? 'Log' : 'Logs', files.join(', ')],
      ['Up to', logTime(now.atMs)],
      ...(now.waiting === 0
        ? []
        : [
            ['Replications', `${replicationsWords(result)}; ${rangeWords(result)}`] as const,
            ['Seed', seed] as const,
          ]),
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      ...deliveredSection(result),
      { heading: 'Current state', blocks: [{ kind: 'list', items: stateLines(result) }] },
      { heading: 'Assumptions', blocks: [{ kind: 'list', items: assumptions }] },
      limitsSection(),
    ],
    generator: `mailpath ${version}`,
    madeFrom: 'log, seed and version',
  };
}

/** Beside no action and all changes together. */
const MAX_SINGLES = 3;

function summaryOf(result: ForecastResult): Summary {
  const { assumptions, now } = result;
  const singles = singleChanges(result.commands).slice(0, MAX_SINGLES);
  const shown = commandsRun(result).filter(
    (one) => singles.includes(one) || one.command === 'as-is' || one.command === 'all',
  );
  return {
    table:
      now.waiting === 0
        ? null
        : {
            title: 'Done now',
            labels: shown.map(({ name }) => name),
            columns: [
              {
                title: '99% delivered in',
                cells: shown.map((one) => ({ ...p99Cell(one), half: `(${rangeText(one.p99)})` })),
              },
              {
                title: 'at',
                cells: shown.map(({ p99 }) => ({ centre: clockText(p99, now.atMs) })),
              },
            ],
          },
    points: [
      { label: 'Now', lines: stateLines(result) },
      ...(singles.length === 0 ? [] : [{ label: 'Change', lines: singles.map(changeWords) }]),
      {
        label: 'Assumed',
        lines: [assumptions.slice(0, 2).join('; '), ...unmeasuredLines(assumptions)],
      },
    ],
  };
}

function changeWords({ command, name }: CommandForecast): string {
  const by = REMEDIES_NOW.find(({ id }) => id === command)?.doneInCloudBy ?? 'administrator';
  return by === 'administrator' ? name : `${name} (in the cloud a ticket to ${by})`;
}

/** None where no mail waits. */
function deliveredSection(result: ForecastResult): Section[] {
  const run = commandsRun(result);
  const table = deliveredTable(run, result);
  if (table === null) return [];
  const chart = clearanceChart(run, result);
  const blocks: Block[] = [
    ...(chart === null ? [] : [{ kind: 'chart', chart } as const]),
    { kind: 'measures', table },
    ...[idleWords(result), limitWords(result)].flatMap((text): Block[] =>
      text === null ? [] : [{ kind: 'text', text }],
    ),
  ];
  return [{ heading: DELIVERED_TITLE, blocks }];
}

function stateLines({ now }: ForecastResult): string[] {
  const { waiting, oldestMs, arrivalsPerMs, marks, nextRunMs } = now;
  const next = nextRunMs === null ? 'not known' : `in ${duration(nextRunMs)}`;
  const wait =
    waiting === 0
      ? 'no message waits'
      : `${waitWords(waiting)}, the oldest for ${duration(oldestMs)}`;
  const marked = marks.map(
    ({ host, ageMs, leftMs }) =>
      `${host} has been marked for ${duration(ageMs)}, and stays so for ${duration(leftMs)}`,
  );
  return [
    `${wait}; new mail arrives at ${rate(arrivalsPerMs)}`,
    marks.length === 0 ? 'no host is marked, as far as the log shows' : marked.join('; '),
    `${plural(now.runnersAtWork, 'queue runner')} at work; the next queue run starts ${next}`,
  ];
}

/** `39 replications of the future`, and whether it was stopped. */
function replicationsWords({ replications, partial }: ForecastResult): string {
  return `${plural(replications, 'replication')} of the future${partial ? ' (stopped early)' : ''}`;
}

/** A range from the smallest to the largest of n runs holds one more in (n - 1) / (n + 1) of all cases. */
function rangeWords({ replications }: ForecastResult): string {
  const holds = Math.max(0, replications - 1) / (replications + 1);
  return `each range holds the outcome in ${share(Math.round(holds * 100) / 100)} of cases if the fitted site is right`;
}

function commandsRun({ commands }: ForecastResult): CommandForecast[] {
  return commands.filter(({ changes }) => changes);
}

/** A row a command; null where no mail waits, or nothing was run to its end. */
function deliveredTable(
  run: readonly CommandForecast[],
  { now, replications }: ForecastResult,
): MetricTable | null {
  if (now.waiting === 0 || replications === 0) return null;
  const cells = (words: (one: CommandForecast) => string): Cell[] =>
    run.map((one) => ({ centre: words(one) }));
  return {
    title: DELIVERED_TITLE,
    labels: run.map(({ name }) => name),
    columns: [
      { title: '99% of it', cells: run.map(p99Cell) },
      { title: 'range', cells: cells(({ p99 }) => rangeText(p99)) },
      { title: 'at', cells: cells(({ p99 }) => clockText(p99, now.atMs)) },
      { title: 'half of it', cells: cells(({ p50 }) => medianText(p50)) },
      { title: 'all of it', cells: cells(({ max }) => medianText(max)) },
    ],
  };
}

function p99Cell({ p99, significant, command }: CommandForecast): Cell {
  const centre = medianText(p99);
  if (command === 'as-is') return { centre };
  return significant ? { centre, tone: 'better', word: 'sooner' } : { centre, tone: 'unsure' };
}

/** Null where every command was run. */
function idleWords({ commands }: ForecastResult): string | null {
  const idle = commands.filter(({ changes }) => !changes).map(({ name }) => name);
  return idle.length === 0 ? null : `Changes nothing here: ${idle.join('; ')}.`;
}

/** Null where all of the time was simulated. */
function limitWords(result: ForecastResult): string | null {
  const { horizonMs } = result;
  const short = commandsRun(result).filter(({ simulatedMs }) => simulatedMs < horizonMs);
  if (short.length === 0) return null;
  const ended = short.map(({ name, simulatedMs }) => `${name}, ${duration(simulatedMs)}`);
  return `There is so much mail here, and it is tried so often, that the simulation ended at its limit of work before ${duration(horizonMs)} were over: ${ended.join('; ')}. For these, “${LATER}” means later than that.`;
}

/** `15 min 34 s`. */
function medianText(range: CommandForecast['p99']): string {
  return endText(range?.medianMs ?? null);
}

/** `15 min 19 s to 15 min 43 s`. */
function rangeText(range: CommandForecast['p99']): string {
  return range === null ? LATER : `${endText(range.lowMs)} to ${endText(range.highMs)}`;
}

function endText(ms: number | null): string {
  return ms === null ? LATER : duration(ms);
}

/** `03:54:27`; nothing for what is not within the time that is simulated. */
function clockText(range: CommandForecast['p99'], atMs: number): string {
  const ms = range?.medianMs ?? null;
  return ms === null ? '' : clockTime(atMs + ms);
}

/** What a command does, by how many of the replications it is sooner in. */
const SERIES = {
  'no-action': { label: 'no action', colour: colour('series-1'), symbol: 'ring' },
  sooner: { label: 'sooner', colour: colour('series-2'), symbol: 'dot' },
  'not-significant': { label: 'not significant', colour: colour('quiet'), symbol: 'dot' },
} as const satisfies Record<string, Series>;

function seriesOf({ command, significant }: CommandForecast): keyof typeof SERIES {
  return command === 'as-is' ? 'no-action' : significant ? 'sooner' : 'not-significant';
}

/** Null where nothing ends within the time that is simulated. */
export function clearanceChart(
  run: readonly CommandForecast[],
  result: ForecastResult,
): Chart | null {
  const { now, sentence } = result;
  const words = (one: CommandForecast) =>
    `${one.name} ${medianText(one.p99)} (${rangeText(one.p99)})`;
  const [asIs] = run;
  const baseMs = asIs?.p99?.medianMs ?? null;
  const ranges = rangeWords(result);
  return rowChart({
    title: sentence,
    alt: `When 99% of the mail that waits now is delivered after each change, from the end of the log on; ${ranges}. ${run.map(words).join('; ')}.`,
    note: `Dots are the median of the replications; ${ranges}.`,
    unit: 'ms',
    axis: 'time from the end of the log',
    series: SERIES,
    line:
      baseMs === null
        ? null
        : {
            value: exactly(baseMs),
            label: 'median without action',
            colour: SERIES['no-action'].colour,
          },
    rows: run.map((one) => ({
      label: one.name,
      value: medianText(one.p99),
      marks: one.p99 === null ? [] : [markOf(one.p99, seriesOf(one))],
    })),
    table: {
      caption: 'When 99% of the mail that waits now is delivered',
      head: ['change', 'after', 'range', 'at', 'against no action'],
      rows: run.map((one) => [
        one.name,
        medianText(one.p99),
        rangeText(one.p99),
        clockText(one.p99, now.atMs) || NOTHING,
        one.command === 'as-is' ? NOTHING : SERIES[seriesOf(one)].label,
      ]),
    },
  });
}

function markOf(
  { medianMs, lowMs, highMs }: NonNullable<CommandForecast['p99']>,
  series: string,
): RowMark {
  const interval =
    highMs === null
      ? ({ kind: 'at-least', low: lowMs, high: null } as const)
      : ({ kind: 'between', low: lowMs, high: highMs } as const);
  const value =
    medianMs === null ? ({ kind: 'none', low: null, high: null } as const) : exactly(medianMs);
  return { ...value, interval, series };
}
