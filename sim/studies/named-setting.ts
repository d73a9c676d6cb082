/** A scenario and its settings, by the names that the command line has for them. */
import type { MailPathInput } from '../mailpath/input.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { UsageError } from './refusal.ts';
import type { Result } from './result/result-schema.ts';
import { assumedFaults, siteRows } from './site.ts';

/** The compiled setting of that name. Throws a UsageError that names those that there are. */
export function inputOf(scenario: Scenario, name: string): MailPathInput {
  const input = scenario.settings.get(name);
  if (input !== undefined) return input;
  const names = [...scenario.settings.keys()];
  throw new UsageError(
    `The scenario has no setting "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
  );
}

/** What a result says of the scenario that it came from. */
export function about(
  scenario: Scenario,
  file: string,
  set: readonly string[],
): Result['scenario'] {
  const { name, question, deployment, text } = scenario;
  const input = inputOf(scenario, scenario.compare[0]);
  return {
    name,
    question,
    file,
    deployment,
    set: [...set],
    site: siteRows(scenario, input),
    faults: assumedFaults(scenario, input),
    text,
  };
}
