import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FILE_SYSTEM } from '../../sim/executor/disk.ts';
import { EntryStore } from '../../sim/executor/entry-store.ts';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import type { Replication } from '../../sim/studies/replicate.ts';
import { officeGateway } from '../studies/office-gateway.ts';
import { jobsOf } from './watched-run.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-entries-'));
let folders = 0;
const newFolder = () => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));

const jobs = jobsOf(officeGateway(), 40);
const NO_DELAYS = { count: 0, sum: 0, min: 0, max: 0, bins: [] };
/** A small one; `filling` makes another of the same number. */
const small = (number: number, filling = 'a'): Replication => ({
  number,
  lows: METRICS.map(() => 0),
  highs: METRICS.map(() => 0),
  delays: { size: 0, delays: NO_DELAYS, ages: NO_DELAYS },
  parts: PART_NAMES.map(() => 0),
  undelivered: [],
  followUp: 'complete',
  greylistedRetries: [],
  byArrival: { slotMs: 1000, means: [] },
  failures: { [filling]: 1 },
  deferralTexts: {},
  markedMs: [],
  timeSeries: null,
});

/** Keeps replications from..to as code of a version would. */
async function keep(folder: string, engine: string, from: number, to: number, filling?: string) {
  const store = new ReplicationStore(folder, engine);
  for (let i = from; i < to; i++) await store.put(jobs[i], small(i, filling));
  return store;
}

const entryStore = (folder: string) =>
  new EntryStore(folder, { disk: FILE_SYSTEM, durable: false });

/** What lies among the entries, files and folders. */
const namesIn = (folder: string) =>
  readdirSync(join(folder, 'entries-1'), { recursive: true, encoding: 'utf8' });

describe('the entries of a store', () => {
  it('are none where there is no store', async () => {
    const entries = await new ReplicationStore(newFolder()).entries();
    expect([entries.ours, entries.bytes]).toEqual([[], 0]);
  });

  it('are counted, and those of other code among them', async () => {
    const folder = newFolder();
    await keep(folder, 'old', 0, 4);
    const entries = await (await keep(folder, 'new', 0, 3)).entries();
    expect([entries.ours.length, entries.stale.length]).toEqual([7, 4]);
    expect(entries.bytes).toBe(7 * Buffer.byteLength(JSON.stringify(small(0))));
  });

  it('go with all that was theirs, and the folder with them', async () => {
    const folder = newFolder();
    const store = await keep(folder, 'new', 0, 5);
    await store.close();
    const entries = await store.entries();
    await entries.remove(entries.ours);
    expect(existsSync(folder)).toBe(false);
  });

  it('leave alone what others keep there, as files or as entries', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    writeFileSync(join(folder, 'tmp', 'mine'), '');
    await entryStore(folder).put('another program', Buffer.from('its data'));
    const others = namesIn(folder);
    writeFileSync(join(folder, 'entries-1', 'mine'), '');
    const store = await keep(folder, 'new', 0, 5);
    const entries = await store.entries();
    expect(entries.ours).toHaveLength(5);
    await entries.remove(entries.ours);
    expect((await store.entries()).ours).toEqual([]);
    expect(await entryStore(folder).find('another program')).toMatchObject({
      data: Buffer.from('its data'),
    });
    expect(readdirSync(folder).sort()).toEqual(['entries-1', 'tmp']);
    expect(namesIn(folder).sort()).toEqual([...others, 'mine'].sort());
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['mine']);
  });

  it('of other code go alone', async () => {
    const folder = newFolder();
    await keep(folder, 'old', 0, 6, 'b');
    const store = await keep(folder, 'new', 0, 6);
    const files = () => namesIn(folder).filter((name) => name.includes('/')).length;
    expect(files()).toBe(12);
    const entries = await store.entries();
    await entries.remove(entries.stale);
    expect(files()).toBe(6);
    for (let i = 0; i < 6; i++) expect(await store.find(jobs[i])).toEqual(small(i));
    expect(store.warnings).toEqual([]);
  });

  it('are listed without what a killed program left, which goes an hour later', async () => {
    const folder = newFolder();
    const store = await keep(folder, 'new', 0, 1);
    const [name] = namesIn(folder).filter((one) => one.includes('/'));
    const left = ['6e3c7a52-0000-4000-8000-00000000000a', '6e3c7a52-0000-4000-8000-00000000000b'];
    const [young, old] = left.map((id) => join(folder, 'entries-1', `${name}.${id}.tmp`));
    for (const file of [young, old]) writeFileSync(file, 'half');
    utimesSync(old, Date.now() / 1000 - 3700, Date.now() / 1000 - 3700);
    expect((await store.entries()).ours).toHaveLength(1);
    expect([existsSync(young), existsSync(old)]).toEqual([true, false]);
  });

  it('are listed without one that is damaged, which is removed', async () => {
    const folder = newFolder();
    const store = await keep(folder, 'new', 0, 3);
    const [name] = namesIn(folder).filter((one) => one.includes('/'));
    truncateSync(join(folder, 'entries-1', name), 300);
    expect(await entryStore(folder).list()).toMatchObject({ damaged: 1 });
    expect((await store.entries()).ours).toHaveLength(2);
    expect(await entryStore(folder).list()).toMatchObject({ damaged: 0 });
  });

  it('may have keys and data of any length', async () => {
    const store = entryStore(newFolder());
    for (const length of [0, 1, 3900, 3950, 4000, 4050, 4096, 5000, 100_000]) {
      const key = 'é'.repeat(length);
      await store.put(key, Buffer.alloc(length, 7), { length });
      const head = { key, bytes: length, metadata: { length } };
      expect(await store.find(key)).toMatchObject({ ...head, data: Buffer.alloc(length, 7) });
      expect((await store.list()).heads).toMatchObject([head]);
      await store.remove([key]);
    }
  });
});

