import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, recordedLog } from './read-text.ts';

const DELIVERY =
  'sendmail[24005]: 6AO4FqDI023991: to=<a@b.test>, delay=1+00:00:04, xdelay=00:00:01, mailer=smtp, pri=120122, relay=exo.test. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)';

const LOGS = readdirSync(join(import.meta.dirname, 'logs'))
  .filter((name) => name.endsWith('.maillog') && name !== 'lines.maillog')
  .map((name) => name.replace('.maillog', ''));

function first(text: string) {
  return readText(text).entries[0];
}

describe('a recorded log', () => {
  it.each(LOGS)('is read with no line lost and none not understood: %s', (name) => {
    const bytes = recordedLog(name);
    const lines = new TextDecoder().decode(bytes).split('\n').length - 1;
    const { counts } = readText(bytes);
    expect(counts.lines).toBe(lines);
    expect(counts.blank + Object.values(counts.byKind).reduce((a, b) => a + b, 0)).toBe(lines);
    expect(counts.byKind.unknown).toBe(0);
    expect(counts.byKind.delivery).toBeGreaterThan(0);
  });

  it.each([1, 7, 4096])('says the same in pieces of %i bytes', (piece) => {
    const bytes = recordedLog('b2-defer-mail');
    expect(readText(bytes, { piece })).toEqual(readText(bytes));
  });
});

describe('the head of a line', () => {
  const at = Date.UTC(2026, 10, 24, 4, 16, 0);

  it.each([
    ['RFC 3164', `Nov 24 04:16:00 mx1 ${DELIVERY}`, 'mx1'],
    ['RFC 3164 without a host', `Nov 24 04:16:00 ${DELIVERY}`, null],
    ['a priority before it', `<22>Nov 24 04:16:00 mx1 ${DELIVERY}`, 'mx1'],
    ['a facility in it', `Nov 24 04:16:00 mx1 mail:info ${DELIVERY}`, 'mx1'],
    ['ISO 8601 in UTC', `2026-11-24T04:16:00Z mx1 ${DELIVERY}`, 'mx1'],
    ['ISO 8601 with a zone', `2026-11-24T05:16:00.000000+01:00 mx1 ${DELIVERY}`, 'mx1'],
    [
      'RFC 5424',
      `<22>1 2026-11-24T04:16:00.000Z mx1 ${DELIVERY.replace('[24005]:', ' 24005 - -')}`,
      'mx1',
    ],
    [
      'RFC 5424 with structured data',
      `<22>1 2026-11-24T04:16:00.000Z mx1 ${DELIVERY.replace('[24005]:', ' 24005 ID7 [a b="x] y"][c d="e"]')}`,
      'mx1',
    ],
    [
      'a message number behind the program',
      `Nov 24 04:16:00 mx1 ${DELIVERY.replace(': 6', ': [ID 801593 mail.info] 6')}`,
      'mx1',
    ],
  ])('is understood: %s', (_, text, host) => {
    expect(first(text)).toEqual({
      kind: 'delivery',
      timeMs: at,
      host,
      program: 'sendmail',
      pid: 24005,
      queueId: '6AO4FqDI023991',
      to: '<a@b.test>',
      controlling: null,
      delayMs: 86_404_000,
      xdelayMs: 1000,
      mailer: 'smtp',
      tls: null,
      priority: 120_122,
      relay: { name: 'exo.test.', address: '192.0.2.2' },
      dsn: '2.0.0',
      reply: null,
      stat: 'Sent (ok)',
    });
  });

  it('has the year in which the log ends, and rolls over with it', () => {
    const log = ['Dec 31 23:59:59', 'Jan  1 00:00:00', 'Dec 31 23:59:59', 'Jan  1 00:00:01']
      .map((stamp) => `${stamp} mx1 ${DELIVERY}`)
      .join('\n');
    const { entries } = readText(log, { latestMs: Date.UTC(2027, 0, 2) });
    expect(entries.map((entry) => entry?.timeMs)).toEqual([
      Date.UTC(2026, 11, 31, 23, 59, 59),
      Date.UTC(2027, 0, 1),
      Date.UTC(2026, 11, 31, 23, 59, 59),
      Date.UTC(2027, 0, 1, 0, 0, 1),
    ]);
  });

  it('has the right year on the first day of it', () => {
    const { entries } = readText(`Jan  1 00:00:00 mx1 ${DELIVERY}`, {
      latestMs: Date.UTC(2000, 0, 1),
    });
    expect(entries[0]?.timeMs).toBe(Date.UTC(2000, 0, 1));
  });

  it('takes the zone that is given where it has none of its own', () => {
    const zone = (local: number): number => local - 3_600_000;
    const { entries } = readText(
      `Nov 24 05:16:00 mx1 ${DELIVERY}\n2026-11-24T04:16:00Z mx1 ${DELIVERY}\n`,
      { zone },
    );
    expect(entries.map((entry) => entry?.timeMs)).toEqual([at, at]);
  });
});

