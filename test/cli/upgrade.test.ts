import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath } from './test-terminal.ts';

const OLD = `question: q?
gateway: { gateways: 2 }
mail:
  arrivals: [{ rate: 3/s }]   # each
`;
const NEW = `version: 2
question: q?
gateway: { gateways: 2 }
mail:
  arrivals: [{ rate: 6/s }]   # each
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-upgrade-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('mailpath upgrade', () => {
  it('prints the new text, and what changed on standard error', async () => {
    const path = file('printed.yaml', OLD);
    const { code, out, err } = await mailpath(['upgrade', path]);
    expect({ code, out }).toEqual({ code: 0, out: NEW });
    expect(err).toContain('added "version: 2"');
    expect(err).toContain('line 4: 3/s -> 6/s');
    expect(readFileSync(path, 'utf8')).toBe(OLD);
    expect((await mailpath(['upgrade', '-'], { input: OLD })).out).toBe(NEW);
  });

  it('rewrites the file itself, keeps the old one, and does so once', async () => {
    const path = file('inplace.yaml', OLD);
    const { code, out, err } = await mailpath(['upgrade', path, '--in-place']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('inplace.yaml.v1');
    expect(readFileSync(path, 'utf8')).toBe(NEW);
    expect(readFileSync(`${path}.v1`, 'utf8')).toBe(OLD);
    const again = await mailpath(['upgrade', path, '--in-place']);
    expect({ code: again.code, out: again.out }).toEqual({ code: 0, out: '' });
    expect(again.err).toContain('is of version 2; nothing is to be rewritten');
    expect(readFileSync(path, 'utf8')).toBe(NEW);
    expect((await mailpath(['validate', path])).code).toBe(0);
  });

  it('writes nothing where the old file cannot be kept, or there is none', async () => {
    const path = file('taken.yaml', OLD);
    file('taken.yaml.v1', 'mine');
    const taken = await mailpath(['upgrade', path, '--in-place']);
    expect(taken.code).toBe(2);
    expect(taken.err).toContain('taken.yaml.v1 exists already');
    expect(readFileSync(path, 'utf8')).toBe(OLD);
    const none = await mailpath(['upgrade', join(folder, 'none.yaml'), '--in-place']);
    expect(none.code).toBe(2);
    expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
    expect((await mailpath(['upgrade', '-', '--in-place'], { input: OLD })).code).toBe(2);
  });

  it('passes a scenario of version 2 on as it is', async () => {
    const { code, out, err } = await mailpath(['upgrade', 'main']);
    expect(code).toBe(0);
    expect(out).toContain('version: 2');
    expect(err).toContain('nothing is to be rewritten');
  });

  it('refuses what is no scenario with its place', async () => {
    const { code, err } = await mailpath(['upgrade', '-'], { input: 'a: [' });
    expect(code).toBe(3);
    expect(err).toContain('E_YAML');
  });
});

describe('every other command', () => {
  it('refuses a file of version 1 and names the command that rewrites it', async () => {
    const path = file('refused.yaml', OLD);
    for (const command of ['compare', 'validate', 'run']) {
      const { code, err } = await mailpath([command, path]);
      expect(code).toBe(3);
      expect(err).toContain('E_VERSION');
      expect(err).toContain('version: 2');
      expect(err).toMatch(/mailpath upgrade \S*refused\.yaml/);
    }
  });
});
