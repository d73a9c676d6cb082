/**
 * A forecast as the data of its chart: when 99% of the waiting mail is through after each command.
 * Who draws it decides how. Units: milliseconds from the end of the log.
 */
import type { ClearanceRow, Clearances } from './clearance.ts';
import type { CommandForecast, ForecastResult } from './forecast-schema.ts';
import { atWords, commandsRun, intervalWords, middleWords, rangeWords } from './forecast-words.ts';

/** Null where there is nothing to draw: no mail waits, or nothing ends within what is looked ahead. */
export function clearanceData(result: ForecastResult): Clearances | null {
  const { now, horizonMs } = result;
  const commands = commandsRun(result);
  if (now.waiting === 0 || commands.every(({ most }) => most === null)) return null;
  return {
    finding: findingOf(commands),
    ranges: rangeWords(result),
    horizonMs,
    rows: commands.map((command) => row(command, now.atMs)),
  };
}

function row({ command, name, most, clear }: CommandForecast, atMs: number): ClearanceRow {
  return {
    label: name,
    kind: command === 'as-is' ? 'as-is' : clear ? 'sooner' : 'unsure',
    value: most?.middleMs ?? null,
    low: most?.lowMs ?? null,
    high: most?.highMs ?? null,
    told: middleWords(most),
    interval: intervalWords(most),
    clock: atWords(most, atMs),
  };
}

/** As things stand, and the command that ends it soonest, if that is more than chance. */
function findingOf(commands: readonly CommandForecast[]): string {
  const asIs = commands.find(({ command }) => command === 'as-is');
  const soonest = commands
    .filter(({ clear, most }) => clear && typeof most?.middleMs === 'number')
    .sort((a, b) => (a.most?.middleMs ?? 0) - (b.most?.middleMs ?? 0))[0];
  const stands = asIs?.most?.middleMs ?? null;
  const opening =
    stands === null
      ? '99% of the waiting mail is not through within the time that is looked ahead, as things stand'
      : `99% of the waiting mail is through in ${middleWords(asIs?.most ?? null)} as things stand`;
  return soonest === undefined
    ? `${opening}; no command brings that clearly forward`
    : `${opening}, in ${middleWords(soonest.most)} if you ${doing(soonest)}`;
}

function doing({ command, name }: CommandForecast): string {
  return command === 'all' ? `do ${name}` : name;
}
