/** The harness itself: a planted fault of each kind is found, made small, and made again from its seed. */
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, it } from 'vitest';
import { compiled } from '../compiled-program.ts';
import type { Schemas } from './checks.ts';
import { readCorpus } from './corpus.ts';
import { failureText } from './failure-report.ts';
import { type Command, type FuzzCase, makeCase } from './fuzz-case.ts';
import { minimised } from './minimise.ts';
import { Session } from './session.ts';

const schemas: Schemas = new Map([
  [
    'result',
    new Ajv().compile({ type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }),
  ],
]);

const COMMAND: Command = {
  words: ['planted', 'input'],
  form: 'json',
  schema: 'result',
  files: {},
  runs: false,
  mostMessages: Number.POSITIVE_INFINITY,
};

function caseOf(text: string, more: Partial<Command> = {}): FuzzCase {
  const input = Buffer.from(text);
  const chains = [[{ ...COMMAND, ...more }]];
  return { seed: 's', number: 7, kind: 'logs', file: 'input', input, chains };
}

describe('the harness of the fuzzing', () => {
  let session: Session | undefined;

  afterEach(() => session?.close());

  const carryOut = (fuzzCase: FuzzCase, seconds = 100) => {
    const bounds = { seconds, bytes: 400_000_000 };
    session = new Session(compiled.folder, join('test', 'fuzz', 'planted.js'), schemas, bounds);
    return session.carryOut(fuzzCase);
  };

  it('finds nothing where nothing is wrong', async () => {
    expect(await carryOut(caseOf('well'))).toEqual([]);
    expect(session?.endings).toEqual(new Map([['planted', new Map([['0', 1]])]]));
  });

  it.each<[fault: string, kind: string, more?: Partial<Command>]>([
    ['code', 'ends with 1'],
    ['throws', 'crashes'],
    ['exits', 'crashes'],
    ['hangs', 'takes too long'],
    ['waits', 'takes too long'],
    ['fills', 'takes too much memory'],
    ['fills-buffers', 'takes too much memory'],
    ['escape', 'control character', { files: { 'report.txt': 'text' } }],
    ['bidi', 'control character', { files: { 'report.txt': 'text' } }],
    ['trace', 'stack trace'],
    ['bad-json', 'json cannot be parsed'],
    ['other-json', 'not as its schema says'],
    ['csv', 'CSV', { form: 'csv' }],
    ['script', 'HTML', { files: { 'report.html': 'html' } }],
    ['broken', 'HTML', { files: { 'report.html': 'html' } }],
    ['unwritten', 'file not written', { files: { 'report.html': 'html' } }],
    ['refuses', 'what was accepted is refused', { runs: true }],
  ])('finds a program that %s: %s', async (fault, kind, more) => {
    // Long for a busy machine, but where that it is too long is what is to be found.
    const failures = await carryOut(caseOf(fault, more), kind === 'takes too long' ? 1 : 100);
    expect(failures.map((failure) => failure.kind)).toEqual([kind]);
  });

  it('makes the input small, and tells of one cause once', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`);
    lines[30] = 'this, trace too';
    const [failure, ...others] = await carryOut(caseOf(`${lines.join('\n')}\n`));
    expect((await session?.smallest(failure))?.input.toString()).toBe('trace');
    expect(others).toEqual([]);
    expect(await session?.carryOut(caseOf('trace'))).toEqual([]);
  });

  it('says how a failure is seen again, with nothing in it that a terminal obeys', async () => {
    const [failure] = await carryOut(caseOf('escape', { files: { 'report.txt': 'text' } }));
    const text = failureText(failure);
    expect(text).toContain('mailpath planted input');
    expect(text).toContain('npm run fuzz -- --seed s --case 7');
    expect(text).not.toContain('\u001b');
  });

  it('goes on after a command that had to be stopped', async () => {
    await carryOut(caseOf('hangs'), 1);
    expect((await session?.carryOut(caseOf('trace')))?.map(({ kind }) => kind)).toEqual([
      'stack trace',
    ]);
  });
});

describe('a case', () => {
  const corpus = readCorpus();

  it('is made again from its seed and number', () => {
    const again = readCorpus();
    for (let number = 0; number < 40; number++) {
      expect(makeCase('s', number, again)).toEqual(makeCase('s', number, corpus));
    }
  });

  it('differs by its seed and its number', () => {
    const inputs = Array.from({ length: 100 }, (_, number) =>
      ['s', 't'].map((seed) => makeCase(seed, number, corpus).input.toString('latin1')),
    ).flat();
    expect(new Set(inputs).size).toBeGreaterThan(180);
  });

  it('leaves the corpus as it was', () => {
    for (let number = 0; number < 300; number++) makeCase('s', number, corpus);
    expect(corpus).toEqual(readCorpus());
  });
});

describe('the smallest failing input', () => {
  it('is as small as its parts allow', async () => {
    const input = Buffer.from('one\ntwo {a, b, c}\nthree\n');
    const fails = async (smaller: Buffer) => /w.*c/s.test(smaller.toString());
    expect((await minimised(input, fails, () => true)).toString()).toBe('wc');
  });

  it('still fails where the search is ended early', async () => {
    let left = 3;
    const fails = async (smaller: Buffer) => smaller.includes('7\n');
    const input = Buffer.from(Array.from({ length: 64 }, (_, i) => `${i}\n`).join(''));
    const small = await minimised(input, fails, () => left-- > 0);
    expect(small.length).toBeLessThan(input.length);
    expect(await fails(small)).toBe(true);
  });
});
