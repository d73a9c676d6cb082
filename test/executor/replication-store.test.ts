import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Disk, FILE_SYSTEM } from '../../sim/executor/disk.ts';
import { EntryStore } from '../../sim/executor/entry-store.ts';
import { engineVersion, ReplicationStore } from '../../sim/executor/replication-store.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { type Replication, startReplication } from '../../sim/studies/replicate.ts';
import type { Job } from '../../sim/studies/study.ts';
import { officeGateway } from '../studies/office-gateway.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-store-'));
let folders = 0;
const newFolder = () => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));

const input = officeGateway();
const job: Job = { input, seed: 'store', replication: 3, setting: 'default' };
const run = startReplication(input, job.seed, job.replication);
while (run.step());
const replication = run.finish();

/** A store that holds that one replication. */
async function filled(): Promise<string> {
  const folder = newFolder();
  await new ReplicationStore(folder).put(job, replication);
  return folder;
}

/** Regular files at any depth. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** The file of the only entry. */
function entryFile(folder: string): string {
  const [file, ...others] = filesOf(folder);
  expect(others).toEqual([]);
  return file;
}

describe('the store of replications', () => {
  it('brings back what was kept, whole', async () => {
    const store = new ReplicationStore(await filled());
    expect(await store.find(job)).toEqual(replication);
    expect(store.warnings).toEqual([]);
  });

  it('has nothing where nothing was kept, and makes no folder to find out', async () => {
    const folder = newFolder();
    const store = new ReplicationStore(folder);
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
    expect(await new ReplicationStore(await filled()).find(other)).toBeNull();
  });

  it('does not find what other code made', async () => {
    const folder = await filled();
    expect(await new ReplicationStore(folder, 'other').find(job)).toBeNull();
    expect(await new ReplicationStore(folder, engineVersion()).find(job)).not.toBeNull();
  });

  it('finds it for an equal setting, whatever it is called and however its fields are ordered', async () => {
    const store = new ReplicationStore(await filled());
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
    const lows = METRICS.map((_, i) => odd[i % odd.length]);
    const highs = METRICS.map((_, i) => odd[(i + 1) % odd.length]);
    const folder = newFolder();
    await new ReplicationStore(folder).put(job, { ...replication, lows, highs });
    const found = await new ReplicationStore(folder).find(job);
    expect(found?.lows).toEqual(lows);
    expect(found?.highs).toEqual(highs);
  });
});

describe('a stored replication that was damaged', () => {
  /** `share`: how far into the file. */
  const flip = (path: string, share: number): void => {
    const bytes = readFileSync(path);
    bytes[Math.floor((bytes.length - 1) * share)] ^= 1;
    writeFileSync(path, bytes);
  };

  it.each<[string, (file: string) => void]>([
    ['its first byte', (file) => flip(file, 0)],
    ['a byte of its head', (file) => flip(file, 100 / statSync(file).size)],
    ['a byte of its data', (file) => flip(file, 0.5)],
    ['its last byte', (file) => flip(file, 1)],
    ['the end of it', (file) => truncateSync(file, 1000)],
    ['its data', (file) => truncateSync(file, readFileSync(file, 'latin1').indexOf('}\n') + 2)],
    ['all of it', (file) => truncateSync(file, 0)],
    ['more behind it', (file) => writeFileSync(file, 'x', { flag: 'a' })],
    ['other bytes', (file) => writeFileSync(file, '\u0000garbage\tmore\n')],
    ['zeros', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
  ])('(%s) is noticed, said once, and whole again when it was run again', async (_, damage) => {
    const folder = await filled();
    damage(entryFile(folder));
    const store = new ReplicationStore(folder);
    expect(await store.find(job)).toBeNull();
    expect(existsSync(folder)).toBe(false);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual(['A stored replication was damaged on disk and run again.']);
    await store.put(job, replication);
    const next = new ReplicationStore(folder);
    expect(await next.find(job)).toEqual(replication);
    expect(next.warnings).toEqual([]);
  });

  it('is not taken for one though it is whole, where it is something else', async () => {
    const folder = await filled();
    const [{ key }] = (await new ReplicationStore(folder).entries()).ours;
    for (const other of ['{}', 'null', '[', JSON.stringify({ ...replication, number: 9 })]) {
      await new EntryStore(folder, { disk: FILE_SYSTEM, durable: false }).put(
        key,
        Buffer.from(other),
      );
      const store = new ReplicationStore(folder);
      expect(await store.find(job)).toBeNull();
      expect(store.warnings).toHaveLength(1);
    }
  });

  it('is not taken for another one whose name it has', async () => {
    const folder = await filled();
    const next = { ...job, replication: 4 };
    const other = newFolder();
    await new ReplicationStore(other).put(next, { ...replication, number: 4 });
    writeFileSync(entryFile(folder), readFileSync(entryFile(other)));
    const store = new ReplicationStore(folder);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toHaveLength(1);
  });
});

describe('a store that cannot be used', () => {
  const cannot = (what: string) => new RegExp(`cannot be ${what}\\. .*--no-cache spares`);

  it('below a file is said once, and everything goes on without it', async () => {
    const inTheWay = newFolder();
    writeFileSync(inTheWay, '');
    const store = new ReplicationStore(join(inTheWay, 'store'));
    expect(await store.find(job)).toBeNull();
    await store.put(job, replication);
    await store.put({ ...job, replication: 4 }, { ...replication, number: 4 });
    await store.close();
    expect(store.warnings).toEqual([
      expect.stringMatching(cannot('written: a file is in the way')),
    ]);
  });

  it.runIf(existsSync('/proc/self'))(
    'where no folder can be made, likewise: nobody tries for ever',
    async () => {
      const store = new ReplicationStore('/proc/mailpath/store');
      await store.put(job, replication);
      expect(store.warnings).toEqual([
        expect.stringContaining('cannot be written: the folder cannot be made'),
      ]);
      expect(await store.find(job)).toBeNull();
    },
  );

  it('with a file where a folder of it would be, likewise', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'entries-1'), '');
    const store = new ReplicationStore(folder);
    await store.put(job, replication);
    expect(store.warnings).toEqual([
      expect.stringMatching(cannot('written: a file is in the way')),
    ]);
  });

  const failing = (operation: 'read' | 'writeNew', code: string, errno: number): Disk => ({
    ...FILE_SYSTEM,
    [operation]: async () => {
      throw Object.assign(new Error('failed'), { code, errno });
    },
  });

  it.each([
    ['ENOSPC', -28, 'the disk is full'],
    ['EDQUOT', -122, 'the disk quota is used up'],
    ['EROFS', -30, 'the file system is read-only'],
    ['EACCES', -13, 'no permission'],
    ['EIO', -5, 'the disk has a fault'],
  ])('for %s is said so', async (code, errno, words) => {
    const disk = failing('writeNew', code, errno);
    const store = new ReplicationStore(newFolder(), undefined, disk);
    await store.put(job, replication);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([expect.stringMatching(cannot(`written: ${words}`))]);
  });

  it('since it cannot be read is said so', async () => {
    const disk = failing('read', 'EACCES', -13);
    const store = new ReplicationStore(await filled(), undefined, disk);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([expect.stringMatching(cannot('read: no permission'))]);
  });
});

