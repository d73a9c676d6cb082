/** Tells a mail log from a scenario by its first bytes. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { isGzip, MailLog } from '../maillog/mail-log.ts';

const HEAD_BYTES = 1 << 16;

/** False too where there is no such file, or none that can be read: that is told by who reads it. */
export function isLog(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return looksLikeLog(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

function looksLikeLog(head: Uint8Array): boolean {
  const log = new MailLog({ latestMs: 0, zone: null }, () => undefined);
  log.push(isGzip(head) ? unpacked(head) : head);
  log.endFile();
  const { accepted, delivery, done, connect, daemon, known } = log.counts().byKind;
  return accepted + delivery + done + connect + daemon + known > 0;
}

/** What the first bytes hold; they end in the middle of it. */
function unpacked(head: Uint8Array): Uint8Array {
  return gunzipSync(head, {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: 64 * HEAD_BYTES,
  });
}
