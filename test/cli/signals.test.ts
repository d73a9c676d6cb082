/** SIGINT and SIGTERM end any command, whatever it is in the middle of, and leave nothing behind. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../compiled-program.ts';
import { SMALL_SCENARIO } from './test-terminal.ts';

/** A second is promised; the machine of a test may be busy with others. None of these would end. */
const PATIENCE_MS = 200_000;
/** More than a pipe holds, as a comment: once all of it is taken, the program is there. */
const PADDING = `# ${'-'.repeat(98)}\n`.repeat(3000);

interface EndedProcess {
  /** Its exit code, or the signal that ended it. */
  readonly how: number | string | null;
  readonly out: string;
  readonly err: string;
}

/** By its supervisor; by the signal itself where the machine is too busy to end a thread in time. */
const hows = (signal: NodeJS.Signals) => [130, signal];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-signals-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a process, sends the signal as soon as `due` holds of what it wrote, waits for its end. */
function ended(
  words: readonly string[],
  signal: NodeJS.Signals | null,
  due: (written: string) => boolean,
  input: string | null = null,
): Promise<EndedProcess> {
  const environment = { ...process.env, MAILPATH_CACHE: 'off' };
  const child = spawn(process.execPath, words, { env: environment });
  if (input !== null) child.stdin.write(input);
  let [out, err] = ['', ''];
  let sent = false;
  const look = (): void => {
    if (sent || signal === null || !due(out + err)) return;
    sent = true;
    child.kill(signal);
  };
  child.stdout.on('data', (data) => {
    out += data;
    look();
  });
  child.stderr.on('data', (data) => {
    err += data;
    look();
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`it did not end; it wrote: ${out}${err}`));
    }, PATIENCE_MS);
    child.on('close', (code, signal) => {
      clearTimeout(late);
      resolve({ how: code ?? signal, out, err });
    });
  });
}

