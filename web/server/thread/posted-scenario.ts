/**
 * What came with a request: a scenario, opened, which reads what is shipped and no other file; the
 * study that it is for.
 */

import { LIMITS } from '../../../sim/scenario/defaults.ts';
import { type ReadResult, readScenario } from '../../../sim/scenario/read-scenario.ts';
import { type Plan, parsePlan } from '../../../sim/studies/answer.ts';
import { type Arguments, UsageError } from '../../../sim/studies/arguments.ts';
import { studyOf } from '../../../sim/studies/index.ts';
import type { OpenScenario, Subject } from '../../../sim/studies/subject.ts';
import { beyond } from '../failure.ts';
import type { ScenarioRequest } from '../requests.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import type { ThreadContext } from '../threads.ts';

/** Throws a Failure where there is no such scenario. */
export function posted(
  { scenario, set }: ScenarioRequest,
  { places, limits }: ThreadContext,
): Subject {
  const { scenarioFolder, version } = places;
  const shipped = new ShippedScenarios(scenarioFolder);
  const { file, text } = shipped.source(scenario);
  const load = (name: string) => shipped.referenced(name);
  let last: { readonly key: string; readonly result: ReadResult } | null = null;
  const opened: OpenScenario = {
    file,
    // The same changes once more, as those of interim results, give the same inputs, as objects.
    read: (changes) => {
      const key = JSON.stringify(changes);
      if (last?.key === key) return last.result;
      const result = bounded(readScenario(text, { file, load, set: changes }), limits.queued);
      last = { key, result };
      return result;
    },
  };
  return { opened, set, version };
}

/** The plan of a study, by its name. Throws a UsageError where its options are wrong. */
export async function planOf(name: string, args: Arguments): Promise<Plan> {
  const study = studyOf(name);
  if (study === undefined) throw new UsageError(`There is no study "${name}".`);
  return parsePlan(study, (await study.load()).request, args);
}

/**
 * The same scenario within the server's memory. Throws a Failure where it asks for more; the usual
 * limit, which it does not ask for, is just lowered.
 */
function bounded(read: ReadResult, max: number): ReadResult {
  if (!read.ok) return read;
  const settings = [...read.scenario.settings].map(([name, input]) => {
    const { maxInSystem } = input;
    if (maxInSystem <= max) return [name, input] as const;
    if (maxInSystem === LIMITS.queued.default)
      return [name, { ...input, maxInSystem: max }] as const;
    const requested = maxInSystem.toLocaleString('en-US');
    throw beyond('too-large', `limits.queued of the scenario is ${requested}.`, 'queued', max);
  });
  return { ok: true, scenario: { ...read.scenario, settings: new Map(settings) } };
}
