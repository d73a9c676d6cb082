import { describe, expect, it } from 'vitest';
import { factsOf } from './read-text.ts';

const ADDRESS = ' [192.0.2.1]';
const RESET = 'Deferred: Connection reset by exo.test.';

/** A `to=` line of a process and message of its own. */
function line(second: number, pid: number, address: string, took: number, stat: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `Nov 24 09:15:${two(second)} gw1 sendmail[${pid}]: 4AO9FqDI0000${pid}: to=<a@b.test>, delay=00:00:${two(took)}, xdelay=00:00:${two(took)}, mailer=smtp, pri=121904, relay=exo.test.${address}, dsn=4.4.2, stat=${stat}\n`;
}

describe('skips that nothing in the log explains', () => {
  it('are a lock’s, until a third process in a row skips: then they are a mark’s', () => {
    const log =
      line(1, 10, ADDRESS, 0, 'Sent (ok)') +
      line(2, 11, '', 0, 'Deferred') +
      line(3, 12, '', 0, 'Deferred') +
      line(4, 13, '', 0, 'Deferred');
    const [{ marks }] = factsOf(log).hosts;
    expect(marks).toMatchObject({ unexplainedSkips: 2, tableSkips: 1 });
  });

  it('are a lock’s however often, where others get through between them', () => {
    const log = [0, 1, 2, 3, 4, 5]
      .map(
        (i) =>
          line(2 * i, 10 + 2 * i, ADDRESS, 0, 'Sent (ok)') +
          line(2 * i + 1, 11 + 2 * i, '', 0, 'Deferred'),
      )
      .join('');
    const [{ marks }] = factsOf(log).hosts;
    expect(marks).toMatchObject({ unexplainedSkips: 6, tableSkips: 0 });
  });
});

describe('a mark', () => {
  it('is not over for a delivery that began before the last skip', () => {
    const log =
      line(1, 10, ADDRESS, 0, RESET) +
      line(11, 11, '', 0, RESET) +
      line(16, 12, ADDRESS, 10, 'Sent (ok)') +
      line(21, 13, '', 0, RESET) +
      line(30, 14, ADDRESS, 0, 'Sent (ok)');
    const [{ marks }] = factsOf(log).hosts;
    expect(marks.marksSeen).toBe(1);
    expect(marks.marks[0]).toMatchObject({ skips: 2, cause: 'refusal' });
    expect(marks.marks[0].endMs - marks.marks[0].fromMs).toBe(29_000);
  });
});
