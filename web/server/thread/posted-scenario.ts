/** A scenario that came with a request, opened: it reads what is shipped, and no other file. */

import { LIMITS } from '../../../sim/scenario/defaults.ts';
import { type ReadResult, readScenario } from '../../../sim/scenario/read-scenario.ts';
import type { OpenScenario, Subject } from '../../../sim/studies/subject.ts';
import { beyond } from '../failure.ts';
import { type ScenarioRef, ShippedScenarios } from '../shipped-scenarios.ts';

/** What every task about a scenario is given. */
export interface ScenarioTask {
  readonly scenario: ScenarioRef;
  /** `path=value`, as --set takes them. */
  readonly set: readonly string[];
  readonly scenarioFolder: string;
  readonly version: string;
  /** Messages in the system at one time, whatever the scenario allows. */
  readonly maxQueued: number;
}

/** Throws a Failure where there is no such scenario. */
export function posted(task: ScenarioTask): Subject {
  const { scenario, set, scenarioFolder, version, maxQueued } = task;
  const shipped = new ShippedScenarios(scenarioFolder);
  const { file, text } = shipped.source(scenario);
  const load = (name: string) => {
    const found = shipped.referenced(name);
    return found === null ? null : { ...found, isShipped: true };
  };
  const opened: OpenScenario = {
    file,
    read: (changes) => bounded(readScenario(text, { file, load, set: changes }), maxQueued),
  };
  return { opened, set, version };
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
