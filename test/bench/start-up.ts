/**
 * How long the program takes to answer what needs no work, against a Node that does nothing.
 *
 * The aim: at most 150 ms more. Runs of all cases take turns, so that whatever else the machine does
 * falls on all of them; medians.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { table } from './bench-table.ts';

const AIM_MS = 150;
const TURNS = 21;

/** This file runs as dist/test/bench/start-up.js. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'sim', 'cli', 'main.js');

const CASES: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ['compare', '--help'],
  ['completion'],
  ['--get-yargs-completions', 'mailpath', 'comp'],
  ['comapre'],
  ['compare', '--replicatons', '3'],
];

/** Prints the table of the start-up. */
export function startUpBench(): void {
  const plain: number[] = [];
  const times = CASES.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    plain.push(measure(['-e', '0']));
    for (const [i, words] of CASES.entries()) times[i].push(measure([PROGRAM, ...words]));
  }
  const rows = CASES.map((words, i) => {
    const more = median(times[i]) - median(plain);
    return [
      `mailpath ${words.join(' ')}`,
      `${median(times[i]).toFixed(0)} ms`,
      `${more.toFixed(0)} ms`,
      more <= AIM_MS ? 'yes' : 'no',
    ];
  });
  const head = [`start-up (node -e 0: ${median(plain).toFixed(0)} ms)`, 'time', 'more than node'];
  console.log(table([...head, `within ${AIM_MS} ms`], rows));
}

function measure(words: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, words, { stdio: 'ignore' });
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
