/**
 * Mail logs as they come: files in the order of their first lines, gzip or not, or standard input.
 * Read piece by piece: no log is too large.
 */

import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { bytes as inBytes } from '../document/quantity.ts';
import { isGzip, MailLog } from '../maillog/mail-log.ts';
import { InvalidLog } from '../studies/arguments.ts';
import type { LogSink } from '../studies/definition.ts';
import { reasonOf } from './file-error.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

const PIECE_BYTES = 1 << 20;
/** Enough to find the first line with a time in. */
const HEAD_BYTES = 1 << 16;
/** Mail logs are packed to a tenth or a thirtieth; gzip can pack what says nothing to a thousandth. */
const MAX_RATIO = 200;
/** A packed log may unpack to this in any case. */
const MAX_UNPACKED_BYTES = 256 << 20;

/** Formats that are recognised and not read, by their first bytes. */
const COMPRESSED: readonly (readonly [string, readonly number[]])[] = [
  ['xz -dc', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2 -dc', [0x42, 0x5a, 0x68]],
  ['zstd -dc', [0x28, 0xb5, 0x2f, 0xfd]],
  ['unzip -p', [0x50, 0x4b, 0x03, 0x04]],
];

export interface LogFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Of its first line with a time; Infinity: it has none. */
  readonly firstMs: number;
}

/** Looks at the files before any work: they are there, they are logs; oldest first. */
export async function lookAtLogs(paths: readonly string[]): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for (const path of paths.filter((name) => name !== '-')) files.push(await lookAt(path));
  return files.sort((a, b) => a.firstMs - b.firstMs);
}

async function lookAt(path: string): Promise<LogFile> {
  const { size, mtimeMs, isFolder } = inWords(path, () => {
    const stats = statSync(path);
    return { size: stats.size, mtimeMs: stats.mtimeMs, isFolder: stats.isDirectory() };
  });
  if (isFolder) throw new InvalidLog(`${path} is a folder. Name the log files in it.`);
  const head = await inWordsLater(path, () => headOf(path));
  for (const [command, magic] of COMPRESSED) {
    if (magic.every((byte, i) => head[i] === byte)) {
      throw new InvalidLog(
        `${path} is compressed in a way that is not read here. Unpack it: ${command} ${path} | mailpath diagnose -`,
      );
    }
  }
  let firstMs = Number.POSITIVE_INFINITY;
  const log = new MailLog({ latestMs: mtimeMs, zone: null }, ({ timeMs }) => {
    if (firstMs === Number.POSITIVE_INFINITY && !Number.isNaN(timeMs)) firstMs = timeMs;
  });
  log.push(head);
  log.endFile();
  return { path, bytes: size, modifiedMs: mtimeMs, firstMs };
}

/** The first bytes of a file, unpacked. */
async function headOf(path: string): Promise<Uint8Array> {
  if (!isPacked(path)) {
    const file = openSync(path, 'r');
    try {
      if (!fstatSync(file).isFile()) return new Uint8Array(0);
      const head = Buffer.alloc(HEAD_BYTES);
      return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  }
  const stream = createReadStream(path).pipe(createGunzip());
  for await (const piece of stream) return piece as Buffer;
  return new Uint8Array(0);
}

function isPacked(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    if (!fstatSync(file).isFile()) return false;
    const magic = Buffer.alloc(2);
    return readSync(file, magic, 0, 2, 0) === 2 && isGzip(magic);
  } finally {
    closeSync(file);
  }
}

/** Reads all of it into the sink; false: Ctrl+C ended it early. */
export async function readLogs(
  paths: readonly string[],
  files: readonly LogFile[],
  sink: LogSink,
  terminal: Terminal,
  progress: Progress,
): Promise<boolean> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { path, bytes } of files) {
    const read = await inWordsLater(path, () =>
      isPacked(path)
        ? readPacked({ path, bytes }, sink, terminal)
        : readPlain(path, sink, terminal, (at) =>
            progress.update((done + at) / Math.max(1, total), `reading ${path}`),
          ),
    );
    sink.endFile();
    if (!read) return false;
    done += bytes;
  }
  if (paths.includes('-')) {
    for await (const piece of terminal.input()) {
      sink.push(piece);
      if (terminal.interrupted()) return false;
    }
    sink.endFile();
  }
  return true;
}

async function readPlain(
  path: string,
  sink: LogSink,
  terminal: Terminal,
  progress: (at: number) => void,
): Promise<boolean> {
  const file = openSync(path, 'r');
  try {
    const piece = new Uint8Array(PIECE_BYTES);
    let at = 0;
    for (;;) {
      const read = readSync(file, piece);
      if (read === 0) return true;
      sink.push(read === PIECE_BYTES ? piece : piece.subarray(0, read));
      at += read;
      progress(at);
      await terminal.pause();
      if (terminal.interrupted()) return false;
    }
  } finally {
    closeSync(file);
  }
}

async function readPacked(
  { path, bytes }: Pick<LogFile, 'path' | 'bytes'>,
  sink: LogSink,
  terminal: Terminal,
): Promise<boolean> {
  const max = Math.max(MAX_UNPACKED_BYTES, MAX_RATIO * bytes);
  let unpacked = 0;
  const packed = createReadStream(path);
  const stream = packed.pipe(createGunzip());
  packed.on('error', (error) => stream.destroy(error));
  for await (const piece of stream) {
    unpacked += (piece as Buffer).length;
    if (unpacked > max) {
      throw new InvalidLog(
        `${path} unpacks to more than ${MAX_RATIO} times its size (${inBytes(max)} and more), as no mail log does. If it is one, unpack it first: gzip -dc ${path} | mailpath diagnose -`,
      );
    }
    sink.push(piece as Buffer);
    if (terminal.interrupted()) return false;
  }
  return true;
}

function inWords<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw logError(path, error);
  }
}

async function inWordsLater<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw logError(path, error);
  }
}

function logError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOENT') return new InvalidLog(`There is no file ${path}.`);
  if (code.startsWith('Z_')) {
    return new InvalidLog(
      `${path} is a damaged gzip file (${message}): what it holds cannot be read to the end.`,
    );
  }
  return new InvalidLog(`${path} cannot be read: ${reasonOf(code, message)}.`);
}
