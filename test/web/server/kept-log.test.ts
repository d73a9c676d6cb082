/** The result of a mail log is kept where one asks for it, and nothing of the log beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogReading } from '../../../web/server/thread/log-tasks.ts';
import { refusalOf, TestServer } from './test-server.ts';

const D3 = join(import.meta.dirname, '..', '..', 'maillog', 'logs', 'd3-limit.maillog');
const LOG = readFileSync(D3);

describe('the result of a mail log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.remove());

  async function read(query: string): Promise<LogReading> {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await server.get(`/api/logs${query}`, { method: 'POST', headers, body: LOG });
    expect(response.status).toBe(200);
    return (await response.json()) as LogReading;
  }

  it('is not kept unless asked for', async () => {
    expect((await read('?year=2026')).kept).toBeNull();
    expect(await (await server.get('/api/runs')).json()).toEqual({ runs: [] });
  });

  it('is found again by its id, in every form that it has', async () => {
    const { kept, diagnosis, report, text } = await read('?year=2026&name=d3.log&keep=yes');
    const path = `/api/runs/${kept}`;
    expect(await (await server.get(`${path}/result`)).json()).toEqual(diagnosis);
    expect(await (await server.get(`${path}/report`)).json()).toEqual(report);
    expect(await (await server.get(`${path}/text`)).text()).toBe(text);
    expect(await (await server.get(`${path}/html`)).text()).toMatch(/^<!doctype html>/);
    expect((await refusalOf(await server.get(`${path}/csv`))).error.message).toMatch(/no table/);
    const { runs } = (await (await server.get('/api/runs')).json()) as { runs: object[] };
    expect(runs).toEqual([
      expect.objectContaining({ id: kept, study: 'diagnose', scenario: 'd3.log' }),
    ]);
  });
});
