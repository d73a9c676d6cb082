import {
  chmodSync,
  lstatSync,
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
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutputFile, writeOutputFile } from '../../sim/cli/output-file.ts';
import { UsageError } from '../../sim/inquiry/refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an output file', () => {
  it('replaces what was there, keeps its mode, and leaves nothing beside it', () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    writeOutputFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('is written through a symbolic link, which stays one', () => {
    const target = join(folder, 'target.json');
    const link = join(folder, 'link.json');
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    writeOutputFile(link, 'new');
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('leaves a device what it is', () => {
    writeOutputFile('/dev/null', 'gone');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('is refused in words where it cannot be', () => {
    expect(() => checkOutputFile(folder)).toThrow(UsageError);
    expect(() => checkOutputFile(join(folder, 'no', 'x.json'))).toThrow('Create it first');
    expect(() => writeOutputFile(join(folder, 'no', 'x.json'), '')).toThrow('cannot be written');
    expect(() => checkOutputFile(join(folder, 'new.json'))).not.toThrow();
  });
});
