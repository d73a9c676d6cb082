/**
 * What `forecast` does: the state at the end of a log, and what becomes of it; as JSON format
 * `mailpath-forecast/1`. Its report:
 *
 *   the answer: when the waiting mail is delivered, if nothing is done and after each change; the
 *   current state, what to change and who does it, what is assumed
 *     -> every change, drawn and as a table -> the current state -> assumptions -> limits of the model
 *
 * Durations in milliseconds from the end of the log, times in milliseconds since 1970 (AtMs); null: not
 * within the time that is simulated, or not known.
 */

import { z } from 'zod';
import { boundsResult, known } from '../../document/bounds.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { logTime } from '../../document/log-time.ts';
import { duration, messages, NOTHING, plural, rate, share } from '../../document/quantity.ts';
import {
  type Block,
  drawn,
  paragraph,
  type Report,
  type Summary,
  withoutEmpty,
} from '../../document/report.ts';
import type { Cell } from '../../document/text-layout.ts';
import { clockTime } from '../../maillog/calendar.ts';
import { FitStudy } from '../../maillog/fit/fit.ts';
import { type Incident, incidentOf } from '../../maillog/incident.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { NUMBERS_NOW, REMEDIES_NOW } from '../../mailpath/remedies.ts';
import { betweenRunsMs } from '../../mailpath/settings.ts';
import type { Arguments } from '../arguments.ts';
import { exactly } from '../charts/measured.ts';
import { type RowMark, rowChart, type Series } from '../charts/row-chart.ts';
import type { LogFinding, LogRequest, ResultSchema } from '../definition.ts';
import { stampsBack } from '../diagnose/result.ts';
import { fittedScenario } from '../fit/request.ts';
import { refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { limitsSection, NOT_HELD_AGAINST, unmeasuredLines } from '../report-sections.ts';
import { doingWords, valueWords, whoseWords } from '../setting-changes.ts';
import { assumptionLines } from '../subject.ts';
import {
  COMMANDS_NOW,
  type CommandNow,
  type CommandRuns,
  fromNow,
  futures,
  HORIZON_MS,
  type TriedValues,
  triedValues,
  workLimits,
} from './study.ts';

const range = z
  .object({ medianMs: z.number().nullable(), lowMs: z.number(), highMs: z.number().nullable() })
  .describe('The median of the replications, and the range of one more in 95% of all cases.');

export const forecastSchema = z.object({
  format: z.literal('mailpath-forecast/1'),
  version: z.string().describe('Version of mailpath.'),
  files: z.array(z.string()),
  seed: z.string(),
  replications: z.number(),
  partial: z.boolean().describe('Stopped before all replications were finished.'),
  now: z.object({
    atMs: z.number(),
    waiting: z.number(),
    oldestMs: z.number(),
    marks: z.array(z.object({ host: z.string(), ageMs: z.number(), leftMs: z.number() })),
    runnersAtWork: z.number(),
    nextRunMs: z.number().nullable(),
    arrivalsPerMs: z.number(),
  }),
  horizonMs: z.number().describe('How far is simulated.'),
  commands: z.array(
    z.object({
      command: z.enum(COMMANDS_NOW),
      name: z.string(),
      changes: z.boolean().describe('False: nothing here, and it was not run.'),
      p50: range.nullable().describe('When half of the mail that waits now is delivered.'),
      p99: range.nullable(),
      max: range.nullable().describe('When all of it is.'),
      simulatedMs: z
        .number()
        .describe(
          'How far this command was simulated: horizonMs, unless the limit of work came first.',
        ),
      gainMs: z.number().nullable().describe('How much sooner p99 is, median against median.'),
      significant: z
        .boolean()
        .describe('In 95% of the replications p99 is sooner than without any action.'),
    }),
  ),
  sentence: z.string(),
  assumptions: z.array(z.string()),
});

export type ForecastResult = z.infer<typeof forecastSchema>;
type CommandForecast = ForecastResult['commands'][number];

const REPLICATIONS = 39;
const MAX_REPLICATIONS = 999;
/** Nobody runs the queue more often. */
const MIN_INTERVAL_MS = 1000;
const EXPECTED_INTERVAL = `${duration(MIN_INTERVAL_MS)} or more, such as 1m`;

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
          const found = yield* futures(input, values, seed, replications, limits);
          const back = stampsBack(facts.traffic.order);
          const result = buildForecast(incident, found.commands, {
            version,
            files: [...files],
            seed,
            timeoutMs,
            values,
            // Of nothing that waits the simulations say nothing.
            partial: !whole || (incident.waiting > 0 && found.ended !== 'whole'),
            assumptions: [
              ...ALWAYS_ASSUMED,
              ...(found.ended === 'limit'
                ? [
                    `${found.commands[0].runs.length} of ${replications} replications were made: with them the limit of work for a log of this size was reached`,
                  ]
                : []),
              ...(back === null ? [] : [`${back.what}: ${back.why}`]),
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

/** The values that the user states, by the remedy. */
function statedValues(args: Arguments): Partial<TriedValues> {
  return Object.fromEntries(
    NUMBERS_NOW.flatMap(({ id, kind, field, now }) => {
      const value =
        kind === 'count'
          ? args.whole(field, 1, now.max)
          : args.quantity(field, kind, (ms) => ms >= MIN_INTERVAL_MS, EXPECTED_INTERVAL);
      return value === null ? [] : [[id, value]];
    }),
  );
}

/*
 * From the simulated futures to the result.
 */

/** So many of the replications have to agree. */
const SIGNIFICANT_SHARE = 0.95;

export function buildForecast(
  incident: Incident,
  runs: readonly CommandRuns[],
  {
    timeoutMs,
    values,
    ...origin
  }: Pick<ForecastResult, 'version' | 'files' | 'seed' | 'partial' | 'assumptions'> & {
    /** Of marks. */
    readonly timeoutMs: number;
    readonly values: TriedValues;
  },
): ForecastResult {
  const { marks, ratePerMs, tries, ...now } = incident;
  const [asIs] = runs;
  const commands = runs.map((command) => commandForecast(command, asIs, values));
  return {
    format: 'mailpath-forecast/1',
    ...origin,
    replications: asIs.runs.length,
    now: {
      ...now,
      marks: marks.map(({ host, ageMs }) => ({
        host,
        ageMs,
        leftMs: Math.max(0, timeoutMs - ageMs),
      })),
      arrivalsPerMs: ratePerMs,
    },
    horizonMs: HORIZON_MS,
    commands,
    sentence: sentenceOf(incident, commands),
  };
}

function commandForecast(
  { command, changes, runs, untilMs }: CommandRuns,
  asIs: CommandRuns,
  values: TriedValues,
): CommandForecast {
  const about = { command, name: commandName(command, values), changes, simulatedMs: untilMs };
  if (!changes || runs.length === 0) {
    return { ...about, p50: null, p99: null, max: null, gainMs: null, significant: false };
  }
  // Of what is later than was simulated no more is known than that.
  const within = (ms: number, end = untilMs) => (ms <= end ? ms : Number.POSITIVE_INFINITY);
  const p99 = rangeOf(runs.map(({ p99Ms }) => within(p99Ms)));
  const before = rangeOf(asIs.runs.map(({ p99Ms }) => within(p99Ms, asIs.untilMs)));
  const sooner = runs.filter(
    ({ p99Ms }, i) => within(p99Ms) < Math.min(asIs.runs[i].p99Ms, asIs.untilMs),
  );
  const gainMs = before.medianMs - p99.medianMs;
  return {
    ...about,
    p50: rangeResult(rangeOf(runs.map(({ p50Ms }) => within(p50Ms)))),
    p99: rangeResult(p99),
    max: rangeResult(rangeOf(runs.map(({ maxMs }) => within(maxMs)))),
    gainMs: known(gainMs),
    significant: command !== 'as-is' && sooner.length >= SIGNIFICANT_SHARE * runs.length,
  };
}

/** The (lower) median, the smallest and the largest of some runs. */
export function rangeOf(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    medianMs: sorted[Math.floor((sorted.length - 1) / 2)],
    lowMs: sorted[0],
    highMs: sorted[sorted.length - 1],
  };
}

function rangeResult({ medianMs, lowMs, highMs }: ReturnType<typeof rangeOf>) {
  if (!Number.isFinite(lowMs)) return null;
  return { medianMs: known(medianMs), lowMs, highMs: known(highMs) };
}

function commandName(command: CommandNow, values: TriedValues): string {
  const remedy = REMEDIES_NOW.find(({ id }) => id === command);
  if (remedy === undefined) return command === 'as-is' ? 'no action' : 'all of these';
  const value = 'advised' in remedy ? valueWords(remedy, values[remedy.id]) : null;
  return doingWords(remedy, value);
}

/** Significant changes by themselves, that which ends it soonest first. */
function singleChanges(commands: readonly CommandForecast[]): CommandForecast[] {
  const median = ({ p99 }: CommandForecast) => p99?.medianMs ?? Number.POSITIVE_INFINITY;
  return commands
    .filter(({ command, significant }) => significant && command !== 'all')
    .sort((a, b) => median(a) - median(b));
}

function sentenceOf({ waiting, atMs }: Incident, commands: readonly CommandForecast[]): string {
  if (waiting === 0) return 'No mail waits at the end of the log: there is nothing to forecast.';
  const when = ({ p99, simulatedMs }: CommandForecast): string =>
    p99 === null || p99.medianMs === null
      ? `not within the ${duration(simulatedMs)} that are simulated`
      : `at about ${clockTime(atMs + p99.medianMs)} (in ${duration(p99.medianMs)})`;
  const opening = `${waitWords(waiting)}: ${waiting === 1 ? 'it' : '99% of them'} will be delivered ${when(commands[0])} if nothing is done`;
  const [best] = singleChanges(commands);
  return best === undefined
    ? `${opening}; no single change now brings that significantly forward.`
    : `${opening}, and ${when(best)} if you ${best.name}, the single change that helps most.`;
}

/** `1 message waits`, `7,548 messages wait`. */
function waitWords(waiting: number): string {
  return `${messages(waiting)} wait${waiting === 1 ? 's' : ''}`;
}

/*
 * The report.
 */

const DELIVERED_TITLE = 'When the mail that waits now is delivered';

/** Stands for what is not within the time that is simulated. */
const LATER = 'later';

export function forecastReport(result: ForecastResult): Report {
  const { files, now, seed, version, partial, assumptions, sentence } = result;
  const log = `${files.join(', ')}, up to ${logTime(now.atMs)}`;
  return withoutEmpty({
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
      { heading: DELIVERED_TITLE, blocks: deliveredBlocks(result) },
      { heading: 'Current state', blocks: [{ kind: 'list', items: stateLines(result) }] },
      { heading: 'Assumptions', blocks: [{ kind: 'list', items: assumptions }] },
      NOT_HELD_AGAINST,
      limitsSection(),
    ],
    generator: `mailpath ${version}`,
    madeFrom: 'log, seed and version',
  });
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
      {
        label: 'Change',
        lines: singles.map(({ command, name: change }) => {
          const remedy = REMEDIES_NOW.find(({ id }) => id === command);
          return whoseWords({ change, inCloudBy: remedy?.doneInCloudBy ?? 'administrator' });
        }),
      },
      {
        label: 'Assumed',
        lines: [assumptions.slice(0, 2).join('; '), ...unmeasuredLines(assumptions)],
      },
    ],
  };
}

