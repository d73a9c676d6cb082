import { afterEach, describe, expect, it } from 'vitest';
import { LIMIT_NAMES, LIMITS, limitsWith } from '../../../web/server/limits.ts';
import type { Inspection } from '../../../web/server/thread/tasks.ts';
import { carriedOut, ENDLESS, handIn, isOver, SMALL, until, viewOf } from './run-client.ts';
import { refusalOf, TestServer } from './test-server.ts';

let server: TestServer;
afterEach(async () => server.remove());

/** A preview of a year of mail, where that is allowed. */
const TAKES_FOR_EVER = {
  scenario: { name: 'main' },
  set: ['run.arrivals-for=365d', 'limits.messages=1000000000'],
  settings: ['default'],
};
const MUCH = 'preview-messages=1000000000';

async function start(...limits: string[]): Promise<void> {
  server = await TestServer.start({ limits });
}

describe('a limit', () => {
  it('is listed with its value, as it was changed', async () => {
    await start('messages=12345');
    const told = await (await server.get('/api/limits')).json();
    expect(told).toEqual(
      Object.fromEntries(
        LIMIT_NAMES.map((name) => {
          const { value, describe } = LIMITS[name];
          return [name, { value: name === 'messages' ? 12_345 : value, describe }];
        }),
      ),
    );
  });

  it('of requests in a minute says when to come again', async () => {
    await start('requests-per-minute=3');
    for (let i = 0; i < 3; i++) expect((await server.get('/api/health')).status).toBe(200);
    const refused = await refusalOf(await server.get('/api/health'));
    expect(refused).toMatchObject({
      status: 429,
      error: { code: 'too-many-requests', limit: { name: 'requests-per-minute', value: 3 } },
    });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(Number(refused.retryAfter)).toBeLessThanOrEqual(60);
  });

  it('of runs that wait says when to come again', async () => {
    await start('runs-at-once=1', 'runs-queued=4');
    for (let i = 0; i < 3; i++) await handIn(server, ENDLESS);
    const refused = await refusalOf(await server.post('/api/runs', ENDLESS));
    expect(refused).toMatchObject({
      status: 503,
      retryAfter: '5',
      error: { code: 'busy', limit: { name: 'runs-queued', value: 4 } },
    });
    expect(await (await server.get('/api/health')).json()).toMatchObject({ running: 1, queued: 2 });
  });

  it('of questions that wait says when to come again', async () => {
    await start('questions-queued=1', 'question-seconds=2', MUCH);
    const asking = Array.from({ length: 6 }, () => server.post('/api/preview', TAKES_FOR_EVER));
    const refused = await Promise.all((await Promise.all(asking)).map(refusalOf));
    const limits = refused.map(({ error }) => error.limit?.name);
    expect(new Set(limits)).toEqual(new Set(['question-seconds', 'questions-queued']));
    expect(refused.find(({ retryAfter }) => retryAfter === '2')).toMatchObject({
      status: 503,
      error: { code: 'busy', limit: { name: 'questions-queued', value: 1 } },
    });
  });

  it('of seconds ends a question that would take for ever, and the next one is answered', async () => {
    await start('question-seconds=2', MUCH);
    const refused = await refusalOf(await server.post('/api/preview', TAKES_FOR_EVER));
    expect(refused).toMatchObject({
      status: 503,
      retryAfter: '5',
      error: { code: 'busy', limit: { name: 'question-seconds', value: 2 } },
    });
    let status = 503;
    const small = { scenario: SMALL, settings: ['default'] };
    while (status === 503) status = (await server.post('/api/preview', small)).status;
    expect(status).toBe(200);
  });

  it('of a preview counts queue runs too: an empty one is work as well', async () => {
    await start('preview-messages=100000');
    const set = ['settings.default.retry-interval=1s', 'run.arrivals-for=2d'];
    const told = await refusalOf(
      await server.post('/api/preview', { scenario: SMALL, set, settings: ['default'] }),
    );
    expect(told).toMatchObject({ status: 413, error: { limit: { name: 'preview-messages' } } });
    expect(told.error.message).toMatch(/queue runs/);
  });

  it('of closed forms keeps a scenario of very many settings from being told at length', async () => {
    await start();
    const settings = Array.from({ length: 80 }, (_, i) => `settings.s${i}.runners=${1 + (i % 9)}`);
    const response = await server.post('/api/inspect', { scenario: SMALL, set: settings });
    const told = (await response.json()) as Inspection;
    expect(told.settings.length).toBeGreaterThan(80);
    const names = told.closedForm.questions.flatMap(({ answers }) =>
      answers.flatMap((a) => a.names),
    );
    expect(new Set(names).size).toBeLessThanOrEqual(50);
    expect(new Set(names).size).toBeGreaterThan(0);
  });

  it('of messages refuses a run whose first replications alone are too many', async () => {
    await start('messages=1000', 'preview-messages=500');
    const { state, failure } = await carriedOut(server, { study: 'compare', scenario: SMALL });
    expect(state).toBe('failed');
    expect(failure).toMatchObject({
      code: 'too-large',
      limit: { name: 'messages', value: 1000 },
    });
    const body = { scenario: SMALL, settings: ['default'] };
    expect(await refusalOf(await server.post('/api/preview', body))).toMatchObject({
      status: 413,
      error: { code: 'too-large', limit: { name: 'preview-messages', value: 500 } },
    });
  });

  it('of messages ends a run that goes on, with what it has', async () => {
    await start('messages=20000');
    const view = await carriedOut(server, {
      study: 'run',
      scenario: SMALL,
      options: { precision: '0.1%' },
    });
    expect(view).toMatchObject({
      state: 'finished',
      record: { partial: true, endedBy: 'messages' },
    });
    const result = await (await server.get(`/api/runs/${view.id}/result`)).json();
    expect(result).toMatchObject({ partial: true });
  });

  it('of seconds ends a run with what it has', async () => {
    // Enough for a first replication on a machine that is busy with others.
    await start('run-seconds=10');
    const view = await carriedOut(server, {
      ...ENDLESS,
      scenario: SMALL,
    });
    expect(view).toMatchObject({
      state: 'finished',
      record: { partial: true, endedBy: 'run-seconds' },
    });
  });

  it('of patience ends a run nobody asks about, unless it is to be kept', async () => {
    await start('patience-seconds=1');
    const [left, kept] = [
      await handIn(server, ENDLESS),
      await handIn(server, { ...ENDLESS, keep: true }),
    ];
    await untilOver(1);
    expect(await viewOf(server, left.id)).toMatchObject({ state: 'cancelled' });
    expect(await viewOf(server, kept.id)).toMatchObject({ state: 'running' });
  });

  it('of patience is kept up by who listens, until he goes away', async () => {
    await start('patience-seconds=1');
    const { id } = await handIn(server, ENDLESS);
    const gone = new AbortController();
    const response = await server.get(`/api/runs/${id}/events`, { signal: gone.signal });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await viewOf(server, id)).toMatchObject({ state: 'running' });
    gone.abort();
    await response.text().catch(() => undefined);
    await untilOver(0);
    expect(await until(server, id, isOver)).toMatchObject({ state: 'cancelled' });
  });
});

