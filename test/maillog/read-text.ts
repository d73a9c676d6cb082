/** Reads a log that a test states as text, or one of the recorded ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogFacts, LogStudy } from '../../sim/maillog/diagnose/log-facts.ts';
import type { LogEntry } from '../../sim/maillog/entry.ts';
import { type LineCounts, MailLog } from '../../sim/maillog/mail-log.ts';
import { entryOf } from '../../sim/maillog/read-entry.ts';
import type { Zone } from '../../sim/maillog/stamp.ts';

/** The end of 2026: stamps without a year are of that year. */
export const LATEST_MS = Date.UTC(2026, 11, 31);

export interface ReadText {
  readonly entries: readonly (LogEntry | null)[];
  readonly kinds: readonly string[];
  readonly counts: LineCounts;
}

/** `piece`: how many bytes the reader gets at a time. */
export function readText(
  text: string | Uint8Array,
  { piece = 1 << 20, latestMs = LATEST_MS, zone = null as Zone | null } = {},
): ReadText {
  const entries: (LogEntry | null)[] = [];
  const kinds: string[] = [];
  const log = new MailLog({ latestMs, zone }, (line) => {
    entries.push(entryOf(line));
    kinds.push(line.kind);
  });
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += piece) log.push(bytes.subarray(at, at + piece));
  log.endFile();
  return { entries, kinds, counts: log.counts() };
}

export function recordedLog(name: string): Uint8Array {
  return readFileSync(recordedLogPath(name));
}

export function recordedLogPath(name: string): string {
  return join(import.meta.dirname, 'logs', `${name}.maillog`);
}

export function factsOf(log: Uint8Array | string): LogFacts {
  const study = new LogStudy({ latestMs: LATEST_MS, zone: null });
  study.push(typeof log === 'string' ? new TextEncoder().encode(log) : log);
  study.endFile();
  return study.facts();
}
