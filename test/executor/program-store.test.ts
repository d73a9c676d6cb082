/** The compiled program with workers and a store: same bytes however it was run, killed or resumed. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';
import { compiled } from '../compiled-program.ts';

const root = mkdtempSync(join(tmpdir(), 'mailpath-program-store-'));
const scenario = join(root, 'small.yaml');
beforeAll(() => {
  writeFileSync(scenario, SMALL_SCENARIO);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Long enough to be killed in the middle. */
const REPLICATIONS = 100;
const SETTINGS = 2;
const days = ['--replications', String(REPLICATIONS), '--assumptions', '0'];
const words = ['compare', scenario, '--json', ...days];

interface Way {
  readonly workers?: number;
  /** The store's folder; none by default. */
  readonly store?: string;
}

const environmentOf = ({ workers = 0, store = 'off' }: Way) => ({
  ...process.env,
  MAILPATH_WORKERS: String(workers),
  MAILPATH_CACHE: store,
});

/** A machine that is busy with others is slow enough for progress to be told. */
const withoutProgress = (stderr: string) => stderr.replaceAll(/^\d+% {2}.*\n/gm, '');

function run(way: Way) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiled.main, ...words], {
    env: environmentOf(way),
    encoding: 'utf8',
  });
  return { status, stdout, stderr: withoutProgress(stderr) };
}

/** Like `run`, but others run meanwhile. */
async function start(way: Way): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [compiled.main, ...words], { env: environmentOf(way) });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr: withoutProgress(stderr) };
}

const entriesOf = async (folder: string) => (await new ReplicationStore(folder).entries()).ours;

let whole: string;
beforeAll(() => {
  const { status, stdout, stderr } = run({});
  expect([status, stderr]).toEqual([0, '']);
  whole = stdout;
});

describe('a result', () => {
  it.each([1, 2, 3])('has the same bytes from %i workers', (workers) => {
    const { stdout, stderr } = run({ workers });
    expect(stderr).toBe('');
    expect(stdout).toBe(whole);
  });

  it('has the same bytes from a store that is filled, and is full', async () => {
    const store = join(root, 'filled');
    for (let i = 0; i < 2; i++) {
      const { stdout, stderr } = run({ workers: 2, store });
      expect(stderr).toBe('');
      expect(stdout).toBe(whole);
    }
    expect(await entriesOf(store)).toHaveLength(REPLICATIONS * SETTINGS);
  });

  it('has the same bytes from two programs that fill one store at the same time', async () => {
    const store = join(root, 'shared');
    const both = await Promise.all([start({ workers: 1, store }), start({ store })]);
    for (const { status, stdout, stderr } of both) {
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toBe(whole);
    }
    expect(await entriesOf(store)).toHaveLength(REPLICATIONS * SETTINGS);
  });
});

describe('a program that is killed', () => {
  it.each([0, 2])('(%i workers) goes on where it was, to the same bytes', async (workers) => {
    const store = join(root, `killed-${workers}`);
    const way = { workers, store };
    const child = spawn(process.execPath, [compiled.main, ...words], { env: environmentOf(way) });
    const ended = new Promise<string | null>((resolve) =>
      child.on('close', (_, signal) => resolve(signal)),
    );
    while ((await entriesOf(store)).length < 10 && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const before = await entriesOf(store);
    expect(before.length).toBeLessThan(REPLICATIONS * SETTINGS);

    const { stdout, stderr } = run(way);
    expect(stderr).toBe('');
    expect(stdout).toBe(whole);
    // What was stored was not run again: it is still as it was written then.
    const after = await entriesOf(store);
    expect(after).toHaveLength(REPLICATIONS * SETTINGS);
    expect(after.slice(0, before.length)).toEqual(before);
  });
});

/** May this user mount, in a mount namespace that goes with its process? */
const mayMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', root]).status === 0;

describe('a store on a disk', () => {
  it.skipIf(!mayMount)('that is full gives one warning and the same bytes', () => {
    const store = join(root, 'full');
    mkdirSync(store);
    const command = 'mount -t tmpfs -o size=128k none "$MAILPATH_CACHE" && exec "$@"';
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', command, 'sh', process.execPath, compiled.main, ...words],
      { env: environmentOf({ store, workers: 2 }), encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(withoutProgress(stderr)).toMatch(
      /^The store of finished replications .* the disk is full\..*\n$/,
    );
    expect(stdout).toBe(whole);
  });

  it('that cannot be written gives one warning and the same bytes', () => {
    const inTheWay = join(root, 'in-the-way');
    writeFileSync(inTheWay, '');
    const { status, stdout, stderr } = run({ store: join(inTheWay, 'store') });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^The store of .* cannot be written: a file is in the way\..*\n$/);
    expect(stdout).toBe(whole);
    expect(existsSync(join(inTheWay, 'store'))).toBe(false);
  });
});
