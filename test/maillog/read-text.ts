/** Reads a log that a test states as text, or one of the recorded ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogFacts } from '../../sim/maillog/diagnose/log-facts.ts';
import type { LogEntry, Relay, TlsFields } from '../../sim/maillog/entry.ts';
import { type LogLine, SPAN } from '../../sim/maillog/log-line.ts';
import { type LineCounts, MailLog } from '../../sim/maillog/mail-log.ts';
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
  return { entries, kinds, counts: log.counts };
}

export function recordedLog(name: string): Uint8Array {
  return readFileSync(recordedLogPath(name));
}

export function recordedLogPath(name: string): string {
  return join(import.meta.dirname, 'logs', `${name}.maillog`);
}

export function factsOf(log: Uint8Array | string): LogFacts {
  const facts = new LogFacts({ latestMs: LATEST_MS, zone: null });
  facts.push(typeof log === 'string' ? new TextEncoder().encode(log) : log);
  facts.endFile();
  facts.end();
  return facts;
}

/** A line that was read, as plain data; null: it was not understood. */
function entryOf(line: LogLine): LogEntry | null {
  const head = {
    timeMs: line.timeMs,
    host: line.text(SPAN.host),
    program: line.text(SPAN.program) ?? '',
    pid: known(line.pid),
  };
  const queueId = line.text(SPAN.queueId) ?? '';
  switch (line.kind) {
    case 'accepted':
      return {
        ...head,
        kind: 'accepted',
        queueId,
        from: line.text(SPAN.from) ?? '',
        sizeBytes: line.sizeBytes,
        class: known(line.class) ?? 0,
        recipients: known(line.recipients) ?? 1,
        messageId: line.text(SPAN.messageId),
        protocol: line.text(SPAN.protocol),
        daemon: line.text(SPAN.daemon),
        relay: relayOf(line),
      };
    case 'delivery':
      return {
        ...head,
        kind: 'delivery',
        queueId,
        to: line.text(SPAN.to) ?? '',
        controlling: line.text(SPAN.controlling),
        delayMs: line.delayMs,
        xdelayMs: known(line.xdelayMs),
        mailer: line.text(SPAN.mailer),
        tls: tlsOf(line),
        priority: known(line.priority),
        relay: relayOf(line),
        dsn: line.text(SPAN.dsn),
        reply: line.text(SPAN.reply),
        stat: line.text(SPAN.stat) ?? '',
      };
    case 'done':
      return { ...head, kind: 'done', queueId, delayMs: line.delayMs, tries: line.tries };
    case 'connect':
      return { ...head, kind: 'connect', queueId, from: behind(line, 'SMTP outgoing connect on ') };
    case 'daemon':
      return {
        ...head,
        kind: 'daemon',
        version: between(line.text(SPAN.message) ?? '', '(', ')'),
        intervalMs: known(line.intervalMs),
        persistent: line.text(SPAN.message)?.includes('persistent-queueing@') === true,
      };
    case 'returned':
    case 'known':
    case 'foreign':
      return {
        ...head,
        kind: 'other',
        queueId: line.text(SPAN.queueId),
        text: messageText(line),
      };
    default:
      return null;
  }
}

/** What stands behind the queue id, or behind the head. */
function messageText(line: LogLine): string {
  const text = line.text(SPAN.message) ?? '';
  const id = line.text(SPAN.queueId);
  return id === null ? text : text.slice(id.length + 2);
}

function between(text: string, open: string, close: string): string {
  const from = text.indexOf(open) + 1;
  const to = text.indexOf(close, from);
  return from > 0 && to >= 0 ? text.slice(from, to) : '';
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function relayOf(line: LogLine): Relay | null {
  const name = line.text(SPAN.relayName);
  return name === null ? null : { name, address: line.text(SPAN.relayAddress) };
}

function tlsOf(line: LogLine): TlsFields | null {
  const verify = line.text(SPAN.tlsVerify);
  if (verify === null) return null;
  return { verify, version: line.text(SPAN.tlsVersion), cipher: line.text(SPAN.cipher) };
}

function behind(line: LogLine, words: string): string {
  const text = line.text(SPAN.message) ?? '';
  const at = text.indexOf(words);
  return at < 0 ? '' : text.slice(at + words.length);
}
