/**
 * Pieces of a file become lines, in constant memory: a line that two pieces share is put together, a
 * line that is longer than any log's is cut off and told as such.
 */

/** Sendmail cuts its own lines at a few thousand bytes, syslogd at 8 KiB or less. */
export const LONGEST_LINE = 65_536;

const NEWLINE = 10;
const RETURN = 13;

export interface LineSink {
  /** `tooLong`: what lies in the bytes is the beginning of the line only. */
  line(bytes: Uint8Array, start: number, end: number, tooLong: boolean): void;
}

export class LineSplitter {
  private readonly sink: LineSink;
  private readonly rest = new Uint8Array(LONGEST_LINE);
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
      this.tell(bytes, at, newline);
      at = newline + 1;
    }
    this.hold(bytes, at, bytes.length);
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.held > 0) this.release();
  }

  private tell(bytes: Uint8Array, start: number, newline: number): void {
    const end = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (end - start > LONGEST_LINE) this.sink.line(bytes, start, start + LONGEST_LINE, true);
    else this.sink.line(bytes, start, end, false);
  }

  private hold(bytes: Uint8Array, from: number, to: number): void {
    const room = LONGEST_LINE - this.held;
    const taken = Math.min(room, to - from);
    if (taken > 0) this.rest.set(bytes.subarray(from, from + taken), this.held);
    this.held += taken;
    if (to - from > room) this.cut = true;
  }

  private release(): void {
    const { held, cut } = this;
    this.held = 0;
    this.cut = false;
    if (cut) this.sink.line(this.rest, 0, held, true);
    else this.tell(this.rest, 0, held);
  }
}
