/** The scenarios that are shipped, as a test reads them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem } from '../../sim/scenario/problem.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Load } from '../../sim/scenario/scenario-chain.ts';

export const SCENARIOS = join(import.meta.dirname, '..', '..', 'scenarios');

export const scenarioFiles = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.yaml'))
  .sort();

export const load: Load = (name) => {
  const file = join(SCENARIOS, name);
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : null;
};

/** A remote server that answers sooner than most: a message takes some 0.9 s. */
export const QUICK_SITE: readonly string[] = [
  'hosts.exchange-online.latency={distribution: lognormal, mean: 215ms, sigma: 0.5, from: 10ms, to: 60s}',
];

/** Reads a shipped scenario; throws with its errors if it is not valid. */
export function readShipped(file: string, set: readonly string[] = []): Scenario {
  const text = readFileSync(join(SCENARIOS, file), 'utf8');
  const result = readScenario(text, { file, load, set });
  if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
  return result.scenario;
}
