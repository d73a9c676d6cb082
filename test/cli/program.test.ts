/** The compiled program in a process of its own: exit codes, Ctrl+C, a reader that goes away. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';
import { resultSchema } from '../../sim/studies/result/result-schema.ts';
import { compiled } from '../compiled-program.ts';
import { SMALL_SCENARIO } from './test-terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = compiled.main;

describe('the program', () => {
  it('compares from standard input to standard output and ends with 0', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'compare', '-'], {
      input: SMALL_SCENARIO,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('slowest 1% (p99)');
  });

  it('finds its scenarios wherever it is called from', () => {
    const words = ['validate', 'main'];
    const { status } = spawnSync(process.execPath, [program, ...words], { cwd: '/' });
    expect(status).toBe(0);
  });

  it('ends with 130 at Ctrl+C, and prints what was finished, marked partial', async () => {
    const words = [program, 'compare', '-', '--replications', '100000', '--json'];
    const store = mkdtempSync(join(tmpdir(), 'mailpath-program-'));
    const child = spawn(process.execPath, words, {
      env: { ...process.env, MAILPATH_CACHE: store },
    });
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.end(SMALL_SCENARIO);
    // So many that some replications are finished under both settings.
    while (
      (await new ReplicationStore(store).entries()).ours.length < 100 &&
      child.exitCode === null
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    rmSync(store, { recursive: true });
    const result = resultSchema.parse(JSON.parse(out));
    expect(result.partial).toBe(true);
    expect(result.replications.finished).toBeGreaterThan(0);
    expect(result.replications.finished).toBeLessThan(100_000);
  });

  it('ends quietly when its reader goes away', async () => {
    const child = spawn(process.execPath, [program, 'schema'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.stdout.destroy();
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });

  it.each([32, 64, 100])('says so where only %i files may be open', (files) => {
    const command = `ulimit -n ${files} && exec "$@"`;
    const words = ['-c', command, 'sh', process.execPath, program, 'validate', 'main'];
    const { status, stdout, stderr } = spawnSync('sh', words, { encoding: 'utf8' });
    if (status === 0) expect(stdout).toContain('is valid');
    else {
      expect(status).toBe(2);
      expect(stderr).toMatch(/^Fewer than \d+ files may be open [^\n]*ulimit -n 1024\n$/);
    }
  });

  it('says nothing but one line, and no stack trace, for a command that there is not', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'comapre'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('a file that the program has open', () => {
  const file = join(tmpdir(), `mailpath-program-${process.pid}`);
  afterEach(() => rmSync(file, { force: true }));

  it('is not written over while it is read as standard input', () => {
    writeFileSync(file, SMALL_SCENARIO);
    const { status, stderr } = spawnSync('sh', [
      '-c',
      `'${process.execPath}' '${program}' trace - --output '${file}' < '${file}'`,
    ]);
    expect([status, String(stderr)]).toEqual([
      2,
      `--output ${file} is a file that is read from: give another name.\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(SMALL_SCENARIO);
  });

  it('keeps what is in it when a result is written to standard output by name', () => {
    writeFileSync(file, 'before\n');
    const words = `'${program}' trace main --format hoststat --at 09:10`;
    const { status } = spawnSync('sh', [
      '-c',
      `'${process.execPath}' ${words} --output /dev/stdout >> '${file}'`,
    ]);
    expect(status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n[\s\S]*Hostname/);
  });
});

describe('the replay of recordings', () => {
  const recording = join(root, 'test', 'validation', 'cases', 'b3-greet421.result.json');
  const run = (...words: string[]) => {
    const replay = join(compiled.folder, 'test', 'validation', 'replay-cli.js');
    return spawnSync(process.execPath, [replay, ...words], { encoding: 'utf8', cwd: '/' });
  };

  it('prints one JSON line a file, with the figures of a recording', () => {
    const { status, stdout, stderr } = run(recording, recording);
    expect([status, stderr]).toEqual([0, '']);
    const [first, second, end] = stdout.split('\n');
    expect([second, end]).toEqual([first, '']);
    expect(JSON.parse(first)).toMatchObject({
      name: 'b3-greet421',
      delivered: 20,
      delays: { mean: expect.any(Number), p50: expect.any(Number), max: expect.any(Number) },
      deferrals: { attempted: 1, skipped: 79 },
      connections: [
        { ended: 'greet421', accepted: 0 },
        { accepted: 20, openMs: expect.any(Number), closeMs: expect.any(Number) },
      ],
    });
  });

  it('adds the percentiles of perturbed replays', () => {
    const line = JSON.parse(run(recording, '--bands', '5').stdout);
    expect(line.bands).toMatchObject({ replays: 5, low: 0.025, high: 0.975 });
    expect(line.bands.figures.mean.low).toBeLessThan(line.bands.figures.mean.high);
  });

  it('says what is wrong with a file, and replays the others', () => {
    const { status, stdout, stderr } = run('/nowhere.json', recording);
    expect(status).toBe(3);
    expect(stderr).toContain('/nowhere.json: not a recording');
    expect(stdout).toContain('b3-greet421');
  });

  it('says how it is called', () => {
    expect([run().status, run(recording, '--bands', '1').status]).toEqual([2, 2]);
    expect(run().stderr).toContain('usage: npm run -s replay');
  });
});
