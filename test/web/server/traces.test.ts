/** Traces over HTTP: the same text as on the command line, streamed, and ended by who goes away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath, SMALL_SCENARIO } from '../../cli/test-terminal.ts';
import { refusalOf, TestServer } from './test-server.ts';

/** Called as the command line calls it: a trace file names its scenario. */
const SMALL = { text: SMALL_SCENARIO, name: 'standard input' };

describe('a trace over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    // By a clock that stands still: who reads nothing is not let go before he leaves.
    server = await TestServer.start({ limits: ['logs-at-once=1'], now: () => 0 });
  });
  afterAll(() => server.remove());

  /** The server hears only after a while that a reader has gone away. */
  async function untilNextIsTold(): Promise<void> {
    for (;;) {
      const next = await server.post('/api/trace', { scenario: SMALL });
      await next.text();
      if (next.status === 200) return;
      expect(next.status).toBe(503);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it.each([
    ['the mail log', [], {}],
    [
      'a setting as Proofpoint prints it',
      ['--format', 'proofpoint-json', '--setting', 'recommended'],
      { format: 'proofpoint-json', setting: 'recommended' },
    ],
    ['the story of the latest message', ['--format', 'story'], { format: 'story' }],
    ['the time line', ['--format', 'timeline'], { format: 'timeline' }],
    [
      'hoststat at a time',
      ['--format', 'hoststat', '--at', '6m'],
      { format: 'hoststat', at: '6m' },
    ],
    ['a trace file', ['--format', 'trace-event'], { format: 'trace-event' }],
  ])('is what the command line writes: %s', async (_, words, options) => {
    const { out } = await mailpath(['trace', '-', ...words], { input: SMALL_SCENARIO });
    const response = await server.post('/api/trace', { scenario: SMALL, options });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(out);
  });

  it('of a long log comes whole', async () => {
    const scenario = { name: 'main' };
    const { out } = await mailpath(['trace', 'main']);
    const response = await server.post('/api/trace', { scenario });
    const text = await response.text();
    expect(text.length).toBe(out.length);
    expect(text).toBe(out);
  });

  it('ends when its reader goes away: the next one is told', async () => {
    const leaving = new AbortController();
    const body = JSON.stringify({ scenario: { name: 'main' } });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.origin}/api/trace`, {
      method: 'POST',
      body,
      headers,
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    const busy = await server.post('/api/trace', { scenario: SMALL });
    expect(busy.status).toBe(503);
    expect((await refusalOf(busy)).error.limit?.name).toBe('logs-at-once');
    leaving.abort();
    await untilNextIsTold();
  });

  it('that nobody reads keeps no mail log from being read', async () => {
    const leaving = new AbortController();
    const held = await fetch(`${server.origin}/api/trace`, {
      method: 'POST',
      body: JSON.stringify({ scenario: { name: 'main' } }),
      headers: { 'content-type': 'application/json' },
      signal: leaving.signal,
    });
    const log = await server.get('/api/logs', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'no log',
    });
    expect(held.status).toBe(200);
    expect(log.status).toBe(422);
    leaving.abort();
    await untilNextIsTold();
  });

  it.each([
    ['an unknown format', { scenario: SMALL, options: { format: 'nope' } }, 400, /format/],
    ['hoststat without a time', { scenario: SMALL, options: { format: 'hoststat' } }, 422, /at/],
    [
      'a setting that there is not',
      { scenario: SMALL, options: { setting: 'x' } },
      422,
      /no setting/,
    ],
    ['a broken scenario', { scenario: { text: 'mial: 1' } }, 422, /mail/],
    [
      'a message that there is not',
      { scenario: SMALL, options: { format: 'story', message: '99999' } },
      422,
      /no such message/,
    ],
  ])('is refused in words: %s', async (_, body, status, said) => {
    const response = await server.post('/api/trace', body);
    expect(response.status).toBe(status);
    expect((await refusalOf(response)).error.message).toMatch(said);
  });
});
