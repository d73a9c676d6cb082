import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exchange, refusalOver, request } from './raw-client.ts';
import { SMALL } from './run-client.ts';
import { refusalOf, TestServer } from './test-server.ts';

let server: TestServer;
let files: string[];
beforeAll(async () => {
  server = await TestServer.start({ limits: ['body-bytes=20000'] });
});
beforeEach(() => {
  files = server.files();
});
afterEach(async () => {
  expect(server.files()).toEqual(files);
  expect((await server.get('/api/health')).status).toBe(200);
});
afterAll(() => server.remove());

const RUN = { study: 'run', scenario: SMALL };

describe('a body that is not as it should be', () => {
  it.each([
    ['a wrong type', '/api/runs', { ...RUN, set: 'runners=2' }, 400, /set/],
    ['an unknown key', '/api/runs', { ...RUN, nice: 19 }, 400, /nice/],
    ['an unknown option', '/api/runs', { ...RUN, options: { output: 'x.json' } }, 400, /output/],
    ['an unknown study', '/api/runs', { ...RUN, study: 'serve' }, 400, /study/],
    ['no scenario', '/api/inspect', {}, 400, /scenario/],
    ['a list', '/api/inspect', [], 400, /./],
    ['null', '/api/validate', null, 400, /./],
    ['two kinds of scenario', '/api/inspect', { scenario: { name: 3, text: [] } }, 400, /./],
    ['no setting', '/api/preview', { scenario: SMALL, settings: [] }, 400, /settings/],
    ['an unknown setting', '/api/preview', { scenario: SMALL, settings: ['no'] }, 422, /no/],
  ])('is refused, and what is wrong is named: %s', async (_, path, body, status, message) => {
    const refused = await refusalOf(await server.post(path, body));
    expect(refused.status).toBe(status);
    expect(refused.error.message).toMatch(message);
  });

  it.each(['__proto__', 'constructor'])('reaches no prototype by %s', async (key) => {
    for (const body of [
      `{"scenario":{"name":"main"},"${key}":{"prototype":{"polluted":true},"polluted":true}}`,
      `{"scenario":{"name":"main","${key}":{"prototype":{"polluted":true},"polluted":true}}}`,
    ]) {
      const response = await server.post('/api/inspect', null, { body });
      expect((await refusalOf(response)).status).toBe(400);
    }
    const text = `${SMALL.text}${key}: { polluted: true }\n`;
    const told = await refusalOf(await server.post('/api/inspect', { scenario: { text } }));
    expect(told.error.code).toBe('invalid-scenario');
    for (const change of [`${key}.polluted=1`, `settings.${key}.polluted=1`, `hosts.${key}={}`]) {
      const response = await server.post('/api/changed', { scenario: SMALL, set: [change] });
      expect(response.status, change).toBeLessThan(500);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['no JSON', '{"scenario":', 'application/json', 400, 'bad-request'],
    ['nothing', '', 'application/json', 400, 'bad-request'],
    ['a form', 'scenario=main', 'application/x-www-form-urlencoded', 415, 'wrong-type'],
    ['text', '{"scenario":{"name":"main"}}', 'text/html', 415, 'wrong-type'],
    ['text that JSON is written as', '{"scenario":{"name":1}}', 'text/plain', 400, 'bad-request'],
    ['a type that is none', '{}', 'json', 415, 'wrong-type'],
  ])('is refused by its kind: %s', async (_, body, type, status, code) => {
    const headers = { 'content-type': type };
    const refused = await refusalOf(await server.post('/api/inspect', null, { body, headers }));
    expect(refused).toMatchObject({ status, error: { code } });
  });

  it('is refused by its size, which is named, though all of it is sent', async () => {
    const body = JSON.stringify({ scenario: { text: 'x'.repeat(5_000_000) } });
    const refused = await refusalOf(await server.post('/api/inspect', null, { body }));
    expect(refused).toMatchObject({
      status: 413,
      error: { code: 'too-large', limit: { name: 'body-bytes', value: 20_000 } },
    });
    expect(refused.error.message).toContain('--limit body-bytes=N');
  });

  it('is refused by its size where it does not say it before', async () => {
    const pieces = Array.from({ length: 30 }, () => `3e8\r\n${'x'.repeat(1000)}\r\n`).join('');
    const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const told = await request(server, 'POST /api/inspect', headers, `${pieces}0\r\n\r\n`);
    expect(refusalOver(told)).toMatchObject({ status: 413, error: { code: 'too-large' } });
  });
});

describe('a path that leads elsewhere', () => {
  const ELSEWHERE = [
    '../../etc/passwd',
    '../package.json',
    '/etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/package.json',
    'main\0.yaml',
    'arrivals/../../package.json',
    '.',
    '..',
    'main.yaml/../../package.json',
    'C:\\windows\\win.ini',
  ];

  it.each(ELSEWHERE)('is no scenario: %j', async (name) => {
    const posted = await refusalOf(await server.post('/api/inspect', { scenario: { name } }));
    expect(posted).toMatchObject({ status: 404, error: { code: 'not-found' } });
    const got = await server.get(`/api/scenarios/${encodeURIComponent(name)}`);
    expect((await refusalOf(got)).status).toBeGreaterThanOrEqual(400);
  });

  it.each(ELSEWHERE)('is read by no extends: and no recorded: %j', async (name) => {
    const quoted = JSON.stringify(name);
    for (const text of [
      `extends: ${quoted}\n`,
      `${SMALL.text.replace('[{ rate: 30/m }]', `[{ recorded: ${quoted} }]`)}`,
      `${SMALL.text}  - ${quoted}\n`,
    ]) {
      const response = await server.post('/api/validate', { scenario: { text } });
      const told = await response.text();
      expect(JSON.parse(told).valid).toBe(false);
      expect(told).not.toMatch(/root:|devDependencies/);
    }
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..\\secret.txt',
    '/.%00./secret.txt',
    '//etc/passwd',
    '/index.html/../../secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/%',
    '/api/runs/..%2f..%2fsecret.txt/result',
    `/api/scenarios/${'a'.repeat(500)}`,
  ])('is no file of the page: %s', async (path) => {
    const told = await request(server, `GET ${path}`);
    expect(told).not.toContain('nobody may read this');
    expect(refusalOver(told).status).toBeLessThan(500);
  });
});

describe('what is no request for this server', () => {
  it.each([
    'GET /no/such/page',
    'GET /api',
    'DELETE /api/health',
    'PUT /api/runs',
    'PATCH /api/runs/x',
    'PROPFIND /api/runs',
    'POST /index.html',
    'OPTIONS /api/runs',
  ])('is refused: %s', async (first) => {
    const told = refusalOver(await request(server, first));
    expect(told).toMatchObject({ status: 404, error: { code: 'not-found' } });
  });

  it.each([
    ['no HTTP', 'EHLO gateway.example\r\n\r\n'],
    ['bytes', Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x0d, 0x0a, 0x0d, 0x0a])],
    ['no method', 'FETCH / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'two lengths',
      'POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ],
    [
      'two ways of saying a length',
      'POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
  ])('is refused, and the connection closed: %s', async (_, text) => {
    const told = refusalOver(await exchange(server, text));
    expect(told.status).toBe(400);
    expect(told.error.code).toBe('bad-request');
  });

  it('is refused where its headers are too large', async () => {
    const told = refusalOver(await request(server, 'GET /', [`X-Long: ${'x'.repeat(100_000)}`]));
    expect(told).toMatchObject({ status: 413, error: { code: 'too-large' } });
  });
});