describe('the fields of a line', () => {
  it('are Proofpoint’s too: the article’s own line', () => {
    const line =
      'Nov 24 09:15:52 gw1 sendmail[11]: 4AO9FqDI023991: to=<info@domain.info>, delay=00:00:00, xdelay=00:00:00, mailer=smtp, tls_verify=NONE, pri=121904, relay=[192.168.0.0], dsn=4.0.0, stat=Deferred';
    expect(first(line)).toMatchObject({
      mailer: 'smtp',
      tls: { verify: 'NONE', version: null, cipher: null },
      priority: 121_904,
      relay: { name: '[192.168.0.0]', address: null },
      dsn: '4.0.0',
      stat: 'Deferred',
    });
  });

  it('end where the next one begins, whatever a reply, an address or a message id holds', () => {
    expect(
      first(
        'Nov 24 09:15:52 gw1 sendmail[11]: 4AO9FqDI023991: to=<"a, b"@c.test>, delay=00:00:00, xdelay=00:00:00, mailer=smtp, pri=1, relay=x. [192.0.2.1], dsn=4.7.500, reply=451 4.7.500 Server busy, please retry, relay=later, stat=Deferred: 451 4.7.500 Server busy, dsn=5',
      ),
    ).toMatchObject({
      to: '<"a, b"@c.test>',
      relay: { name: 'x.', address: '192.0.2.1' },
      dsn: '4.7.500',
      reply: '451 4.7.500 Server busy, please retry, relay=later',
      stat: 'Deferred: 451 4.7.500 Server busy, dsn=5',
    });
    expect(
      first(
        'Nov 24 09:15:52 gw1 sendmail[11]: 4AO9FqDI023991: from=<a, to=b@c.test>, size=12, class=-60, nrcpts=3, msgid=<a, b=c@d>, bodytype=8BITMIME, proto=ESMTP, daemon=MTA, relay=h.test [192.0.2.9] (may be forged)',
      ),
    ).toMatchObject({
      from: '<a, to=b@c.test>',
      sizeBytes: 12,
      class: -60,
      recipients: 3,
      messageId: '<a, b=c@d>',
      protocol: 'ESMTP',
      relay: { name: 'h.test', address: '192.0.2.9' },
    });
  });

  it('come from JSON around the line, or from JSON alone', () => {
    const data = `Nov 24 04:16:00 mx1 ${DELIVERY}`;
    const around = JSON.stringify({ ts: '2026-11-24T04:20:00Z', data, sm: { qid: 'x' } });
    expect(first(around)).toMatchObject({ kind: 'delivery', host: 'mx1', stat: 'Sent (ok)' });
    const alone = JSON.stringify({
      ts: '2026-11-24T04:16:00.000000+00:00',
      pps: { agent: 'mx1' },
      sm: {
        qid: '6AO4FqDI023991',
        to: ['a@b.test', '<c@d.test>'],
        delay: '00:00:04',
        xdelay: '00:00:00',
        mailer: 'smtp',
        pri: '120122',
        relay: 'exo.test.',
        dsn: '4.0.0',
        stat: 'Deferred',
      },
      tls: { verify: 'NONE' },
    });
    expect(first(alone)).toMatchObject({
      timeMs: Date.UTC(2026, 10, 24, 4, 16),
      host: 'mx1',
      to: '<a@b.test>,<c@d.test>',
      priority: 120_122,
      relay: { name: 'exo.test.', address: null },
      tls: { verify: 'NONE' },
    });
  });
});

describe('what is no delivery', () => {
  it('is counted by what it is, and sampled where it makes no sense', () => {
    const { counts, kinds } = readText(
      [
        '',
        'Nov 24 04:16:00 mx1 postfix/smtp[1]: 4AC: to=<a@b>, relay=x[1.2.3.4]:25, delay=1.2, status=sent (250 ok)',
        'Nov 24 04:16:00 mx1 sendmail[1]: STARTTLS=client, relay=exo.test., version=TLSv1.3, verify=OK',
        'Nov 24 04:16:00 mx1 last message repeated 3 times',
        'Nov 24 04:16:00 mx1 sendmail[1]: 6AO4FqDI023991: to=<a@b.test>, delay=00:00:04, xdel',
        '{"data": "nothing of ours"}',
        'no log at all',
        `x${'y'.repeat(70_000)}`,
        'Nov 24 04:16:00 mx1 sendmail[1]: starting daemon (8.17.1): SMTP+queueing@00:30:00\r',
      ].join('\n'),
    );
    expect(kinds).toEqual([
      'foreign',
      'known',
      'repeated',
      'unknown',
      'unknown',
      'unknown',
      'daemon',
    ]);
    expect(counts).toMatchObject({ lines: 9, blank: 1, tooLong: 1 });
    expect(counts.byKind.unknown).toBe(3);
    expect(counts.samples.map(({ number }) => number)).toEqual([5, 6, 7, 8]);
  });
});

describe('a hostile line', () => {
  it.each([
    ['newlines in JSON', JSON.stringify({ data: `${'\n'.repeat(60_000)}x` })],
    ['commas', `Nov 24 04:16:00 mx1 sendmail[1]: 6AO4FqDI023991: to=${', a='.repeat(15_000)}`],
    ['brackets', `Nov 24 04:16:00 mx1 sendmail[1]: ${'('.repeat(60_000)}`],
    ['spaces', `Nov 24 04:16:00 ${' '.repeat(60_000)}`],
    ['structured data', `<22>1 2026-11-24T04:16:00Z h p 1 - [a b="${'\\'.repeat(60_000)}`],
    [
      'relays',
      `Nov 24 04:16:00 m sendmail[1]: 6AO4FqDI023991: to=a, delay=00:00:00, relay=${' ['.repeat(30_000)}, stat=x`,
    ],
  ])('costs no more than its length: %s', (_, line) => {
    // A reader that is quadratic in such a line would take hours for this log.
    const log = `${line}\n`.repeat(100);
    const { counts } = readText(log);
    expect(counts.lines).toBe(100);
  });
});
