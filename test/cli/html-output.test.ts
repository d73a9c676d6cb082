import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resultSchema } from '../../sim/studies/result/result-schema.ts';
import { recordedLogPath } from '../maillog/read-text.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-html-'));
afterAll(() => rmSync(folder, { recursive: true }));

const execute = (...words: string[]) => mailpath(words, { input: SMALL_SCENARIO });

describe('--html', () => {
  it('writes a report beside what compare prints anyway', async () => {
    const file = join(folder, 'compare.html');
    const { code, out, err } = await execute('compare', '-', '--html', file);
    expect([code, err]).toEqual([0, `Report written to ${file}.\n`]);
    expect(out).toBe((await execute('compare', '-')).out);
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('<h1>What does a refusal of two minutes cost a small gateway?</h1>');
    expect(page.match(/<figure>/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('writes the same bytes for the same seed', async () => {
    const files = ['a.html', 'b.html'].map((name) => join(folder, name));
    for (const file of files) await execute('compare', '-', '--html', file);
    expect(readFileSync(files[0], 'utf8')).toBe(readFileSync(files[1], 'utf8'));
  });

  it('writes a report of run, quietly if asked to, beside JSON', async () => {
    const file = join(folder, 'run.html');
    const { code, out, err } = await execute('run', '-', '--html', file, '--json', '--quiet');
    expect([code, err]).toEqual([0, '']);
    expect(resultSchema.parse(JSON.parse(out)).settings).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toContain('Connections, by how they ended');
  });

  it('writes a report of recommend, with the command that gives it again', async () => {
    const file = join(folder, 'recommend.html');
    const asked = ['recommend', '-', '--objective', 'p99 < 4m'];
    const { code, err } = await execute(...asked, '--html', file, '--workers', '0');
    expect([code, err]).toEqual([0, `Report written to ${file}.\n`]);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('The settings to choose');
    expect(page).toContain(
      '<dd>mailpath recommend - --objective &#39;p99 &lt; 4m&#39; --seed small</dd>',
    );
  });

  it('writes a report of ladder', async () => {
    const file = join(folder, 'ladder.html');
    const words = ['--no-limits', '--measure', 'max'];
    const { code, err } = await execute('ladder', '-', ...words, '--html', file);
    expect([code, err]).toEqual([0, `Report written to ${file}.\n`]);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('What each change gains');
    expect(page).toContain('<dd>mailpath ladder - --no-limits --measure max --seed small</dd>');
  });

  it.each([
    ['sweep', ['--vary', 'runners=1,2'], 'Every value'],
    ['sensitivity', ['--only', 'goodput,size'], 'What moves p99, one input at a time'],
  ])('writes a report of %s', async (command, words, heading) => {
    const file = join(folder, `${command}.html`);
    const { code, err } = await execute(command, '-', ...words, '--html', file);
    expect([code, err]).toEqual([0, `Report written to ${file}.\n`]);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain(heading);
    expect(page).toContain(`<dd>mailpath ${command} - ${words.join(' ')} --seed small</dd>`);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    ['diagnose', [], 'What to change first'],
    ['forecast', ['--replications', '5'], 'each range holds the outcome in 67% of cases'],
  ])('writes a report of %s, beside what it prints anyway', async (command, words, told) => {
    const log = recordedLogPath('d3-limit');
    const file = join(folder, `${command}.html`);
    const asked = [command, log, '--year', '2026', '--quiet', ...words];
    const { code, out, err } = await mailpath([...asked, '--html', file]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe((await mailpath(asked)).out);
    const page = readFileSync(file, 'utf8');
    expect(page.replaceAll('\u00a0', ' ')).toContain(told);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each(['diagnose', 'forecast'])('does not let %s write over the log', async (command) => {
    const log = join(folder, 'maillog');
    const text = readFileSync(recordedLogPath('d3-limit'), 'utf8');
    writeFileSync(log, text);
    const { code, err } = await mailpath([command, log, '--html', log]);
    expect(code).toBe(2);
    expect(err).toMatch(/--html .* is a file that is read from/);
    expect(readFileSync(log, 'utf8')).toBe(text);
  });

  it('marks a diagnosis of a log that was not read to its end', async () => {
    const file = join(folder, 'stopped.html');
    const words = ['diagnose', recordedLogPath('d3-limit'), '--html', file];
    expect(await mailpath(words, { interruptAtTurn: 1 })).toMatchObject({ code: 130 });
    expect(readFileSync(file, 'utf8')).toMatch(/<p class="warning" role="note">PARTIAL/);
  });

  it('refuses what cannot be, before any work is done', async () => {
    const scenario = join(folder, 'own.yaml');
    writeFileSync(scenario, SMALL_SCENARIO);
    const both = join(folder, 'both.html');
    const cases: [string[], RegExp][] = [
      [['compare', '-', '--html', '-'], /--html needs the name of a file/],
      [['compare', '-', '--html', join(folder, 'no', 'x.html')], /there is no folder/],
      [['compare', '-', '--html', both, '--output', both], /give two names/],
      [['compare', scenario, '--html', scenario], /--html .* is a file that is read from/],
    ];
    for (const [words, message] of cases) {
      const { code, out, err } = await execute(...words);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(message);
    }
    expect(readFileSync(scenario, 'utf8')).toBe(SMALL_SCENARIO);
    expect(existsSync(both)).toBe(false);
  });

  it.each([
    ['no mail at all', 'mail.arrivals.0.rate=0/m'],
    ['one message', 'mail.arrivals.0.rate=3/h'],
    ['a host that takes nothing', 'hosts.exchange-online.faults.0.for=3d'],
    ['no lifetime', 'hosts.exchange-online.lifetime=none'],
  ])('writes a report of %s', async (_, set) => {
    const file = join(folder, 'edge.html');
    const words = ['compare', '-', '--html', file, '--quiet', '--replications', '1', '--set', set];
    const { code, err } = await execute(...words);
    expect([code, err]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    ['sweep', ['--vary', 'runners=1,2', '--vary', 'host-status=on,off']],
    ['ladder', []],
    ['sensitivity', []],
    ['recommend', []],
  ])('writes a report of %s where there is no mail', async (command, words) => {
    const file = join(folder, 'none.html');
    const set = ['--set', 'mail.arrivals.0.rate=0/m', '--replications', '10'];
    const { code, err } = await execute(command, '-', ...words, ...set, '--html', file, '--quiet');
    expect([code, err]).toEqual([command === 'recommend' ? 4 : 0, '']);
    expect(readFileSync(file, 'utf8')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('marks a report of what was interrupted', async () => {
    const file = join(folder, 'partial.html');
    const words = ['compare', '-', '--replications', '500', '--html', file];
    const { code } = await mailpath(words, { input: SMALL_SCENARIO, interruptAtTurn: 600 });
    expect(code).toBe(130);
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/<p class="warning" role="note">PARTIAL/);
    // What gives it again are the days that were finished, not those that were planned.
    const [, finished] = /PARTIAL: stopped after (\d+) days?/.exec(page) ?? [];
    expect(page).toContain(`<dd>mailpath compare - --replications ${finished} --seed small</dd>`);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
