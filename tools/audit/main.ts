/**
 * `npm run audit -- --scenarios N --seed S`: random scenarios through the commands that answer questions,
 * and every statement of their text, JSON and HTML held against an independent reckoning: from the same
 * days, reckoned message by message, and from 200 days of another seed.
 *
 * Prints each contradiction with the command that shows it, then a table. Ends with 1 where an exact
 * statement is wrong, or more statistical ones than may be.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Audited, COMMANDS } from './audited.ts';
import { Ledger } from './ledger.ts';
import { errorsText, findingText, isBeyond, table } from './report.ts';
import { scenarioFile } from './scenario-file.ts';

const WORKER = join(import.meta.dirname, 'worker.js');
const MAX_WORKERS = 8;
const TELL_EVERY_MS = 5000;
/** Without --keep, files of scenarios with a finding are written here. */
const FINDINGS = 'audit-findings';

const HELP = `npm run audit -- [options]

  --scenarios N  How many (default: 100)
  --seed TEXT    Seed of the scenarios (default: mailpath); with its number it is all that a scenario
                 depends on
  --case N       Only scenario N of the seed, counted from 0
  --only A,B     These commands on every scenario, of ${COMMANDS.join(', ')} (default: compare and
                 two of the others, in turn)
  --keep DIR     Write the file of every scenario to DIR (default: of those with a finding, to
                 ${FINDINGS}/)

Exit codes: 0 all held, 1 something is wrong, 2 usage, 130 interrupted.`;

const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: '100' },
    seed: { type: 'string', default: 'mailpath' },
    case: { type: 'string' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const { seed, only, keep } = values;
const first = values.case === undefined ? 0 : whole('case', values.case, 0);
const end = values.case === undefined ? whole('scenarios', values.scenarios, 1) : first + 1;
for (const name of only === '' ? [] : only.split(',')) {
  if (!COMMANDS.some((command) => command === name)) {
    refuse(`--only ${name}: expected some of ${COMMANDS.join(', ')}, with commas.`);
  }
}

function whole(option: string, text: string, from: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= from) return value;
  return refuse(`--${option} ${text}: expected a whole number from ${from} on.`);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

const ledger = new Ledger();
const errors = new Map<string, number>();
const startedMs = performance.now();
let next = first;
let done = 0;
let toldMs = startedMs;
let isOver = false;

const workers = Math.min(availableParallelism(), MAX_WORKERS, end - first);
const running = Array.from({ length: workers }, start);

process.on('SIGINT', () => finish(130));

function start(): ChildProcess {
  const child = fork(WORKER, [seed, only], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let number = -1;
  const more = (): void => {
    if (next >= end) {
      child.disconnect();
      return;
    }
    number = next++;
    child.send(number);
  };
  child.on('message', (found: Audited) => {
    took(number, found);
    more();
  });
  child.on('exit', (code) => {
    if (isOver || (code === 0 && done === end - first)) return;
    if (code === 0) return;
    took(number, { counts: {}, findings: [], errors: [`the audit’s process ended with ${code}`] });
    if (next < end) running.push(start());
  });
  more();
  return child;
}

/** What was found of a scenario. */
function took(number: number, { counts, findings, errors: failed }: Audited): void {
  if (isOver) return;
  done++;
  ledger.merge({ counts, findings: [...findings] });
  for (const what of failed) errors.set(what, (errors.get(what) ?? 0) + 1);
  const file = scenarioFile(seed, number);
  const isWrong = findings.length > 0;
  const folder = keep ?? FINDINGS;
  const path = relative('', join(folder, `${file.name}.yaml`));
  if (keep !== undefined || isWrong) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, file.text);
  }
  for (const finding of findings) {
    const rerun = `npm run audit -- --seed ${JSON.stringify(seed)} --case ${number} --only ${finding.command[0]}`;
    console.log(`${findingText(finding, path, rerun)}\n`);
  }
  tell();
  if (done === end - first) finish(null);
}

function tell(): void {
  const now = performance.now();
  if (now - toldMs < TELL_EVERY_MS) return;
  toldMs = now;
  const all = end - first;
  const leftSeconds = Math.ceil((((now - startedMs) / done) * (all - done)) / 1000);
  console.error(
    `${done} of ${all} scenarios, ${ledger.findings.length} findings, some ${leftSeconds} s left`,
  );
}

/** Prints what is known; `code`: null for what was found. */
function finish(code: number | null): void {
  isOver = true;
  for (const child of running) child.kill();
  console.log(table(ledger));
  const refused = errorsText(errors);
  if (refused !== '') console.log(refused);
  const beyond = Object.values(ledger.counts).filter(isBeyond).length;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const part = done < end - first ? ` of ${end - first}, interrupted` : '';
  console.log(
    `\n${done} scenarios${part} of seed ${seed} in ${seconds} s: ${beyond === 0 ? 'all statements held' : `${beyond} kinds of statement are wrong`}`,
  );
  process.exitCode = code ?? (beyond === 0 ? 0 : 1);
  if (code !== null) process.exit();
}