/** Without asking about any run: that would be patience. */
async function untilOver(running: number): Promise<void> {
  for (;;) {
    const health = (await (await server.get('/api/health')).json()) as { running: number };
    if (health.running === running) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the words for limits', () => {
  it.each(['messages', 'messages=', 'messages=0', 'messages=-1', 'messages=1e9', 'mesages=5'])(
    'are refused where they are none: %s',
    (change) => {
      expect(() => limitsWith([change])).toThrow(/^--limit /);
    },
  );

  it('suggest a name that is near', () => {
    expect(() => limitsWith(['mesages=5'])).toThrow(/messages/);
  });
});

describe('a scenario that is posted', () => {
  const backlog = (queued: string) => ({
    text: `version: 2
question: q
run: { arrivals-for: 1m, ends-after: 2m, replications: 1 }
mail: { arrivals: [ { rate: 1/s } ] }
initial: { backlog: { messages: 2000, age: 1h } }
${queued}
`,
  });

  it.each(['/api/inspect', '/api/validate', '/api/preview', '/api/runs', '/api/trace'])(
    'allows itself no more messages at one time than the server does: %s',
    async (path) => {
      await start();
      const scenario = backlog('limits: { messages: 1000000000, queued: 20000000 }');
      const more = { '/api/preview': { settings: ['default'] }, '/api/runs': { study: 'run' } };
      const refused = await refusalOf(
        await server.post(path, { scenario, ...more[path as keyof typeof more] }),
      );
      expect(refused).toMatchObject({
        status: 413,
        error: { code: 'too-large', limit: { name: 'queued', value: 2_000_000 } },
      });
      expect(refused.error.message).toContain('limits.queued of the scenario is 20,000,000');
    },
  );

  it('that says nothing of it has the limit of the server', async () => {
    await start('queued=1000');
    const asked = { scenario: backlog(''), settings: ['default'] };
    const refused = await refusalOf(await server.post('/api/preview', asked));
    expect(refused.error.message).toContain('more than 1,000 messages');
    await server.remove();
    await start('queued=5000');
    expect((await server.post('/api/preview', asked)).status).toBe(200);
  });
});
