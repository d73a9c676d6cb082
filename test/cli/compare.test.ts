import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resultSchema } from '../../sim/studies/result/result-schema.ts';
import { mailpath, SMALL_SCENARIO, type TerminalState } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compare(options: readonly string[] = [], state: TerminalState = {}) {
  return mailpath(['compare', '-', ...options], { input: SMALL_SCENARIO, ...state });
}

describe('mailpath compare', () => {
  it('prints the comparison of default and recommended', async () => {
    const { code, out, err } = await compare();
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('3 days (replications)');
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /On a typical day the slowest 1% of mail waits .* under recommended, against .* under default/,
    );
    expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('prints everything with --full: closed forms, all figures, assumptions, limits', async () => {
    const { code, out } = await compare(['--full']);
    expect(code).toBe(0);
    for (const heading of [
      'Can this happen here at all?',
      'Delay on a typical day',
      'Assumptions',
      'What it has not been held against',
      'What this result does not cover',
      'How it was simulated',
    ]) {
      expect(out).toContain(heading);
    }
    expect(out.startsWith((await compare()).out.split('\nAll figures')[0])).toBe(true);
  });

  it('prints the same bytes again for the same seed', async () => {
    expect((await compare()).out).toBe((await compare()).out);
    expect((await compare(['--seed', 'other'])).out).not.toBe((await compare()).out);
  });

  it('prints JSON that keeps to its schema', async () => {
    const { out } = await compare(['--json']);
    const result = resultSchema.parse(JSON.parse(out));
    expect(result.format).toBe('mailpath-comparison/2');
    expect(result.settings.map(({ name }) => name)).toEqual(['default', 'recommended']);
  });

  it('says where a bound decides what is recommended, and keeps to it', async () => {
    const bound = ['--set', 'bounds=["host-status = on", "retry-interval >= 5m"]'];
    const { out } = await compare(['--replications', '2', ...bound, '--json']);
    const { assumptions, settings } = resultSchema.parse(JSON.parse(out));
    expect(assumptions.slice(0, 2)).toEqual([
      'recommended has message retry interval 5m in place of 1m: the scenario binds retry-interval >= 5m',
      'recommended keeps HostStat on: the scenario binds host-status = on',
    ]);
    expect(settings[1].changes.map(({ setting }) => setting)).not.toContain('HostStat');
    const text = (await compare(['--replications', '2', '--full', ...bound])).out;
    expect(text).toContain('recommended keeps HostStat on');
  });

  it('takes settings, replications and values of the scenario from the command line', async () => {
    const words = ['--settings', 'recommended,default', '--replications', '2'];
    const set = ['--set', 'settings.recommended.runners=7', '--set', 'run.seed=x'];
    const result = resultSchema.parse(
      JSON.parse((await compare([...words, ...set, '--json'])).out),
    );
    expect(result.settings.map(({ name }) => name)).toEqual(['recommended', 'default']);
    expect(result.replications).toEqual({ planned: 2, finished: 2 });
    expect(result.seed).toBe('x');
    expect(result.scenario.set).toEqual(['settings.recommended.runners=7', 'run.seed=x']);
    const runners = result.settings[1].changes.find(({ setting }) => setting === 'queue runners');
    expect(runners).toMatchObject({ from: 7, to: 2 });
  });

  it('writes to a file instead, in the form that its name asks for', async () => {
    const file = join(folder, 'result.csv');
    const { code, out, err } = await compare(['--output', file]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(`Written to ${file}.\n`);
    expect(readFileSync(file, 'utf8')).toMatch(/^scenario,setting,measure,/);
    expect(readdirSync(folder)).toEqual(['result.csv']);
    expect((await compare(['--output', file, '--quiet'])).err).toBe('');
  });

  it('shows progress with the time left, and takes it away again', async () => {
    const { err } = await compare([], { isTerminal: true });
    expect(err).toMatch(/█░* +\d+% {2}2 settings, replication \d of 3, about \d+ s left/);
    expect(err.endsWith('\r\x1b[K')).toBe(true);
    const narrow = (await compare([], { isTerminal: true, columns: 40 })).err;
    const lines = narrow.split('\r\x1b[K').slice(1, -1);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.length < 40)).toBe(true);
    expect((await compare(['--quiet'], { isTerminal: true })).err).toBe('');
  });

  it('writes a line of progress now and then where there is no terminal', async () => {
    expect((await compare()).err).toBe('');
    const { err } = await compare([], { lookMs: 200 });
    expect(err).toMatch(/^(\d+% {2}2 settings, replication \d of 3, about [\w ]+ left\n)+$/);
    expect((await compare(['--quiet'], { lookMs: 200 })).err).toBe('');
  });

  it('colours on a terminal only, and never against NO_COLOR or --no-color', async () => {
    const terminal = { isTerminal: true };
    const coloured = (text: string) => text.includes('\x1b[');
    expect(coloured((await compare(['--quiet'], terminal)).out)).toBe(true);
    expect(coloured((await compare(['--no-color'], terminal)).out)).toBe(false);
    const environment = { NO_COLOR: '1' };
    expect(coloured((await compare([], { ...terminal, environment })).out)).toBe(false);
    expect(coloured((await compare()).out)).toBe(false);
  });
});

describe('mailpath compare --check', () => {
  it('ends with 0 where all expectations are met', async () => {
    const { code, out } = await compare(['--check', '--full']);
    expect(out).toMatch(/^ {2}default\.largest-part == mark +met /m);
    expect(code).toBe(0);
  });

  it('ends with 4, and says what was found, where one is not', async () => {
    const words = ['--check', '--set', 'expect.1=default.largest-part == lock'];
    const { code, out } = await compare(words);
    expect(out).toContain('Not met');
    expect(out).toContain('default.largest-part == lock: it is mark');
    expect(code).toBe(4);
  });

  it('asks objectives of the settings that are compared with the first', async () => {
    const input = `${SMALL_SCENARIO}objectives: [max < 1s]\n`;
    const { code, out } = await compare(['--check'], { input });
    expect(out).toMatch(/Not met +recommended: max < 1s: kept on 0 of \d days/);
    expect(out).not.toContain('default: max');
    expect(code).toBe(4);
    expect((await compare([], { input })).code).toBe(0);
  });

  it('runs the settings that expectations speak of, though they were not asked for', async () => {
    const { code, out } = await compare(['--check', '--settings', 'recommended']);
    expect(out).toContain('default');
    expect(code).toBe(0);
  });
});

describe('mailpath compare, interrupted', () => {
  it('prints what was finished, marked partial, and ends with 130', async () => {
    const { code, out } = await compare(['--replications', '500', '--json'], {
      interruptAtTurn: 600,
    });
    const result = resultSchema.parse(JSON.parse(out));
    expect(code).toBe(130);
    expect(result.partial).toBe(true);
    expect(result.replications.planned).toBe(500);
    expect(result.replications.finished).toBeGreaterThan(0);
    expect(result.replications.finished).toBeLessThan(500);
  });

  it('says that there is nothing to show before the first replication is finished', async () => {
    const { code, out, err } = await compare([], { interruptAtTurn: 1 });
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('nothing to show');
  });
});
