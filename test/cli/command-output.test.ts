/** What commands do with the files that they are told to write. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SCENARIO_FOLDER } from '../../sim/cli/package-root.ts';
import { recordedLogPath } from '../maillog/read-text.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const ALL = mkdtempSync(join(tmpdir(), 'mailpath-command-output-'));
let folder = ALL;
let number = 0;
const at = (name: string) => join(folder, name);

/** A scenario that extends another and replays recorded arrivals. */
beforeEach(() => {
  folder = join(ALL, String(number++));
  mkdirSync(folder);
  writeFileSync(at('base.yaml'), SMALL_SCENARIO);
  writeFileSync(at('mail.csv'), 'arrival_ms,bytes\n0,1000\n500,2000\n');
  writeFileSync(
    at('site.yaml'),
    'version: 2\nextends: base\nquestion: q\nmail: { arrivals: [{ recorded: mail.csv }] }\n',
  );
  copyFileSync(recordedLogPath('d3-limit'), at('mail.log'));
});
afterAll(() => rmSync(ALL, { recursive: true }));

const FEW = ['--replications', '2'];

/** Each command that reads a scenario and writes a file. */
const OF_SCENARIOS: readonly (readonly [string, readonly string[]])[] = [
  ['compare', FEW],
  ['run', FEW],
  ['ladder', FEW],
  ['sweep', ['--vary', 'runners=1,2', ...FEW]],
  ['sensitivity', ['--only', 'goodput', ...FEW]],
  ['recommend', ['--objective', 'p99 < 1h']],
  ['trace', []],
];
const OF_LOGS: readonly (readonly [string, readonly string[]])[] = [
  ['diagnose', []],
  ['fit', []],
  ['forecast', ['--replications', '3']],
  ['compare', FEW],
  ['run', FEW],
  ['trace', []],
];

describe('a command', () => {
  it.each(OF_SCENARIOS)('%s does not write over what it reads', async (command, words) => {
    symlinkSync('base.yaml', at('link.yaml'));
    linkSync(at('mail.csv'), at('hard.csv'));
    const options = command === 'trace' ? ['--output'] : ['--output', '--html'];
    const direct = ['site.yaml', 'base.yaml', 'mail.csv'];
    for (const name of [...(command === 'trace' ? direct : []), 'link.yaml', 'hard.csv']) {
      for (const option of options) {
        const before = readFileSync(at(name), 'utf8');
        const told = await mailpath([command, at('site.yaml'), ...words, option, at(name)]);
        expect(told).toMatchObject({ code: 2, out: '' });
        expect(told.err).toContain(`${option} ${at(name)} is a file that is read from`);
        expect(readFileSync(at(name), 'utf8')).toBe(before);
      }
    }
  });

  it.each(OF_LOGS)('%s does not write over the log that it reads', async (command, words) => {
    symlinkSync('mail.log', at('link.log'));
    const options = ['--output', ...(command === 'trace' ? [] : ['--html'])];
    if (command === 'fit') options.splice(1, 1, '--recorded');
    const before = readFileSync(at('mail.log'), 'utf8');
    for (const name of ['mail.log', 'link.log']) {
      for (const option of options) {
        const told = await mailpath([command, at('mail.log'), ...words, option, at(name)]);
        expect(told).toMatchObject({ code: 2, out: '' });
        expect(told.err).toContain(`${option} ${at(name)} is a file that is read from`);
      }
    }
    expect(readFileSync(at('mail.log'), 'utf8')).toBe(before);
  });

  it('does not write over a shipped scenario, wherever it is called from', async () => {
    const path = join(SCENARIO_FOLDER, 'main.yaml');
    const before = readFileSync(path, 'utf8');
    const home = process.cwd();
    try {
      process.chdir(folder);
      const told = await mailpath(['trace', 'main', '--output', path]);
      expect(told.err).toContain('is a file that is read from');
    } finally {
      process.chdir(home);
      writeFileSync(path, before);
    }
  });

  it('does not write two results to one file', async () => {
    symlinkSync('.', at('here'));
    const words = ['fit', at('mail.log'), '--output', at('x'), '--recorded', at('here/x')];
    expect((await mailpath(words)).err).toContain('--output and --recorded are both');
  });

  it.each(OF_LOGS)('%s of a log makes files for their owner alone', async (command, words) => {
    const files = ['--output', at('told')];
    if (command === 'fit') files.push('--recorded', at('mail.csv2'));
    else if (command !== 'trace') files.push('--html', at('told.html'));
    const { code } = await mailpath([command, at('mail.log'), ...words, ...files]);
    expect(code).toBe(0);
    const written = files.filter((word) => !word.startsWith('--'));
    for (const file of written) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    for (const file of written) chmodSync(file, 0o644);
    await mailpath([command, at('mail.log'), ...words, ...files]);
    for (const file of written) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o644]);
  });

  it('makes other files as the umask says', async () => {
    const words = [
      'run',
      at('site.yaml'),
      ...FEW,
      '--output',
      at('a.json'),
      '--html',
      at('a.html'),
    ];
    expect((await mailpath(words)).code).toBe(0);
    await mailpath(['init', at('new.yaml')]);
    for (const name of ['a.json', 'a.html', 'new.yaml']) {
      expect(statSync(at(name)).mode & 0o777).toBe(0o666 & ~process.umask());
    }
  });

  it.skipIf(process.getuid?.() !== 0)('trace leaves a device what it is', async () => {
    execFileSync('mknod', [at('nul'), 'c', '1', '3']);
    expect((await mailpath(['trace', at('site.yaml'), '--output', at('nul')])).code).toBe(0);
    expect(statSync(at('nul')).isCharacterDevice()).toBe(true);
  });

  it('trace keeps the mode of a file, and leaves nothing beside a full device', async () => {
    writeFileSync(at('old.log'), 'old', { mode: 0o600 });
    expect((await mailpath(['trace', at('site.yaml'), '--output', at('old.log')])).code).toBe(0);
    expect(statSync(at('old.log')).mode & 0o777).toBe(0o600);
    const names = readdirSync(folder);
    const { code, err } = await mailpath(['trace', at('site.yaml'), '--output', '/dev/full']);
    expect([code, err]).toEqual([2, '/dev/full cannot be written: no space is left.\n']);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('trace writes no colours to a file, whatever standard output is', async () => {
    const words = ['trace', at('base.yaml'), '--format', 'story'];
    await mailpath([...words, '--output', at('story')], { isTerminal: true });
    expect(readFileSync(at('story'), 'utf8')).toBe((await mailpath(words)).out);
  });

  it('upgrade keeps modes, of the file and of what it was', async () => {
    writeFileSync(at('old.yaml'), 'question: q\nmail: { arrivals: [{ rate: 1/m }] }\n', {
      mode: 0o640,
    });
    const { code } = await mailpath(['upgrade', at('old.yaml'), '--in-place']);
    expect(code).toBe(0);
    for (const name of ['old.yaml', 'old.yaml.v1']) {
      expect(statSync(at(name)).mode & 0o777).toBe(0o640);
    }
    const piped = await mailpath(['upgrade', '/dev/null', '--in-place']);
    expect(piped.err).toContain('there is no file /dev/null');
  });
});
