/**
 * Reads a mail log of any size as it comes, in constant memory: pieces of bytes in, lines out.
 *
 *   bytes -> lines -> LogLine (read-line.ts, json-line.ts) -> listener
 *
 * Every line is counted under exactly one kind. Of those that were not understood the first few are
 * kept as samples, so that nothing is dropped in silence.
 */
import { readJsonLine } from './json-line.ts';
import type { Secret } from './keyed-hash.ts';
import { LINE_KINDS, type LineKind, LogLine, textOf } from './log-line.ts';
import { readLine } from './read-line.ts';
import { StampReader, type Zone } from './stamp.ts';

/** Lines of a log by what they are; they add up to `lines`. */
export class LineCounts {
  lines = 0;
  bytes = 0;
  blank = 0;
  /** Longer than any log's: only their beginning was seen, and nothing was made of it. */
  tooLong = 0;
  readonly byKind = Object.fromEntries(LINE_KINDS.map((kind) => [kind, 0])) as Record<
    LineKind,
    number
  >;
  /** Lines that `last message repeated N times` stands for: they are in no other count. */
  repeats = 0;
  /** The first lines that were not understood, with their numbers from 1. */
  readonly samples: { readonly number: number; readonly text: string }[] = [];
}

export interface MailLogOptions {
  /** No line was written later, ms since 1970: it decides the year of stamps without one. */
  readonly latestMs: number;
  /** For stamps without a zone; null: they are taken as they are. */
  readonly zone: Zone | null;
  /** Of the hashes of what the log names (keyed-hash.ts); absent: the log is one's own. */
  readonly secret?: Secret;
  /** See LogLine; absent: everything is read. */
  readonly brief?: boolean;
}

const MAX_SAMPLES = 10;
const MAX_SAMPLE = 300;
const BRACE = 123;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export class MailLog {
  readonly counts = new LineCounts();
  private readonly listener: (line: LogLine) => void;
  private readonly line = new LogLine();
  private readonly stamps: StampReader;
  private readonly splitter: LineSplitter;
  private lastMs: number;

  /** The listener gets every line that is not blank; what it wants to keep, it copies. */
  constructor(
    { latestMs, zone, brief = false }: MailLogOptions,
    listener: (line: LogLine) => void,
  ) {
    this.line.brief = brief;
    this.lastMs = latestMs;
    this.listener = listener;
    this.stamps = new StampReader(latestMs, zone);
    this.splitter = new LineSplitter((bytes, start, end, tooLong) =>
      this.take(bytes, start, end, tooLong),
    );
  }

  push(bytes: Uint8Array): void {
    this.counts.bytes += bytes.length;
    this.splitter.push(bytes);
  }

  /** Between two files, and at the end: a last line without its newline is one all the same. */
  endFile(): void {
    this.splitter.end();
  }

  private take(bytes: Uint8Array, from: number, end: number, tooLong: boolean): void {
    const { line, counts } = this;
    counts.lines++;
    if (tooLong) {
      counts.tooLong++;
      this.sample(bytes, from, end);
      return;
    }
    const marked = BYTE_ORDER_MARK.every((byte, i) => bytes[from + i] === byte);
    const start = marked && end - from >= 3 ? from + 3 : from;
    if (isBlank(bytes, start, end)) {
      counts.blank++;
      return;
    }
    line.number = counts.lines;
    if (bytes[start] === BRACE) readJsonLine(line, bytes, start, end, this.stamps);
    else readLine(line, bytes, start, end, this.stamps);
    // A line without a stamp came with those around it.
    if (line.kind === 'delivery' && Number.isNaN(line.timeMs)) line.timeMs = this.lastMs;
    else if (!Number.isNaN(line.timeMs)) this.lastMs = line.timeMs;
    counts.byKind[line.kind]++;
    if (line.kind === 'unknown') this.sample(bytes, from, end);
    else if (line.kind === 'repeated' && line.tries > 0) counts.repeats += line.tries;
    this.listener(line);
  }

  private sample(bytes: Uint8Array, from: number, end: number): void {
    const { samples, lines } = this.counts;
    if (samples.length >= MAX_SAMPLES) return;
    const text = textOf(bytes, from, Math.min(end, from + MAX_SAMPLE));
    samples.push({ number: lines, text });
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if (bytes[p] !== 32 && bytes[p] !== 9) return false;
  return true;
}

/** Sendmail cuts its own lines at a few thousand bytes, syslogd at 8 KiB or less. */
const MAX_LINE = 65_536;

const NEWLINE = 10;
const RETURN = 13;

/** `tooLong`: what lies in the bytes is the beginning of the line only. */
type LineSink = (bytes: Uint8Array, start: number, end: number, tooLong: boolean) => void;

/**
 * Pieces of a file become lines: a line that two pieces share is put together, one that is longer than
 * any log's is cut off and reported as such.
 */
class LineSplitter {
  private readonly sink: LineSink;
  private readonly rest = new Uint8Array(MAX_LINE);
  private held = 0;
  private cut = false;

  constructor(sink: LineSink) {
    this.sink = sink;
  }

  /** The bytes are not kept. */
  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.held > 0 || this.cut) {
      const newline = bytes.indexOf(NEWLINE);
      if (newline < 0) {
        this.hold(bytes, 0, bytes.length);
        return;
      }
      this.hold(bytes, 0, newline);
      this.release();
      at = newline + 1;
    }
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, at);
      if (newline < 0) break;
      this.emit(bytes, at, newline);
      at = newline + 1;
    }
    this.hold(bytes, at, bytes.length);
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.held > 0) this.release();
  }

  private emit(bytes: Uint8Array, start: number, newline: number): void {
    const end = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (end - start > MAX_LINE) this.sink(bytes, start, start + MAX_LINE, true);
    else this.sink(bytes, start, end, false);
  }

  private hold(bytes: Uint8Array, from: number, to: number): void {
    const room = MAX_LINE - this.held;
    const taken = Math.min(room, to - from);
    if (taken > 0) this.rest.set(bytes.subarray(from, from + taken), this.held);
    this.held += taken;
    if (to - from > room) this.cut = true;
  }

  private release(): void {
    const { held, cut } = this;
    this.held = 0;
    this.cut = false;
    if (cut) this.sink(this.rest, 0, held, true);
    else this.emit(this.rest, 0, held);
  }
}

/** A packed log, by its first two bytes (RFC 1952). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