describe('the files of a store', () => {
  it('may be read by their owner alone', async () => {
    const folder = await filled();
    expect(statSync(entryFile(folder)).mode & 0o777).toBe(0o600);
    for (let at = dirname(entryFile(folder)); at !== root; at = dirname(at)) {
      expect(statSync(at).mode & 0o777).toBe(0o700);
    }
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'its entries lie behind a link',
      (folder) => {
        const target = newFolder();
        mkdirSync(target);
        rmSync(join(folder, 'entries-1'), { recursive: true });
        symlinkSync(target, join(folder, 'entries-1'));
      },
      /used: .*entries-1 is a link\./,
    ],
    [
      'everybody may write in its folder',
      (folder) => chmodSync(folder, 0o777),
      /used: everybody may write in /,
    ],
    [
      'others may write among its entries',
      (folder) => chmodSync(join(folder, 'entries-1'), 0o720),
      /used: others may write in .*entries-1\./,
    ],
  ])('are neither read nor written where %s', async (_, change, words) => {
    const folder = await filled();
    change(folder);
    const before = filesOf(folder);
    const store = new ReplicationStore(folder);
    expect(await store.find(job)).toBeNull();
    await store.put({ ...job, replication: 4 }, { ...replication, number: 4 });
    expect(store.warnings).toEqual([expect.stringMatching(words)]);
    expect(filesOf(folder)).toEqual(before);
  });

  it('are neither read nor written where they belong to somebody else', async () => {
    const folder = await filled();
    const disk = { ...FILE_SYSTEM, user: (FILE_SYSTEM.user ?? 0) + 1 };
    const store = new ReplicationStore(folder, undefined, disk);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([expect.stringMatching(/used: .* belongs to another user/)]);
  });

  it('are not looked for behind a link in the place of one', async () => {
    const folder = await filled();
    const other = join(newFolder());
    const file = entryFile(folder);
    writeFileSync(other, readFileSync(file));
    rmSync(file);
    symlinkSync(other, file);
    const store = new ReplicationStore(folder);
    expect(await store.find(job)).toBeNull();
    expect(store.warnings).toEqual([expect.stringMatching(/cannot be read: a link is in the way/)]);
  });
});

describe('two programs with one store', () => {
  it('may read, write and damage the same replications', async () => {
    const folder = newFolder();
    const stores = [new ReplicationStore(folder), new ReplicationStore(folder)];
    const jobs = Array.from({ length: 50 }, (_, number) => ({ ...job, replication: number }));
    const numbered = (number: number): Replication => ({ ...replication, number });
    await Promise.all(
      stores.flatMap((store) =>
        jobs.map(async (one) => {
          const found = await store.find(one);
          if (found !== null) expect(found).toEqual(numbered(one.replication));
          await store.put(one, numbered(one.replication));
          expect(await store.find(one)).toEqual(numbered(one.replication));
        }),
      ),
    );
    expect(stores.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect((await stores[0].entries()).ours).toHaveLength(50);
  });
});
