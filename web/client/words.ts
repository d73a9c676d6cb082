/** What the page says in words of its own: the command that gives what it shows, the current settings' result. */
import type { BoundsResult } from '../../sim/document/bounds-schema.ts';
import { boundsText } from '../../sim/document/bounds-text.ts';
import { quoted } from '../../sim/studies/arguments.ts';
import { changeWords } from '../../sim/studies/days-words.ts';
import type { DifferenceResult, Result } from '../../sim/studies/result/result-schema.ts';
import type { ScenarioRef } from '../server/shipped-scenarios.ts';

/** What was asked of the server, as a run or at once. */
export interface Requested {
  readonly study: string;
  readonly scenario: ScenarioRef;
  readonly set: readonly string[];
  readonly options: Readonly<Record<string, string | readonly string[] | boolean>>;
}

/**
 * The command line, as one would type it into a POSIX shell. A scenario that is not shipped is called scenario.yaml:
 * that is how the page saves it.
 */
export function equivalentCommand({ study, scenario, set, options }: Requested): string {
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === true
      ? [`--${name}`]
      : [value].flat().flatMap((one) => [`--${name}`, quoted(String(one))]),
  );
  const sets = set.flatMap((one) => ['--set', quoted(one)]);
  const name = scenario.text === undefined ? scenario.name : 'scenario.yaml';
  return ['mailpath', study, quoted(name), ...words, ...sets].join(' ');
}

/** The result of the current settings, in a sentence; empty where there is none. */
export function currentWords({ settings, differences }: Result): string {
  const current = settings.find(({ name }) => name === 'current');
  if (current === undefined || current.measures.p99.kind === 'none') return '';
  const { p99 } = current.measures;
  const found = differences.find(({ setting }) => setting === 'current');
  const delivered =
    p99.kind === 'never'
      ? 'less than 99% of the mail is ever delivered'
      : `99% of the mail is delivered within ${boundsText(p99, 'ms')}`;
  const difference = found === undefined ? '' : against(found.measures.p99, found.to);
  return `With the current settings, on a typical day, ${delivered}${longest(current.worst)}${difference}.`;
}

/** Of all days. */
function longest(worst: BoundsResult): string {
  if (worst.kind === 'none') return '';
  if (worst.kind === 'never') return ', and on some day some never is';
  return `, the slowest message of all takes ${boundsText(worst, 'ms')}`;
}

function against(change: DifferenceResult, base: string): string {
  const { kind, significant, same, days } = change;
  if (kind === 'none') return '';
  if (same === days) return `: the same as ${base} on every day`;
  const sure = significant === false ? '; not significant' : '';
  return `: ${changeWords(change)} against ${base}${sure}`;
}
