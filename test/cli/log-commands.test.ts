import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecastSchema } from '../../sim/studies/forecast/request.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const LOGS = join(import.meta.dirname, '..', 'maillog', 'logs');
const D3 = join(LOGS, 'd3-limit.maillog');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-logs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A log of the small scenario up to its 8th minute, with the mark standing. */
async function incidentLog(): Promise<string> {
  const { out } = await mailpath(['trace', '-'], { input: SMALL_SCENARIO });
  const lines = out.split('\n');
  const end = lines.findIndex((line) => line.startsWith('Jan  5 00:08:00'));
  const path = join(folder, 'incident.log');
  writeFileSync(path, `${lines.slice(0, end).join('\n')}\n`);
  return path;
}

describe('mailpath fit', () => {
  it('writes a scenario that holds, with its reasons, and the arrivals beside it', async () => {
    const [yaml, csv] = [join(folder, 'site.yaml'), join(folder, 'mail.csv')];
    const words = ['fit', D3, '--year', '2026', '--output', yaml, '--recorded', csv];
    expect(await mailpath(words)).toMatchObject({ code: 0 });
    const text = readFileSync(yaml, 'utf8');
    expect(text).toContain('messages-per-connection: 12   # observed:');
    expect(text).toContain('recorded: "mail.csv"');
    expect(readFileSync(csv, 'utf8').split('\n')).toHaveLength(1 + 218 + 1);
    expect((await mailpath(['validate', yaml])).code).toBe(0);
    const { code, out } = await mailpath(['run', yaml, '--replications', '2', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).settings[0].measures.arrived.low).toBe(218);
  });

  it('does not write over the log, and says what it cannot fit', async () => {
    expect(await mailpath(['fit', D3, '--output', D3])).toMatchObject({ code: 2 });
    const only = join(folder, 'to-only.log');
    const text = readFileSync(D3, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('from='));
    writeFileSync(only, text.join('\n'));
    const { code, err } = await mailpath(['fit', only]);
    expect(code).toBe(3);
    expect(err).toMatch(/no from= line/);
  });
});

describe('a log in a scenario’s place', () => {
  it('is fitted, and compared as a scenario is', async () => {
    const { code, out, err } = await mailpath(['compare', D3, '--replications', '2']);
    expect(code).toBe(0);
    expect(err).toMatch(/is a mail log: fitted to a scenario/);
    expect(out).toMatch(/default +recommended/);
  });
});

describe('mailpath forecast', () => {
  it('says what the state is and when each change would end it, by its schema', async () => {
    const log = await incidentLog();
    const words = ['forecast', log, '--year', '2026', '--replications', '9', '--json'];
    const { code, out } = await mailpath(words);
    expect(code).toBe(0);
    const result = forecastSchema.parse(JSON.parse(out));
    expect(result.now.waiting).toBeGreaterThan(50);
    expect(result.now.marks).toHaveLength(1);
    const p99 = Object.fromEntries(result.commands.map((one) => [one.command, one]));
    expect(p99.limit.changes).toBe(true);
    expect(p99.all.significant).toBe(true);
    expect(p99.all.p99?.highMs).toBeLessThan(p99['as-is'].p99?.lowMs ?? 0);
    expect((await mailpath(words)).out).toBe(out);
    const text = await mailpath(words.slice(0, -1));
    expect(text.out).toMatch(/99% delivered in/);
    const full = await mailpath([...words.slice(0, -1), '--full']);
    expect(full.out).toMatch(/When the mail that waits now is delivered/);
    for (const { out: each } of [text, full]) expect(each).not.toMatch(/NaN|undefined|null/);
  });

  it('of a log without waiting mail says so', async () => {
    const { code, out } = await mailpath(['forecast', join(LOGS, 'd1-nocap.maillog')]);
    expect(code).toBe(0);
    expect(out).toMatch(/No mail waits/);
  });

  it.each([
    [['--retry-interval', '0'], /--retry-interval 0/],
    [['--runners', '0'], /--runners 0/],
  ])('refuses %j', async (words, said) => {
    const { code, err } = await mailpath(['forecast', D3, ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
