import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../sim/cli/commands.ts';
import { mailpath } from './test-terminal.ts';

describe('help', () => {
  it('opens with worked examples, before commands and options', async () => {
    const { code, out } = await mailpath(['--help']);
    expect(code).toBe(0);
    expect(out.indexOf('Examples')).toBeLessThan(out.indexOf('Commands'));
    for (const { name } of COMMANDS) expect(out).toContain(`  ${name}`);
  });

  it.each(COMMANDS.map(({ name }) => name))('of %s has its examples and options', async (name) => {
    const { code, out } = await mailpath([name, '--help']);
    expect(code).toBe(0);
    expect(out.indexOf('Examples')).toBeLessThan(out.indexOf('Usage'));
    expect(out).toContain(`mailpath ${name}`);
    expect(out).toContain('--no-color');
  });

  it('is shown on standard error, with exit 2, where no command is given', async () => {
    const { code, out, err } = await mailpath([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('mailpath compare');
  });

  it('is a command as well, of all commands and of one', async () => {
    const all = (await mailpath(['--help'])).out;
    for (const words of [['help'], ['help', '--help'], ['-h']]) {
      expect((await mailpath(words)).out).toBe(all);
    }
    const { out } = await mailpath(['help', 'sweep']);
    expect(out).toBe((await mailpath(['sweep', '--help'])).out);
    expect((await mailpath(['help', 'sweeep'])).err).toContain('Did you mean mailpath sweep?');
  });

  it.each(['--version', 'version'])('tells the version: %s', async (word) => {
    expect((await mailpath([word])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a command line that cannot be carried out', () => {
  it.each([
    [['comapre'], 'Did you mean mailpath compare?'],
    [['compare', '--replicatons', '3'], 'Did you mean --replications?'],
    [['compare', '--seed'], '--seed needs a value'],
    [['compare', '--seed', 'a', '--seed', 'b'], 'give it once'],
    [['compare', '--replications', 'ten'], 'expected a whole number from 1'],
    [['compare', '--replications', '0'], 'expected a whole number from 1'],
    [['compare', '--replications', '1e3'], 'expected a whole number from 1'],
    [['compare', '--json', '--csv'], 'which of the two'],
    [['compare', '--json=no'], '--json takes no value'],
    [['compare', 'main', 'extra'], 'no place for "extra"'],
    [['compare', 'main', '--settings', 'defualt'], 'Did you mean default?'],
    [['compare', 'main', '--output', '/no/such/folder/x.json'], 'there is no folder'],
    [['compare', 'main', '--output', '/'], 'is a folder'],
    [['run'], 'mailpath run main'],
    [['run', 'main', '--setting', 'recommend'], 'Did you mean recommended?'],
    [['explain', 'massages-per-connection'], 'Did you mean messages-per-connection?'],
    [['schema', 'results'], 'Did you mean result?'],
    [['cache', 'cleer'], 'Did you mean clear?'],
    [['trace', 'main', '--format', 'stroy'], 'Did you mean story?'],
    [['validate', 'main', '--set'], '--set needs a value'],
    [['compare', '-x', 'main'], 'mailpath compare has no option -x'],
    [['--no-color', 'comapre'], 'Did you mean mailpath compare?'],
    [['--json'], 'for example: mailpath compare --json'],
    [['--jsno', 'compare'], 'Did you mean --json?'],
  ])('%j: exit 2, in words', async (words, message) => {
    const { code, out, err } = await mailpath(words);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });
});
