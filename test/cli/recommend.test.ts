import { describe, expect, it } from 'vitest';
import { recommendationSchema } from '../../sim/studies/recommend/result.ts';
import { mailpath, SMALL_SCENARIO, type TerminalState } from './test-terminal.ts';

function recommend(options: readonly string[] = [], state: TerminalState = {}) {
  return mailpath(['recommend', '-', ...options], {
    input: SMALL_SCENARIO,
    ...state,
  });
}

describe('mailpath recommend', () => {
  it('prints what to set in the article’s words, who sets it, and how sure that is', async () => {
    const cloud = ['--set', 'gateway.deployment=cloud'];
    const { code, out: lines, err } = await recommend(['--objective', 'p99 < 4m', ...cloud]);
    expect([code, err]).toEqual([0, '']);
    const out = lines.replaceAll(/\s+/g, ' ');
    expect(out).toContain('HostStat on → off (a ticket to Proofpoint Support)');
    expect(out).toMatch(/199 is (right|too many) for this site/);
    expect(out).toMatch(/at most [\d.]+% of days miss p99 < 4m \(95% confidence\)/);
    expect(out).toMatch(/p99 of a typical day goes from .* to /);
    expect(out).toMatch(/bad days 10 of 10 \d of \d+/);
    expect(out).toMatch(/Check run mailpath diagnose .* 99% within/);
    expect(out).toMatch(/Roll back whoever made a change/);
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
    expect(lines.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    expect(out).not.toContain('How far each value can move');
  });

  it('prints all that is behind it where it is asked for in full', async () => {
    const { code, out: lines } = await recommend(['--objective', 'p99 < 4m', '--full']);
    const out = lines.replaceAll(/\s+/g, ' ');
    expect(code).toBe(0);
    expect(out).toContain('Maximum Number of Messages per SMTP Connection');
    expect(out).toMatch(/p99 by pairs of days: .* less/);
    expect(out).toMatch(/The strongest within the bounds|It is the strongest/);
    for (const title of [
      'The settings to choose',
      'What they bring',
      'How it was chosen, and how sure that is',
      'Can this happen here at all?',
      'How far each value can move',
      'Is 199 right here?',
      'The smallest change that would do',
      'Side effects',
      'Assumptions',
    ]) {
      expect(out).toContain(title);
    }
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says whether 199 is right before anything is run, on a terminal', async () => {
    const { err } = await recommend([], { isTerminal: true });
    expect(err).toMatch(/^199 is (right|too many) for this site/);
  });

  it('says what was noted of the setting that stands for today', async () => {
    const broken = [
      '--set',
      'bounds=["runners <= 4"]',
      '--set',
      'settings.mine={ extends: default, runners: 5 }',
    ];
    const { out } = await recommend(['--setting', 'mine', ...broken, '--json']);
    const { assumptions } = recommendationSchema.parse(JSON.parse(out));
    expect(assumptions.join('\n')).toContain("mine breaks the scenario's bound runners <= 4");
  });

  it('prints JSON that keeps to its schema, and CSV', async () => {
    const { out } = await recommend(['--json']);
    const result = recommendationSchema.strict().parse(JSON.parse(out));
    expect(result.requested.objectives).toEqual(['p99 < 5m']);
    expect(result.requested.assumedBounds.join()).toContain('runners <= 8');
    const csv = (await recommend(['--csv'])).out;
    expect(csv).toMatch(
      /^scenario,kind,name,now from,now to,chosen from,chosen to,interval from,interval to\r\n/,
    );
    expect(csv).toContain('setting,hostStatus,true,true,false,false');
  });

  it('takes objectives and bounds of the scenario, and adds those of the command line', async () => {
    const input = `${SMALL_SCENARIO}objectives: [p99 < 6m]\nbounds: [runners <= 3]\n`;
    const { out } = await recommend(['--bound', 'retry-interval >= 2m', '--json'], { input });
    const { requested, choice } = recommendationSchema.parse(JSON.parse(out));
    expect(requested.objectives).toEqual(['p99 < 6m']);
    expect(requested.bounds).toEqual(['runners <= 3', 'retry-interval >= 2m']);
    expect(choice?.settings.runners).toBeLessThanOrEqual(3);
    expect(choice?.settings.retryIntervalMs).toBeGreaterThanOrEqual(120_000);
  });

  it('ends with 4 where the objectives cannot be met, with the nearest and what stops it', async () => {
    const { code, out } = await recommend(['--objective', 'p99 < 1s']);
    expect(code).toBe(4);
    expect(out).toContain('cannot be met within the bounds');
    expect(out).toMatch(/comes\s+nearest/);
    expect(out).toContain('What stops it');
    const bound = await recommend(['--objective', 'p99 < 4m', '--bound', 'host-status = on']);
    expect(bound.code).toBe(4);
    expect(bound.out).toMatch(/that HostStat cannot be changed: without it/);
  });

  it('prints what it knows when it is interrupted', async () => {
    const { code, out } = await recommend([], { interruptAtTurn: 400 });
    expect(code).toBe(130);
    expect(out).toContain('PARTIAL');
    expect(out).toContain('The best so far:');
  });

  it('ends in time with the best so far, marked as partial', async () => {
    const { code, out, err } = await recommend(['--within', '60s'], { lookMs: 100 });
    expect([code, err]).toEqual([4, expect.any(String)]);
    expect(out).toContain('PARTIAL: stopped before any setting was shown');
    expect(out).toContain('The best so far:');
    const json = await recommend(['--within', '60s', '--json'], { lookMs: 100 });
    const { partial, leading, choice } = recommendationSchema.parse(JSON.parse(json.out));
    expect([partial, choice]).toEqual([true, null]);
    expect(leading?.first.days).toBeGreaterThan(0);
  });

  it('is whole, and nothing said of time, where it ends within', async () => {
    const { code, out } = await recommend(['--within', '1h']);
    expect(code).toBe(0);
    expect(out).not.toContain('PARTIAL');
  });

  it.each([
    [['--within', '60'], 'expected a duration, such as 60s or 5m'],
    [['--within', '0s'], 'expected a duration, such as 60s or 5m'],
    [['--objective', 'p98 < 5m'], '"p98" is not a measure'],
    [['--objective', 'p99 != 5m'], 'it has to compare a measure with a value'],
    [['--objective', 'cuts = 3'], 'only nothing at all'],
    [['--bound', 'runers <= 3'], 'Did you mean runners?'],
    [['--bound', 'runners <= many'], 'not a whole number'],
    [['--bound', 'retry-interval >= 5'], 'not a duration'],
    [['--bound', 'runners <= 3', '--bound', 'runners >= 5'], 'leave nothing'],
    [['--bound', 'host-status = maybe'], 'host-status = on, or host-status = off'],
    [['--bound', 'host-status = on, host-status = off'], 'cannot be both'],
    [['--objective', 'p99 < 5m on 100% of days'], 'no number of days shows'],
    [['--objective', 'mean p99 < 5m on 90% of days'], 'a mean is over all days'],
    [['--objective', 'part.mark < 5%'], 'no day keeps or breaks it'],
    [['--confidence', '20%'], 'from 80% to 99.9%'],
  ])('refuses %j in words', async (options, message) => {
    const { code, out, err } = await recommend(options);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
