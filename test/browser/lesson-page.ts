/**
 * The page with its lesson for the tests that need a browser: built from the sources, on loopback,
 * under the server's content policy. Replays are made in this process; of the server's other answers
 * only what the page asks for there.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { replayOf } from '../../sim/report/replay/replay-of.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { load } from '../scenario/shipped-scenarios.ts';

export interface LessonPage {
  readonly url: string;
  readonly close: () => void;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const CLIENT = join(import.meta.dirname, '..', '..', 'web', 'client');
const MOST_LINES = 1500;

export async function serveLesson(): Promise<LessonPage> {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-page-'));
  await build({
    configFile: join(CLIENT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/#/lesson`,
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse) {
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) body += chunk;
    const [status, told] = asked(path, JSON.parse(body));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(told));
    return;
  }
  const file = join(folder, path === '/' ? 'index.html' : path);
  if (!file.startsWith(folder) || !existsSync(file)) {
    response.writeHead(404);
    response.end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  response.end(readFileSync(file));
}

interface Asked {
  readonly scenario: { readonly name?: string; readonly text?: string };
  readonly set: readonly string[];
  readonly setting: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function asked(path: string, { scenario, set, setting, fromMs, toMs }: Asked): [number, object] {
  const file = `${scenario.name}.yaml`;
  const read = readScenario(scenario.text ?? load(file)?.text ?? '', { file, load, set });
  if (!read.ok) {
    const message = read.errors.map((error) => error.message).join(' ');
    return [422, { error: { code: 'invalid', message, limit: null, problems: [] } }];
  }
  const { settings, seed, startsAtMs, question } = read.scenario;
  if (path !== '/api/replay') return [200, { question, settings: [...settings.keys()] }];
  const input = settings.get(setting);
  if (input === undefined) return [422, { error: { message: 'no such setting', problems: [] } }];
  const options = { seed, startsAtMs, replication: 0, fromMs, toMs, mostLines: MOST_LINES };
  return [200, replayOf(input, options)];
}
