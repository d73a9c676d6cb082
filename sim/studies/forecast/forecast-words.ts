/**
 * What a forecast says: how things stand, when the waiting mail is through after each command, what
 * changes nothing. Its text and its page say the same with these. Units in: milliseconds.
 */

import { clockTime } from '../../document/log-time.ts';
import { count, duration, messages, rate, share } from '../../document/quantity.ts';
import type { Cell, MetricTable } from '../../document/text-layout.ts';
import type { CommandForecast, ForecastResult } from './forecast-schema.ts';

export const STANDING_TITLE = 'How things stand';
export const THROUGH_TITLE = 'When the mail that waits now is through';
export const ASSUMED_TITLE = 'Assumed';

/** Stands for what is not within the time that is looked ahead. */
const LATER = 'later';

export function standingLines({ now }: ForecastResult): string[] {
  const next = now.nextRunMs === null ? 'not known' : `in ${duration(now.nextRunMs)}`;
  const runners = `${count(now.runnersAtWork)} queue runner${now.runnersAtWork === 1 ? '' : 's'}`;
  return [
    waitingLine(now),
    now.marks.length === 0
      ? 'no host is marked, as far as the log shows'
      : now.marks
          .map(
            ({ host, ageMs, leftMs }) =>
              `${host} has been marked for ${duration(ageMs)}, and is for ${duration(leftMs)} more`,
          )
          .join('; '),
    `${runners} at work; the next queue run starts ${next}`,
  ];
}

function waitingLine({ waiting, oldestMs, arrivalsPerMs }: ForecastResult['now']): string {
  const told =
    waiting === 0
      ? 'no message waits'
      : `${waitWords(waiting)}, the oldest for ${duration(oldestMs)}`;
  return `${told}; new mail comes at ${rate(arrivalsPerMs)}`;
}

/** `1 message waits`, `7,548 messages wait`. */
export function waitWords(waiting: number): string {
  return `${messages(waiting)} wait${waiting === 1 ? 's' : ''}`;
}

/** `39 replications of what comes`, and whether it was stopped. */
export function replicationsWords({ replications, partial }: ForecastResult): string {
  const many = `${count(replications)} replication${replications === 1 ? '' : 's'}`;
  return `${many} of what comes${partial ? ' (stopped early)' : ''}`;
}

/** A range from the least to the largest of n runs holds one more in (n - 1) / (n + 1) of all cases. */
export function rangeWords({ replications }: ForecastResult): string {
  const holds = Math.max(0, replications - 1) / (replications + 1);
  return `ranges hold in ${share(Math.round(holds * 100) / 100)} of all cases, if the fitted site is right`;
}

/** The commands that were run. */
export function commandsRun({ commands }: ForecastResult): CommandForecast[] {
  return commands.filter(({ changes }) => changes);
}

/** A row a command; null where no mail waits, or nothing was run to its end. */
export function throughTable(result: ForecastResult): MetricTable | null {
  const { now, replications } = result;
  if (now.waiting === 0 || replications === 0) return null;
  const run = commandsRun(result);
  return {
    title: THROUGH_TITLE,
    labels: run.map(({ name }) => name),
    columns: [
      { title: '99% of it', cells: run.map(mostCell) },
      { title: 'range', cells: run.map(({ most }) => ({ centre: intervalWords(most) })) },
      { title: 'at', cells: run.map(({ most }) => ({ centre: atWords(most, now.atMs) })) },
      { title: 'half of it', cells: run.map(({ half }) => ({ centre: middleWords(half) })) },
      { title: 'all of it', cells: run.map(({ all }) => ({ centre: middleWords(all) })) },
    ],
  };
}

/** Null where all of the time was looked ahead. */
export function limitWords(result: ForecastResult): string | null {
  const { horizonMs } = result;
  const short = commandsRun(result).filter(({ lookedMs }) => lookedMs < horizonMs);
  if (short.length === 0) return null;
  const told = short.map(({ name, lookedMs }) => `${name}, ${duration(lookedMs)}`).join('; ');
  return `Mail comes and is tried so often here that looking ahead ended at its limit of work before ${duration(horizonMs)} were over: ${told}. For these, “${LATER}” means later than that.`;
}

/** Null where every command was run. */
export function idleWords({ commands }: ForecastResult): string | null {
  const idle = commands.filter(({ changes }) => !changes).map(({ name }) => name);
  return idle.length === 0 ? null : `Changes nothing here: ${idle.join('; ')}.`;
}

/** `15 min 34 s`. */
export function middleWords(range: CommandForecast['most']): string {
  return range === null ? LATER : end(range.middleMs);
}

/** `15 min 19 s to 15 min 43 s`. */
export function intervalWords(range: CommandForecast['most']): string {
  return range === null ? LATER : `${end(range.lowMs)} to ${end(range.highMs)}`;
}

function end(ms: number | null): string {
  return ms === null ? LATER : duration(ms);
}

/** `03:54:27`; nothing for what is not within the time that is looked ahead. */
export function atWords(range: CommandForecast['most'], atMs: number): string {
  return range?.middleMs === null || range === null ? '' : clockTime(atMs + range.middleMs);
}

function mostCell({ most, clear, command }: CommandForecast): Cell {
  const centre = middleWords(most);
  if (command === 'as-is') return { centre };
  return clear ? { centre, tone: 'better', word: 'sooner' } : { centre, tone: 'unsure' };
}
