/**
 * The server as tests start it: from its sources, with its threads compiled, on any port of
 * loopback that is free, with a store and a page in a folder of its own.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion, SCENARIO_FOLDER } from '../../../sim/cli/package-root.ts';
import { buildServer, type Server } from '../../../web/server/app.ts';
import type { PlainFailure } from '../../../web/server/failure.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import { compiled } from '../../compiled-program.ts';

export interface TestServerOptions {
  /** NAME=VALUE, as --limit takes them. */
  readonly limits?: readonly string[];
  readonly token?: string | null;
  /** A folder of another test server, gone on with; by default a new one. */
  readonly folder?: string;
  readonly store?: boolean;
  /** Takes what the server logs. */
  readonly log?: (line: string) => void;
  /** The clock that the server goes by (rates.ts). */
  readonly now?: () => number;
}

export interface Refused {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly error: PlainFailure;
}

export class TestServer {
  readonly port: number;
  readonly origin: string;
  /** Everything that it may write lies in it. */
  readonly folder: string;
  readonly server: Server;

  private constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
    this.port = (server.app.server.address() as AddressInfo).port;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  static async start({
    limits = [],
    token = null,
    folder,
    store = true,
    log,
    now,
  }: TestServerOptions = {}): Promise<TestServer> {
    const own = folder ?? mkdtempSync(join(tmpdir(), 'mailpath-server-'));
    const page = join(own, 'page');
    mkdirSync(page, { recursive: true });
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>mailpath</title>');
    writeFileSync(join(own, 'secret.txt'), 'nobody may read this');
    const server = await buildServer({
      places: {
        version: packageVersion(),
        scenarioFolder: SCENARIO_FOLDER,
        tasksFile: join(compiled.folder, 'web', 'server', 'thread', 'tasks.js'),
        workerFile: compiled.worker,
        storeFolder: store ? join(own, 'store') : null,
      },
      limits: limitsWith(limits),
      access: { token, loopback: true },
      pageFolder: page,
      log: log ?? null,
      ...(now !== undefined && { now }),
    });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    return new TestServer(server, own);
  }

  get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, init);
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    return this.get(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...init,
    });
  }

  /** Every file in its folder. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).sort();
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A request from another address of loopback: that of another client. */
export function getFrom(
  { port }: Pick<TestServer, 'port'>,
  localAddress: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port, path, headers, localAddress, agent: false });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      let text = '';
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode ?? 0, text });
    });
  });
}

/** What a refusal says; throws where the reply has not the shape of one. */
export async function refusalOf(response: Response): Promise<Refused> {
  const text = await response.text();
  return refusalIn(response.status, response.headers.get('retry-after'), text);
}

export function refusalIn(status: number, retryAfter: string | null, text: string): Refused {
  const body = JSON.parse(text);
  const keys = [Object.keys(body), Object.keys(body.error)].join(' ');
  if (keys !== 'error code,message,limit,problems') throw new Error(`no refusal: ${text}`);
  // Neither where the program lies, nor how it is made inside.
  if (/\bat .*:\d+:\d+|node_modules|dist\/|\/tmp\/|\/home\/|\.[jt]s\b/.test(text)) {
    throw new Error(`a refusal that tells too much: ${text}`);
  }
  if (status < 400) throw new Error(`a refusal with status ${status}: ${text}`);
  return { status, retryAfter, error: body.error };
}
