/** Threads whose work never ends, or fills their memory: each is ended, and the next one answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LimitName, limitsWith } from '../../../web/server/limits.ts';
import { runRequest } from '../../../web/server/requests.ts';
import { Run } from '../../../web/server/run.ts';
import { serverThreads, type Threads } from '../../../web/server/threads.ts';

/** Tasks as thread/tasks has them, whose scenario says what they do. */
const TASKS = `
function work({ request: { scenario, name = scenario.name } }) {
  if (name === 'endless') for (;;);
  const all = [];
  if (name === 'greedy') for (;;) all.push({ more: all.length });
  return { ok: true, value: 'done' };
}
export const [inspect, changed, check, preview, replay, trace, readLog, execute] = Array(8).fill(work);
`;
let folder: string;
let threads: Threads;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-threads-'));
  writeFileSync(join(folder, 'tasks.mjs'), TASKS);
});
afterEach(async () => {
  await threads.close();
  rmSync(folder, { recursive: true });
});

function start(...limits: string[]): void {
  const places = {
    version: '0',
    scenarioFolder: folder,
    tasksFile: join(folder, 'tasks.mjs'),
    workerFile: '',
    storeFolder: null,
  };
  threads = serverThreads(places, limitsWith(limits));
}

const NEVER = new AbortController().signal;

/** Every kind of work, by a client. */
const WORK: Record<
  string,
  (name: string, client: string, unwanted?: AbortSignal) => Promise<unknown>
> = {
  inspect: (name, client) => threads.ask('inspect', { scenario: { name }, set: [] }, client),
  changed: (name, client) => threads.ask('changed', { scenario: { name }, set: [] }, client),
  check: (name, client) => threads.ask('check', requestOf(name), client),
  preview: (name, client) =>
    threads.ask('preview', { scenario: { name }, set: [], settings: ['default'] }, client),
  replay: (name, client) =>
    threads.ask(
      'replay',
      { scenario: { name }, set: [], setting: 'default', replication: 0, fromMs: 0, toMs: 1 },
      client,
    ),
  trace: (name, _, unwanted = NEVER) =>
    threads.stream('trace', { scenario: { name }, set: [], options: {}, port: port() }, unwanted),
  readLog: (name, _, unwanted = NEVER) => {
    const task = { name, options: {}, port: port(), modifiedMs: 0, keepAs: null };
    return threads.stream('readLog', task, unwanted);
  },
};
const QUESTIONS = ['inspect', 'changed', 'check', 'preview', 'replay'];

function requestOf(name: string) {
  return runRequest.parse({ study: 'run', scenario: { name } });
}

function port() {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  return port2;
}

function runOf(name: string): Run {
  return new Run({ id: name, request: requestOf(name), client: 'a', now: 0, positionOf: () => 0 });
}

function limitOf(error: unknown): { name: string; value: number } | null {
  return (error as { plain?: { limit: { name: string; value: number } } }).plain?.limit ?? null;
}

async function refusedBy(work: Promise<unknown>): Promise<LimitName | null> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return (limitOf(error)?.name as LimitName | undefined) ?? null;
}

const DONE = 'done';

describe('work that never ends', () => {
  it.each(Object.keys(WORK))('is ended with its thread at its time: %s', async (kind) => {
    start('question-seconds=1', 'log-seconds=1');
    const limit = QUESTIONS.includes(kind) ? 'question-seconds' : 'log-seconds';
    expect(await refusedBy(WORK[kind]('endless', 'a'))).toBe(limit);
    // On a busy machine a new thread may need longer to begin than anything may last here.
    let next: unknown;
    do next = await WORK[kind]('short', 'a').catch(limitOf);
    while ((next as { name?: string }).name === limit);
    expect(next).toEqual(DONE);
  });

  it.each(['trace', 'readLog'])('is ended soon after nobody wants it: %s', async (kind) => {
    start('log-seconds=600');
    const leaving = new AbortController();
    const work = refusedBy(WORK[kind]('endless', 'a', leaving.signal));
    leaving.abort();
    expect(await work).toBe('log-seconds');
    expect(await WORK[kind]('short', 'a')).toEqual(DONE);
  });

  it('is ended soon after a run of it was cancelled', async () => {
    start('runs-at-once=1');
    const run = runOf('endless');
    const work = refusedBy(threads.execute(run, port()));
    run.start();
    run.cancel();
    expect(await work).toBe('run-seconds');
    expect(await threads.execute(runOf('short'), port())).toEqual(DONE);
  });

  it.each(['inspect', 'preview'])(
    'of one client keeps no other from his answer: %s',
    async (kind) => {
      start('question-seconds=5');
      let refused = 0;
      const hostile = Array.from({ length: 20 }, () =>
        refusedBy(WORK[kind]('endless', 'a')).finally(() => refused++),
      );
      expect(await WORK[kind]('short', 'b')).toEqual(DONE);
      // Before the first one of the other is ended.
      expect(refused).toBe(0);
      expect(new Set(await Promise.all(hostile))).toEqual(new Set(['question-seconds']));
    },
  );
});

describe('work that fills its memory', () => {
  it.each(Object.keys(WORK))('is ended, and the limit is named: %s', async (kind) => {
    start('thread-megabytes=20');
    expect(await refusedBy(WORK[kind]('greedy', 'a'))).toBe('thread-megabytes');
    expect(await WORK[kind]('short', 'a')).toEqual(DONE);
  });

  it('is ended in a run', async () => {
    start('thread-megabytes=20');
    expect(await refusedBy(threads.execute(runOf('greedy'), port()))).toBe('thread-megabytes');
    expect(await threads.execute(runOf('short'), port())).toEqual(DONE);
  });
});
