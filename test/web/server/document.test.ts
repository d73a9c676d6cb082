import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { carriedOut, SMALL } from './run-client.ts';
import { TestServer } from './test-server.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

interface Media {
  readonly schema: Json;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json> };
}

let server: TestServer;
let document: Document;
let routes: string[];
beforeAll(async () => {
  server = await TestServer.start();
  document = (await (await server.get('/api/openapi.json')).json()) as Document;
  routes = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
});
afterAll(() => server.remove());

function operationsOf({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
}

/** A schema of the document as one that checks: OpenAPI 3.0 says null in its own way. */
function checking(schema: Json): z.ZodType {
  const text = JSON.stringify(plain(schema)).replaceAll('#/components/schemas/', '#/$defs/');
  const $defs = plain(document.components.schemas);
  return z.fromJSONSchema({ ...JSON.parse(text), $defs: JSON.parse(defsText($defs)) });
}

function defsText(defs: unknown): string {
  return JSON.stringify(defs).replaceAll('#/components/schemas/', '#/$defs/');
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Json;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, plain(one)]));
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner;
}

describe('the OpenAPI document', () => {
  it('is one of OpenAPI 3, and all it refers to is there', () => {
    expect(document.openapi).toMatch(/^3\.\d+\.\d+$/);
    expect(document.info).toMatchObject({ title: 'mailpath', version: expect.any(String) });
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(refs.length).toBeGreaterThan(10);
    for (const [, name] of refs) expect(document.components.schemas).toHaveProperty(name);
  });

  it('lists every route that the server has', () => {
    const lines = server.server.app.printRoutes({ commonPrefix: false }).split('\n');
    const path: string[] = [];
    const had: string[] = [];
    for (const line of lines) {
      const [, indent, name, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
      if (name === undefined) continue;
      path.length = indent.length / 4;
      path.push(name);
      const url = path.join('').replaceAll(/:(\w+)/g, '{$1}');
      if (!url.startsWith('/api')) continue;
      for (const method of (methods ?? '').split(', ')) {
        if (/^(GET|POST|DELETE|PUT|PATCH)$/.test(method)) had.push(`${method} ${url}`);
      }
    }
    expect(had.length).toBeGreaterThan(15);
    expect([...routes].sort()).toEqual(had.sort());
  });

  it('tells of each route what it is for, what it takes, what it answers, how it refuses', () => {
    for (const { path, method, operation } of operationsOf(document)) {
      const { summary, parameters = [], responses, requestBody } = operation;
      expect(summary, path).toBeTruthy();
      expect(requestBody !== undefined, path).toBe(method === 'POST');
      const inPath = parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['default']));
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      for (const { description, content } of Object.values(responses)) {
        expect(description).toBeTruthy();
        for (const { schema } of Object.values(content ?? {})) checking(schema);
      }
    }
  });
});

describe('what the server answers', () => {
  it('is what the document says, on every route', async () => {
    const { id } = await carriedOut(server, { study: 'run', scenario: SMALL });
    const posted: Record<string, unknown> = {
      '/api/preview': { scenario: SMALL, settings: ['default'] },
      '/api/replay': { scenario: SMALL, fromMs: 0, toMs: 600_000 },
      '/api/runs': { study: 'run', scenario: SMALL },
    };
    for (const { path, method, operation } of operationsOf(document)) {
      const url = path.replace('{id}', id).replace('{name}', 'main');
      const body = JSON.stringify(posted[path] ?? { scenario: SMALL });
      const log = path === '/api/logs';
      const response = await server.get(url, {
        method,
        ...(method === 'POST' && {
          headers: { 'content-type': log ? 'text/plain' : 'application/json' },
          body: log ? 'no log' : body,
        }),
      });
      const told = operation.responses[log ? 'default' : response.status];
      const type = (response.headers.get('content-type') ?? '').split(';')[0];
      expect(Object.keys(told?.content ?? {}), path).toEqual([type]);
      const text = await response.text();
      if (!type.endsWith('json')) continue;
      checking(told.content?.[type].schema ?? {}).parse(JSON.parse(text));
    }
  });

  it('is what the document says where it refuses', async () => {
    const refusal = checking(document.components.schemas.Refusal);
    for (const [path, method, body] of [
      ['/api/runs/no-such', 'GET', undefined],
      ['/api/runs/no-such', 'DELETE', undefined],
      ['/api/inspect', 'POST', '{"scenario":{"text":"question: ["}}'],
      ['/api/inspect', 'POST', '{'],
      ['/nowhere', 'GET', undefined],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const init = { method, ...(body !== undefined && { body, headers }) };
      refusal.parse(await (await server.get(path, init)).json());
    }
  });
});
