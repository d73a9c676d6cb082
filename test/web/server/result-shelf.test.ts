import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryShelf } from '../../../web/server/memory-shelf.ts';
import { DiskShelf, type ResultShelf } from '../../../web/server/result-shelf.ts';
import { keptRun } from './kept-run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-shelf-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

async function idsOn(shelf: ResultShelf): Promise<string[]> {
  return (await shelf.list()).map(({ id }) => id);
}

describe.each<[string, (most: number) => ResultShelf]>([
  ['on disk', (most) => new DiskShelf(join(folder, 'runs'), most)],
  ['in memory', (most) => new MemoryShelf(most, 1e6)],
])('a shelf %s', (_, make) => {
  it('gives back what was put on it, newest first, and nothing else', async () => {
    const shelf = make(10);
    expect(await idsOn(shelf)).toEqual([]);
    for (const id of ['a', 'b', 'c']) await shelf.keep(keptRun(id), `client ${id}`);
    expect(await idsOn(shelf)).toEqual(['c', 'b', 'a']);
    expect(await shelf.find('b')).toEqual(keptRun('b'));
    expect(await shelf.find('d')).toBeNull();
  });

  it('holds so many, the newest ones', async () => {
    const shelf = make(2);
    for (const id of ['a', 'b', 'c', 'd']) await shelf.keep(keptRun(id), `client ${id}`);
    expect(await idsOn(shelf)).toEqual(['d', 'c']);
    expect(await shelf.find('b')).toBeNull();
    expect(await shelf.find('c')).toEqual(keptRun('c'));
  });

  it('takes several at one time', async () => {
    const shelf = make(3);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(ids.map((id) => shelf.keep(keptRun(id), `client ${id}`)));
    const left = await idsOn(shelf);
    expect(left).toHaveLength(3);
    for (const id of ids) expect((await shelf.find(id)) !== null).toBe(left.includes(id));
  });
});

describe('a shelf on disk', () => {
  it('outlives who made it, and holds no more than its successor allows', async () => {
    const first = new DiskShelf(folder, 10);
    for (const id of ['a', 'b', 'c', 'd']) {
      await first.keep(keptRun(id));
      // Entries are ordered by the time of their writing, ms.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const second = new DiskShelf(folder, 3);
    expect(await second.find('a')).toEqual(keptRun('a'));
    expect(await idsOn(second)).toEqual(['d', 'c', 'b', 'a']);
    await second.keep(keptRun('e'));
    expect(await idsOn(new DiskShelf(folder, 3))).toEqual(['e', 'd', 'c']);
  });

  it('leaves no file of what it has removed', async () => {
    const shelf = new DiskShelf(folder, 1);
    await shelf.keep(keptRun('a'));
    const one = files().length;
    for (const id of ['b', 'c', 'd']) await shelf.keep(keptRun(id));
    expect(files()).toHaveLength(one);
  });

  it('has no entry where its file is damaged, and goes on', async () => {
    const shelf = new DiskShelf(folder, 10);
    await shelf.keep(keptRun('a'));
    for (const path of files()) writeFileSync(path, 'damaged');
    expect(await new DiskShelf(folder, 10).find('a')).toBeNull();
    expect(await idsOn(new DiskShelf(folder, 10))).toEqual([]);
    await shelf.keep(keptRun('b'));
    expect(await shelf.find('b')).toEqual(keptRun('b'));
  });

  it('is empty where its folder is none', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(await idsOn(new DiskShelf(join(path, 'runs'), 10))).toEqual([]);
  });
});
