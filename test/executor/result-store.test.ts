import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cacache from 'cacache';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { engineVersion } from '../../sim/executor/engine-version.ts';
import { ResultStore } from '../../sim/executor/result-store.ts';
import { MEASURES } from '../../sim/experiment/measure.ts';
import { type Replication, ReplicationRun } from '../../sim/experiment/replicate.ts';
import type { Job } from '../../sim/experiment/study.ts';
import { officeGateway } from '../experiment/office-gateway.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-store-'));
let folders = 0;
const newFolder = () => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

const input = officeGateway();
const job: Job = { input, seed: 'store', replication: 3, setting: 'default' };
const run = new ReplicationRun(input, job.seed, job.replication);
while (run.step());
const replication = run.finish();

/** A store that holds that one replication. */
async function filled(): Promise<string> {
  const folder = newFolder();
  await new ResultStore(folder).keep(job, replication);
  return folder;
}

/** Regular files at any depth. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const file = (folder: string, part: string): string => {
  const [found] = filesOf(folder).filter((path) => path.includes(part));
  return found;
};

describe('the store of replications', () => {
  it('brings back what was kept, whole', async () => {
    const store = new ResultStore(await filled());
    expect(await store.find(job)).toEqual(replication);
    expect(store.warnings).toEqual([]);
  });

  it('has nothing where nothing was kept, and makes no folder to find out', async () => {
    const folder = newFolder();
    const store = new ResultStore(folder);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it.each<[string, Job]>([
    ['seed', { ...job, seed: 'other' }],
    ['number', { ...job, replication: 4 }],
    ['setting', { ...job, input: officeGateway({ runners: 3 }) }],
    ['unlimited where it was limited', { ...job, input: officeGateway({ backgroundLimit: 7 }) }],
  ])('does not find it for another %s', async (_, other) => {
    expect(await new ResultStore(await filled()).find(other)).toBeNull();
  });

  it('does not find what other code made', async () => {
    const folder = await filled();
    expect(await new ResultStore(folder, 'other').find(job)).toBeNull();
    expect(await new ResultStore(folder, engineVersion()).find(job)).not.toBeNull();
  });

  it('finds it for an equal setting, whatever it is called and however its fields are ordered', async () => {
    const store = new ResultStore(await filled());
    const reversed = (value: unknown): unknown =>
      value === null || typeof value !== 'object'
        ? value
        : Array.isArray(value)
          ? value.map(reversed)
          : Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, inner]) => [name, reversed(inner)]),
            );
    const same = { ...job, input: reversed(input) as Job['input'], setting: 'another name' };
    expect(Object.keys(same.input)).not.toEqual(Object.keys(input));
    expect(await store.find(same)).toEqual(replication);
  });

  it('keeps NaN and Infinity apart', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];
    const lows = MEASURES.map((_, i) => odd[i % odd.length]);
    const highs = MEASURES.map((_, i) => odd[(i + 1) % odd.length]);
    const folder = newFolder();
    await new ResultStore(folder).keep(job, { ...replication, lows, highs });
    const found = await new ResultStore(folder).find(job);
    expect(found?.lows).toEqual(lows);
    expect(found?.highs).toEqual(highs);
  });
});

describe('a stored replication that was damaged', () => {
  const flip = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
  };

  it.each<[string, (folder: string) => void]>([
    ['a byte of its content', (folder) => flip(file(folder, 'content-'))],
    ['the end of its content', (folder) => truncateSync(file(folder, 'content-'), 1000)],
    ['all of its content', (folder) => truncateSync(file(folder, 'content-'), 0)],
    ['its content file', (folder) => rmSync(file(folder, 'content-'))],
    ['a byte of its entry', (folder) => flip(file(folder, 'index-'))],
    ['its entry', (folder) => writeFileSync(file(folder, 'index-'), '\u0000garbage\tmore\n')],
  ])('(%s) is noticed, said once, and whole again when it was run again', async (_, damage) => {
    const folder = await filled();
    damage(folder);
    const store = new ResultStore(folder);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual(['A stored replication was damaged on disk and run again.']);
    await store.keep(job, replication);
    const next = new ResultStore(folder);
    expect(await next.find(job)).toEqual(replication);
    expect(next.warnings).toEqual([]);
  });

  it('is not taken for one though it is whole, where it is something else', async () => {
    const folder = await filled();
    const [{ key }] = (await new ResultStore(folder).entries()).ours;
    for (const other of ['{}', 'null', '[', JSON.stringify({ ...replication, number: 9 })]) {
      await cacache.put(folder, key, other);
      const store = new ResultStore(folder);
      expect(await store.find(job)).toBeNull();
      expect(store.warnings).toHaveLength(1);
    }
  });

  it('is read past a line that was not finished: the entry before it counts', async () => {
    const folder = await filled();
    appendFileSync(file(folder, 'index-'), '\n0123456789\t{"key":"mailp');
    const store = new ResultStore(folder);
    expect(await store.find(job)).toEqual(replication);
  });
});

describe('a store that cannot be used', () => {
  const cannot = (what: string) => new RegExp(`cannot be ${what}\\. .*--no-cache spares`);

  it('below a file is said once, and everything goes on without it', async () => {
    const inTheWay = newFolder();
    writeFileSync(inTheWay, '');
    const store = new ResultStore(join(inTheWay, 'store'));
    expect(await store.find(job)).toBeNull();
    await store.keep(job, replication);
    await store.keep({ ...job, replication: 4 }, { ...replication, number: 4 });
    await store.close();
    expect(store.warnings).toEqual([
      expect.stringMatching(cannot('written: a file is in the way')),
    ]);
  });

  it.runIf(existsSync('/proc/self'))(
    'where no folder can be made, likewise: nobody tries for ever',
    async () => {
      const store = new ResultStore('/proc/mailpath/store');
      await store.keep(job, replication);
      expect(store.warnings).toEqual([
        expect.stringContaining('cannot be written: the folder cannot be made'),
      ]);
      expect(await store.find(job)).toBeNull();
    },
  );

  it('with a file where a folder of it would be, likewise', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'content-v2'), '');
    const store = new ResultStore(folder);
    await store.keep(job, replication);
    expect(store.warnings).toEqual([
      expect.stringMatching(cannot('written: a file is in the way')),
    ]);
  });

  it.each([
    ['ENOSPC', -28, 'the disk is full'],
    ['EDQUOT', -122, 'the disk quota is used up'],
    ['EROFS', -30, 'the file system is read-only'],
    ['EACCES', -13, 'no permission'],
  ])(
    'for %s is said so, also where cacache calls it something else',
    async (code, errno, words) => {
      for (const told of [code, 'EEXIST']) {
        const put = vi.spyOn(cacache, 'put');
        put.mockRejectedValue(Object.assign(new Error('failed'), { code: told, errno }));
        const store = new ResultStore(newFolder());
        await store.keep(job, replication);
        expect(await store.find(job)).toBeNull();
        expect(store.warnings).toEqual([expect.stringMatching(cannot(`written: ${words}`))]);
      }
    },
  );

  it('since it cannot be read is said so', async () => {
    const error = Object.assign(new Error('failed'), { code: 'EACCES', errno: -13 });
    vi.spyOn(cacache, 'get').mockRejectedValue(error);
    const store = new ResultStore(await filled());
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([expect.stringMatching(cannot('read: no permission'))]);
  });
});

describe('two programs with one store', () => {
  it('may read, write and damage the same replications', async () => {
    const folder = newFolder();
    const stores = [new ResultStore(folder), new ResultStore(folder)];
    const jobs = Array.from({ length: 50 }, (_, number) => ({ ...job, replication: number }));
    const numbered = (number: number): Replication => ({ ...replication, number });
    await Promise.all(
      stores.flatMap((store) =>
        jobs.map(async (one) => {
          const found = await store.find(one);
          if (found !== null) expect(found).toEqual(numbered(one.replication));
          await store.keep(one, numbered(one.replication));
          expect(await store.find(one)).toEqual(numbered(one.replication));
        }),
      ),
    );
    expect(stores.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect((await stores[0].entries()).ours).toHaveLength(50);
  });
});
