import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../sim/scenario/read-scenario.ts';

function codesOf(text: string): string[] {
  const result = readScenario(text, { file: 'case.yaml', load: () => null, set: [] });
  return result.ok ? [] : result.errors.map(({ code }) => code);
}

describe('hostile input', () => {
  it('is refused for its size before it is parsed', () => {
    expect(codesOf('a'.repeat(100_000_000))).toEqual(['E_TOO_LARGE']);
  });

  it('is refused when its aliases explode', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh']) {
      lines.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`);
    }
    expect(codesOf(lines.join('\n'))).toEqual(['E_ALIAS']);
  });

  it('is refused when an alias holds itself', () => {
    expect(codesOf('a: &a { b: *a }')).toContain('E_ALIAS');
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['indentation', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('is refused when it nests without end: %s', (_what, text) => {
    expect(codesOf(text)).toEqual([expect.stringMatching(/^E_(TOO_DEEP|YAML|ALIAS)$/)]);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'question',
            ': ',
            '\n',
            '  ',
            '- ',
            '[',
            ']',
            '{',
            '}',
            '&a ',
            '*a',
            '"',
            "'",
            'mail',
            'arrivals',
            'rate',
            '5/s',
            '|',
            '>',
            '#',
            '!!',
            '\t',
            '\0',
            '%',
            'run',
            '0',
            '<<',
          ),
          { maxLength: 60 },
        ),
        (pieces) => {
          codesOf(pieces.join(''));
          codesOf(`version: 2\n${pieces.join('')}`);
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('cannot smuggle in fields of the language', () => {
    expect(
      codesOf(
        'version: 2\nquestion: What?\nmail: { arrivals: [{ rate: 1/s }] }\n__proto__: { a: 1 }\n',
      ),
    ).toEqual(['E_UNKNOWN_KEY']);
    expect(
      codesOf('version: 2\nquestion: What?\nmail: { arrivals: [{ rate: 1/s }] }\nconstructor: 1\n'),
    ).toEqual(['E_UNKNOWN_KEY']);
  });
});
