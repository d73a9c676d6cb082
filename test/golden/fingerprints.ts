/** The stored fingerprints, and how one is made: the first 64 bits of SHA-256 of a run's result. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SCENARIO_FOLDER } from '../../sim/cli/package-root.ts';
import type { GoldenRun, ScenarioTexts } from './golden-runs.ts';

/** By scenario, then by setting. */
export type Fingerprints = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Of the sources, also when this file runs compiled. */
export const FINGERPRINT_FILE = join(
  dirname(SCENARIO_FOLDER),
  'test',
  'golden',
  'fingerprints.json',
);

export function storedFingerprints(): Fingerprints {
  return JSON.parse(readFileSync(FINGERPRINT_FILE, 'utf8'));
}

/** The shipped scenarios, and what they refer to. */
export function shippedTexts(): ScenarioTexts {
  const names = readdirSync(SCENARIO_FOLDER, { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => /\.(?:yaml|csv)$/.test(name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path, readFileSync(join(SCENARIO_FOLDER, path), 'utf8')]),
  );
}

export function scenarioNames(texts: ScenarioTexts): string[] {
  return Object.keys(texts).filter((path) => path.endsWith('.yaml'));
}

export function fingerprintsOf(runs: Iterable<GoldenRun>): Fingerprints {
  const table: Record<string, Record<string, string>> = {};
  for (const { scenario, setting, result } of runs) {
    const hash = createHash('sha256').update(result).digest('hex').slice(0, 16);
    table[scenario] = { ...table[scenario], [setting]: hash };
  }
  return table;
}
