/** The log of a simulated run, as bytes, for tests that read it back. */

import { writeLine } from '../../sim/maillog/write-line.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { type LogStyle, logEntries } from '../../sim/trace/log-entries.ts';
import { recordRun } from '../../sim/trace/run-recorder.ts';

const STYLE: LogStyle = {
  startMs: Date.UTC(2026, 0, 5),
  version: '8.17',
  logLevel: 14,
  proofpoint: false,
};

export function tracedLog(
  input: MailPathInput,
  seed: string,
  style: Partial<LogStyle> = {},
): Uint8Array {
  const { clockOffsetMs } = recordRun(input, seed, 0, () => undefined);
  const lines: string[] = [];
  const full = { ...STYLE, ...style };
  const entries = logEntries(input, { ...full, startMs: full.startMs + clockOffsetMs }, (entry) =>
    lines.push(writeLine(entry, 'rfc3164')),
  );
  recordRun(input, seed, 0, (event) => entries.event(event)).runUntil(Number.POSITIVE_INFINITY);
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
