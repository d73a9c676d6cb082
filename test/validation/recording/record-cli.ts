/**
 * `node dist/test/validation/recording/record-cli.js [--to FOLDER] [--logs FOLDER] NAME...`: records
 * cases of real Sendmail, one after the other. Without a name: lists the cases.
 *
 * Needs root, Debian's sendmail-bin (installed with the daemon kept from starting) and ports 2525
 * and 2526 of loopback. Exit codes: 0 done, 2 usage, 1 a recording that failed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PLANS } from './plans/all-plans.ts';
import { record, writeRecording } from './recording.ts';
import type { RecordingPlan } from './recording-plan.ts';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { to: { type: 'string', default: '.' }, logs: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    for (const { name, what } of PLANS) process.stdout.write(`${name}: ${what}\n`);
    return 0;
  }
  const chosen = positionals.map((name) => PLANS.find((plan) => plan.name === name));
  const unknown = positionals.filter((_, i) => chosen[i] === undefined);
  if (unknown.length > 0) {
    process.stderr.write(`no such case: ${unknown.join(', ')}; without a name: the list\n`);
    return 2;
  }
  for (const plan of chosen) if (plan !== undefined) await recordInto(plan, values.to, values.logs);
  return 0;
}

async function recordInto(plan: RecordingPlan, to: string, logs?: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const recorded = await record(plan, scratch);
    mkdirSync(to, { recursive: true });
    writeRecording(to, recorded);
    if (logs !== undefined) {
      mkdirSync(logs, { recursive: true });
      const lines = recorded.log.map(({ at, pid, text }) => `${at} [${pid}] ${text}\n`);
      writeFileSync(join(logs, `${plan.name}.maillog`), lines.join(''));
    }
    process.stdout.write(`${plan.name}: ${JSON.stringify(recorded.result.stats)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
