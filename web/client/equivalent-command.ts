/** The command line that gives what the page shows, as one would type it into a POSIX shell. */

import { quoted } from '../../sim/studies/arguments.ts';
import type { ScenarioRef } from '../server/shipped-scenarios.ts';

/** What was asked of the server, as a run or at once. */
export interface Requested {
  readonly study: string;
  readonly scenario: ScenarioRef;
  readonly set: readonly string[];
  readonly options: Readonly<Record<string, string | readonly string[] | boolean>>;
}

/** A scenario that is not shipped is called scenario.yaml: that is how the page saves it. */
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
