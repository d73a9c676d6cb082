import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../sim/maillog/entry.ts';
import { LOG_HEADS, writeLine } from '../../sim/maillog/write-line.ts';
import { entryArbitrary } from './entry-arbitrary.ts';
import { readText, recordedLog } from './read-text.ts';

describe('what the writer writes', () => {
  it.each(LOG_HEADS)('the reader reads back equal: %s', (head) => {
    fc.assert(
      fc.property(fc.array(entryArbitrary, { minLength: 1, maxLength: 20 }), (entries) => {
        const ordered = [...entries].sort((a, b) => a.timeMs - b.timeMs);
        const text = ordered.map((entry) => writeLine(entry, head)).join('\n');
        expect(readText(text).entries).toEqual(ordered);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('the reader reads back equal: JSON around it', () => {
    fc.assert(
      fc.property(entryArbitrary, (entry) => {
        expect(readText(writeLine(entry, 'iso8601', 'json')).entries).toEqual([entry]);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('is what real Sendmail wrote: a recorded log, read and written again', () => {
    const text = new TextDecoder().decode(recordedLog('g3-background-421'));
    const { entries } = readText(text);
    const known = entries.filter((entry): entry is LogEntry => entry !== null);
    expect(known.map((entry) => writeLine(entry, 'rfc3164')).join('\n')).toBe(text.trimEnd());
  });
});

describe('a line that was mutated', () => {
  it('never throws, never hangs, and is counted: a million of them', () => {
    const seeds = [
      ...new TextDecoder().decode(recordedLog('c1-421-in-service')).split('\n').slice(0, 150),
      ...fc
        .sample(entryArbitrary, { numRuns: 150, seed: 3 })
        .flatMap((entry) => [writeLine(entry, 'rfc5424'), writeLine(entry, 'iso8601', 'json')]),
    ].map((line) => new TextEncoder().encode(line));
    const LINES = 1_000_000;
    const PIECES = 20;
    let written = 0;
    let random = 7;
    const next = (below: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (random >>> 8) % below;
    };
    for (let piece = 0; piece < PIECES; piece++) {
      const lines: Uint8Array[] = [];
      for (let i = 0; i < LINES / PIECES; i++) lines.push(mutated(seeds[next(seeds.length)], next));
      const log = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
      let at = 0;
      for (const line of lines) {
        log.set(line, at);
        log[at + line.length] = 10;
        at += line.length + 1;
      }
      const { counts } = readText(log, { piece: 65_536 });
      expect(counts.lines).toBe(lines.length);
      const kinds = Object.values(counts.byKind).reduce((sum, count) => sum + count, 0);
      expect(counts.blank + counts.tooLong + kinds).toBe(lines.length);
      written += lines.length;
    }
    expect(written).toBe(LINES);
  });
});

/** One to three changes: a byte replaced, a piece cut out or doubled, the end cut off. */
function mutated(line: Uint8Array, next: (below: number) => number): Uint8Array {
  let bytes: Uint8Array = line.slice();
  for (let changes = 1 + next(3); changes > 0 && bytes.length > 0; changes--) {
    const at = next(bytes.length);
    const to = Math.min(bytes.length, at + next(30));
    switch (next(4)) {
      case 0:
        bytes[at] = INTERESTING[next(INTERESTING.length)];
        break;
      case 1:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(to));
        break;
      case 2:
        bytes = joined(bytes.subarray(0, to), bytes.subarray(at));
        break;
      case 3:
        bytes = bytes.slice(0, at);
    }
  }
  return bytes;
}

/** Every byte but a newline, those that mean something to the reader often. */
const INTERESTING = [
  ...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 10),
  ...Array.from({ length: 8 }, () => [...',=:[]<>{}"\\ '].map((c) => c.charCodeAt(0))).flat(),
];

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
