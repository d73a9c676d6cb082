import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sweepSchema } from '../../sim/studies/sweep/result.ts';
import { mailpath, SMALL_SCENARIO, type TerminalState } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

function sweep(options: readonly string[], state: TerminalState = {}) {
  return mailpath(['sweep', '-', ...options], { input: SMALL_SCENARIO, ...state });
}

async function sweepResult(options: readonly string[], state: TerminalState = {}) {
  return sweepSchema.parse(JSON.parse((await sweep([...options, '--json'], state)).out));
}

describe('mailpath sweep', () => {
  it('prints a row a value and says where more stops paying', async () => {
    const { code, out, err } = await sweep(['--vary', 'retry-interval=1m,5m,10m']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('standard input; 3 days (replications)');
    expect(out).toContain('On a typical day, setting default');
    expect(out).toMatch(/^ {2}retry-interval +p99$/m);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      / The best p99 so far is at retry-interval \w+ \(p99 .*\); 3 days tell too little: take \d+ or more\. /,
    );
  });

  it('prints JSON that keeps to its schema, every point with the same mail', async () => {
    const vary = ['--vary', 'runners=1..3', '--vary', 'retry-interval=1m,10m'];
    const result = await sweepResult([...vary, '--measure', 'arrived,p99']);
    expect(result.points.map(({ values }) => values.join(' '))).toEqual([
      '1 1m',
      '1 10m',
      '2 1m',
      '2 10m',
      '3 1m',
      '3 10m',
    ]);
    const arrived = result.points.map(({ measures }) => measures.arrived);
    expect(new Set(arrived.map(({ low }) => low)).size).toBe(1);
    expect(arrived[0]).toMatchObject({ kind: 'exact', unit: 'count' });
  });

  it('sweeps what --set would set, over what --set sets', async () => {
    const rate = [
      '--vary',
      'mail.arrivals.0.rate=10/m,30/m',
      '--set',
      'settings.default.runners=7',
    ];
    const result = await sweepResult([...rate, '--measure', 'arrived']);
    const [slow, fast] = result.points.map(({ measures }) => measures.arrived.low ?? 0);
    expect(fast / slow).toBeGreaterThan(2);
    expect(result.scenario.set).toEqual(['settings.default.runners=7']);
    expect(result.dimensions[0]).toMatchObject({ name: 'arrivals.0.rate', ordered: true });
  });

  it('takes a distribution for a value', async () => {
    const goodput =
      'hosts.exchange-online.goodput={distribution: constant, value: 10 KB/s},100 KB/s';
    const { points } = await sweepResult(['--vary', goodput, '--measure', 'mean']);
    const [slow, fast] = points.map(({ measures }) => measures.mean.low ?? 0);
    expect(slow).toBeGreaterThan(fast);
  });

  it('sweeps the setting that is asked for', async () => {
    const result = await sweepResult(['--vary', 'runners=1..3', '--setting', 'recommended']);
    expect(result.setting).toBe('recommended');
    expect(result.dimensions[0].path).toBe('settings.recommended.runners');
  });

  it('gives for one point what run gives for it', async () => {
    const { points } = await sweepResult(['--vary', 'runners=1..3']);
    const words = ['run', '-', '--json', '--set', 'settings.default.runners=3'];
    const run = JSON.parse((await mailpath(words, { input: SMALL_SCENARIO })).out);
    expect(points[2].measures.p99).toEqual(run.settings[0].measures.p99);
  });

  it('writes CSV to a file', async () => {
    const file = join(folder, 'runners.csv');
    const { code, out } = await sweep(['--vary', 'runners=1..3', '--output', file]);
    expect([code, out]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toMatch(/^scenario,setting,runners,measure,/);
  });

  it('replicates until the first measure is known', async () => {
    const words = [
      '--vary',
      'retry-interval=1m,10m',
      '--precision',
      '20%',
      '--measure',
      'mean,p99',
    ];
    const result = await sweepResult(words);
    expect(result.precision).toMatchObject({ measure: 'mean', requested: 0.2, reached: true });
  });

  it('has a shade in colour on a terminal only', async () => {
    const vary = ['--vary', 'runners=1..2', '--vary', 'retry-interval=1m,10m'];
    const plain = (await sweep(vary)).out;
    const coloured = (await sweep([...vary, '--quiet'], { isTerminal: true })).out;
    expect(plain).toMatch(/[░▒▓█]/);
    expect(plain).not.toContain('\x1b[');
    expect(coloured).toContain('\x1b[');
  });
});

describe('mailpath sweep, with what cannot be swept', () => {
  it.each([
    [[], 'mailpath sweep main --vary runners=1..8'],
    [['--vary', 'runners'], 'not of the form PATH=VALUES'],
    [['--vary', 'runers=1..3'], 'Did you mean runners?'],
    [['--vary', 'runners=3..1'], 'Write 1..3'],
    [['--vary', 'runners=1..3', '--setting', 'defualt'], 'Did you mean default?'],
    [['--vary', 'settings.mine.runners=1..3'], 'no setting "mine"'],
    [['--vary', 'runners=1..3', '--measure', 'p98'], 'Did you mean p90?'],
    [['--vary', 'runners=1..401'], 'has 401 points; a sweep has at most 400'],
    [
      ['--vary', 'runners=1..30', '--vary', 'retry-interval=1m..20m:1m'],
      '30 x 20 = 600 points; a sweep has at most 400. Vary fewer values, or allow it: --max-points 600',
    ],
    [
      ['--vary', 'runners=1..5', '--replications', '9000'],
      '45,000 replications; a sweep has at most 40,000. Take fewer, or allow it: --max-points 450',
    ],
  ])('%j: exit 2, in words', async (words, message) => {
    const { code, out, err } = await sweep(words);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  it('lets as many points as are allowed', async () => {
    const vary = ['--vary', 'runners=1..5', '--replications', '1'];
    expect((await sweep([...vary, '--max-points', '4'])).code).toBe(2);
    expect((await sweep([...vary, '--max-points', '5'])).code).toBe(0);
  });

  it('tells each invalid value once, with the value, and exit 3', async () => {
    const vary = ['--vary', 'runners=0..2', '--vary', 'retry-interval=1ms,5m,x'];
    const { code, out, err } = await sweep(vary);
    expect([code, out]).toEqual([3, '']);
    expect(err.match(/settings\.default\.runners=0/g)).toHaveLength(1);
    expect(err).toContain('--vary 1:1:26: E_OUT_OF_RANGE: 0 is out of range');
    expect(err).toContain('settings.default.retry-interval=1ms');
    expect(err).toContain('E_QUANTITY: "x" is not a duration');
    expect(err).toContain('3 errors in standard input');
  });

  it('tells the point where the error is not at a value', async () => {
    const limit = ['--set', 'limits.messages=1000'];
    const vary = [...limit, '--vary', 'run.arrivals-for=20m,30h', '--vary', 'runners=1,2'];
    const { code, err } = await sweep(vary);
    expect(code).toBe(3);
    expect(err).toContain('With arrivals-for=30h, runners=1: ');
    expect(err).not.toContain('runners=2: ');
  });

  it('tells errors of the scenario itself as every command does', async () => {
    const input = SMALL_SCENARIO.replace('rate: 30/m', 'rate: 30');
    const { code, err } = await sweep(['--vary', 'runners=1..3'], { input });
    expect(code).toBe(3);
    expect(err).toMatch(/^standard input:\d+:\d+: E_UNIT_MISSING/);
  });
});

describe('mailpath sweep, interrupted', () => {
  it('prints what was finished, marked partial, and ends with 130', async () => {
    const words = ['--vary', 'runners=1..3', '--replications', '500'];
    const { code, out } = await sweep(words, { interruptAtTurn: 900 });
    expect(code).toBe(130);
    expect(out).toMatch(/PARTIAL: stopped after \d+ days? \(replications?\) of 500/);
  });

  it('says that there is nothing to show before the first replication is finished', async () => {
    const { code, out, err } = await sweep(['--vary', 'runners=1..3'], { interruptAtTurn: 1 });
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('nothing to show');
  });
});
