import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath, SMALL_SCENARIO } from '../../cli/test-terminal.ts';
import {
  allEventsOf,
  carriedOut,
  ENDLESS,
  handIn,
  isOver,
  SMALL,
  until,
  viewOf,
} from './run-client.ts';
import { refusalOf, TestServer } from './test-server.ts';

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'mailpath-runs-'));
const file = join(folder, 'small.yaml');
beforeAll(async () => {
  server = await TestServer.start({ limits: ['runs-at-once=1'] });
  writeFileSync(file, SMALL_SCENARIO);
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true });
});

/** Each study, as options of a request and as words of a command line. */
const INQUIRIES: [string, Record<string, unknown>, string[]][] = [
  ['compare', {}, []],
  ['compare', { seed: 'other' }, ['--seed', 'other']],
  ['run', { setting: 'recommended' }, ['--setting', 'recommended']],
  ['ladder', { replications: '2' }, ['--replications', '2']],
  ['sweep', { vary: ['runners=1..3'] }, ['--vary', 'runners=1..3']],
  [
    'recommend',
    { replications: '10', objective: ['p99 < 4m'] },
    ['--replications', '10', '--objective', 'p99 < 4m'],
  ],
  [
    'sensitivity',
    { only: 'goodput', replications: '2' },
    ['--only', 'goodput', '--replications', '2'],
  ],
];

