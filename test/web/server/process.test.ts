import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../../web/server/run.ts';
import { type CompiledProgram, compileProgram } from '../../cli/compiled-program.ts';
import { ENDLESS, eventsOf, isOver, SMALL } from './run-client.ts';
import { type Served, serveProcess } from './served.ts';
import { TestServer } from './test-server.ts';

let program: CompiledProgram;
let folder = '';
const begun: Served[] = [];
beforeAll(() => {
  program = compileProgram('server-process');
});
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
afterAll(() => program.remove());

async function serve(...words: string[]): Promise<Served> {
  const served = await serveProcess(program.main, folder, words);
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

const REQUEST = { inquiry: 'run', scenario: SMALL };

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

  it('finishes what runs, takes nothing new, and answers meanwhile', async () => {
    const served = await serve('--limit', 'runs-at-once=1', '--limit', 'run-seconds=4');
    const running = await json<RunView>(served, '/api/runs', { ...ENDLESS, scenario: SMALL });
    const waiting = await json<RunView>(served, '/api/runs', REQUEST);
    served.child.kill('SIGTERM');
    expect(await ended(served, waiting)).toMatchObject({ state: 'cancelled' });
    expect(await json(served, '/api/runs', REQUEST)).toMatchObject({ error: { code: 'closing' } });
    expect(await json(served, `/api/runs/${running.id}`)).toMatchObject({ state: 'running' });
    expect(await served.ended).toBe(0);
    const next = await serve();
    expect(await json(next, `/api/runs/${running.id}`)).toMatchObject({
      state: 'finished',
      record: { partial: true, endedBy: 'run-seconds' },
    });
  });

  it('waits for nothing longer than drain-seconds', async () => {
    const served = await serve('--limit', 'drain-seconds=1');
    await json(served, '/api/runs', ENDLESS);
    served.child.kill('SIGTERM');
    expect([await served.ended, served.errors()]).toEqual([0, '']);
  });

  it('twice ends at once', async () => {
    const served = await serve();
    const { id } = await json<RunView>(served, '/api/runs', ENDLESS);
    expect(await json(served, `/api/runs/${id}`)).not.toMatchObject({ state: 'finished' });
    served.child.kill('SIGTERM');
    // The first is noticed: nothing new is taken.
    while ('id' in (await json<object>(served, '/api/runs', REQUEST)));
    served.child.kill('SIGTERM');
    expect(await served.ended).toBe(130);
  });
});

describe('a server that begins anew', () => {
  it('has the results of the one before', async () => {
    const first = await TestServer.start(program);
    const response = await first.post('/api/runs', REQUEST);
    const { id } = (await response.json()) as RunView;
    for await (const event of eventsOf(await first.get(`/api/runs/${id}/events`))) void event;
    const result = await (await first.get(`/api/runs/${id}/result`)).text();
    await first.close();
    const second = await TestServer.start(program, { folder: first.folder });
    expect(await (await second.get(`/api/runs/${id}/result`)).text()).toBe(result);
    await second.remove();
  });
});
