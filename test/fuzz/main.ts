/**
 * `npm run fuzz -- --minutes N --seed S [--only logs|scenarios] [--case K]`: mutated logs and
 * scenarios through the commands that read them. What fails is made small and written to
 * fuzz-failures/, with the commands that show it; then the exit code is 1.
 */
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus, TEST_FOLDER } from './corpus.ts';
import { endingsText, failureText, writeFailure } from './failure-report.ts';
import { CASE_KINDS, makeCase } from './fuzz-case.ts';
import { readSchemas } from './schemas.ts';
import { Session } from './session.ts';

/** This file runs as dist/test/fuzz/main.js. */
const COMPILED = join(import.meta.dirname, '..', '..');
const MODULE = join('sim', 'cli', 'command-line.js');
const FAILURES = join(dirname(TEST_FOLDER), 'fuzz-failures');
const TELL_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: 'mailpath' },
    only: { type: 'string' },
    case: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const only = CASE_KINDS.find((kind) => kind === values.only);
const single = values.case === undefined ? null : Number(values.case);
if (!(minutes > 0)) refuse(`--minutes ${values.minutes}: expected a number above 0.`);
if (values.only !== undefined && only === undefined) {
  refuse(`--only ${values.only}: expected ${CASE_KINDS.join(' or ')}.`);
}
if (single !== null && !(Number.isInteger(single) && single >= 0)) {
  refuse(`--case ${values.case}: expected the number of a case.`);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

const corpus = readCorpus();
const session = new Session(COMPILED, MODULE, await readSchemas(COMPILED, MODULE));
const startMs = performance.now();
const endMs = startMs + minutes * MINUTE_MS;
let cases = 0;
let failures = 0;
let toldMs = startMs;

for (let number = single ?? 0; ; number++) {
  if (single === null && performance.now() >= endMs) break;
  const fuzzCase = makeCase(values.seed, number, corpus);
  if (single !== null || only === undefined || fuzzCase.kind === only) {
    for (const failure of await session.carryOut(fuzzCase)) {
      failures++;
      const folder = writeFailure(await session.smallest(failure), FAILURES);
      console.log(`${failureText(failure)}\n  ${folder}\n`);
    }
    cases++;
  }
  if (single !== null) break;
  if (performance.now() - toldMs >= TELL_EVERY_MS) {
    toldMs = performance.now();
    const leftMinutes = Math.max(0, (endMs - toldMs) / MINUTE_MS).toFixed(1);
    console.error(`${cases} cases, ${failures} failures, ${leftMinutes} minutes left`);
  }
}
session.close();
console.log(endingsText(session.endings));
console.log(`${cases} cases of seed ${values.seed}, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
