import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diagnosisSchema } from '../../../sim/studies/diagnose/result.ts';
import type { LogReading } from '../../../web/server/thread/log-tasks.ts';
import { mailpath } from '../../cli/test-terminal.ts';
import { refusalOf, TestServer } from './test-server.ts';

const D3 = join(import.meta.dirname, '..', '..', 'maillog', 'logs', 'd3-limit.maillog');
const LOG = readFileSync(D3);
let server: TestServer;
let files: string[];
beforeAll(async () => {
  const limits = ['log-bytes=1000000', 'unpacked-log-bytes=3000000', 'logs-at-once=1'];
  server = await TestServer.start({ limits });
});
beforeEach(() => {
  files = server.files();
});
afterEach(() => expect(server.files()).toEqual(files));
afterAll(() => server.remove());

function send(body: Buffer | string, query = '', type = 'application/octet-stream') {
  const headers = { 'content-type': type };
  return server.get(`/api/logs${query}`, { method: 'POST', headers, body });
}

async function read(body: Buffer | string, query = ''): Promise<LogReading> {
  const response = await send(body, query);
  expect(response.status).toBe(200);
  return (await response.json()) as LogReading;
}

const QUERY = '?name=d3.log&year=2026';

describe('a mail log that is sent', () => {
  it('comes to what the command line says of it, and to a scenario that holds', async () => {
    const { diagnosis, report, text, scenario } = await read(LOG, QUERY);
    const { out } = await mailpath(['diagnose', D3, '--year', '2026', '--json']);
    expect(diagnosis).toEqual(JSON.parse(out.replaceAll(D3, 'd3.log')));
    diagnosisSchema.parse(diagnosis);
    expect(report.sections.length).toBeGreaterThan(0);
    expect(text).toContain('d3.log');
    const { code } = await mailpath(['validate', '-'], { input: scenario ?? '' });
    expect(code).toBe(0);
  });

  it('may be packed', async () => {
    expect(await read(gzipSync(LOG), QUERY)).toEqual(await read(LOG, QUERY));
  });

  it('may have been cut off in the middle of a line', async () => {
    const { diagnosis } = await read(LOG.subarray(0, LOG.length / 2), QUERY);
    diagnosisSchema.parse(diagnosis);
  });

  it.each<[string, Buffer | string, RegExp]>([
    ['nothing', '', /the log is empty/],
    [
      'lines of other programs',
      'Jan  5 00:00:00 gw kernel: eth0 is up\n'.repeat(500),
      /no delivery/,
    ],
    ['no lines at all', Buffer.alloc(100_000, 0xff), /no delivery/],
    ['lines without an end', 'x'.repeat(900_000), /no delivery/],
    ['a packed file that is cut off', gzipSync(LOG).subarray(0, 9000), /damaged gzip/],
    ['a packed file that is altered', altered(gzipSync(LOG)), /damaged gzip/],
    ['a long packed file that is altered at its beginning', damaged(), /damaged gzip/],
    ['the beginning of a packed file', Buffer.from([0x1f, 0x8b]), /damaged gzip/],
  ])('is refused in words where there is %s', async (_, body, message) => {
    const refused = await refusalOf(await send(body));
    expect(refused).toMatchObject({ status: 422, error: { code: 'invalid-log' } });
    expect(refused.error.message).toMatch(message);
  });

  it('is refused where it is too large, and where it is once it is unpacked', async () => {
    const large = await refusalOf(await send(Buffer.alloc(20_000_000, 'x')));
    expect(large).toMatchObject({
      status: 413,
      error: { code: 'too-large', limit: { name: 'log-bytes', value: 1_000_000 } },
    });
    const bomb = await refusalOf(await send(gzipSync(Buffer.alloc(200_000_000))));
    expect(bomb).toMatchObject({
      status: 413,
      error: { code: 'too-large', limit: { name: 'unpacked-log-bytes', value: 3_000_000 } },
    });
    expect((await send(LOG, QUERY)).status).toBe(200);
  });

  it.each([
    ['?lifetime=soon', 422],
    ['?year=then', 422],
    ['?time-zone=Mars/Phobos', 422],
    ['?modified=yesterday', 400],
    ['?name=', 400],
    ['?files=%2Fetc%2Fpasswd', 400],
  ])('is refused with %s', async (query, status) => {
    expect((await refusalOf(await send(LOG, query))).status).toBe(status);
  });

  it('is refused as JSON', async () => {
    const refused = await refusalOf(await send('{}', '', 'application/json'));
    expect(refused).toMatchObject({ status: 415, error: { code: 'wrong-type' } });
  });

  it('waits for no other: beyond the limit it is told when to come again', async () => {
    const sending = Array.from({ length: 8 }, () => send(LOG, QUERY));
    const replies = await Promise.all(sending);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused.length).toBeLessThan(8);
    for (const reply of refused) {
      expect(await refusalOf(reply)).toMatchObject({
        status: 503,
        retryAfter: '10',
        error: { code: 'busy', limit: { name: 'logs-at-once', value: 1 } },
      });
    }
  });
});

function altered(packed: Buffer): Buffer {
  const copy = Buffer.from(packed);
  copy.fill(0x55, 2000, 2400);
  return copy;
}

/** Longer than what a stream takes at once. */
function damaged(): Buffer {
  const packed = gzipSync(randomBytes(300_000));
  packed[10] = 7;
  return packed;
}

describe('logs of several clients', () => {
  it('leave a place for one who comes later', async () => {
    const own = await TestServer.start({ limits: ['logs-at-once=2'] });
    const held = Array.from({ length: 4 }, () => {
      const asked = request({
        port: own.port,
        host: '127.0.0.1',
        path: '/api/logs',
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
      });
      asked.on('error', () => undefined).flushHeaders();
      return asked;
    });
    const answers = held.map((asked) => once(asked, 'response').catch(() => []));
    // Three of the four are refused at once, the fourth has its place.
    const [{ statusCode }] = await Promise.race(answers);
    expect(statusCode).toBe(503);
    const other = request({
      port: own.port,
      host: '127.0.0.1',
      localAddress: '127.0.0.2',
      path: `/api/logs${QUERY}`,
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    });
    other.end(LOG);
    const [response] = await once(other, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
    for (const asked of held) asked.destroy();
    await own.remove();
  });
});