/** None where no mail waits, or nothing was run to its end. */
function deliveredBlocks(result: ForecastResult): Block[] {
  const { now, replications } = result;
  if (now.waiting === 0 || replications === 0) return [];
  const run = commandsRun(result);
  const cells = (words: (one: CommandForecast) => string): Cell[] =>
    run.map((one) => ({ centre: words(one) }));
  return [
    ...drawn(clearanceChart(run, result)),
    {
      kind: 'measures',
      table: {
        title: DELIVERED_TITLE,
        labels: run.map(({ name }) => name),
        columns: [
          { title: '99% of it', cells: run.map(p99Cell) },
          { title: 'range', cells: cells(({ p99 }) => rangeText(p99)) },
          { title: 'at', cells: cells(({ p99 }) => clockText(p99, now.atMs)) },
          { title: 'half of it', cells: cells(({ p50 }) => medianText(p50)) },
          { title: 'all of it', cells: cells(({ max }) => medianText(max)) },
        ],
      },
    },
    ...[...idleWords(result), ...limitWords(result)].map(paragraph),
  ];
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

function p99Cell({ p99, significant, command }: CommandForecast): Cell {
  const centre = medianText(p99);
  if (command === 'as-is') return { centre };
  return significant ? { centre, tone: 'better', word: 'sooner' } : { centre, tone: 'unsure' };
}

/** None where every command was run. */
function idleWords({ commands }: ForecastResult): string[] {
  const idle = commands.filter(({ changes }) => !changes).map(({ name }) => name);
  return idle.length === 0 ? [] : [`Changes nothing here: ${idle.join('; ')}.`];
}

/** None where all of the time was simulated. */
function limitWords(result: ForecastResult): string[] {
  const { horizonMs } = result;
  const short = commandsRun(result).filter(({ simulatedMs }) => simulatedMs < horizonMs);
  if (short.length === 0) return [];
  const ended = short.map(({ name, simulatedMs }) => `${name}, ${duration(simulatedMs)}`);
  return [
    `There is so much mail here, and it is tried so often, that the simulation ended at its limit of work before ${duration(horizonMs)} were over: ${ended.join('; ')}. For these, “${LATER}” means later than that.`,
  ];
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
  const at = medianMs ?? Number.NaN;
  return {
    ...boundsResult({ low: at, high: at }),
    interval: boundsResult({ low: lowMs, high: highMs ?? Number.POSITIVE_INFINITY }),
    series,
  };
}
