/**
 * A forecast as plain data that its report is written from, and as JSON: format `mailpath-forecast/1`.
 * Durations in milliseconds from the end of the log, times in milliseconds since 1970 (AtMs); null: not
 * within the time that is simulated, or not known.
 */

import { z } from 'zod';
import { duration, messages } from '../../document/quantity.ts';
import { clockTime } from '../../maillog/calendar.ts';
import type { Incident } from '../../maillog/incident.ts';
import { REMEDIES_NOW } from '../../mailpath/remedies.ts';
import { doingWords, valueWords } from '../setting-changes.ts';
import {
  COMMANDS_NOW,
  type CommandNow,
  type CommandRuns,
  HORIZON_MS,
  type TriedValues,
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
export type CommandForecast = ForecastResult['commands'][number];

export interface ForecastContext
  extends Pick<ForecastResult, 'version' | 'seed' | 'partial' | 'assumptions'> {
  readonly files: readonly string[];
  /** Of marks. */
  readonly timeoutMs: number;
  readonly values: TriedValues;
}

/** So many of the replications have to agree. */
const SIGNIFICANT_SHARE = 0.95;

export function buildForecast(
  incident: Incident,
  runs: readonly CommandRuns[],
  { files, timeoutMs, values, ...context }: ForecastContext,
): ForecastResult {
  const { marks, ratePerMs, tries, ...now } = incident;
  const [asIs] = runs;
  const commands = runs.map((command) => commandForecast(command, asIs, values));
  return {
    format: 'mailpath-forecast/1',
    ...context,
    files: [...files],
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
    p50: known(rangeOf(runs.map(({ p50Ms }) => within(p50Ms)))),
    p99: known(p99),
    max: known(rangeOf(runs.map(({ maxMs }) => within(maxMs)))),
    gainMs: Number.isFinite(gainMs) ? gainMs : null,
    significant: command !== 'as-is' && sooner.length >= SIGNIFICANT_SHARE * runs.length,
  };
}

interface Range {
  readonly medianMs: number;
  readonly lowMs: number;
  readonly highMs: number;
}

/** The (lower) median, the smallest and the largest of some runs. */
export function rangeOf(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    medianMs: sorted[Math.floor((sorted.length - 1) / 2)],
    lowMs: sorted[0],
    highMs: sorted[sorted.length - 1],
  };
}

function known({ medianMs, lowMs, highMs }: Range): CommandForecast['p99'] {
  if (!Number.isFinite(lowMs)) return null;
  const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
  return { medianMs: finite(medianMs), lowMs, highMs: finite(highMs) };
}

function commandName(command: CommandNow, values: TriedValues): string {
  const remedy = REMEDIES_NOW.find(({ id }) => id === command);
  if (remedy === undefined) return command === 'as-is' ? 'no action' : 'all of these';
  if (remedy.kind === 'action' || remedy.kind === 'switch') return remedy.does;
  return doingWords(remedy, valueWords(remedy, values[remedy.id]));
}

/** Significant changes by themselves, that which ends it soonest first. */
export function singleChanges(commands: readonly CommandForecast[]): CommandForecast[] {
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
export function waitWords(waiting: number): string {
  return `${messages(waiting)} wait${waiting === 1 ? 's' : ''}`;
}
