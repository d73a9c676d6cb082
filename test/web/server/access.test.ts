import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledProgram, compileProgram } from '../../cli/compiled-program.ts';
import { exchange, refusalOver } from './raw-client.ts';
import { refusalOf, TestServer } from './test-server.ts';

let program: CompiledProgram;
let open: TestServer;
let closed: TestServer;
const TOKEN = 'a token; with "odd" signs = 100%';
beforeAll(async () => {
  program = compileProgram('server-access');
  open = await TestServer.start(program);
  closed = await TestServer.start(program, { token: TOKEN });
});
afterAll(async () => {
  await open.remove();
  await closed.remove();
  program.remove();
});

function asked(server: TestServer, lines: readonly string[]): Promise<string> {
  const all = ['GET /api/health HTTP/1.1', ...lines, 'Connection: close', '', ''];
  return exchange(server, all.join('\r\n'));
}

describe('a server of this machine', () => {
  it.each(['localhost', 'localhost:8025', '127.0.0.1', '[::1]:8025'])(
    'answers to its names: %s',
    async (host) => {
      expect(await asked(open, [`Host: ${host}`])).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it.each([
    'Host: rebound.example',
    'Host: 127.0.0.1.rebound.example',
    'Host: localhost.',
    'Host: localhost:80@rebound.example',
    'Host: ',
    'X-Forwarded-Host: localhost',
  ])('answers to no other name, whoever bound it to this address: %s', async (line) => {
    const told = refusalOver(await asked(open, [line]));
    expect(told).toMatchObject({ status: 403, error: { code: 'forbidden' } });
  });

  it.each(['http://other.example', 'http://127.0.0.1:1', 'null', 'file://', 'no address'])(
    'takes nothing from a page of another origin: %s',
    async (origin) => {
      const lines = [`Host: 127.0.0.1:${open.port}`, `Origin: ${origin}`];
      const told = refusalOver(await asked(open, lines));
      expect(told).toMatchObject({ status: 403, error: { code: 'forbidden' } });
    },
  );

  it('takes requests from its own page, whose headers allow it nothing but the server', async () => {
    const response = await open.get('/', { headers: { origin: open.origin } });
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a server with a token', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer no' }],
    ['one of the same length', { authorization: `Bearer ${'x'.repeat(TOKEN.length)}` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${Buffer.from(TOKEN).toString('base64')}` }],
    ['another cookie', { cookie: 'mailpath-token=no' }],
    ['a cookie that cannot be read', { cookie: 'mailpath-token=%' }],
  ])('refuses who has %s, for the page as for everything else', async (_, headers) => {
    for (const path of ['/', '/api/health', '/api/openapi.json', '/api/runs/x', '/no-such']) {
      const response = await closed.get(path, { headers });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      const told = await refusalOf(response);
      expect(told).toMatchObject({ status: 401, error: { code: 'unauthorised' } });
      expect(JSON.stringify(told)).not.toContain(TOKEN);
    }
  });

  it('answers who has it as bearer', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await closed.get('/api/health', { headers })).status).toBe(200);
  });

  it('takes it out of an address into a cookie, and answers who has the cookie', async () => {
    const first = await closed.get(`/?token=${encodeURIComponent(TOKEN)}`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([302, '/']);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}` };
    expect((await closed.get('/api/health', { headers })).status).toBe(200);
  });

  it('leads nowhere else by an address with a token', async () => {
    for (const path of ['//evil.example/', '/\\evil.example', '//evil.example/%2e%2e']) {
      const text = await exchange(
        closed,
        `GET ${path}?token=${encodeURIComponent(TOKEN)} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
      );
      expect(text).not.toMatch(/^location: (\/\/|\/\\|\/%5c|http)/im);
    }
  });

  it('lets nobody guess on and on, and takes the right one all the same', async () => {
    const other = await TestServer.start(program, { token: TOKEN });
    const ask = (token: string) =>
      other.get('/api/health', { headers: { authorization: `Bearer ${token}` } });
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push((await ask(`guess ${i}`)).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
    expect(statuses.slice(30)).toEqual(Array(10).fill(429));
    const { error, retryAfter } = await refusalOf(await ask('once more'));
    expect(error.code).toBe('too-many-requests');
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect((await ask(TOKEN)).status).toBe(200);
    await other.remove();
  });

  it('takes no token from an address but to read', async () => {
    const path = `/api/inspect?token=${encodeURIComponent(TOKEN)}`;
    const told = await refusalOf(await closed.post(path, { scenario: { name: 'main' } }));
    expect(told.status).toBe(401);
  });
});
