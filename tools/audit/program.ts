/**
 * The compiled program, as a user runs it: a process a command, with a store of its own, so that the
 * second form of an answer costs no second simulation.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, readHtml, readText } from './page.ts';

/** This file runs as dist/tools/audit/program.js. */
const MAIN = join(import.meta.dirname, '..', '..', 'sim', 'cli', 'main.js');
/** Wide enough that long names do not break. */
const COLUMNS = '200';
const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 180_000;

/** All that a command says of a scenario. */
export interface Answer<Result> {
  readonly result: Result;
  readonly text: Page;
  readonly html: Page;
}

/** It refused, or broke: how, for the table of errors. */
export interface Refused {
  readonly refused: string;
}

/** `words`: the command and its options; `folder` holds the scenario's file, the store, the report. */
export function ask<Result>(
  folder: string,
  file: string,
  [command, ...options]: readonly string[],
  main = MAIN,
): Answer<Result> | Refused {
  const report = join(folder, 'report.html');
  const run = (more: readonly string[]) =>
    spawnSync(
      process.execPath,
      [main, command, file, ...options, '--workers', '0', '--quiet', ...more],
      {
        encoding: 'utf8',
        maxBuffer: MAX_BYTES,
        timeout: TIMEOUT_MS,
        env: { ...process.env, MAILPATH_CACHE: join(folder, 'store'), COLUMNS, NO_COLOR: '1' },
      },
    );
  const json = run(['--json', '--html', report]);
  const refused = refusal(command, json);
  if (refused !== null) return { refused };
  // 4: an objective is not met. It is an answer all the same.
  const text = run(command === 'recommend' ? [] : ['--full']);
  const second = refusal(command, text);
  if (second !== null) return { refused: second };
  return {
    result: JSON.parse(json.stdout) as Result,
    text: readText(text.stdout),
    html: readHtml(readFileSync(report, 'utf8')),
  };
}

function refusal(
  command: string,
  { status, signal, stderr }: { status: number | null; signal: string | null; stderr: string },
): string | null {
  if (status === 0 || status === 4) return null;
  const [first = 'said nothing'] = stderr.split('\n').filter((line) => line.trim() !== '');
  // Numbers and names apart, so that errors of a kind count together.
  const words = first.replaceAll(/\S*\/\S+/g, 'FILE').replaceAll(/\d[\d,.]*/g, 'N');
  return `${command}, exit ${status ?? signal}: ${words.slice(0, 160)}`;
}
