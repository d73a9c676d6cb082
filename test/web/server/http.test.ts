/** What HTTP itself allows and forbids: how long replies are fresh, which requests are none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, refusalOver } from './raw-client.ts';
import { SMALL } from './run-client.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  const assets = join(server.folder, 'page', 'assets');
  mkdirSync(assets);
  writeFileSync(join(assets, 'index-DUePm3dN.js'), 'export {};');
  writeFileSync(join(assets, 'plain.js'), 'export {};');
});
afterAll(() => server.remove());

async function freshness(path: string, init: RequestInit = {}): Promise<string | null> {
  return (await server.get(path, init)).headers.get('cache-control');
}

describe('a reply', () => {
  it.each(['/', '/index.html', '/?a=1', '/assets/plain.js'])(
    'is asked for anew each time: %s',
    async (path) => {
      for (const method of ['GET', 'HEAD'])
        expect(await freshness(path, { method })).toBe('no-cache');
    },
  );

  it('whose name holds the hash of what is in it is kept', async () => {
    expect(await freshness('/assets/index-DUePm3dN.js')).toBe('public, max-age=2592000, immutable');
  });

  it.each([
    '/api/health',
    '/api/scenarios/main',
    '/api/openapi.json',
    '/api/runs/x',
    '/no-such',
    '/assets/gone-DUePm3dN.js',
  ])('of the interface, or a refusal, is stored nowhere: %s', async (path) => {
    expect(await freshness(path)).toBe('no-store');
  });

  it('to what is posted, and a stream of events, is stored nowhere', async () => {
    const response = await server.post('/api/runs', { study: 'run', scenario: SMALL });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { id } = (await response.json()) as { id: string };
    const events = await server.get(`/api/runs/${id}/events`);
    expect(events.headers.get('cache-control')).toMatch(/no-store|no-cache/);
    await events.text();
  });
});

describe('a request', () => {
  const HOST = 'Host: localhost';
  const sent = (...lines: string[]) =>
    exchange(server, [...lines, 'Connection: close', '', ''].join('\r\n'));

  it.each([
    ['the same', [HOST, HOST]],
    ['another', [HOST, 'Host: evil.example']],
    ['another before', ['HOST: evil.example', HOST]],
  ])('with two hosts is refused: %s', async (_, hosts) => {
    const told = refusalOver(await sent('GET /api/health HTTP/1.1', ...hosts));
    expect(told).toMatchObject({ status: 400, error: { code: 'bad-request' } });
  });

  it('of HTTP 1.0 without a host is refused', async () => {
    expect(refusalOver(await sent('GET /api/health HTTP/1.0')).status).toBe(403);
  });

  it('may name its host in its address', async () => {
    expect(await sent('GET http://localhost/api/health HTTP/1.1', HOST)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  });

  it.each(['http://evil.example/api/health', '//evil.example/api/health', 'localhost:80', '*'])(
    'for another form of address reaches nothing: %s',
    async (target) => {
      const told = refusalOver(await sent(`GET ${target} HTTP/1.1`, HOST));
      expect(told.status).toBeGreaterThanOrEqual(400);
      expect(told.status).toBeLessThan(500);
    },
  );

  it.each([
    ['two ways of saying a length', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['an obscured one', ['Content-Length: 5', 'Transfer-Encoding: x, chunked']],
    ['a folded one', ['Content-Length: 5', 'Transfer-Encoding:', ' chunked']],
    ['a space before its colon', ['Content-Length: 5', 'Transfer-Encoding : chunked']],
    ['a length that is none', ['Content-Length: +5']],
    ['a list of lengths', ['Content-Length: 5, 5']],
  ])('smuggles no other: %s', async (_, lines) => {
    const body = '0\r\n\r\nGET /api/scenarios HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const head = ['POST /api/validate HTTP/1.1', HOST, 'Content-Type: application/json', ...lines];
    const text = await exchange(server, `${head.join('\r\n')}\r\n\r\n${body}`);
    expect(text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});
