/**
 * The program in a process of its own, which carries out one command line after the other (child.ts)
 * and is ended where one takes too much time or memory.
 *
 * Time is the process's own, so that a busy machine makes no findings; where the system does not
 * tell it (it is read from Linux's /proc), it is the clock's.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Ending = 'exit' | 'time' | 'memory' | 'crash';

export interface Ended {
  readonly ending: Ending;
  /** Null unless it ended by itself. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Bounds {
  /** Of processor time, for one command line. */
  readonly seconds: number;
  /** Of the process. */
  readonly bytes: number;
}

export const BOUNDS: Bounds = { seconds: 20, bytes: 1_500_000_000 };

/** A process that gets so little of a busy machine, or that waits, is ended by the clock. */
const CLOCK_FACTOR = 6;
const LOOK_EVERY_MS = 100;
/** Then a new process takes over, so that what is left behind by many commands counts for none. */
const COMMANDS_A_PROCESS = 300;
const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

/** Heap beyond the bound ends the process by itself before it is looked at. */
const MEGABYTE = 1_000_000;

export class Program {
  private readonly child: string;
  private readonly module: string;
  private readonly folder: string;
  private readonly bounds: Bounds;
  private process: ChildProcess | null = null;
  private commands = 0;
  private stderr = '';

  /** `compiled`: the folder of compiled files; `module`: what exports `commandLine`, in it. */
  constructor(compiled: string, module: string, folder: string, bounds: Bounds = BOUNDS) {
    this.child = join(compiled, 'test', 'fuzz', 'child.js');
    this.module = join(compiled, module);
    this.folder = folder;
    this.bounds = bounds;
  }

  /** Carries out one command line in the folder. */
  async run(words: readonly string[]): Promise<Ended> {
    if (this.commands >= COMMANDS_A_PROCESS) this.close();
    this.commands++;
    const child = this.process ?? (await this.start());
    const used = usedBy(child.pid);
    const startedMs = performance.now();
    return new Promise((resolve) => {
      const done = (ended: Ended): void => {
        clearInterval(watch);
        child.off('message', answered);
        child.off('exit', exited);
        if (ended.ending !== 'exit') this.close();
        resolve(ended);
      };
      const stopped = (ending: Ending): void =>
        done({ ending, code: null, out: '', err: this.stderr });
      const answered = (ended: Omit<Ended, 'ending'>): void => done({ ...ended, ending: 'exit' });
      const exited = (): void => {
        stopped(/heap out of memory|allocation failed/i.test(this.stderr) ? 'memory' : 'crash');
      };
      const watch = setInterval(() => {
        const { seconds, bytes } = usedBy(child.pid);
        const clock = (performance.now() - startedMs) / 1000;
        if (bytes > this.bounds.bytes) stopped('memory');
        else if (seconds - used.seconds > this.bounds.seconds) stopped('time');
        else if (clock > CLOCK_FACTOR * this.bounds.seconds) stopped('time');
      }, LOOK_EVERY_MS);
      child.on('message', answered);
      child.on('exit', exited);
      child.send(words);
    });
  }

  /** Ends the process, whatever it does. */
  close(): void {
    this.process?.removeAllListeners();
    this.process?.kill('SIGKILL');
    this.process = null;
    this.commands = 0;
  }

  /** Resolves once the program is loaded: that counts for no command. */
  private start(): Promise<ChildProcess> {
    const child = fork(this.child, [this.module], {
      cwd: this.folder,
      execArgv: [`--max-old-space-size=${Math.ceil(this.bounds.bytes / MEGABYTE)}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, MAILPATH_DEBUG: '' },
    });
    this.process = child;
    this.stderr = '';
    child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    return new Promise((resolve, reject) => {
      child.once('message', () => {
        child.removeAllListeners('exit');
        resolve(child);
      });
      child.once('exit', () =>
        reject(new Error(`${this.module} cannot be loaded: ${this.stderr}`)),
      );
    });
  }
}

/** Processor time and memory of a process; 0 where the system does not tell. */
function usedBy(pid: number | undefined): { readonly seconds: number; readonly bytes: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const [userTicks, systemTicks, pages] = [fields[11], fields[12], fields[21]].map(Number);
    return { seconds: (userTicks + systemTicks) / TICKS_A_SECOND, bytes: pages * PAGE_BYTES };
  } catch {
    return { seconds: 0, bytes: 0 };
  }
}
