import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIO_FOLDER, shippedScenarios } from '../../../sim/cli/package-root.ts';
import { resultSchema } from '../../../sim/studies/result/result-schema.ts';
import { mailpath, SMALL_SCENARIO } from '../../cli/test-terminal.ts';
import { SMALL } from './run-client.ts';
import { refusalOf, TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());

async function asked<T>(path: string, body: unknown): Promise<T> {
  const response = await server.post(path, body);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

describe('the shipped scenarios', () => {
  it('are listed with their questions, and each is there as it is shipped', async () => {
    const { scenarios } = (await (await server.get('/api/scenarios')).json()) as {
      scenarios: { name: string; question: string }[];
    };
    expect(scenarios.map(({ name }) => name)).toEqual(shippedScenarios());
    for (const { name, question } of scenarios) {
      expect(question).toMatch(/\?$/);
      const response = await server.get(`/api/scenarios/${name}`);
      expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
      expect(await response.text()).toBe(
        readFileSync(join(SCENARIO_FOLDER, `${name}.yaml`), 'utf8'),
      );
    }
  });

  it('have the schema that the command line prints', async () => {
    const schema = await (await server.get('/api/schema')).json();
    expect(schema).toEqual(JSON.parse((await mailpath(['schema'])).out));
  });

  it('of a name that is nearly right are suggested', async () => {
    const { error } = await refusalOf(await server.get('/api/scenarios/mian'));
    expect(error.message).toContain('Did you mean main?');
  });

  it('may be extended, and their arrivals be read, by a scenario that is posted', async () => {
    for (const text of [
      'extends: main\nquestion: What if?\n',
      SMALL_SCENARIO.replace('{ rate: 30/m }', '{ recorded: arrivals/d2.csv }'),
    ]) {
      expect(await asked('/api/validate', { scenario: { text } })).toMatchObject({
        valid: true,
        problems: [],
      });
    }
  });
});

describe('a scenario that is looked at', () => {
  it('tells its settings, what can be turned, and the closed forms, all of them held', async () => {
    const inspection = await asked<Record<string, unknown>>('/api/inspect', { scenario: SMALL });
    expect(inspection).toMatchObject({
      name: 'small',
      question: 'What does a refusal of two minutes cost a small gateway?',
      seed: 'small',
      replications: 3,
      compare: ['default', 'recommended'],
    });
    expect(inspection.messages).toBeCloseTo(600);
    expect(inspection).toHaveProperty('controls.settings');
    expect(inspection).toHaveProperty('closedForm');
  });

  it('takes changes', async () => {
    const set = ['mail.arrivals.0.rate=60/m'];
    const { messages } = await asked<{ messages: number }>('/api/inspect', {
      scenario: SMALL,
      set,
    });
    expect(messages).toBeCloseTo(1200);
  });

  it('with errors tells each of them, with its line and column', async () => {
    const text = SMALL_SCENARIO.replace('20m', '20 parsecs').replace('greeting-421', 'greting-421');
    const { valid, message, problems } = await asked<{
      valid: boolean;
      message: string;
      problems: { line: number; column: number; source: string; message: string }[];
    }>('/api/validate', { scenario: { text, name: 'mine.yaml' } });
    expect(valid).toBe(false);
    expect(message).toMatch(/^The scenario has 2 errors\. The first: /);
    const lines = text.split('\n');
    for (const { line, column, source } of problems) {
      expect(source).toBe('mine.yaml');
      expect(lines[line - 1].slice(column - 1)).toMatch(/^(20 parsecs|greting-421)/);
    }
    const refused = await refusalOf(await server.post('/api/inspect', { scenario: { text } }));
    expect(refused).toMatchObject({ status: 422, error: { code: 'invalid-scenario' } });
    expect(refused.error.problems).toHaveLength(2);
  });

  it('is given back with its changes and with its comments', async () => {
    const text = SMALL_SCENARIO.replace('gateway:', '# Ours is small.\ngateway:');
    const response = await server.post('/api/changed', {
      scenario: { text },
      set: ['mail.arrivals.0.rate=60/m', 'settings.default.retry-interval=7m'],
    });
    expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    const changed = await response.text();
    expect(changed).toContain('# Ours is small.');
    expect(changed).toContain('rate: 60/m');
    expect(changed).toContain('retry-interval: 7m');
  });
});

describe('a preview', () => {
  it('is one replication, equal to that of the command line', async () => {
    const settings = ['default', 'recommended'];
    const { result } = await asked<{ result: unknown }>('/api/preview', {
      scenario: SMALL,
      settings,
    });
    const previewed = resultSchema.parse(result);
    const { out } = await mailpath(['compare', '-', '--replications', '1', '--json'], {
      input: SMALL_SCENARIO,
    });
    const whole = resultSchema.parse(JSON.parse(out));
    expect(previewed.settings).toEqual(whole.settings);
    expect(previewed.replications).toEqual({ planned: 1, finished: 1 });
  });

  it('is the same again where nothing was changed, and another where something was', async () => {
    const body = { scenario: SMALL, settings: ['default'] };
    const [first, second] = [await asked('/api/preview', body), await asked('/api/preview', body)];
    expect(second).toEqual(first);
    const other = await asked('/api/preview', { ...body, set: ['mail.arrivals.0.rate=60/m'] });
    expect(other).not.toEqual(first);
  });
});
