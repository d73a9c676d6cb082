/**
 * The main thread of the program while a command runs in a thread of its own: it holds
 * the signals. The first SIGINT or SIGTERM asks the command for an orderly end, in which it prints
 * what it has; a command that does not hear of it, because it computes something in one piece, or that
 * waits for a reader who takes nothing, is ended. So is one at the second signal.
 */
import { Worker } from 'node:worker_threads';
import { harmless } from '../document/harmless.ts';
import { EXIT_INTERRUPTED, EXIT_INVALID, faultOf } from './exit.ts';
import { removeTemporary } from './output-file.ts';
import { type Surroundings, surroundings } from './terminal.ts';

/** How long a command may go without noticing the signal, or its reader without taking output, ms. */
const SILENCE_MS = 750;
/** So long for an orderly end, once the command has heard of the signal, ms: the machine may be busy. */
const ORDERLY_END_MS = 10_000;
/** Between two looks at how it comes along, ms. */
const LOOK_EVERY_MS = 50;
/** And so long for a thread to be ended; one that hangs in the system ends with the process. */
const HARD_END_MS = 150;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

/** Carries out a command line in a thread; returns the exit code. */
export function supervise(words: readonly string[], thread: URL): Promise<number> {
  return new Promise((resolve) => {
    const interrupt = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const shared = new Int32Array(interrupt);
    const task: CommandTask = { words, interrupt, surroundings: surroundings() };
    const worker = new Worker(thread, { workerData: task, stdin: true });
    const temporaries = new Set<string>();
    let lastWords = '';
    let ending = false;

    const clearUp = (): void => {
      for (const path of temporaries) removeTemporary(path);
    };
    const end = async (signal: Signal): Promise<void> => {
      if (ending) return;
      ending = true;
      const hangs = setTimeout(() => {
        clearUp();
        dieOf(signal);
      }, HARD_END_MS);
      say(`Stopped before it was finished.${lastWords}\n`);
      await worker.terminate();
      clearTimeout(hangs);
      clearUp();
      resolve(EXIT_INTERRUPTED);
    };
    const endIfSilent = (signal: Signal): void => {
      const signalledAt = performance.now();
      let heardOfAt = signalledAt;
      let wait = 0;
      const look = (): void => {
        const now = performance.now();
        const before = wait;
        wait = Atomics.load(shared, 1);
        const waitsOn = wait !== 0 && wait === before;
        if (Atomics.load(shared, 0) === 2 && !waitsOn) heardOfAt = now;
        if (now - heardOfAt >= SILENCE_MS || now - signalledAt >= ORDERLY_END_MS) end(signal);
      };
      setInterval(look, LOOK_EVERY_MS).unref();
    };
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (Atomics.compareExchange(shared, 0, 0, 1) === 0) endIfSilent(signal);
        else end(signal);
      });
    }
    worker.on('message', (news: CommandNews) => {
      if (news.kind === 'wants-input') process.stdin.pipe(worker.stdin as NodeJS.WritableStream);
      else if (news.kind === 'last-words') lastWords = ` ${news.text}`;
      else if (news.exists) temporaries.add(news.path);
      else temporaries.delete(news.path);
    });
    worker.on('error', (error) => {
      clearUp();
      if (!ending) resolve(failed(error));
    });
    worker.on('exit', (code) => {
      if (!ending) resolve(code);
    });
  });
}

/** By the signal itself: nothing of this process is waited for. */
function dieOf(signal: Signal): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function say(text: string): void {
  process.stderr.write(harmless(text));
}

function failed(error: NodeJS.ErrnoException): number {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    say(
      'Stopped: there is not enough memory for it. Ask for less at a time, or, where the machine has more, allow more: NODE_OPTIONS=--max-old-space-size=MEGABYTES\n',
    );
    return EXIT_INVALID;
  }
  const { text, exitCode } = faultOf(error.message);
  say(text);
  return exitCode;
}

/** Handed to the thread when it starts. */
export interface CommandTask {
  readonly words: readonly string[];
  readonly surroundings: Surroundings;
  /**
   * Two Int32. The first: 0; 1 as soon as the command is to end; 2 once it has heard of that. The second:
   * the number of the wait for a reader that the command is in; 0: it is in none.
   */
  readonly interrupt: SharedArrayBuffer;
}

/** From the thread to the main thread. */
export type CommandNews =
  | { readonly kind: 'wants-input' }
  | { readonly kind: 'last-words'; readonly text: string }
  | { readonly kind: 'temporary'; readonly path: string; readonly exists: boolean };
