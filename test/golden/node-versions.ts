/**
 * Other versions of Node: binaries from npm packages, pinned by the lock file in nodes/, installed
 * once into .test-output.
 *
 * Where there are none for the machine, or the registry cannot be reached, tests say why they are
 * skipped; under CI=true that is an error instead, so that nothing is skipped unseen.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GoldenBundle } from './golden-bundle.ts';
import type { GoldenRun, ScenarioTexts } from './golden-runs.ts';

/** Those that are supported: package.json says from which on. */
export const NODE_VERSIONS = [20, 22, 24] as const;

const FOLDER = join(import.meta.dirname, '..', '..', '.test-output', 'nodes');
const INSTALL_WITHIN_MS = 240_000;

export interface FetchedNodes {
  /** Null: there are none. */
  readonly folder: string | null;
  /** Why there are none; '' where there are. */
  readonly reason: string;
}

/** Installs what is not there yet. Throws under CI=true if that is impossible. */
export async function fetchNodes(): Promise<FetchedNodes> {
  const reason = await install();
  if (reason === null) return { folder: FOLDER, reason: '' };
  if (process.env.CI === 'true') throw new Error(`Other versions of Node are needed: ${reason}`);
  return { folder: null, reason: ` (${reason})` };
}

/** Why they cannot be had; null if all are there. */
async function install(): Promise<string | null> {
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(import.meta.dirname, 'nodes', file), join(FOLDER, file));
  }
  try {
    // `npm install` leaves alone what is as the lock file says; `npm ci` would fetch all anew.
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    await promisify(execFile)('npm', words, { cwd: FOLDER, timeout: INSTALL_WITHIN_MS });
  } catch (error) {
    return `npm install failed: ${(error as Error).message.split('\n')[0]}`;
  }
  const missing = NODE_VERSIONS.filter((version) => !existsSync(binary(version)));
  if (missing.length === 0) return null;
  return `no package of Node ${missing.join(', ')} for ${process.platform} on ${process.arch}`;
}

function binary(version: number): string {
  const name = `node-${version}-${process.platform}-${process.arch}`;
  return join(FOLDER, 'node_modules', name, 'bin', 'node');
}

/** The bundled runs of all scenarios under one version of Node, and the version that ran them. */
export async function runsUnder(
  version: number,
  nodes: FetchedNodes,
  bundle: GoldenBundle,
  texts: ScenarioTexts,
): Promise<{ readonly ran: string; readonly runs: readonly GoldenRun[] }> {
  if (nodes.folder === null) throw new Error(nodes.reason);
  const code = `
    import { goldenRuns } from ${JSON.stringify(bundle.path)};
    const texts = ${JSON.stringify(texts)};
    const scenarios = Object.keys(texts).filter((path) => path.endsWith('.yaml'));
    const runs = scenarios.flatMap((scenario) => goldenRuns(scenario, texts));
    process.stdout.write(JSON.stringify({ ran: process.version, runs }));
  `;
  const running = promisify(execFile)(binary(version), ['--input-type=module', '-'], {
    maxBuffer: 100_000_000,
  });
  running.child.stdin?.end(code);
  return JSON.parse((await running).stdout);
}
