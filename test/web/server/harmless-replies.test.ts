/** No character that a terminal obeys leaves the server in text of others. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRACE_FORMATS } from '../../../sim/studies/options.ts';
import {
  hostileLog,
  INVALID_SCENARIOS,
  OBEYED,
  TELLTALE,
  VALID_SCENARIO,
} from '../../cli/hostile-input.ts';
import { forbiddenIn } from '../../document/forbidden.ts';
import { exchange } from './raw-client.ts';
import { allEventsOf, carriedOut, handIn } from './run-client.ts';
import { refusalIn, TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ limits: ['requests-per-minute=10000'] });
});
afterAll(() => server.remove());

const HOSTILE = { text: VALID_SCENARIO, name: 'x\u202ecilam' };

/** The text of a reply. JSON may hold what is hostile, but only in escapes. */
async function harmless(response: Response): Promise<string> {
  const text = await response.text();
  expect(forbiddenIn(text)).toEqual([]);
  return text;
}

/** Every text within JSON, as whoever reads it gets it. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

describe('a reply of the server', () => {
  it.each(['compare', 'run', 'ladder', 'recommend'])('is harmless: a run of %s', async (study) => {
    const options = study === 'recommend' ? { replications: '10' } : {};
    const request = { study, scenario: HOSTILE, options };
    const { id, state } = await carriedOut(server, request);
    expect(state).toBe('finished');
    for (const form of ['', '/result', '/report', '/csv', '/text', '/html']) {
      const text = await harmless(await server.get(`/api/runs/${id}${form}`));
      if (form !== '') expect(text).toContain(TELLTALE);
      if (form === '/result') expect(textsIn(JSON.parse(text)).join()).toContain('\u202ecilam');
    }
    await harmless(await server.get('/api/runs'));
  });

  it('is harmless: events, while a run goes on', async () => {
    const { id } = await handIn(server, { study: 'compare', scenario: HOSTILE });
    const response = await server.get(`/api/runs/${id}/events`);
    const events = await allEventsOf(response);
    expect(events.map(({ data }) => data).join()).toContain(TELLTALE);
    for (const { data } of events) expect(forbiddenIn(data)).toEqual([]);
  });

  it.each(TRACE_FORMATS)('is harmless: a trace as %s', async (format) => {
    const options = format === 'hoststat' ? { format, at: '3m' } : { format };
    const response = await server.post('/api/trace', { scenario: HOSTILE, options });
    expect(response.status).toBe(200);
    expect(await harmless(response)).toContain(TELLTALE);
  });

  it.each([
    ['/api/inspect', {}],
    ['/api/validate', {}],
    ['/api/changed', { set: ['question=\u202ecilam'] }],
    ['/api/preview', { settings: ['default'] }],
    ['/api/replay', { toMs: 300_000 }],
  ])('is harmless: what %s says of a scenario', async (path, more) => {
    const response = await server.post(path, { scenario: HOSTILE, ...more });
    expect(response.status).toBe(200);
    const text = await harmless(response);
    if (path !== '/api/validate' && path !== '/api/preview') expect(text).toContain(TELLTALE);
  });

  it('is harmless: a log, read and fitted', async () => {
    const response = await server.get(`/api/logs?year=2026&name=${encodeURIComponent(OBEYED)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: new Uint8Array(hostileLog()),
    });
    expect(response.status).toBe(200);
    const { text, scenario } = JSON.parse(await harmless(response));
    for (const taken of [text, scenario]) {
      expect(taken).toContain(TELLTALE);
      expect(forbiddenIn(taken)).toEqual([]);
    }
  });

  it.each(INVALID_SCENARIOS)('is harmless: a scenario is refused for %s', async (_, text) => {
    for (const [path, body] of [
      ['/api/runs', { study: 'run', scenario: { text, name: OBEYED } }],
      ['/api/inspect', { scenario: { text, name: 'x\u202e' } }],
      ['/api/trace', { scenario: { text, name: 'x\u202e' } }],
    ] as const) {
      const response = await server.post(path, body);
      const told = await harmless(response);
      if (response.status < 400) continue;
      refusalIn(response.status, null, told);
      for (const words of textsIn(JSON.parse(told))) expect(forbiddenIn(words)).toEqual([]);
    }
  });

  it.each([
    ['/api/runs', { study: OBEYED }],
    ['/api/runs', { study: 'run', scenario: HOSTILE, [OBEYED]: 1 }],
    ['/api/runs', { study: 'run', scenario: HOSTILE, options: { setting: OBEYED } }],
    ['/api/runs', { study: 'run', scenario: HOSTILE, options: { setting: '\u202e' } }],
    ['/api/runs', { study: 'run', scenario: { name: OBEYED } }],
    ['/api/runs', { study: 'run', scenario: HOSTILE, set: [`settings.${OBEYED}=1`] }],
    ['/api/trace', { scenario: HOSTILE, options: { at: OBEYED, format: 'hoststat' } }],
    ['/api/trace', { scenario: HOSTILE, options: { date: '\u202e' } }],
  ])('is harmless: a request is refused, case %#', async (path, body) => {
    const response = await server.post(path, body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    const told = await harmless(response);
    for (const words of textsIn(JSON.parse(told))) expect(forbiddenIn(words)).toEqual([]);
  });

  it('is harmless: bytes in a path that is not there', async () => {
    const head = `Host: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`;
    for (const path of ['/api/\x9b31m\x90', '/api/%C2%9B%E2%80%AE', '/%zz\x9b', '/api/runs/\x9b']) {
      const reply = await exchange(
        server,
        Buffer.from(`GET ${path} HTTP/1.1\r\n${head}`, 'latin1'),
      );
      expect(reply).toMatch(/^HTTP\/1\.1 4/);
      expect(forbiddenIn(reply)).toEqual([]);
    }
  });

  it('is harmless: JSON that cannot be read', async () => {
    for (const body of ['{"\x9b\u202e', OBEYED, '"\u2028"', '{"__proto__":"\x9b"}']) {
      const headers = { 'content-type': 'application/json' };
      await harmless(await server.get('/api/runs', { method: 'POST', headers, body }));
    }
  });
});
