/**
 * An entry of a store as one file: what it is, then its data, each under its hash, so that not a
 * byte of either can change unnoticed.
 *
 *   mailpath-entry 1 <SHA-256 of the next line>
 *   {"key":...,"metadata":...,"writtenAtMs":...,"bytes":<of the data>,"sha256":<of the data>}
 *   <data>
 */
import { createHash } from 'node:crypto';

/** What is known of an entry without its data. */
export interface EntryHead {
  readonly key: string;
  /** Plain data, as it was given. */
  readonly metadata: unknown;
  readonly writtenAtMs: number;
  readonly bytes: number;
}

export interface Entry extends EntryHead {
  readonly data: Buffer;
}

interface WrittenHead extends EntryHead {
  readonly sha256: string;
}

const MARK = 'mailpath-entry 1 ';
const NEWLINE = 10;

export function pack(head: Omit<EntryHead, 'bytes'>, data: Uint8Array): Buffer {
  const written: WrittenHead = { ...head, bytes: data.length, sha256: sha256(data) };
  const line = JSON.stringify(written);
  return Buffer.concat([Buffer.from(`${MARK}${sha256(line)}\n${line}\n`), data]);
}

/** Null where it is not, to the byte, what was written. */
export function unpack(file: Buffer): Entry | null {
  const found = split(file);
  if (found === null) return null;
  const { sha256: hash, ...head } = found.head;
  const data = file.subarray(found.dataAt);
  return data.length === head.bytes && sha256(data) === hash ? { ...head, data } : null;
}

/**
 * The head of a file that has `size` bytes and begins so; null where the head is damaged or the
 * length is not what it says, 'longer' where it takes more of the file to tell.
 */
export function unpackHead(beginning: Buffer, size: number): EntryHead | null | 'longer' {
  const found = split(beginning);
  if (found === null) {
    const isWhole = beginning.length >= size || !beginning.toString('latin1').startsWith(MARK);
    return isWhole || secondNewline(beginning) > 0 ? null : 'longer';
  }
  const { sha256: _, ...head } = found.head;
  return found.dataAt + head.bytes === size ? head : null;
}

function split(file: Buffer): { head: WrittenHead; dataAt: number } | null {
  const first = file.indexOf(NEWLINE);
  const second = secondNewline(file);
  if (second < 0) return null;
  const line = file.subarray(first + 1, second);
  if (file.toString('latin1', 0, first) !== MARK + sha256(line)) return null;
  return { head: JSON.parse(line.toString('utf8')), dataAt: second + 1 };
}

function secondNewline(file: Buffer): number {
  const first = file.indexOf(NEWLINE);
  return first < 0 ? -1 : file.indexOf(NEWLINE, first + 1);
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
