/** `mailpath serve` as a process of its own, for tests that end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Served {
  readonly child: ChildProcess;
  readonly origin: string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly errors: () => string;
}

export async function serveProcess(
  main: string,
  storeFolder: string,
  words: readonly string[] = [],
): Promise<Served> {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MAILPATH_CACHE: storeFolder },
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, origin] = /mailpath is at (http:\/\/[^/]+)\//.exec(line) ?? [];
    if (origin !== undefined) {
      child.stdout.resume();
      return { child, origin, ended, errors: () => errors };
    }
  }
  throw new Error(`mailpath serve did not begin: ${errors}`);
}
