import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, refusalOver } from './raw-client.ts';
import { getFrom, refusalOf, TestServer } from './test-server.ts';

let open: TestServer;
let closed: TestServer;
const TOKEN = 'a+token;with"odd"signs=100%';
beforeAll(async () => {
  open = await TestServer.start();
  closed = await TestServer.start({ token: TOKEN });
});
afterAll(async () => {
  await open.remove();
  await closed.remove();
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

  it.each(['cross-site', 'same-site'])(
    'takes nothing that a page of another site makes a browser send (%s), and counts it for nobody',
    async (site) => {
      const server = await TestServer.start({ limits: ['requests-per-minute=5'] });
      for (let i = 0; i < 20; i++) {
        const { status, text } = await getFrom(server, '127.0.0.1', '/api/health', {
          'sec-fetch-site': site,
          'sec-fetch-mode': 'no-cors',
          'sec-fetch-dest': 'image',
        });
        expect(status).toBe(403);
        expect(JSON.parse(text).error.code).toBe('forbidden');
      }
      expect((await server.get('/api/health')).status).toBe(200);
      await server.remove();
    },
  );

  it('is shown where somebody follows a link to it, and its answers are not', async () => {
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await getFrom(open, '127.0.0.1', '/', headers)).status).toBe(200);
    expect((await getFrom(open, '127.0.0.1', '/api/health', headers)).status).toBe(403);
    const framed = { ...headers, 'sec-fetch-dest': 'iframe' };
    expect((await getFrom(open, '127.0.0.1', '/', framed)).status).toBe(403);
  });

  it('counts the requests of each address, by a clock that nobody can set', async () => {
    let nowMs = 1e6;
    const limits = ['requests-per-minute=3'];
    const server = await TestServer.start({ limits, now: () => nowMs });
    const statuses = async (address: string) => {
      const all: number[] = [];
      for (let i = 0; i < 5; i++) all.push((await getFrom(server, address, '/api/health')).status);
      return all;
    };
    const three = [200, 200, 200, 429, 429];
    expect(await statuses('127.0.0.1')).toEqual(three);
    expect(await statuses('127.0.0.2')).toEqual(three);
    nowMs += 60_000;
    expect(await statuses('127.0.0.1')).toEqual(three);
    await server.remove();
  });

  it('no longer hears who goes on after he was told as often as he may ask, and others are answered', async () => {
    let nowMs = 0;
    const limits = ['requests-per-minute=3'];
    const server = await TestServer.start({ limits, now: () => nowMs });
    const ask = (address: string) =>
      getFrom(server, address, '/api/health').then(
        ({ status }) => status,
        () => 'closed',
      );
    const statuses: (number | string)[] = [];
    for (let i = 0; i < 8; i++) statuses.push(await ask('127.0.0.1'));
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 'closed', 'closed']);
    expect(await ask('127.0.0.2')).toBe(200);
    nowMs = 60_000;
    expect(await ask('127.0.0.1')).toBe(200);
    await server.remove();
  });

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

  const guess = (ask: TestServer, way: string, token: string, more: RequestInit = {}) => {
    const headers = {
      bearer: { authorization: `Bearer ${token}` },
      cookie: { cookie: `mailpath-token=${encodeURIComponent(token)}` },
      address: {},
    }[way];
    const path = way === 'address' ? `/?token=${encodeURIComponent(token)}` : '/api/health';
    return ask.get(path, { headers: headers ?? {}, redirect: 'manual', ...more });
  };

  it.each([
    ['bearer', ['bearer']],
    ['cookie', ['cookie']],
    ['address', ['address']],
    ['in every way', ['bearer', 'cookie', 'address']],
  ])(
    'lets nobody guess on and on, by %s: not even the right one is looked at then',
    async (_, ways) => {
      let nowMs = 0;
      const other = await TestServer.start({ token: TOKEN, now: () => nowMs });
      const statuses: number[] = [];
      for (let i = 0; i < 40; i++) {
        statuses.push((await guess(other, ways[i % ways.length], `guess ${i}`)).status);
      }
      expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
      expect(statuses.slice(30)).toEqual(Array(10).fill(429));
      for (const way of ['bearer', 'cookie', 'address']) {
        const { error, retryAfter } = await refusalOf(await guess(other, way, TOKEN));
        expect(error.code).toBe('too-many-requests');
        expect(Number(retryAfter)).toBe(60);
      }
      // Who guesses nothing is told what is missing.
      expect((await other.get('/api/health')).status).toBe(401);
      nowMs = 60_000;
      expect((await guess(other, 'bearer', TOKEN)).status).toBe(200);
      await other.remove();
    },
  );

  it('takes an old cookie that comes again and again for one guess', async () => {
    const other = await TestServer.start({ token: TOKEN });
    for (let i = 0; i < 50; i++) expect((await guess(other, 'cookie', 'old')).status).toBe(401);
    expect((await guess(other, 'address', TOKEN)).status).toBe(302);
    await other.remove();
  });

  it('lets no crowd guess either, and who had the right one before goes on', async () => {
    const other = await TestServer.start({ token: TOKEN });
    const from = (address: string, token: string) =>
      getFrom(other, address, '/api/health', { authorization: `Bearer ${token}` });
    expect((await from('127.0.0.2', TOKEN)).status).toBe(200);
    for (let i = 0; i < 40; i++) {
      for (let n = 0; n < 25; n++) {
        expect((await from(`127.0.1.${i}`, `guess ${n}`)).status).toBe(401);
      }
    }
    expect((await from('127.0.2.1', 'guess')).status).toBe(429);
    expect((await from('127.0.2.1', TOKEN)).status).toBe(429);
    expect((await from('127.0.0.2', TOKEN)).status).toBe(200);
    await other.remove();
  });

  it('counts requests without a token too', async () => {
    const limits = ['requests-per-minute=5'];
    const other = await TestServer.start({ token: TOKEN, limits });
    for (let i = 0; i < 5; i++) expect((await other.get('/')).status).toBe(401);
    expect((await other.get('/')).status).toBe(429);
    expect((await guess(other, 'bearer', TOKEN)).status).toBe(429);
    await other.remove();
  });

  it('never logs it', async () => {
    const lines: string[] = [];
    const other = await TestServer.start({
      token: TOKEN,
      log: (line) => lines.push(line),
    });
    for (const way of ['bearer', 'cookie', 'address']) await guess(other, way, TOKEN);
    await other.get(`/no/such?x=1&token=${encodeURIComponent(TOKEN)}`, { redirect: 'manual' });
    await other.remove();
    const log = lines.join('');
    expect(log).toContain('"url":"/no/such"');
    for (const form of [TOKEN, encodeURIComponent(TOKEN), JSON.stringify(TOKEN).slice(1, -1)]) {
      expect(log).not.toContain(form);
    }
  });

  it('takes no token from an address but to read', async () => {
    const path = `/api/inspect?token=${encodeURIComponent(TOKEN)}`;
    const told = await refusalOf(await closed.post(path, { scenario: { name: 'main' } }));
    expect(told.status).toBe(401);
  });
});
