/**
 * What a scenario refers to (extends, recorded): a stranger's scenario names files of the one who tries
 * it. Nothing is waited for, nothing is read without end, and nothing that stands in them is shown.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath } from './test-terminal.ts';

const SECRET = 'hunter2';
let folder: string;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-named-'));
  mkdirSync(join(folder, 'sub.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('/dev/zero', join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words with which commands that read the scenario refuse it: always the same. */
async function refused(text: string): Promise<string> {
  const path = file('scenario.yaml', text);
  const { code, out, err } = await mailpath(['validate', path]);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).not.toMatch(/fault of mailpath|\bat .*\.[jt]s:\d+/);
  expect((await mailpath(['run', path, '--quiet'])).err).toBe(err);
  return err;
}

const extending = (name: string) => `extends: "${name}"\nquestion: q?\n`;
const recording = (name: string) =>
  `version: 2\nquestion: q?\nmail: { arrivals: [{ recorded: "${name}" }] }\n`;

describe.each([
  ['extends', extending],
  ['recorded', recording],
])('%s leads to what is no file', (_what, scenario) => {
  it.each(['/dev/zero', '/dev/random', '/dev/tty', '/dev', 'link', 'pipe', 'sub.yaml', '.'])(
    'and that is said in words: %s',
    async (name) => {
      const told = await refused(scenario(name));
      expect(told).toContain('is not a regular file but a folder, a device or a pipe');
    },
  );

  it('and a name that is none is not found', async () => {
    expect(await refused(scenario('nowhere'))).toContain('was not found');
  });

  it('and a file beyond the limit is not read', async () => {
    file('large', 'x'.repeat(10_000_001));
    expect(await refused(scenario('large'))).toContain('more than the 10 MB');
  });
});

describe('what stands in a file that a scenario names', () => {
  it.each([
    ['a line of another form', `arrival_ms,bytes\n${SECRET}:x:1\n`, 2],
    ['a time before the last one', `5,5\n4,${SECRET.length}\n`, 2],
    ['a size beyond all', '5,9999999999999999\n', 1],
    ['nothing but comments', `# ${SECRET}\n`, 1],
  ])('is not shown, only its line: recorded, %s', async (_what, content, line) => {
    file('recorded.csv', content);
    const told = await refused(recording('recorded.csv'));
    expect(told).toContain(`E_RECORDED: recorded.csv, line ${line}: expected milliseconds`);
    expect(told).not.toContain(SECRET);
  });

  it.each([
    ['what is no YAML', `${SECRET}: [1, 2\nx: ]\n`],
    ['a table of passwords', `root:${SECRET}:19000:0:99999:7:::\nbin:*:19000:0:99999:7:::\n`],
    ['a text', `${SECRET}\n`],
    ['a list', `- ${SECRET}\n`],
    ['another version', `version: ${SECRET}\nquestion: q?\n`],
    ['no version', `${SECRET}: 1\nmail: { recipients: 3 }\n`],
    ['an unknown key', `version: 2\n${SECRET}: 1\nmail: { arrivals: [{ rate: 1/s }] }\n`],
    ['an unknown key within', `version: 2\nmail: { ${SECRET}: 1, arrivals: [{ rate: 1/s }] }\n`],
    ['a value of another kind', `version: 2\nmail: ${SECRET}\n`],
    ['a quantity', `version: 2\nmail: { arrivals: [{ rate: ${SECRET} }] }\n`],
    [
      'a name of its own',
      `version: 2\nmail: { arrivals: [{ rate: 1/s }] }\ncompare: [${SECRET}]\n`,
    ],
    ['an expectation', `version: 2\nmail: { arrivals: [{ rate: 1/s }] }\nbounds: [${SECRET}]\n`],
    ['what it extends itself', `extends: ${SECRET}\n`],
    ['a key twice', `version: 2\n${SECRET}: 1\n${SECRET}: 2\n`],
  ])('is not shown: extends, %s', async (_what, content) => {
    file('base.yaml', content);
    const told = await refused(extending('base.yaml'));
    expect(told).toMatch(/base\.yaml:\d+:\d+: E_[A-Z_]+: \S/);
    expect(told).toContain('mailpath validate');
    expect(told).not.toContain(SECRET);
    const upgraded = await mailpath(['upgrade', join(folder, 'scenario.yaml')]);
    expect(`${upgraded.out}${upgraded.err}`).not.toContain(SECRET);
  });

  it('is shown of the file that the user names', async () => {
    const path = file('own.yaml', `version: 2\nquestion: q?\nmail: ${SECRET}\n`);
    expect((await mailpath(['validate', path])).err).toContain(SECRET);
  });

  it('is shown of a shipped scenario', async () => {
    const told = await refused('extends: main\nquestion: q?\nhosts: { other: {} }\n');
    expect(told).toContain(' | ');
  });
});

describe('files that extend one another', () => {
  const chain = (n: number) => {
    file('c0.yaml', 'version: 2\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n');
    for (let i = 1; i < n; i++) file(`c${i}.yaml`, `extends: c${i - 1}.yaml\n`);
    return extending(`c${n - 1}.yaml`);
  };

  it('are read up to some', async () => {
    const path = file('scenario.yaml', chain(7));
    expect((await mailpath(['validate', path])).code).toBe(0);
  });

  it('are refused beyond that, though they go on without end', async () => {
    expect(await refused(chain(1000))).toContain('E_EXTENDS');
  });

  it('are refused in a circle', async () => {
    file('a.yaml', 'extends: b.yaml\n');
    file('b.yaml', 'extends: a.yaml\n');
    expect(await refused(extending('a.yaml'))).toContain('E_EXTENDS');
    expect(await refused(extending('scenario.yaml'))).toContain('extends itself');
  });
});
