import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless, harmlessFile, harmlessJson, jsonText } from '../../sim/document/harmless.ts';
import { forbiddenIn } from './forbidden.ts';

/** Texts in which what may not leave is as frequent as what may. */
const texts = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xa0 }),
      fc.integer({ min: 0x2000, max: 0x2070 }),
      fc.integer({ min: 0xd7f0, max: 0xe010 }),
      fc.integer({ min: 0xfdc0, max: 0xfe00 }),
      fc.constant(0x61c),
      fc.integer({ min: 0, max: 0xffff }),
    ),
    { maxLength: 40 },
  )
  .map((units) => String.fromCharCode(...units));

describe('harmless text', () => {
  it('holds nothing that a terminal obeys or that changes the order of what is read', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(forbiddenIn(harmless(text))).toEqual([]);
      }),
    );
  });

  it('is the text itself, but for that, character by character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const shown = harmless(text);
        expect(shown).toHaveLength(text.length);
        const forbidden = new Set(forbiddenIn(text).map(({ at }) => at));
        for (let i = 0; i < text.length; i++) {
          expect(shown[i] === text[i]).toBe(!forbidden.has(i) || text[i] === '\ufffd');
        }
        expect(harmless(shown)).toBe(shown);
      }),
    );
  });

  it('shows what was there where there is a picture of it', () => {
    expect(harmless('\0\x07\x1b[31m\x7f')).toBe('␀␇␛[31m␡');
    expect(harmless('a\u0085\u009b31m\u202eb\u2066\u200f\u061c\u2028')).toBe('a��31m�b����');
    expect(harmless('\ud800 \udc00 😀 \ufdd0')).toBe('� � 😀 �');
  });

  it('keeps lines and tabs, and in a file its line ends, but no other carriage return', () => {
    expect(harmless('a\tb\nc\r\nd\re\r')).toBe('a\tb\nc␍\nd␍e␍');
    expect(harmlessFile('a\tb\nc\r\nd\re\r\r\n')).toBe('a\tb\nc\r\nd␍e␍\r\n');
  });

  it('keeps every script, accents that combine, and emoji that are joined', () => {
    const fine =
      'Zürich, العربية, עברית, 日本語, e\u0301, 👩\u200d👧, ±5 µs — “quoted” \u00a0 100 %';
    expect(harmless(fine)).toBe(fine);
  });
});

describe('harmless JSON', () => {
  it('means what it meant', () => {
    fc.assert(
      fc.property(fc.dictionary(texts, texts), fc.nat(2), (value, indent) => {
        const json = jsonText(value, indent);
        expect(forbiddenIn(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(harmless(json)).toBe(json);
      }),
    );
  });

  it('is escaped where JSON.stringify leaves it raw', () => {
    expect(harmlessJson('{"a":"\u202e\u009b"}\n')).toBe('{"a":"\\u202e\\u009b"}\n');
  });
});
