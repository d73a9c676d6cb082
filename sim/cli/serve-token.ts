/**
 * The token that clients of the server have to know: from a file, from the environment, or made up.
 * Never from the command line, which every user of the machine can read in the list of processes.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Arguments } from '../studies/arguments.ts';
import { UsageError } from '../studies/arguments.ts';

export const TOKEN_VARIABLE = 'MAILPATH_TOKEN';
/** 144 bits. */
const MADE_BYTES = 18;
/** 128 bits, in letters and digits of base64. */
const LEAST_CHARACTERS = 22;
const MOST_CHARACTERS = 1000;
/** A token made by chance has more; "aaaa..." has not. */
const LEAST_DIFFERENT = 8;
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
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new UsageError(`--token-file ${file} cannot be read: ${(error as Error).message}.`);
  }
  try {
    // Of what was opened: the name may lead elsewhere by now.
    if (process.platform !== 'win32' && (fstatSync(descriptor).mode & OPEN_TO_OTHERS) !== 0) {
      throw new UsageError(
        `--token-file ${file} can be read or written by others: chmod 600 ${file}`,
      );
    }
    const bytes = Buffer.alloc(4 * MOST_CHARACTERS);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--token-file ${file} cannot be read: ${(error as Error).message}.`);
  } finally {
    closeSync(descriptor);
  }
}

function checked(text: string, from: string): ServeToken {
  const token = text.replace(/\r?\n$/, '');
  if (!/^[!-~]*$/.test(token)) {
    throw new UsageError(
      `${from}: a token is one line of letters, digits and signs without spaces. ${HOW}`,
    );
  }
  if (token.length < LEAST_CHARACTERS || new Set(token).size < LEAST_DIFFERENT) {
    throw new UsageError(
      `${from}: the token can be guessed. It needs ${LEAST_CHARACTERS} characters or more, made by chance. ${HOW}`,
    );
  }
  if (token.length > MOST_CHARACTERS) {
    throw new UsageError(`${from}: a token has ${MOST_CHARACTERS} characters at most.`);
  }
  return { token, made: false };
}
