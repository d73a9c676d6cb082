/** What a log is read with grows with its lines and no faster, whoever wrote it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FitStudy } from '../../sim/maillog/fit/fit.ts';
import { KeyedHash } from '../../sim/maillog/keyed-hash.ts';
import { MessageTable } from '../../sim/maillog/message-table.ts';
import { NameTable } from '../../sim/maillog/name-table.ts';
import { LATEST_MS } from './read-text.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Names that share the hash of Java's strings, which has many. */
function alike(number: number): string {
  const bit = (i: number): string => ((number >> i) & 1 ? 'Aa' : 'BB');
  return Array.from({ length: 12 }, (_, i) => bit(i)).join('');
}

afterEach(() => vi.restoreAllMocks());

describe('names that were chosen to share a hash', () => {
  it('are found with as few look-ups as others', () => {
    const looks = (names: readonly string[]): number => {
      const table = new NameTable(10_000);
      const get = vi.spyOn(Map.prototype, 'get');
      for (const name of names) table.numberOf(bytesOf(name), 0, name.length);
      const { length } = get.mock.calls;
      get.mockRestore();
      return length;
    };
    const names = Array.from({ length: 4096 }, (_, i) => alike(i));
    expect(new Set(names).size).toBe(4096);
    expect(looks(names)).toBeLessThan(1.1 * names.length);
  });

  it('do not share it under another secret', () => {
    const low = (hash: KeyedHash, id: string): number => {
      hash.hash(bytesOf(id), 0, id.length);
      return hash.a & 255;
    };
    const [known, other] = [new KeyedHash([1, 2, 3, 5]), new KeyedHash([7, 11, 13, 17])];
    const ids = Array.from({ length: 20_000 }, (_, i) => `6AO4F${i}`);
    const chosen = ids.filter((id) => low(known, id) === 0);
    expect(chosen.length).toBeGreaterThan(40);
    expect(new Set(chosen.map((id) => low(other, id))).size).toBeGreaterThan(chosen.length / 2);
  });
});

describe('a name', () => {
  it('is told apart by the 255 bytes that DNS allows', () => {
    const table = new NameTable(10);
    const long = bytesOf('a'.repeat(60_000));
    expect(table.name(table.numberOf(long, 0, long.length))).toHaveLength(255);
    expect(table.numberOf(long, 0, 50_000)).toBe(table.numberOf(long, 0, long.length));
  });
});

describe('the table of messages', () => {
  const keys = Array.from({ length: 5000 }, (_, i) => ({ a: Math.imul(i, 4096), b: i }));

  it('finds what is there and nothing else, as messages come and leave', () => {
    const table = new MessageTable();
    for (const key of keys) table.add(key, key.b);
    for (const key of keys) if (key.b % 3 === 0) table.remove(table.find(key));
    for (const key of keys) {
      const found = table.find(key);
      expect(found >= 0 ? table.of.arrivedMs[found] : -1).toBe(key.b % 3 === 0 ? -1 : key.b);
    }
    const left: number[] = [];
    table.each((record) => left.push(table.of.arrivedMs[record]));
    expect(left).toEqual(keys.map(({ b }) => b).filter((b) => b % 3 !== 0));
  });

  it('gives up those that came first when it is full', () => {
    const table = new MessageTable(100);
    for (const key of keys) table.add(key, key.b);
    expect(table.count).toBe(100);
    const left: number[] = [];
    table.each((record) => left.push(table.of.arrivedMs[record]));
    expect(left).toEqual(keys.slice(-100).map(({ b }) => b));
  });
});

describe('a message of more recipients than any', () => {
  it('is not settled by the first of them', () => {
    const study = new FitStudy({ latestMs: LATEST_MS, zone: null }, false);
    const head = 'mx1 sendmail[1]: 6AO4FqDI023991:';
    study.push(
      bytesOf(
        `Nov 24 04:15:52 ${head} from=<a@b>, size=1000, class=0, nrcpts=4294967297\nNov 24 04:15:53 ${head} to=<a@b>, delay=00:00:01, xdelay=00:00:01, mailer=relay, pri=1, relay=mx. [192.0.2.1], dsn=2.0.0, stat=Sent\n`,
      ),
    );
    study.endFile();
    expect(study.fit(null).facts.traffic).toMatchObject({ delivered: 0, waiting: 1 });
  });
});

describe('a process that deals with thousands of hosts', () => {
  it('knows each of them', () => {
    const study = new FitStudy({ latestMs: LATEST_MS, zone: null }, false);
    for (const round of [0, 1]) {
      for (let i = 0; i < 3000; i++) {
        const stat = round === 0 ? 'Deferred: Connection refused by x' : 'Deferred';
        const [address, id] = [round === 0 ? ' [192.0.2.1]' : '', `6AO4F${round}${i}`];
        study.push(
          bytesOf(
            `Nov 24 04:15:52 mx1 sendmail[7]: ${id}: to=<a@b>, delay=00:00:01, xdelay=00:00:00, mailer=relay, pri=1, relay=h${i}.${address}, dsn=4.0.0, stat=${stat}\n`,
          ),
        );
      }
    }
    study.endFile();
    const { hosts } = study.fit(null).facts;
    // The process remembers each refusal: none of its skips is by a mark.
    const skips = hosts.reduce((sum, { marks }) => sum + marks.memorySkips, 0);
    expect(skips).toBe(hosts.length);
  });
});
