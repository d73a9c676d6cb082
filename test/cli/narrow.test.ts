import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../sim/cli/commands.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const LOG = 'test/maillog/logs/d3-limit.maillog';

/** Lines that are wider than a terminal of 40 columns. */
async function tooWide(words: readonly string[]): Promise<string[]> {
  const { out } = await mailpath(words, { isTerminal: true, columns: 40, input: SMALL_SCENARIO });
  expect(out).not.toBe('');
  return stripVTControlCharacters(out)
    .split('\n')
    .filter((line) => line.length > 40);
}

describe('a terminal of 40 columns', () => {
  it.each([
    [['--help']],
    ...COMMANDS.map(({ name }) => [[name, '--help']]),
    [['explain']],
    [['explain', 'mark']],
    [['explain', 'messages-per-connection']],
    [['explain', 'greeting-421']],
    [['explain', 'E_UNIT_MISSING']],
    [['compare', '-']],
    [['run', '-']],
    [['ladder', '-']],
    [['sweep', '-', '--vary', 'runners=1,2']],
    [['sweep', '-', '--vary', 'runners=1,2', '--vary', 'retry-interval=5m,10m']],
    [['sensitivity', '-', '--only', 'goodput,size']],
    [['recommend', '-', '--objective', 'p99 < 1h']],
    [['diagnose', LOG]],
    [['forecast', LOG]],
    [['trace', '-', '--format', 'story']],
    [['trace', '-', '--format', 'timeline']],
    [['validate', '-']],
    [['cache', '--help']],
  ])('holds what is printed by %j', async (words) => {
    expect(await tooWide(words)).toEqual([]);
  });
});