describe('the size of a store', () => {
  const bytes = (number: number) => Buffer.byteLength(JSON.stringify(small(number)));

  it('is let be within its bounds', async () => {
    const folder = newFolder();
    const store = await keep(folder, 'new', 0, 10);
    await store.boundSize(10 * bytes(0), 11 * bytes(0));
    expect((await store.entries()).ours).toHaveLength(10);
  });

  it('is brought back to three quarters: other code first, then the oldest', async () => {
    const folder = newFolder();
    // So that no two are written in the same millisecond.
    let now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now++);
    await keep(folder, 'new', 0, 10);
    await keep(folder, 'old', 20, 30, 'b');
    const store = await keep(folder, 'new', 10, 20);
    vi.restoreAllMocks();
    const largest = 15.5 * bytes(10);
    await store.boundSize(0, largest);
    const { ours, stale, bytes: left } = await store.entries();
    expect(stale).toEqual([]);
    expect(left).toBeLessThanOrEqual(0.75 * largest);
    expect(left).toBeGreaterThan(0.6 * largest);
    const found = await Promise.all(jobs.slice(0, 20).map((job) => store.find(job)));
    const kept = found.flatMap((replication) => (replication === null ? [] : [replication.number]));
    expect(kept).toEqual(Array.from({ length: ours.length }, (_, i) => 20 - ours.length + i));
  });

  it('is added up from run to run, and listed again only when it is too much', async () => {
    const folder = newFolder();
    const store = await keep(folder, 'new', 0, 10);
    await store.boundSize(10 * bytes(0), 15 * bytes(0));
    // Not listed: a sum that is too small goes unnoticed.
    await keep(folder, 'new', 10, 30);
    await store.boundSize(1, 15 * bytes(0));
    expect((await store.entries()).ours).toHaveLength(30);
    await store.boundSize(20 * bytes(10), 15 * bytes(0));
    expect((await store.entries()).ours.length).toBeLessThan(15);
  });
});
