import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  diskResultStore,
  memoryResultStore,
  type ResultStore,
} from '../../../web/server/result-store.ts';
import { storedRun } from './stored-run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

async function idsIn(results: ResultStore): Promise<string[]> {
  return (await results.list()).map(({ id }) => id);
}

/** Of so many bytes. */
const sized = (id: string, bytes: number) => storedRun(id, { result: 'x'.repeat(bytes), text: '' });

describe.each<[string, (most: number) => ResultStore]>([
  ['on disk', (most) => diskResultStore(join(folder, 'runs'), most)],
  ['in memory', (most) => memoryResultStore(most, 1e6)],
])('a store of results %s', (_, make) => {
  it('gives back what was put on it, newest first, and nothing else', async () => {
    const results = make(10);
    expect(await idsIn(results)).toEqual([]);
    for (const id of ['a', 'b', 'c']) await results.put(storedRun(id), `client ${id}`);
    expect(await idsIn(results)).toEqual(['c', 'b', 'a']);
    expect(await results.find('b')).toEqual(storedRun('b'));
    expect(await results.find('d')).toBeNull();
  });

  it('holds so many, the newest ones', async () => {
    const results = make(2);
    for (const id of ['a', 'b', 'c', 'd']) await results.put(storedRun(id), `client ${id}`);
    expect(await idsIn(results)).toEqual(['d', 'c']);
    expect(await results.find('b')).toBeNull();
    expect(await results.find('c')).toEqual(storedRun('c'));
  });

  it('takes several at one time', async () => {
    const results = make(3);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(ids.map((id) => results.put(storedRun(id), `client ${id}`)));
    const left = await idsIn(results);
    expect(left).toHaveLength(3);
    for (const id of ids) expect((await results.find(id)) !== null).toBe(left.includes(id));
  });
});

describe('a store of results on disk', () => {
  it('outlives who made it, and holds no more than its successor allows', async () => {
    const first = diskResultStore(folder, 10);
    for (const id of ['a', 'b', 'c', 'd']) {
      await first.put(storedRun(id));
      // Entries are ordered by the time of their writing, ms.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const second = diskResultStore(folder, 3);
    expect(await second.find('a')).toEqual(storedRun('a'));
    expect(await idsIn(second)).toEqual(['d', 'c', 'b', 'a']);
    await second.put(storedRun('e'));
    expect(await idsIn(diskResultStore(folder, 3))).toEqual(['e', 'd', 'c']);
  });

  it('leaves no file of what it has removed', async () => {
    const results = diskResultStore(folder, 1);
    await results.put(storedRun('a'));
    const one = files().length;
    for (const id of ['b', 'c', 'd']) await results.put(storedRun(id));
    expect(files()).toHaveLength(one);
  });

  it('has no entry where its file is damaged, and goes on', async () => {
    const results = diskResultStore(folder, 10);
    await results.put(storedRun('a'));
    for (const path of files()) writeFileSync(path, 'damaged');
    expect(await diskResultStore(folder, 10).find('a')).toBeNull();
    expect(await idsIn(diskResultStore(folder, 10))).toEqual([]);
    await results.put(storedRun('b'));
    expect(await results.find('b')).toEqual(storedRun('b'));
  });

  it('is empty where its folder is none', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(await idsIn(diskResultStore(join(path, 'runs'), 10))).toEqual([]);
  });
});

describe('results in memory', () => {
  it('of one client leave half of the number and of the bytes to others', async () => {
    const results = memoryResultStore(10, 1000);
    await results.put(sized('b1', 400), 'b');
    for (let i = 1; i <= 8; i++) await results.put(sized(`a${i}`, 10), 'a');
    expect(await idsIn(results)).toEqual(['a8', 'a7', 'a6', 'a5', 'a4', 'b1']);
    for (let i = 1; i <= 3; i++) await results.put(sized(`A${i}`, 240), 'a');
    expect(await idsIn(results)).toEqual(['A3', 'A2', 'b1']);
  });

  it('of all clients are so many, and so many bytes, the newest ones', async () => {
    const results = memoryResultStore(3, 1000);
    for (let i = 1; i <= 5; i++) await results.put(sized(`r${i}`, 10), `client ${i}`);
    expect(await idsIn(results)).toEqual(['r5', 'r4', 'r3']);
    for (let i = 6; i <= 8; i++) await results.put(sized(`r${i}`, 450), `client ${i}`);
    expect(await idsIn(results)).toEqual(['r8', 'r7']);
  });

  it('that are alone too large are refused by their limit', async () => {
    const results = memoryResultStore(3, 1000);
    await expect(results.put(sized('r', 501), 'a')).rejects.toMatchObject({
      plain: { code: 'too-large', limit: { name: 'memory-result-bytes', value: 1000 } },
    });
    expect(await idsIn(results)).toEqual([]);
  });
});
