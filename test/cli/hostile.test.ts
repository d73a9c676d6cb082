/** No character that a terminal obeys leaves the program in text of others, whichever way it takes. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRACE_FORMATS } from '../../sim/studies/options.ts';
import { forbiddenIn } from '../document/forbidden.ts';
import {
  HOSTILE_CSV,
  hostileLog,
  INVALID_SCENARIOS,
  OBEYED,
  TELLTALE,
  VALID_SCENARIO,
} from './hostile-input.ts';
import { type Ended, mailpath, type TerminalState } from './test-terminal.ts';

let folder = '';
const at = (name: string) => join(folder, name);
/** A bidirectional override in a file's name is no control character: it comes through options. */
const SCENARIO = 'x\u202elmay.yaml';
const LOG = 'x\u202egol.maillog';
const HOME = process.cwd();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-hostile-'));
  writeFileSync(at(SCENARIO), VALID_SCENARIO);
  writeFileSync(at('hostile.csv'), HOSTILE_CSV);
  writeFileSync(at(LOG), hostileLog());
  writeFileSync(at(`${LOG}.gz`), gzipSync(hostileLog()));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(HOME);
  rmSync(folder, { recursive: true });
});

/** Our own escapes: those of a line of progress, and colours. */
function withoutOurs(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  return text.replaceAll(/\r\x1b\[K|\x1b\[(?:1|2|22|31|32|33|39)m/g, '');
}

async function harmlessly(words: readonly string[], state: TerminalState = {}): Promise<Ended> {
  const ended = await mailpath(words, state);
  for (const text of [ended.out, ended.err]) {
    const own = state.isTerminal === true ? withoutOurs(text) : text;
    expect(forbiddenIn(own)).toEqual([]);
  }
  expect(ended.err).not.toMatch(/a fault of mailpath|\n\s+at /);
  return ended;
}

/** The files that it wrote, each held against the rule. */
async function writing(words: readonly string[]): Promise<Record<string, string>> {
  const out = mkdtempSync(at('out-'));
  const placed = words.map((word) => word.replace('OUT/', `${out}/`));
  const { code, err } = await harmlessly(placed);
  expect([code, err.includes('cannot')]).toEqual([0, false]);
  const files = readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]);
  for (const [name, text] of files) expect([name, forbiddenIn(text)]).toEqual([name, []]);
  return Object.fromEntries(files);
}

const STUDIES: readonly (readonly [string, readonly string[]])[] = [
  ['compare', []],
  ['run', []],
  ['ladder', []],
  ['sweep', ['--vary', 'runners=1,2']],
  ['sensitivity', ['--only', 'size', '--measure', 'max']],
  ['recommend', ['--replications', '10']],
];

describe('a hostile scenario', () => {
  it.each(STUDIES)('is told harmlessly by %s', async (command, words) => {
    const asked = [command, SCENARIO, ...words];
    const text = await harmlessly(asked);
    expect([text.code, text.err]).toEqual([text.code, '']);
    expect(text.out).toContain(TELLTALE);
    await harmlessly(asked, { isTerminal: true });
    const json = await harmlessly([...asked, '--json']);
    expect(JSON.stringify(JSON.parse(json.out))).toContain('\u202ecilam');
    await harmlessly([...asked, '--csv']);
    for (const form of ['x.txt', 'x.json', 'x.csv']) {
      const out = mkdtempSync(at('out-'));
      const files = ['--output', join(out, form), '--html', join(out, 'x.html')];
      await harmlessly([...asked, ...files]);
      expect(readdirSync(out).sort()).toEqual([form, 'x.html'].sort());
      for (const name of readdirSync(out)) {
        const written = readFileSync(join(out, name), 'utf8');
        expect([name, forbiddenIn(written)]).toEqual([name, []]);
        if (name === 'x.html') expect(written).toContain(TELLTALE);
      }
    }
  });

  it.each(TRACE_FORMATS)('is told harmlessly by trace, as %s', async (format) => {
    const words = ['trace', SCENARIO, '--format', format];
    if (format === 'hoststat') words.push('--at', '3m');
    const { code, out } = await harmlessly(words);
    expect(code).toBe(0);
    expect(out).toContain(TELLTALE);
    await harmlessly(words, { isTerminal: true });
    const { x } = await writing([...words, '--output', 'OUT/x']);
    expect(x).toBe(out);
    if (format === 'trace-event') expect(JSON.stringify(JSON.parse(x))).toContain('\u202ecilam');
  });

  it('is valid, and upgraded harmlessly', async () => {
    const { out } = await harmlessly(['validate', SCENARIO]);
    expect(out).toContain(TELLTALE);
    const [json] = [await harmlessly(['validate', SCENARIO, '--json'])];
    expect(JSON.parse(json.out)).toMatchObject({ file: SCENARIO, valid: true });
    const old = VALID_SCENARIO.replace('version: 2\n', '');
    const upgraded = await harmlessly(['upgrade', '-'], { input: old });
    expect(upgraded.code).toBe(0);
    expect(upgraded.out).toContain(TELLTALE);
    writeFileSync(at('old.yaml'), old);
    await harmlessly(['upgrade', 'old.yaml', '--in-place']);
    expect(forbiddenIn(readFileSync(at('old.yaml'), 'utf8'))).toEqual([]);
    expect((await harmlessly(['validate', 'old.yaml'])).code).toBe(0);
  });

  it.each(INVALID_SCENARIOS)('is refused harmlessly: %s', async (_, text) => {
    writeFileSync(at('invalid.yaml'), text);
    for (const words of [
      ['validate', 'invalid.yaml'],
      ['validate', 'invalid.yaml', '--json'],
      ['run', 'invalid.yaml'],
      ['trace', 'invalid.yaml'],
      ['upgrade', 'invalid.yaml'],
    ]) {
      const { code, out, err } = await harmlessly(words);
      if (words[0] === 'upgrade') continue;
      expect(code).toBe(3);
      if (words.includes('--json')) JSON.parse(out);
      else expect(err.length).toBeGreaterThan(20);
    }
  });
});

