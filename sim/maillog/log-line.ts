/**
 * One line of a mail log while it is read: numbers, and where its texts lie in the bytes.
 *
 * There is one LogLine for a whole log, filled anew for each line, so that reading allocates nothing
 * per line; who keeps something of it copies it. As plain data: entry.ts. Units: milliseconds, bytes;
 * NaN stands for a number that the line does not have. Source: as entry.ts.
 */

/** What a line is. `returned`: a message that is too old goes back. `known`: another line of Sendmail's; `foreign`: another program's. */
export const LINE_KINDS = [
  'unknown',
  'accepted',
  'delivery',
  'done',
  'connect',
  'daemon',
  'returned',
  'known',
  'foreign',
  'repeated',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Texts of a line, each with a place in `spans`. */
export const SPANS = [
  'host',
  'program',
  'queueId',
  'message',
  'from',
  'to',
  'controlling',
  'mailer',
  'messageId',
  'protocol',
  'daemon',
  'relay',
  'relayName',
  'relayAddress',
  'dsn',
  'reply',
  'stat',
  'tlsVerify',
  'tlsVersion',
  'cipher',
] as const;
export type SpanName = (typeof SPANS)[number];

/** The number of each span: `spans[2 * n]` is where it begins, `spans[2 * n + 1]` where it ends. */
export const SPAN = Object.fromEntries(SPANS.map((name, i) => [name, i])) as Readonly<
  Record<SpanName, number>
>;

/** Outcome of the recipient in a `to=` line. */
export type StatKind = 'sent' | 'deferred' | 'queued' | 'failed';

/** What stands after `stat=Deferred`. `reply`: the remote server's own words. */
export type DeferredText = 'bare' | 'reset' | 'timeout' | 'refused' | 'reply' | 'other';

/** Sendmail and syslogd cut lines at a thousand bytes or two. */
const MAX_EXAMPLE = 2048;

export class LogLine {
  /** Of a from= line only what stands up to nrcpts= is read: the rest takes longer than all of that. */
  brief = false;
  /** From 1, over all files of a log. */
  number = 0;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  kind: LineKind = 'unknown';
  timeMs = Number.NaN;
  pid = Number.NaN;
  readonly spans = new Int32Array(2 * SPANS.length);
  sizeBytes = Number.NaN;
  class = Number.NaN;
  recipients = Number.NaN;
  delayMs = Number.NaN;
  xdelayMs = Number.NaN;
  priority = Number.NaN;
  tries = Number.NaN;
  /** Of a `daemon` line. */
  intervalMs = Number.NaN;
  statKind: StatKind = 'failed';
  deferredText: DeferredText = 'bare';

  /** Forgets all but the buffers. */
  clear(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.kind = 'unknown';
    this.timeMs = Number.NaN;
    this.pid = Number.NaN;
    this.spans.fill(-1);
    this.sizeBytes = Number.NaN;
    this.class = Number.NaN;
    this.recipients = Number.NaN;
    this.delayMs = Number.NaN;
    this.xdelayMs = Number.NaN;
    this.priority = Number.NaN;
    this.tries = Number.NaN;
    this.intervalMs = Number.NaN;
  }

  has(span: number): boolean {
    return this.spans[2 * span] >= 0;
  }

  setSpan(span: number, from: number, to: number): void {
    this.spans[2 * span] = from;
    this.spans[2 * span + 1] = to;
  }

  /** A text of the line; null: it has none. Allocates: for samples, not for each line. */
  text(span: number): string | null {
    return this.has(span)
      ? textOf(this.bytes, this.spans[2 * span], this.spans[2 * span + 1])
      : null;
  }

  /** The line as text, to be shown: of one longer than Sendmail's the beginning. */
  example(): string {
    return textOf(this.bytes, this.start, Math.min(this.end, this.start + MAX_EXAMPLE));
  }

  /**
   * A skip: the host was not tried at all. Its relay has no address, it took no time (a second at
   * most, where one began between), and the text is bare or a
   * broken connection's: neither the remote server's words nor an error of DNS. (An address alone does not tell: a message that follows another's refusal on
   * a connection can be sent without one.)
   */
  get skipped(): boolean {
    return (
      this.statKind === 'deferred' &&
      this.deferredText !== 'reply' &&
      this.deferredText !== 'other' &&
      this.xdelayMs <= 1000 &&
      this.has(SPAN.relayName) &&
      !this.has(SPAN.relayAddress) &&
      !this.has(SPAN.reply)
    );
  }
}

const decoder = new TextDecoder();

/** Bytes as text; what is not UTF-8 is replaced. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

/** Texts as bytes: what a log is searched for without making strings of it. ASCII only. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function startsWith(
  bytes: Uint8Array,
  at: number,
  end: number,
  expected: Uint8Array,
): boolean {
  const { length } = expected;
  if (at + length > end) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

/** NaN if it is none. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 15) return Number.NaN;
  let value = 0;
  for (let p = from; p < to; p++) {
    const digit = bytes[p] - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