/** A command thread with this program, under the supervisor. `tell(news)`, `say(text)` are defined. */
function supervised(
  program: string,
  signal: NodeJS.Signals | null,
  ...options: string[]
): Promise<EndedProcess> {
  const thread = join(folder, `thread-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    thread,
    `import { parentPort, workerData } from 'node:worker_threads';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
const tell = (news) => parentPort.postMessage(news);
const say = (text) => writeSync(1, text);
${program}`,
  );
  const supervisor = join(compiled.folder, 'sim', 'cli', 'supervisor.js');
  const main = thread.replace('thread-', 'main-');
  writeFileSync(
    main,
    `import { supervise } from ${JSON.stringify(pathToFileURL(supervisor).href)};
process.exit(await supervise(['word'], new URL(${JSON.stringify(pathToFileURL(thread).href)})));`,
  );
  const words = [...options, main];
  return ended(words, signal, (written) => written.includes('begun'));
}

describe('a command that computes in one piece', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s', async (signal) => {
    const { how, out, err } = await supervised(`say('begun'); for (;;);`, signal);
    expect(hows(signal)).toContain(how);
    expect([out, err]).toEqual(['begun', 'Stopped before it was finished.\n']);
  });

  it('is ended in the middle of a regular expression', async () => {
    const program = `say('begun'); /^(a+)+$/.test('a'.repeat(60) + 'b');`;
    expect(hows('SIGINT')).toContain((await supervised(program, 'SIGINT')).how);
  });

  it('leaves no temporary file, and its last words are said', async () => {
    const [left, kept] = [join(folder, 'left.tmp'), join(folder, 'kept.txt')];
    const { how, err } = await supervised(
      `for (const path of ${JSON.stringify([left, kept])}) {
        tell({ kind: 'temporary', path, exists: true });
        writeFileSync(path, 'half');
      }
      tell({ kind: 'temporary', path: ${JSON.stringify(kept)}, exists: false });
      tell({ kind: 'last-words', text: 'Half of it is kept.' });
      say('begun');
      for (;;);`,
      'SIGTERM',
    );
    expect(hows('SIGTERM')).toContain(how);
    expect(err).toBe('Stopped before it was finished. Half of it is kept.\n');
    expect([existsSync(left), existsSync(kept)]).toEqual([false, true]);
  });

  it('is ended where it hangs in the system, by the signal itself', async () => {
    const pipe = join(folder, 'silent');
    execFileSync('mkfifo', [pipe]);
    const program = `say('begun'); readFileSync(${JSON.stringify(pipe)});`;
    expect((await supervised(program, 'SIGTERM')).how).toBe('SIGTERM');
  });
});

describe('a command that notices', () => {
  it('has time to print what it has, and its own exit code stands', async () => {
    const program = `say('begun'); const interrupt = new Int32Array(workerData.interrupt);
      while (Atomics.load(interrupt, 0) === 0);
      say(', finished half'); process.exitCode = 7;`;
    const { how, out, err } = await supervised(program, 'SIGINT');
    expect([how, out, err]).toEqual([7, 'begun, finished half', '']);
  });

  const HEARD = `say('begun'); const interrupt = new Int32Array(workerData.interrupt);
    while (Atomics.compareExchange(interrupt, 0, 1, 2) === 0);`;

  it('has more of it once it has said that it noticed', async () => {
    const program = `${HEARD} Atomics.wait(interrupt, 1, 0, 2000);
      say(', finished half'); process.exitCode = 7;`;
    const { how, out, err } = await supervised(program, 'SIGINT');
    expect([how, out, err]).toEqual([7, 'begun, finished half', '']);
  });

  it('has not where its reader takes nothing', async () => {
    // It would end by itself before its longer time is up.
    const program = `${HEARD} Atomics.store(interrupt, 1, 5); Atomics.wait(interrupt, 1, 5, 8000);
      say(', taken');`;
    const { how, out, err } = await supervised(program, 'SIGINT');
    expect(hows('SIGINT')).toContain(how);
    expect([out, err]).toEqual(['begun', 'Stopped before it was finished.\n']);
  });

  it('ends at once at a second signal', async () => {
    const program = `${HEARD} process.kill(process.pid, 'SIGTERM');
      Atomics.wait(interrupt, 1, 0, 8000); say(', too late');`;
    const { how, out, err } = await supervised(program, 'SIGINT');
    expect(hows('SIGTERM')).toContain(how);
    expect([out, err]).toEqual(['begun', 'Stopped before it was finished.\n']);
  });

  it('ends with its own code where nobody disturbs it', async () => {
    const { how, out } = await supervised(
      'say(workerData.words.join()); process.exitCode = 4;',
      null,
    );
    expect([how, out]).toEqual([4, 'word']);
  });
});

describe('a command that goes wrong', () => {
  it('is told of in words, without a stack trace', async () => {
    const { how, err } = await supervised(`throw new Error('a wheel came off');`, null);
    expect(how).toBe(1);
    expect(err).toMatch(/^This is a fault of mailpath[^\n]*: a wheel came off\n$/);
  });

  it('needs more memory than there is: it says so, and what to do', async () => {
    const program = `const all = []; for (;;) all.push({ x: [Math.random()] });`;
    const { how, err } = await supervised(program, null, '--max-old-space-size=64');
    expect(how).toBe(3);
    expect(err).toMatch(/^Stopped: there is not enough memory[^\n]*\n$/);
  });
});

const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe('every command that takes long', () => {
  const MANY = ['--replications', '100000'];
  const LONG = [...MANY, '--workers', '0'];
  const slow = SMALL_SCENARIO.replace('rate: 30/m', 'rate: 3000/m');
  let scenario: string;
  beforeAll(() => {
    scenario = join(folder, 'slow.yaml');
    writeFileSync(scenario, slow);
  });

  it.each([
    ['compare', ...LONG],
    ['compare', ...MANY, '--workers', '2'],
    ['run', ...LONG],
    ['ladder', ...LONG],
    ['sweep', ...LONG, '--vary', 'runners=1..40', '--max-points', '40000'],
    ['sensitivity', ...LONG],
    ['recommend', '--workers', '0'],
    ['trace', '--seed', 'signal'],
  ])('%s ends with 130', async (command, ...options) => {
    const isTrace = command === 'trace';
    const words = [compiled.main, command, scenario, ...options, ...(isTrace ? [] : ['--quiet'])];
    const store = mkdtempSync(join(folder, 'store-'));
    const child = spawn(process.execPath, words, {
      env: { ...process.env, MAILPATH_CACHE: store },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let begun = false;
    child.stdout.once('readable', () => {
      begun = true;
    });
    // Nobody reads what it prints: a trace then hangs on its full pipe.
    const how = new Promise<number | string | null>((resolve) => {
      child.on('exit', (code, signal) => resolve(code ?? signal));
    });
    // In the middle of it: something is stored, or printed.
    while (!begun && filesIn(store).length === 0 && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(child.exitCode, 'it ended by itself').toBeNull();
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    expect(hows('SIGTERM')).toContain(await how);
    clearTimeout(late);
    child.stdout.destroy();
    child.stderr.destroy();
  });

  it.each([
    ['validate', '-'],
    ['compare', '-'],
    ['diagnose', '-'],
    ['fit', '-'],
  ])('%s ends while it waits for standard input', async (...words) => {
    const child = spawn(process.execPath, [compiled.main, ...words]);
    const how = new Promise<number | string | null>((resolve) => {
      child.on('exit', (code, signal) => resolve(code ?? signal));
    });
    child.stdin.write(PADDING, () => child.kill('SIGINT'));
    expect(hows('SIGINT')).toContain(await how);
    child.stdin.destroy();
  });
});
