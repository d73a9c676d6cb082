/** From replications of the future to a forecast: plain data. Units as in forecast-schema.ts. */

import { clockTime } from '../../document/log-time.ts';
import { duration } from '../../document/quantity.ts';
import type { Incident } from '../../maillog/incident.ts';
import { REMEDIES_NOW } from '../../mailpath/remedies.ts';
import { doingWords, valueWords } from '../remedy-words.ts';
import {
  type Clearance,
  type CommandNow,
  type ForecastRange,
  rangeOf,
  type TriedValues,
} from './forecast.ts';
import type { CommandForecast, ForecastResult } from './forecast-schema.ts';
import { waitWords } from './forecast-words.ts';

export interface ForecastContext {
  readonly version: string;
  readonly files: readonly string[];
  readonly seed: string;
  readonly horizonMs: number;
  readonly timeoutMs: number;
  readonly values: TriedValues;
  readonly assumptions: readonly string[];
  readonly partial: boolean;
}

export interface CommandRuns {
  readonly command: CommandNow;
  readonly changes: boolean;
  /** The same replications for each command. */
  readonly runs: readonly Clearance[];
  /** So far all of them were looked ahead. */
  readonly untilMs: number;
}

/** So many of the replications have to agree. */
const CLEAR_SHARE = 0.95;

export function buildForecast(
  incident: Incident,
  commands: readonly CommandRuns[],
  context: ForecastContext,
): ForecastResult {
  const [asIs] = commands;
  const told = commands.map((command) => commandForecast(command, asIs, context.values));
  return {
    format: 'mailpath-forecast/1',
    version: context.version,
    files: [...context.files],
    seed: context.seed,
    replications: asIs.runs.length,
    partial: context.partial,
    now: {
      atMs: incident.atMs,
      waiting: incident.waiting,
      oldestMs: incident.oldestMs,
      marks: incident.marks.map(({ host, ageMs }) => ({
        host,
        ageMs,
        leftMs: Math.max(0, context.timeoutMs - ageMs),
      })),
      runnersAtWork: incident.runnersAtWork,
      nextRunMs: incident.nextRunMs,
      arrivalsPerMs: incident.ratePerMs,
    },
    horizonMs: context.horizonMs,
    commands: told,
    sentence: sentenceOf(incident, told),
    assumptions: [...context.assumptions],
  };
}

function commandForecast(
  { command, changes, runs, untilMs }: CommandRuns,
  asIs: CommandRuns,
  values: TriedValues,
): CommandForecast {
  const name = commandName(command, values);
  if (!changes || runs.length === 0) {
    return {
      command,
      name,
      changes,
      half: null,
      most: null,
      all: null,
      lookedMs: untilMs,
      gainMs: null,
      clear: false,
    };
  }
  const within = (ms: number): number => (ms <= untilMs ? ms : Number.POSITIVE_INFINITY);
  const most = rangeOf(runs.map(({ mostMs }) => within(mostMs)));
  const before = rangeOf(
    asIs.runs.map(({ mostMs }) => (mostMs <= asIs.untilMs ? mostMs : Number.POSITIVE_INFINITY)),
  );
  const gain = before.middleMs - most.middleMs;
  // Of what is later than was looked ahead no more is known than that.
  const sooner = runs.filter(
    ({ mostMs }, i) => within(mostMs) < Math.min(asIs.runs[i].mostMs, asIs.untilMs),
  ).length;
  return {
    command,
    name,
    changes,
    half: known(rangeOf(runs.map(({ halfMs }) => within(halfMs)))),
    most: known(most),
    all: known(rangeOf(runs.map(({ allMs }) => within(allMs)))),
    lookedMs: untilMs,
    gainMs: Number.isFinite(gain) ? gain : null,
    clear: command !== 'as-is' && sooner >= CLEAR_SHARE * runs.length,
  };
}

function known({ middleMs, lowMs, highMs }: ForecastRange): CommandForecast['most'] {
  if (!Number.isFinite(lowMs)) return null;
  return {
    middleMs: Number.isFinite(middleMs) ? middleMs : null,
    lowMs,
    highMs: Number.isFinite(highMs) ? highMs : null,
  };
}

function commandName(command: CommandNow, values: TriedValues): string {
  const remedy = REMEDIES_NOW.find(({ id }) => id === command);
  if (remedy === undefined) return command === 'as-is' ? 'as things stand' : 'all of it';
  if (remedy.kind === 'action' || remedy.kind === 'switch') return remedy.does;
  return doingWords(remedy, valueWords(remedy, values[remedy.id]));
}

function sentenceOf(incident: Incident, commands: readonly CommandForecast[]): string {
  if (incident.waiting === 0)
    return 'No mail waits at the end of the log: there is nothing to forecast.';
  const [asIs, ...others] = commands;
  const when = ({ most, lookedMs }: CommandForecast): string =>
    most === null || most.middleMs === null
      ? `not within the ${duration(lookedMs)} that are looked ahead`
      : `at about ${clockTime(incident.atMs + most.middleMs)} (in ${duration(most.middleMs)})`;
  const opening = `${waitWords(incident.waiting)}; as things stand 99% of them are through ${when(asIs)}`;
  const singles = others.filter(({ command, clear }) => clear && command !== 'all');
  const best = singles.sort((a, b) => middle(a) - middle(b))[0];
  if (best === undefined)
    return `${opening}. No single command given now brings that clearly forward.`;
  return `${opening}; what helps most by itself: ${best.name}, then ${when(best)}.`;
}

function middle({ most }: CommandForecast): number {
  return most?.middleMs ?? Number.POSITIVE_INFINITY;
}
