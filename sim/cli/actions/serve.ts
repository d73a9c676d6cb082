/** The work of `mailpath serve`: listens until it is asked to stop, then finishes what runs. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { isLoopback } from '../../../web/server/access.ts';
import { buildServer, type Server } from '../../../web/server/app.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { EXIT_DONE } from '../exit.ts';
import {
  PAGE_FOLDER,
  packageVersion,
  SCENARIO_FOLDER,
  TASKS_FILE,
  WORKER_FILE,
} from '../package-root.ts';
import type { Terminal } from '../terminal.ts';
import { storeFolder } from './runner.ts';

/** 25 is SMTP. */
const USUAL_PORT = 8025;
const USUAL_HOST = '127.0.0.1';
const LOOK_EVERY_MS = 50;

export async function serve(args: Arguments, terminal: Terminal): Promise<number> {
  const port = args.whole('port', 0, 65_535) ?? USUAL_PORT;
  const host = args.text('host') ?? USUAL_HOST;
  const limits = limitsWith(args.list('limit'));
  const loopback = isLoopback(host);
  const token = serveToken(args, terminal.environment, loopback);
  const server = await buildServer({
    places: {
      version: packageVersion(),
      scenarioFolder: SCENARIO_FOLDER,
      tasksFile: TASKS_FILE,
      workerFile: WORKER_FILE,
      storeFolder: args.flag('no-cache') ? null : storeFolder(terminal),
    },
    limits,
    access: { token: token?.token ?? null, loopback },
    pageFolder: existsSync(PAGE_FOLDER) ? PAGE_FOLDER : null,
    log: args.flag('log') ? (line) => terminal.err(line) : null,
  });
  const address = await listen(server, host, port);
  // Shown once, where nobody could know it otherwise.
  terminal.out(`mailpath is at ${address}/${token?.made ? `?token=${token.token}` : ''}\n`);
  if (token?.made === false) terminal.out('It wants the token that it was given.\n');
  terminal.out('Ctrl+C ends it; of what runs, what there is by then is kept.\n');
  await interruption(terminal);
  await server.close();
  return EXIT_DONE;
}

async function listen({ app, close }: Server, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await close();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(WHY[code ?? '']?.(host, port) ?? `--host ${host}: ${message}.`);
  }
}

const WHY: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (_, port) =>
    `--port ${port}: something listens there already. Take another, or 0 for any that is free.`,
  EACCES: (_, port) => `--port ${port}: no permission. Take one above 1023.`,
  EADDRNOTAVAIL: (host) => `--host ${host}: this machine has no such address.`,
  ENOTFOUND: (host) => `--host ${host}: this machine has no such address.`,
};

async function interruption(terminal: Terminal): Promise<void> {
  while (!terminal.interrupted()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    await terminal.pause();
  }
}

export const TOKEN_VARIABLE = 'MAILPATH_TOKEN';
/** 144 bits. */
const MADE_BYTES = 18;
/** 128 bits, in letters and digits of base64. */
const MIN_CHARACTERS = 22;
const MAX_CHARACTERS = 1000;
/** A token made by chance has more; "aaaa..." has not. */
const MIN_DIFFERENT = 8;
const OPEN_TO_OTHERS = 0o077;
const HOW = 'openssl rand -base64 24 makes one.';

export interface ServeToken {
  readonly token: string;
  /** It was made up here, and nobody knows it yet. */
  readonly made: boolean;
}

/** Null: none is needed. Throws a UsageError. */
export function serveToken(
  args: Arguments,
  environment: Readonly<Record<string, string | undefined>>,
  loopback: boolean,
): ServeToken | null {
  if (args.text('token') !== null) {
    throw new UsageError(
      `--token would show the token to every user of this machine, in the list of processes. Put it into a file that only you can read (--token-file FILE), or into ${TOKEN_VARIABLE}.`,
    );
  }
  const file = args.text('token-file');
  if (file !== null) return checked(readToken(file), `--token-file ${file}`);
  const given = environment[TOKEN_VARIABLE];
  if (given !== undefined) return checked(given, TOKEN_VARIABLE);
  return loopback ? null : { token: randomBytes(MADE_BYTES).toString('base64url'), made: true };
}

function readToken(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      // Of what was opened: the name may lead elsewhere by now.
      if (process.platform !== 'win32' && (fstatSync(descriptor).mode & OPEN_TO_OTHERS) !== 0) {
        throw new UsageError(
          `--token-file ${file} can be read or written by others: chmod 600 ${file}`,
        );
      }
      const bytes = Buffer.alloc(4 * MAX_CHARACTERS);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--token-file ${file} cannot be read: ${(error as Error).message}.`);
  }
}

function checked(text: string, from: string): ServeToken {
  const token = text.replace(/\r?\n$/, '');
  if (!/^[!-~]*$/.test(token)) {
    throw new UsageError(
      `${from}: a token is one line of letters, digits and signs without spaces. ${HOW}`,
    );
  }
  if (token.length < MIN_CHARACTERS || new Set(token).size < MIN_DIFFERENT) {
    throw new UsageError(
      `${from}: the token can be guessed. It needs ${MIN_CHARACTERS} characters or more, made by chance. ${HOW}`,
    );
  }
  if (token.length > MAX_CHARACTERS) {
    throw new UsageError(`${from}: a token has ${MAX_CHARACTERS} characters at most.`);
  }
  return { token, made: false };
}
