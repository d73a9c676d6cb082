import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { problemText } from '../../sim/studies/subject.ts';

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

const VALID = 'version: 2\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n';
const listed = (n: number, item: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => item(i));

describe('a text of the size that is allowed', () => {
  it.each([
    [
      'aliases of one anchor',
      `a: &a 1\nb: [${Array(45_000).fill('*a').join(', ')}]`,
      'E_UNKNOWN_KEY',
    ],
    [
      'aliases of as many anchors',
      `b: [${listed(9000, (i) => `&a${i} 1, *a${i}`).join(', ')}]`,
      'E_UNKNOWN_KEY',
    ],
    ['aliases of nothing', `b: [${listed(20_000, (i) => `*u${i}`).join(', ')}]`, 'E_ALIAS'],
    ['unknown keys of the scenario', listed(20_000, (i) => `k${i}: 1`).join('\n'), 'E_UNKNOWN_KEY'],
    [
      'unknown keys of a group',
      `run: { ${listed(15_000, (i) => `k${i}: 1`).join(', ')} }`,
      'E_UNKNOWN_KEY',
    ],
    [
      'hosts, each wrong',
      `hosts: { ${listed(5_000, (i) => `k${i}: { a: 1 }`).join(', ')} }`,
      'E_OUT_OF_RANGE',
    ],
    ['a long key', `${'k'.repeat(250_000)}: 1`, 'E_YAML'],
    ['a long key of a group', `run: { ${'k'.repeat(250_000)}: 1 }`, 'E_UNKNOWN_KEY'],
    ['a key without end given twice', 'a: 1\n'.repeat(30_000), 'E_YAML'],
    ['errors of the parser', 'a: ]\n'.repeat(40_000), 'E_YAML'],
    ['tags', `a: ${'!a '.repeat(80_000)}1`, 'E_YAML'],
    ['questions', '? '.repeat(100_000), 'E_TOO_DEEP'],
    [
      'an expectation of spaces',
      `expect: ["default.p99 < 5m${' '.repeat(100_000)}x"]`,
      'E_EXPECTATION',
    ],
    ['an objective of spaces', `objectives: ["p99 < 5m${' '.repeat(100_000)}x"]`, 'E_EXPECTATION'],
    ['a bound of spaces', `bounds: ["runners <= 1${' '.repeat(100_000)}x"]`, 'E_EXPECTATION'],
    ['a number of digits', `run: { arrivals-for: ${'9'.repeat(400_000)}s }`, 'E_QUANTITY'],
    [
      'a map of another YAML',
      `a: !!omap [${listed(15_000, (i) => `k${i}: 1`).join(', ')}]`,
      'E_UNKNOWN_KEY',
    ],
    // Some of these took minutes before there was a bound, more than a test may take.
  ])('is refused with few words: %s', (_what, text, code) => {
    const result = readScenario(`${VALID}${text}\n`, { file: 'x.yaml', load: () => null, set: [] });
    if (result.ok) throw new Error('it was read');
    const told = problemText('x.yaml', result.errors);
    expect(result.errors[0].code).toBe(code);
    expect(told.length).toBeLessThan(200_000);
  });
});

