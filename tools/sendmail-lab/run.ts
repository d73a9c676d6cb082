/**
 * `node dist/tools/sendmail-lab/run.js [--to FOLDER] [--port N] NAME...`: records logs of real
 * Sendmail with their truth, one after the other; `all`: every one. Without a name: lists them.
 *
 * A log has the lines of /var/log/maillog. Needs root, Debian's sendmail-bin and two ports of
 * loopback, N (2525 unless given) and the next. Exit codes: 0 done, 2 usage, 1 a failed recording.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Recorded, record } from '../../test/validation/recording/recording.ts';
import { LAB_CASES } from './all-cases.ts';
import type { LabCase } from './lab-case.ts';
import { truthOf, truthText } from './truth.ts';

/** The name that the logs call their machine. */
const HOST = 'mx1';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      to: { type: 'string', default: 'test/maillog/logs/recorded' },
      port: { type: 'string', default: '2525' },
    },
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    for (const { plan, happened } of LAB_CASES) process.stdout.write(`${plan.name}: ${happened}\n`);
    return 0;
  }
  const names = positionals.includes('all') ? LAB_CASES.map(({ plan }) => plan.name) : positionals;
  const chosen = LAB_CASES.filter(({ plan }) => names.includes(plan.name));
  if (chosen.length < names.length || !Number.isInteger(Number(values.port))) {
    process.stderr.write('no such case or port; without a name: the list\n');
    return 2;
  }
  mkdirSync(values.to, { recursive: true });
  for (const lab of chosen) await recordInto(values.to, lab, Number(values.port));
  return 0;
}

async function recordInto(to: string, lab: LabCase, port: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'sendmail-lab-'));
  try {
    const recorded = await record(lab.plan, scratch, { server: port, gateway: port + 1 });
    const file = join(to, lab.plan.name);
    writeFileSync(`${file}.maillog`, logText(recorded, lab.keptFromMs));
    writeFileSync(`${file}.truth.json`, truthText(truthOf(lab, recorded)));
    process.stdout.write(`${lab.plan.name}: ${JSON.stringify(recorded.result.deferrals)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The lines until the daemon was stopped, which says nothing of its own. */
function logText({ log, seen }: Recorded, keptFromMs = Number.NEGATIVE_INFINITY): string {
  return log
    .filter(({ at }) => at >= seen.arrivals[0] + keptFromMs && at <= seen.endedAt)
    .map(({ stamp, pid, text }) => `${stamp} ${HOST} sendmail[${pid}]: ${text}\n`)
    .join('');
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