describe('a hostile log', () => {
  it.each([
    ['plain', LOG],
    ['packed', `${LOG}.gz`],
  ])('is diagnosed harmlessly, %s', async (_, log) => {
    const words = ['diagnose', log, '--year', '2026', '--full'];
    const { code, out } = await harmlessly(words);
    expect(code).toBe(0);
    expect(out).toContain('␛[2J');
    expect(out).toContain(TELLTALE);
    await harmlessly(words, { isTerminal: true, lookMs: 200 });
    const json = await harmlessly([...words, '--json']);
    expect(JSON.stringify(JSON.parse(json.out))).toContain('\u202ecilam');
    const files = await writing([...words, '--output', 'OUT/x.txt', '--html', 'OUT/x.html']);
    expect(files['x.html']).toContain('␛[2J');
    await writing([...words, '--output', 'OUT/x.json']);
  });

  it('is fitted to a harmless scenario that holds', async () => {
    const words = ['fit', LOG, '--year', '2026'];
    const { code, out } = await harmlessly(words);
    expect(code).toBe(0);
    expect(out).toContain(TELLTALE);
    const out2 = ['--output', 'OUT/x.yaml', '--recorded', 'OUT/x.csv'];
    const files = await writing([...words, ...out2]);
    mkdirSync(at('fitted'));
    for (const [name, text] of Object.entries(files)) writeFileSync(at(`fitted/${name}`), text);
    expect((await harmlessly(['validate', 'fitted/x.yaml'])).code).toBe(0);
  });

  it('of many lines is named in one line of a scenario', async () => {
    const name = 'a\nquestion: owned\n# b\u2028c.maillog';
    writeFileSync(at(name), hostileLog());
    const { code, out } = await harmlessly(['fit', name]);
    expect(code).toBe(0);
    expect(out.match(/^question: .*/gm)).toHaveLength(1);
    expect(out.match(/^question: "What would other settings/m)).not.toBeNull();
  });

  it.each([
    ['forecast', ['--replications', '3']],
    ['compare', ['--replications', '2']],
    ['run', ['--replications', '2']],
  ])('is told harmlessly by %s', async (command, words) => {
    const asked = [command, LOG, '--year', '2026', ...words];
    const usual = command === 'forecast' ? asked : [command, LOG, ...words];
    const { code, out } = await harmlessly(usual);
    expect(code).toBe(0);
    expect(out).toContain('gol.maillog');
    await harmlessly(usual, { isTerminal: true, lookMs: 200 });
    await harmlessly([...usual, '--json']);
    await writing([...usual, '--output', 'OUT/x.json', '--html', 'OUT/x.html']);
    await writing([...usual, '--output', 'OUT/x.txt']);
  });

  it('is traced harmlessly', async () => {
    for (const format of ['sendmail', 'proofpoint-json', 'story']) {
      const { code, out } = await harmlessly(['trace', LOG, '--format', format]);
      expect(code).toBe(0);
      expect(out).toContain(TELLTALE);
    }
  });
});

describe('a hostile word', () => {
  it.each([
    ['\u202e'],
    ['run', 'no\u202esuch.yaml'],
    ['diagnose', 'no\u202esuch.log'],
    ['diagnose', OBEYED],
    ['explain', 'evil\u202e', 'word'],
    ['explain', OBEYED],
    ['schema', '\u202e'],
    ['cache', '\u202e'],
    ['run', 'main', '--set', 'settings.\u202e.runners=4'],
    ['run', 'main', '--set', `settings.default.runners=${OBEYED}`],
    ['run', 'main', '--setting', '\u202e'],
    ['run', 'main', '--output', '/no/\u202e/x'],
    ['run', 'main', '--\u202e=3'],
    ['run', 'main', `--${OBEYED}=3`],
    [OBEYED],
    ['trace', 'main', '--at', '\u2066', '--format', 'hoststat'],
    ['trace', 'main', '--date', '\u2066'],
    ['serve', '--port', '\u202e'],
    ['serve', '--limit', '\u202e=3'],
    ['init', '/no/\u202e/x.yaml'],
    ['--get-yargs-completions', 'mailpath', OBEYED],
  ])('is refused harmlessly, case %#', async (...words) => {
    const { code, err } = await harmlessly(words.filter((word) => typeof word === 'string'));
    if (!words.includes('--get-yargs-completions')) {
      expect([2, 3]).toContain(code);
      expect(err).not.toBe('');
    }
  });

  it('of the environment is refused harmlessly', async () => {
    const environment = { MAILPATH_CACHE: `/no/${OBEYED}`, MAILPATH_WORKERS: OBEYED };
    expect((await harmlessly(['run', 'main'], { environment })).code).toBe(2);
    await harmlessly(['cache', 'ls'], { environment: { MAILPATH_CACHE: `/no/${OBEYED}` } });
    await harmlessly(['cache', 'ls', '--json'], { environment: { MAILPATH_CACHE: at('\u202e') } });
  });
});