describe('what YAML could do beyond a scenario', () => {
  const read = (text: string, set: readonly string[] = []) =>
    readScenario(`${VALID}${text}\n`, { file: 'x.yaml', load: () => null, set });

  it('aliases stand for the last anchor of that name before them', () => {
    const result = read(
      'gateway: { gateways: &n 3 }\nlimits: { follow-up: *n, queued: &n 5 }\nrun: { replications: *n }',
    );
    if (!result.ok) throw new Error(result.errors[0].message);
    const input = result.scenario.settings.get('default');
    expect(result.scenario.replications).toBe(5);
    expect(input).toMatchObject({ maxInSystem: 5, maxFollowUpTries: 3, gateways: 3 });
  });

  it('an anchor within what an alias stands for does not come to stand for it again', () => {
    const result = read(
      'settings: { default: &d { runners: &r 3 }, mine: { runners: &r 4 }, other: *d, last: { runners: *r } }',
    );
    if (!result.ok) throw new Error(result.errors[0].message);
    expect(result.scenario.settings.get('other')?.settings.runners).toBe(3);
    expect(result.scenario.settings.get('last')?.settings.runners).toBe(4);
  });

  it('a text does not choose another YAML, with times of day that are numbers', () => {
    const text = `%YAML 1.1\n---\n${VALID}run: { starts-at: 09:05 }\n`;
    const result = readScenario(text, { file: 'x.yaml', load: () => null, set: [] });
    expect(result.ok && result.scenario.startsAtMs).toBe(9 * 3_600_000 + 5 * 60_000);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'names that objects have anyway are names like others: %s',
    (name) => {
      const group = read(`run: { ${name}: 1 }`);
      expect(group.ok ? [] : group.errors.map(({ code }) => code)).toEqual(['E_UNKNOWN_KEY']);
      const compared = read(`compare: [${name}]`);
      expect(compared.ok ? [] : compared.errors.map(({ code }) => code)).toEqual([
        'E_UNKNOWN_NAME',
      ]);
      const extended = read(`settings: { mine: { extends: ${name} } }`);
      expect(extended.ok ? [] : extended.errors.map(({ code }) => code)).toEqual([
        'E_UNKNOWN_NAME',
      ]);
      for (const path of [name, `run.${name}`, `${name}.a`, `run.${name}.a.b`]) {
        const set = read('', [`${path}=1`]);
        expect(set.ok ? [] : set.errors.map(({ code }) => code)).toEqual([
          name === '__proto__' ? 'E_SET' : 'E_UNKNOWN_KEY',
        ]);
      }
      expect(({} as Record<string, unknown>).a).toBeUndefined();
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'settings and hosts may be called %s',
    (name) => {
      const result = read(
        `settings: { ${name}: { runners: 7 } }\ncompare: [default, ${name}]\nhosts: { ${name}: {} }\nexpect: ["${name}.p99 < 1h"]`,
      );
      if (!result.ok) throw new Error(result.errors[0].message);
      expect(result.scenario.settings.get(name)?.settings.runners).toBe(7);
    },
  );

  it.each([
    ['a path without end', `${Array(20_000).fill('a').join('.')}=1`],
    ['a value that nests without end', `run=${'['.repeat(10_000)}`],
    ['a value of another document', 'run=1\n---\n2'],
    ['no path', '=1'],
    ['a list beyond its end', 'mail.arrivals.99999999999.rate=1/s'],
  ])('a --set is refused in words: %s', (_what, set) => {
    const result = read('', [set]);
    if (result.ok) throw new Error('it was read');
    expect(result.errors[0].code).toMatch(/^E_(SET|YAML|TOO_DEEP|WRONG_TYPE)$/);
    expect(problemText('x.yaml', result.errors).length).toBeLessThan(2000);
  });

  it.each([
    ['1e400', 'run: { replications: 1e400 }'],
    ['.inf', 'limits: { queued: .inf }'],
    ['.nan', 'limits: { events: .nan }'],
    ['a date', 'run: { arrivals-for: 2020-01-01 }'],
    ['a binary', 'run: { arrivals-for: !!binary aGVsbG8= }'],
    ['a share of 310 digits', `hosts: { h: { duplicates: ${'9'.repeat(310)}% } }`],
    ['a duration of 20 years', 'settings: { mine: { return-after: 7300d } }'],
    ['a goodput below all', 'hosts: { h: { goodput: 0.0001 B/s } }'],
    ['a size of a petabyte', 'mail: { arrivals: [{ rate: 1/s }], sizes: 1000000 GB }'],
    ['a negative rate of a slot', 'mail: { arrivals: [{ rate: 1/s, profile: [1, -1] }] }'],
  ])('numbers have an end: %s', (_what, text) => {
    const whole = text.startsWith('mail')
      ? `version: 2\nquestion: q?\n${text}\n`
      : `${VALID}${text}\n`;
    expect(codesOf(whole)).toEqual([
      expect.stringMatching(/^E_(OUT_OF_RANGE|WRONG_TYPE|QUANTITY|UNIT_WRONG)$/),
    ]);
  });
});
