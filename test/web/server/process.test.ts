import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../../web/server/run.ts';
import { compiled } from '../../compiled-program.ts';
import { ENDLESS, eventsOf, isOver, SMALL } from './run-client.ts';
import { type Served, serveProcess } from './served.ts';
import { TestServer } from './test-server.ts';

let folder = '';
const begun: Served[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-process-'));
});
afterEach(async () => {
  for (const { child, ended } of begun.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

async function serve(...words: string[]): Promise<Served> {
  const served = await serveProcess(compiled.main, folder, words);
  begun.push(served);
  return served;
}

async function json<T>({ origin }: Served, path: string, body?: unknown): Promise<T> {
  const init = body !== undefined && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return (await (await fetch(origin + path, { ...init })).json()) as T;
}

async function ended(served: Served, { id }: RunView): Promise<RunView> {
  for (;;) {
    const view = await json<RunView>(served, `/api/runs/${id}`);
    if (isOver(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const REQUEST = { study: 'run', scenario: SMALL };

describe('a server that is killed', () => {
  it('loses no result that it said was finished, whatever else ran', async () => {
    const first = await serve();
    const told: [string, unknown][] = [];
    for (let i = 0; i < 5; i++) {
      const view = await json<RunView>(first, '/api/runs', { ...REQUEST, set: [`run.seed=s${i}`] });
      expect(await ended(first, view)).toMatchObject({ state: 'finished' });
      told.push([view.id, await json(first, `/api/runs/${view.id}/result`)]);
    }
    await json(first, '/api/runs', ENDLESS);
    const last = await json<RunView>(first, '/api/runs', { ...REQUEST, set: ['run.seed=last'] });
    const events = await fetch(`${first.origin}/api/runs/${last.id}/events`);
    for await (const { event, data } of eventsOf(events)) {
      // At the very moment at which it is told.
      if (event === 'view' && JSON.parse(data).state === 'finished') break;
    }
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    const second = await serve();
    for (const [id, result] of told) {
      expect(await json(second, `/api/runs/${id}/result`)).toEqual(result);
      expect(await json(second, `/api/runs/${id}`)).toMatchObject({ state: 'finished' });
    }
    expect(await json(second, `/api/runs/${last.id}/result`)).toHaveProperty('settings');
    const { runs } = await json<{ runs: { id: string }[] }>(second, '/api/runs');
    expect(runs.map(({ id }) => id)).toEqual([last.id, ...told.map(([id]) => id).reverse()]);
  });
});

describe('a server that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s ends with 0, at once where nothing runs',
    async (signal) => {
      const served = await serve();
      served.child.kill(signal);
      expect([await served.ended, served.errors()]).toEqual([0, '']);
    },
  );

  it('ends whatever a run is in the middle of', async () => {
    const served = await serve();
    await json(served, '/api/runs', ENDLESS);
    served.child.kill('SIGTERM');
    // By its supervisor where the machine is too busy to end its threads in time.
    expect([0, 130, 'SIGTERM']).toContain(await served.ended);
    expect(served.errors()).toMatch(/^(Stopped before it was finished\.\n)?$/);
  });
});

describe('a server that begins anew', () => {
  it('has the results of the one before', async () => {
    const first = await TestServer.start();
    const response = await first.post('/api/runs', REQUEST);
    const { id } = (await response.json()) as RunView;
    for await (const event of eventsOf(await first.get(`/api/runs/${id}/events`))) void event;
    const result = await (await first.get(`/api/runs/${id}/result`)).text();
    await first.close();
    const second = await TestServer.start({ folder: first.folder });
    expect(await (await second.get(`/api/runs/${id}/result`)).text()).toBe(result);
    await second.remove();
  });
});