describe('a run of the server', () => {
  it.each(INQUIRIES)('is what the command line computes: %s %o', async (study, options, words) => {
    const view = await carriedOut(server, { study, scenario: SMALL, options });
    expect(view).toMatchObject({ state: 'finished', study, scenario: 'small', share: 1 });
    const response = await server.get(`/api/runs/${view.id}/result`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { out } = await mailpath([study, file, ...words, '--json']);
    // The command line names the file as it is reached from where it runs.
    const read = JSON.parse(out);
    const computed = JSON.stringify({ ...read, scenario: { ...read.scenario, file: 'small' } });
    // Not by toBe: of texts of 20 KB only whether they differ is worth telling.
    expect((await response.text()) === computed).toBe(true);
  });

  it('has its result in every form', async () => {
    const { id } = await carriedOut(server, { study: 'compare', scenario: SMALL });
    const of = async (form: string) => {
      const response = await server.get(`/api/runs/${id}/${form}`);
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    expect(await of('csv')).toEqual({
      type: 'text/csv; charset=utf-8',
      text: (await mailpath(['compare', file, '--csv'])).out,
    });
    const text = await of('text');
    expect(text.type).toBe('text/plain; charset=utf-8');
    expect(text.text).toContain('recommended');
    const html = await of('html');
    expect(html.type).toBe('text/html; charset=utf-8');
    expect(html.text).toMatch(/^<!doctype html>[\s\S]*<svg/i);
    expect(JSON.parse((await of('report')).text)).toHaveProperty('sections');
  });

  it('takes changes as --set does, and says what the command line’s exit code says', async () => {
    const scenario = { text: `${SMALL_SCENARIO}objectives: [p99 < 1s]\n`, name: 'small' };
    const view = await carriedOut(server, {
      study: 'recommend',
      scenario,
      options: { replications: '10' },
      set: ['mail.arrivals.0.rate=10/m'],
    });
    expect(view.record).toMatchObject({ unmet: true, partial: false, endedBy: null });
  });

  it.each([
    [{ options: { replications: 'many' } }, 'usage', /^replications/],
    [{ options: { replications: '0' } }, 'usage', /^replications/],
    [{ options: { settings: 'default,no-such' } }, 'usage', /no-such/],
    [{ set: ['no.such=1'] }, 'invalid-scenario', /no/],
    [{ scenario: { text: 'question: [' } }, 'invalid-scenario', /./],
    [{ scenario: { name: 'mian' } }, 'not-found', /Did you mean main/],
  ])('is refused before it waits its turn: %o', async (more, code, message) => {
    const request = { study: 'compare', scenario: SMALL, ...more };
    const { error } = await refusalOf(await server.post('/api/runs', request));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('has no result before it is finished, and tells of one nobody knows', async () => {
    const { id } = await handIn(server, ENDLESS);
    const early = await refusalOf(await server.get(`/api/runs/${id}/result`));
    expect(early).toMatchObject({ status: 409, error: { code: 'not-finished' } });
    await server.get(`/api/runs/${id}`, { method: 'DELETE' });
    for (const path of ['', '/result', '/html', '/events']) {
      const unknown = await refusalOf(await server.get(`/api/runs/no-such-run${path}`));
      expect(unknown).toMatchObject({ status: 404, error: { code: 'not-found' } });
    }
    const gone = await server.get('/api/runs/no-such-run', { method: 'DELETE' });
    expect((await refusalOf(gone)).status).toBe(404);
  });
});

describe('the events of a run', () => {
  it('are views, and what there is after 2, 4, 8 ... replications, to the end', async () => {
    const request = {
      study: 'compare',
      scenario: SMALL,
      options: { replications: '64' },
      interim: true,
    };
    const { id } = await handIn(server, request);
    const response = await server.get(`/api/runs/${id}/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = await allEventsOf(response);
    const views = events
      .filter(({ event }) => event === 'view')
      .map(({ data }) => JSON.parse(data));
    expect(views.at(-1)).toMatchObject({ id, state: 'finished', share: 1 });
    const shares = views.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const interims = events.filter(({ event }) => event === 'interim');
    const told = interims.map(({ data }) => JSON.parse(data));
    // Of a reader who comes late the first ones are over; without any this would say nothing.
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ replications }) => replications)).toEqual(
      [2, 4, 8, 16, 32].slice(-told.length),
    );
    for (const { replications, result, report } of told) {
      expect(result.settings[0].measures.p99).toBeDefined();
      expect(JSON.stringify(result)).toContain(String(replications));
      expect(report).toHaveProperty('sections');
    }
  });

  it('of a run that is over are its last view', async () => {
    const { id } = await carriedOut(server, { study: 'run', scenario: SMALL });
    const response = await server.get(`/api/runs/${id}/events`);
    const events = await allEventsOf(response);
    expect(events.map(({ event }) => event)).toEqual(['view']);
    expect(JSON.parse(events[0].data)).toMatchObject({ id, state: 'finished' });
  });
});

describe('cancelling', () => {
  it('stops the work: the next run has the thread', async () => {
    const first = await handIn(server, ENDLESS);
    const second = await handIn(server, { study: 'run', scenario: SMALL, keep: true });
    await until(server, first.id, ({ state }) => state === 'running');
    const response = await server.get(`/api/runs/${first.id}`, { method: 'DELETE' });
    expect(await response.json()).toMatchObject({ state: 'cancelled' });
    expect(await until(server, second.id, isOver)).toMatchObject({ state: 'finished' });
    expect(await (await server.get('/api/health')).json()).toMatchObject({ running: 0 });
  });

  it('takes a run out of the queue, and those behind it move up', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await handIn(server, { ...ENDLESS, keep: true })).id);
    const positions = async () =>
      (await Promise.all(ids.map((id) => viewOf(server, id)))).map(({ position }) => position);
    expect(await positions()).toEqual([0, 1, 2, 3]);
    await server.get(`/api/runs/${ids[1]}`, { method: 'DELETE' });
    expect(await positions()).toEqual([0, 0, 1, 2]);
    for (const id of ids) await server.get(`/api/runs/${id}`, { method: 'DELETE' });
    const views = await Promise.all(ids.map((id) => until(server, id, isOver)));
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['cancelled']));
  });

  it('changes nothing of a run that is finished', async () => {
    const { id } = await carriedOut(server, { study: 'run', scenario: SMALL });
    const response = await server.get(`/api/runs/${id}`, { method: 'DELETE' });
    expect(await response.json()).toMatchObject({ state: 'finished' });
    expect((await server.get(`/api/runs/${id}/result`)).status).toBe(200);
  });
});
