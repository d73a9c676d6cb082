import { describe, expect, it } from 'vitest';
import { sensitivitySchema } from '../../sim/studies/sensitivity/result.ts';
import { mailpath, SMALL_SCENARIO, type TerminalState } from './test-terminal.ts';

function sensitivity(options: readonly string[] = [], state: TerminalState = {}) {
  return mailpath(['sensitivity', '-', ...options], { input: SMALL_SCENARIO, ...state });
}

describe('mailpath sensitivity', () => {
  it('prints what to measure first, and with --full a tornado', async () => {
    const { code, out } = await sensitivity();
    expect(code).toBe(0);
    expect(out).toMatch(/standard input; \d+ inputs in \d+ runs, 3 days \(replications\)/);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '3 days cannot tell whether that is more than chance',
    );
    expect(out).toMatch(/^ {2}With one input changed +now +at +p99$/m);
    expect((await sensitivity(['--full'])).out).toMatch(/^ {2}goodput, .*│/m);
  });

  it('prints JSON that keeps to its schema, of the inputs that were asked for', async () => {
    const words = ['--only', 'goodput,runners', '--range', 'goodput=100KB/s..1MB/s', '--json'];
    const { out } = await sensitivity([...words, '--setting', 'recommended', '--measure', 'max']);
    const result = sensitivitySchema.parse(JSON.parse(out));
    expect(result.inputs.map(({ name }) => name).sort()).toEqual(['goodput', 'runners']);
    const goodput = result.inputs.find(({ name }) => name === 'goodput');
    expect(goodput?.ends.map(({ at }) => at)).toEqual([100, 1000]);
    expect([result.setting, result.measure.name]).toEqual(['recommended', 'max']);
  });

  it('has the base that run has', async () => {
    const { out } = await sensitivity(['--only', 'goodput', '--json']);
    const run = await mailpath(['run', '-', '--json'], { input: SMALL_SCENARIO });
    expect(JSON.parse(out).base).toEqual(JSON.parse(run.out).settings[0].measures.p99);
  });

  it('prints CSV', async () => {
    const { out } = await sensitivity(['--only', 'goodput', '--csv']);
    expect(out.trimEnd().split('\r\n')).toHaveLength(3);
  });

  it.each([
    [['--only', 'goodpt'], 'Did you mean goodput?'],
    [['--range', 'goodput'], 'expected INPUT=LOW..HIGH'],
    [['--range', 'goodput=4..1'], 'write the lower one first'],
    [['--range', 'overshoot=0.5..2'], 'such as 15m..1h'],
    [['--range', 'speed=1..2'], 'There is no input "speed"'],
    [['--range', 'goodput=1..2', '--range', 'goodput=1..3'], 'gives goodput twice'],
    [['--range', 'cut=1..2'], 'it has choices, which are all tried'],
    [['--measure', 'p98'], 'no measure "p98"'],
    [['--setting', 'recomended'], 'Did you mean recommended?'],
    [
      ['--only', 'overshoot', '--set', 'hosts.exchange-online.lifetime=none'],
      'There is nothing to change. overshoot: no host ends connections at a lifetime.',
    ],
  ])('%j: exit 2, in words', async (words, message) => {
    const { code, out, err } = await sensitivity(words);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  it('prints what was finished when it is interrupted, marked partial, and ends with 130', async () => {
    const words = ['--only', 'goodput', '--replications', '500'];
    const { code, out } = await sensitivity(words, { interruptAtTurn: 900 });
    expect(code).toBe(130);
    expect(out).toMatch(/PARTIAL: stopped after \d+ days? \(replications?\) of 500/);
  });

  it('says that there is nothing to show before the first replication is finished', async () => {
    const { code, err } = await sensitivity([], { interruptAtTurn: 1 });
    expect(code).toBe(130);
    expect(err).toContain('nothing to show');
  });
});
