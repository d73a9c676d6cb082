import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exchange, refusalOver, trickle } from './raw-client.ts';
import { SMALL } from './run-client.ts';
import { getFrom, refusalOf, TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  // A trickle is fast enough where nothing else is said.
  const slow = ['header-seconds=1', 'request-seconds=1', 'log-seconds=2', 'log-bytes-per-second=1'];
  server = await TestServer.start({ limits: [...slow, 'connections=20'] });
});
afterAll(() => server.remove());

const LOGS = join(import.meta.dirname, '..', '..', 'maillog', 'logs');
const HOST = 'Host: localhost\r\n';
const LATE = { status: 408, error: { code: 'too-slow' } };

describe('a client that is slow', () => {
  it('with its headers is told so, and which limit it is', async () => {
    const told = refusalOver(await trickle(server, `GET / HTTP/1.1\r\n${HOST}X-Slow: `));
    expect(told).toMatchObject(LATE);
    expect(told.error.limit).toEqual({ name: 'header-seconds', value: 1 });
  });

  it('with its first byte is let go', async () => {
    expect(refusalOver(await exchange(server, ''))).toMatchObject(LATE);
  });

  it('with its body is told so, whether it says how long that is or not', async () => {
    const type = 'Content-Type: application/json\r\n';
    for (const length of ['Content-Length: 9000', 'Transfer-Encoding: chunked']) {
      const head = `POST /api/runs HTTP/1.1\r\n${HOST}${type}${length}\r\n\r\n`;
      const begun = length.includes('chunked') ? `${head}fff\r\n{` : `${head}{`;
      const told = refusalOver(await trickle(server, begun));
      expect(told).toMatchObject(LATE);
      expect(told.error.limit).toEqual({ name: 'request-seconds', value: 1 });
    }
  });

  it('with its log has more time, and is told so when it is over', async () => {
    const head = `POST /api/logs HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: 9000\r\n\r\n`;
    const told = refusalOver(await trickle(server, head));
    expect(told).toMatchObject(LATE);
    expect(told.error.limit).toEqual({ name: 'log-seconds', value: 2 });
  });

  it('with its log after a grace is let go before its time is over', async () => {
    const other = await TestServer.start({
      limits: ['request-seconds=1', 'log-seconds=600', 'log-bytes-per-second=1000'],
    });
    const head = `POST /api/logs HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: 9000\r\n\r\n`;
    const told = refusalOver(await trickle(other, head));
    expect(told).toMatchObject(LATE);
    expect(told.error.limit).toEqual({ name: 'log-bytes-per-second', value: 1000 });
    await other.remove();
  });

  it('to take a trace is let go, and its place is free again', async () => {
    let nowMs = 0;
    const other = await TestServer.start({ limits: ['logs-at-once=1'], now: () => nowMs });
    const body = JSON.stringify({ scenario: { name: 'main' } });
    const socket = connect(other.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const head = `POST /api/trace HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    await new Promise((resolve) => socket.once('readable', resolve));
    // It reads no more.
    const next = () => other.post('/api/trace', { scenario: SMALL });
    expect((await refusalOf(await next())).error.limit?.name).toBe('logs-at-once');
    let status = 503;
    while (status === 503) {
      // Longer than the log may take, once the server waits for its reader.
      nowMs += 3_600_000;
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = (await next()).status;
    }
    expect(status).toBe(200);
    socket.destroy();
    await other.remove();
  });

  it('and goes away half way holds nothing', async () => {
    for (let i = 0; i < 10; i++) {
      const socket = connect(server.port, '127.0.0.1');
      const log = i % 2 === 0;
      socket.write(
        `POST /api/${log ? 'logs' : 'runs'} HTTP/1.1\r\n${HOST}Content-Type: ${log ? 'text/plain' : 'application/json'}\r\nContent-Length: 9000\r\n\r\n{`,
        () => socket.destroy(),
      );
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const log = readFileSync(join(LOGS, 'b2-defer-mail.maillog'));
    let status = 503;
    // A busy machine may need longer than a log may take here.
    while (status === 503 || status === 408) {
      const headers = { 'content-type': 'text/plain' };
      status = (await server.get('/api/logs', { method: 'POST', headers, body: log })).status;
    }
    expect(status).toBe(200);
  });
});

describe('very many connections', () => {
  it('are closed beyond the limit, which is named, and there is room again once they have gone', async () => {
    const waiting = Array.from({ length: 200 }, () => connect(server.port, '127.0.0.1'));
    const closed = waiting.map(
      (socket) =>
        new Promise<string>((resolve) => {
          let text = '';
          socket.setEncoding('utf8');
          socket.on('data', (piece) => {
            text += piece;
          });
          socket.on('error', () => undefined);
          socket.on('close', () => resolve(text));
        }),
    );
    for (const socket of waiting.slice(12)) {
      socket.write(`GET /api/health HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    }
    const told = (await Promise.all(closed.slice(12))).filter((text) => text !== '');
    const refused = told.filter((text) => text.startsWith('HTTP/1.1 503')).map(refusalOver);
    expect(refused.length).toBeGreaterThan(0);
    for (const refusal of refused) {
      expect(refusal).toMatchObject({
        retryAfter: '5',
        error: { code: 'busy', limit: { name: 'connections', value: 20 } },
      });
    }
    await Promise.all(closed);
    // The server hears of the last ones a moment later.
    let next = await refusalOf(await server.get('/no-such'));
    while (next.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      next = await refusalOf(await server.get('/no-such'));
    }
    expect(next.status).toBe(404);
  });

  it('of one client leave half of them for others, who are answered at once', async () => {
    const held = await open(server, '127.0.0.1', 200);
    const { status } = await getFrom(server, '127.0.0.2', '/api/health');
    expect(status).toBe(200);
    // Its own ones beyond half are refused; these are not all closed yet.
    expect(held.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(20);
    for (const socket of held) socket.destroy();
  });

  it('of several clients that have all of them are taken from who has most', async () => {
    const held = [
      ...(await open(server, '127.0.0.1', 10)),
      ...(await open(server, '127.0.0.2', 10)),
    ];
    for (let i = 3; i < 8; i++) {
      expect((await getFrom(server, `127.0.0.${i}`, '/api/health')).status).toBe(200);
    }
    for (const socket of held) socket.destroy();
  });

  it('are taken from who has most only as far as they wait for nothing', async () => {
    const other = await TestServer.start({ limits: ['connections=20'] });
    // A body that does not come: the server waits for the rest of the question.
    const asking = `POST /api/runs HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n{`;
    const inUse = await open(other, '127.0.0.1', 9, asking);
    const idle = await open(other, '127.0.0.1', 1);
    const others = await open(other, '127.0.0.2', 10);
    expect((await getFrom(other, '127.0.0.3', '/api/health')).status).toBe(200);
    await vi.waitUntil(() => idle.every(({ destroyed }) => destroyed), WAIT);
    expect(inUse.filter(({ destroyed }) => destroyed)).toEqual([]);
    for (const socket of [...inUse, ...others]) socket.destroy();
    await other.remove();
  });

  it('of a client that has been told often enough to come later are closed unheard', async () => {
    const other = await TestServer.start({ limits: ['requests-per-minute=5'], now: () => 0 });
    const ask = () => exchange(other, `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    const seen: string[] = [];
    for (let i = 0; i < 11; i++) seen.push((await ask()).slice('HTTP/1.1 '.length).slice(0, 3));
    expect(seen.slice(0, 10).filter((status) => status === '429')).toHaveLength(5);
    expect(seen.at(-1)).toBe('');
    expect((await getFrom(other, '127.0.0.2', '/api/health')).status).toBe(200);
    await other.remove();
  });
});

const WAIT = { timeout: 200_000, interval: 20 };

/** Connections from an address that begin a request and do not go on; those that are still open. */
async function open(
  { port }: TestServer,
  localAddress: string,
  count: number,
  beginning = 'GET / HTTP/1.1\r\n',
): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () =>
    connect({ port, host: '127.0.0.1', localAddress }),
  );
  for (const socket of sockets) socket.on('error', () => undefined).write(beginning);
  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
  );
  // The server has closed what it does not take once it answers anybody.
  await getFrom({ port }, '127.0.0.9', '/api/health');
  return sockets.filter(({ destroyed }) => !destroyed);
}
