import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import { startReplication } from '../../sim/studies/replicate.ts';
import { officeGateway } from '../studies/office-gateway.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-cache-'));
let folders = 0;
const newFolder = () => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));

const withStore = (folder: string) => ({
  environment: { MAILPATH_CACHE: folder },
  input: SMALL_SCENARIO,
});
const run = (folder: string, ...words: string[]) => mailpath(words, withStore(folder));

/** A store with six replications, and one that other code made. */
async function filled(): Promise<string> {
  const folder = newFolder();
  expect((await run(folder, 'compare', '-')).code).toBe(0);
  const input = officeGateway();
  const replication = startReplication(input, 'old', 0);
  while (replication.step());
  const job = { input, seed: 'old', replication: 0, setting: 'default' };
  await new ReplicationStore(folder, 'other code').put(job, replication.finish());
  return folder;
}

describe('mailpath cache ls', () => {
  it('says where the store is, how many it holds, how large they are, and how many are stale', async () => {
    const folder = await filled();
    for (const words of [['cache'], ['cache', 'ls']]) {
      const { code, out, err } = await run(folder, ...words);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(folder);
      expect(out).toMatch(/ {2}7 replications, [\d.]+ KB; beyond 1 GB the oldest go/);
      expect(out).toMatch(/of these 1 replication, [\d.]+ KB, made by another version/);
      expect(out).toContain('mailpath cache clear --stale');
    }
  });

  it('prints the same as JSON', async () => {
    const folder = await filled();
    const data = JSON.parse((await run(folder, 'cache', 'ls', '--json')).out);
    expect(data).toMatchObject({
      format: 'mailpath-cache/1',
      folder,
      replications: 7,
      stale: { replications: 1 },
      largestBytes: 1e9,
    });
    expect(data.bytes).toBeGreaterThan(data.stale.bytes);
  });

  it('says that there is none, and makes none', async () => {
    const folder = newFolder();
    const { code, out } = await run(folder, 'cache', 'ls');
    expect([code, existsSync(folder)]).toEqual([0, false]);
    expect(out).toContain(`There is no folder ${folder}`);
    expect(JSON.parse((await run(folder, 'cache', '--json')).out).replications).toBe(0);
  });

  it('says that a folder is something else', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const { code, out } = await run(folder, 'cache', 'ls');
    expect([code, out]).toEqual([0, `There are no stored replications in ${folder}.\n`]);
  });
});

describe('mailpath cache clear', () => {
  it('removes all, and what comes next is run anew', async () => {
    const folder = await filled();
    const { code, out } = await run(folder, 'cache', 'clear');
    expect(code).toBe(0);
    expect(out).toMatch(/^7 replications removed from .*, [\d.]+ KB\.\n$/);
    expect(existsSync(folder)).toBe(false);
    expect((await run(folder, 'compare', '-')).code).toBe(0);
    expect((await new ReplicationStore(folder).entries()).ours).toHaveLength(6);
  });

  it('--stale removes what other code made, and keeps the rest', async () => {
    const folder = await filled();
    const { out } = await run(folder, 'cache', 'clear', '--stale');
    expect(out).toMatch(/^1 replication removed from .*; 6 replications kept\.\n$/);
    expect((await new ReplicationStore(folder).entries()).stale).toEqual([]);
  });

  it('leaves a folder alone that is something else', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    writeFileSync(join(folder, 'tmp', 'mine'), '');
    mkdirSync(join(folder, 'content-mine'));
    const { code, out } = await run(folder, 'cache', 'clear');
    expect(code).toBe(0);
    expect(out).toMatch(/^There are no stored replications in .* left alone\.\n$/);
    expect(readdirSync(folder).sort()).toEqual(['content-mine', 'tmp']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['mine']);
  });
});

describe('mailpath cache', () => {
  it.each([
    [['cache', 'clera'], 'Did you mean clear?'],
    [['cache', 'ls', '--stale'], '--stale belongs to mailpath cache clear'],
    [['cache', 'clear', '--json'], '--json belongs to mailpath cache ls'],
    [['cache', 'ls', 'more'], 'no place for "more"'],
  ])('refuses %j in words', async (words, message) => {
    const { code, err } = await run(newFolder(), ...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('says that the store is switched off', async () => {
    const { code, err } = await run('off', 'cache', 'clear');
    expect(code).toBe(2);
    expect(err).toContain('MAILPATH_CACHE=off switches the store off');
  });

  it('says that a file is no store', async () => {
    const file = newFolder();
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      const { code, err } = await run(path, 'cache', 'clear');
      expect(code).toBe(2);
      expect(err).toContain('cannot be used: a part of its path is no folder.');
    }
  });

  it('says that a folder in which everybody may write is not used', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const compared = await run(folder, 'compare', '-');
    expect([compared.code, compared.err]).toEqual([
      0,
      expect.stringContaining(`cannot be used: everybody may write in ${folder}.`),
    ]);
    expect(readdirSync(folder)).toEqual([]);
    const listed = await run(folder, 'cache', 'ls');
    expect([listed.code, listed.err]).toEqual([
      2,
      expect.stringContaining(`cannot be used: everybody may write in ${folder}.`),
    ]);
  });

  it('leaves it aside with --no-cache', async () => {
    const folder = newFolder();
    expect((await run(folder, 'compare', '-', '--no-cache')).code).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });
});
