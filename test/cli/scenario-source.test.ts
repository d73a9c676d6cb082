import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shippedScenarios } from '../../sim/cli/package-root.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Every command that reads a scenario refuses it in the same way. */
async function refused(name: string, input?: string | Buffer): Promise<string> {
  const state = input === undefined ? {} : { input };
  const { code, out, err } = await mailpath(['compare', name], state);
  expect([code, out]).toEqual([3, '']);
  expect(err).not.toMatch(/\bat .*\.[jt]s:\d+/);
  return err;
}

describe('what a --set breaks', () => {
  it.each(['settings.default.runers=3', 'nonsense', 'settings.default.runners=abc'])(
    'is said of the --set, not of the file: %s',
    async (change) => {
      const { code, err } = await mailpath(['validate', 'main', '--set', change]);
      expect(code).toBe(3);
      expect(err).toMatch(/^--set 1:1:/);
      expect(err).toContain('1 error in --set 1. More');
      expect(err).not.toContain('main.yaml');
    },
  );
});

describe('a scenario that cannot be read', () => {
  it('is refused if there is no such file, with a shipped one of nearly that name', async () => {
    expect(await refused('maim')).toContain('Did you mean the shipped scenario main?');
    expect(await refused('nothing-of-the-kind')).toContain('Shipped scenarios, by name:');
  });

  it('is refused if it is a folder', async () => {
    expect(await refused(folder)).toContain('is a folder');
  });

  it('is refused by its size before it is read', async () => {
    const path = file('huge.yaml', '');
    // More than can be read into one buffer, and not a byte of it on the disk.
    truncateSync(path, 5_000_000_000);
    expect(await refused(path)).toContain('5000 MB, more than the 10 MB');
    expect(await refused('-', 'a'.repeat(10_000_001))).toContain('larger than the 10 MB');
  });

  it('is refused though it never ends', async () => {
    expect(await refused('/dev/zero')).toContain('larger than the 10 MB');
  });

  it('is refused if it is binary or not in UTF-8', async () => {
    expect(await refused(file('binary.yaml', Buffer.from([1, 0, 2])))).toContain('binary');
    expect(await refused(file('latin.yaml', Buffer.from([0xff, 0xfe, 0x61])))).toContain('UTF-8');
  });

  it('is refused with all its errors at once, each with its place and remedy', async () => {
    const input = 'version: 2\nquestion: x\nmail: { arrivals: [{ rate: 5 }], sises: 3 KB }\n';
    const err = await refused('-', input);
    expect(err).toContain('standard input:3:28: E_UNIT_MISSING');
    expect(err).toContain('standard input:3:34: E_UNKNOWN_KEY');
    expect(err).toContain('2 errors in standard input. More about one: mailpath explain');
  });

  it('writes nothing', async () => {
    const output = join(folder, 'nothing.json');
    const { code } = await mailpath(['compare', '-', '--output', output], {
      input: 'version: 2\nquestion: x',
    });
    expect(code).toBe(3);
    const { err } = await mailpath(['validate', output]);
    expect(err).toContain('There is no file');
  });
});

describe('a scenario that is named', () => {
  it('may be a shipped one, by its bare name', async () => {
    expect(shippedScenarios()).toContain('main');
    const { code, out } = await mailpath(['validate', 'main']);
    expect(code).toBe(0);
    expect(out).toContain('scenarios/main.yaml is valid.');
  });

  it('finds what it extends beside it, and among the shipped ones', async () => {
    file('base.yaml', SMALL_SCENARIO);
    const own = file('own.yaml', 'extends: base\nquestion: And with my own?\n');
    const shipped = file('shipped.yaml', 'extends: main\nquestion: And with the shipped one?\n');
    expect((await mailpath(['validate', own, shipped])).code).toBe(0);
  });

  it('is preferred to a shipped one of the same name if it is a file', async () => {
    mkdirSync(join(folder, 'scenarios'), { recursive: true });
    const path = file(join('scenarios', 'main.yaml'), SMALL_SCENARIO);
    expect((await mailpath(['validate', path])).out).toContain('small gateway');
  });
});
