/** The first bytes of a mail log, packed or not: whether it is one, and when it begins. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { isGzip, MailLog } from '../maillog/mail-log.ts';

/** Enough to find the first line with a time in. */
const HEAD_BYTES = 1 << 16;
/** Of a log that begins with a burst of equal lines: deflate packs at most to 1/1032, so this fits below. */
const PACKED_HARD_BYTES = 1 << 11;
const MAX_UNPACKED_BYTES = 1 << 22;

/** Of a regular file, as it is; of others none, since what is read of a pipe is gone. */
export function firstBytes(path: string, max: number): Uint8Array {
  if (!statSync(path).isFile()) return new Uint8Array(0);
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(max);
    return head.subarray(0, readSync(file, head, 0, max, 0));
  } finally {
    closeSync(file);
  }
}

/** Of a regular file, unpacked as far as they go. Throws the system's errors, and zlib's. */
export function headOf(path: string): Uint8Array {
  const head = firstBytes(path, HEAD_BYTES);
  if (!isGzip(head)) return head;
  // They end in the middle of it.
  const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED_BYTES };
  try {
    return gunzipSync(head, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    return gunzipSync(head.subarray(0, PACKED_HARD_BYTES), options);
  }
}

/** Whether it is a mail log. False too where there is no such file, or none that can be read: that is reported by who reads it. */
export function isLog(path: string): boolean {
  const log = new MailLog({ latestMs: 0, zone: null }, () => undefined);
  try {
    log.push(headOf(path));
  } catch {
    return false;
  }
  log.endFile();
  const { accepted, delivery, done, connect, daemon, known } = log.counts.byKind;
  return accepted + delivery + done + connect + daemon + known > 0;
}
