import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MailLog } from '../../sim/maillog/mail-log.ts';
import { LATEST_MS, recordedLog } from './read-text.ts';

interface Expected {
  readonly line: number;
  readonly told: string;
}

/** What has to be made of each line: the table of lines.README.md. */
const TABLE: readonly Expected[] = readFileSync(
  join(import.meta.dirname, 'logs', 'lines.README.md'),
  'utf8',
)
  .split('\n')
  .map((row) => /^\| (\d+) \| (.*) \| [a-z ]+ \|$/.exec(row))
  .filter((match) => match !== null)
  .map(([, line, told]) => ({ line: Number(line), told }));

interface Read {
  readonly kind: string;
  readonly stat: string;
  readonly skipped: boolean;
}

function readLineByLine(): Read[] {
  return new TextDecoder()
    .decode(recordedLog('lines'))
    .split('\n')
    .map((text) => {
      let read: Read = { kind: 'blank', stat: '', skipped: false };
      const log = new MailLog({ latestMs: LATEST_MS, zone: null }, (line) => {
        const delivery = line.kind === 'delivery';
        read = {
          kind: line.kind,
          stat: delivery ? line.statKind : '',
          skipped: delivery && line.skipped,
        };
      });
      log.push(new TextEncoder().encode(text));
      log.endFile();
      return read;
    });
}

/** A message that goes back is known to be over: a kind of its own here. */
const KINDS: Readonly<Record<string, string>> = { an: 'blank', returned: 'known' };

describe('a line of each kind that a mail log holds', () => {
  const reads = readLineByLine();

  it('is told in the table, each of them', () => {
    expect(TABLE.map(({ line }) => line)).toEqual(TABLE.map((_, i) => i + 1));
    expect(TABLE.length).toBeGreaterThanOrEqual(77);
  });

  it.each(TABLE)('is read as the table says: line $line, $told', ({ line, told }) => {
    const { kind, stat, skipped } = reads[line - 1];
    const [first] = told.split(/[ ,:;]/);
    expect(KINDS[kind] ?? kind).toBe(KINDS[first] ?? first);
    if (first !== 'delivery') return;
    for (const word of ['sent', 'failed', 'queued']) {
      if (new RegExp(`, ${word}\\b|: ${word}$`).test(told)) expect(stat).toBe(word);
    }
    if (told.includes('deferred')) expect(stat).toBe('deferred');
    if (/\bskipped\b(?! because)/.test(told)) expect(skipped).toBe(true);
    if (/\battempted\b|none was skipped/.test(told)) expect(skipped).toBe(false);
  });
});

describe('a stamp', () => {
  it('is none where only zeros stand in its place', () => {
    const kinds: string[] = [];
    const log = new MailLog({ latestMs: LATEST_MS, zone: null }, ({ kind }) => kinds.push(kind));
    const line = 'mx1 sendmail[1]: aBcDeFgH000001: from=<a@b.c>, size=1, nrcpts=1';
    log.push(new TextEncoder().encode(`${'\0'.repeat(15)} ${line}\nNov 24 04:15:52 ${line}\n`));
    log.endFile();
    expect(kinds).toEqual(['unknown', 'accepted']);
  });
});
