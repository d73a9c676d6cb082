import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Ink } from '../../sim/cli/terminal.ts';
import { widthOf } from '../../sim/document/paint.ts';
import { wrap } from '../../sim/document/text-layout.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const A1 = join(import.meta.dirname, '..', 'maillog', 'logs', 'a1-cap-hoststat.maillog');

describe('what is written to a terminal', () => {
  it('has our colours', () => {
    const { paint, written } = inkOf();
    expect(written(`${paint.bold('a')} ${paint.red('b')} ${paint.dim('c')}`)).toBe(
      '\x1b[1ma\x1b[22m \x1b[31mb\x1b[39m \x1b[2mc\x1b[22m',
    );
    expect(written(paint.green(paint.yellow('d')))).toBe('\x1b[32m\x1b[33md\x1b[39m\x1b[39m');
  });

  it('has no colours of others: neither as escape sequences nor as marks', () => {
    const { paint, written } = inkOf();
    const others = new Ink().paint;
    expect(written('\x1b[31mred')).toBe('␛[31mred');
    expect(written(others.red('red'))).toMatch(/^\ufffd+red\ufffd+$/);
    for (let mark = 0xfdd0; mark <= 0xfdef; mark++) {
      const hostile = String.fromCharCode(mark).repeat(20);
      expect(written(paint.bold(`${hostile}a`))).toBe(`\x1b[1m${'\ufffd'.repeat(20)}a\x1b[22m`);
    }
  });

  it('is one line where it takes the place of a line', () => {
    expect(new Ink().rewritten('reading a\nb\r\tc\x1b[2J')).toBe('\r\x1b[Kreading a b  c␛[2J');
  });

  it('has no carriage return of others, not even before a newline', async () => {
    const { code, err } = await mailpath(['validate', '-'], { input: '>\r' });
    expect(code).toBe(3);
    expect(err).toContain('E_YAML: Not a YAML token: ␍\n');
    const log = readFileSync(A1, 'utf8').replaceAll('\n', '\r\n');
    const { out } = await mailpath(['diagnose', '-', '--full'], { input: `${log}no line\r\r\n` });
    expect(out).toContain('no line␍\n');
    expect(out).not.toContain('\r');
  });

  it('is as wide as it looks', () => {
    const { paint } = inkOf();
    expect(widthOf(paint.bold('four'))).toBe(4);
    const words = ['one', 'two', 'three', 'four', 'five'];
    const plain = wrap(words.join(' '), 13);
    const coloured = wrap(words.map((word) => paint.red(word)).join(' '), 13);
    expect(coloured.map((line) => line.split(' ').length)).toEqual(
      plain.map((line) => line.split(' ').length),
    );
  });
});

describe('a report', () => {
  const words = ['compare', '-', '--replications', '2'];
  const asked = (environment: Record<string, string>, isTerminal: boolean, ...more: string[]) =>
    mailpath([...words, ...more], { input: SMALL_SCENARIO, isTerminal, environment });

  it('is coloured on a terminal, and the same without its colours elsewhere', async () => {
    const plain = (await asked({}, false)).out;
    expect(plain).not.toContain('\x1b');
    const coloured = (await asked({}, true)).out;
    expect(coloured).toContain('\x1b[1mWhy');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
    expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(plain);
    expect(coloured).not.toMatch(/[\ufdd0-\ufdef\ufffd]/);
  });

  it('is not coloured against the user’s wish', async () => {
    for (const { out } of [
      await asked({ NO_COLOR: '1' }, true),
      await asked({ TERM: 'dumb' }, true),
      await asked({}, true, '--no-color'),
    ]) {
      expect(out).not.toMatch(/[\ufdd0-\ufdef\ufffd]/);
      expect(out).not.toContain('\x1b');
    }
  });
});

function inkOf() {
  const ink = new Ink();
  return { paint: ink.paint, written: (text: string) => ink.written(text) };
}
