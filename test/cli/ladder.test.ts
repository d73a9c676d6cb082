import { describe, expect, it } from 'vitest';
import { ladderSchema } from '../../sim/studies/ladder/result.ts';
import { mailpath, SMALL_SCENARIO, type TerminalState } from './test-terminal.ts';

function ladder(options: readonly string[] = [], state: TerminalState = {}) {
  return mailpath(['ladder', '-', ...options], { input: SMALL_SCENARIO, ...state });
}

describe('mailpath ladder', () => {
  it('prints how much all changes gain, then what each does, and with --full all steps', async () => {
    const { code, out, err } = await ladder();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/From default to recommended p99 of a typical day (?:falls|goes|stays)/);
    expect(out).toMatch(/ alone +(?:lost without|without it) +role$/m);
    expect(out.split('\n').length).toBeLessThanOrEqual(30);
    const full = (await ladder(['--full'])).out;
    expect(full).toContain('The changes from default to recommended');
    expect(full).toContain('A limit by itself (default, and no more runners)');
  });

  it('prints the same bytes again for the same seed', async () => {
    const brief = ['--replications', '2', '--no-limits'];
    expect((await ladder(brief)).out).toBe((await ladder(brief)).out);
  });

  it('prints JSON that keeps to its schema, and that mailpath schema describes', async () => {
    const result = ladderSchema.parse(JSON.parse((await ladder(['--json'])).out));
    expect(result.format).toBe('mailpath-ladder/2');
    expect(result.limits?.steps.map(({ limit }) => limit)).toEqual([1, 2, 5, 10, 20, 50, 100, 199]);
    const schema = JSON.parse((await mailpath(['schema', 'ladder'])).out);
    expect(Object.keys(schema.properties)).toEqual(Object.keys(result));
  });

  it('tries the target’s own limit, too', async () => {
    const words = ['--set', 'settings.recommended.messages-per-connection=30', '--json'];
    const { out } = await ladder([...words, '--replications', '1']);
    const { limits } = ladderSchema.parse(JSON.parse(out));
    expect(limits?.steps.map(({ limit }) => limit)).toContain(30);
  });

  it('goes between any two settings, by any measure that has a better', async () => {
    const words = ['--from', 'recommended', '--to', 'default', '--measure', 'max', '--no-limits'];
    const { out } = await ladder([...words, '--json', '--replications', '2']);
    const result = ladderSchema.parse(JSON.parse(out));
    expect([result.from.name, result.to.name]).toEqual(['recommended', 'default']);
    expect(result.changes.map(({ name }) => name)).toContain('HostStat on');
    expect(result.measure.name).toBe('max');
    expect(result.limits).toBeNull();
  });

  it('prints CSV with a row for each step and measure', async () => {
    const { out } = await ladder(['--csv', '--replications', '2']);
    expect(out).toMatch(/^scenario,group,step,compared_with,measure,/);
    expect(out).toContain(',limit,limit of 199,no limit,p99,');
  });

  it('replicates until the measure is known well enough', async () => {
    const words = ['--precision', '50%', '--measure', 'mean', '--no-limits', '--json'];
    const { out } = await ladder(words);
    const { precision } = ladderSchema.parse(JSON.parse(out));
    expect(precision?.measure).toBe('mean');
  });

  it('prints what was finished, marked partial, and ends with 130', async () => {
    const { code, out } = await ladder(['--replications', '200', '--no-limits'], {
      interruptAtTurn: 600,
    });
    expect(code).toBe(130);
    expect(out).toContain('PARTIAL: stopped after');
    const none = await ladder([], { interruptAtTurn: 1 });
    expect([none.code, none.out]).toEqual([130, '']);
    expect(none.err).toContain('nothing to show');
  });

  it.each([
    [['--to', 'recomended'], 'The scenario has no setting "recomended". Did you mean recommended?'],
    [['--from', 'recommended'], 'recommended and recommended are the same here'],
    [['--measure', 'p98'], 'There is no measure "p98".'],
    [['--measure', 'arrived'], 'neither more nor less of it is better'],
    [['--json', '--csv'], 'which of the two?'],
  ])('refuses %j in words', async (words, message) => {
    const { code, out, err } = await ladder(words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('needs a scenario, and helps with examples', async () => {
    const { code, err } = await mailpath(['ladder']);
    expect(code).toBe(2);
    expect(err).toContain('mailpath ladder needs a scenario, for example: mailpath ladder main');
    const help = (await mailpath(['ladder', '--help'])).out;
    expect(help).toContain('mailpath ladder mine.yaml --from mine --to recommended');
  });
});
