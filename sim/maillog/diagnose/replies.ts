/**
 * What the remote server really said when it put a message off: its own 4xx replies, by their codes.
 * Units: milliseconds since 1970.
 */
import type { Attempt } from '../attempt.ts';
import { SPAN } from '../log-line.ts';
import type { LogListener } from '../log-reader.ts';
import { NameTable } from '../name-table.ts';

export interface Reply {
  /** `451 4.7.500`. */
  readonly code: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first one's words, and its line. */
  readonly text: string;
  readonly example: string;
}

const MAX_CODES = 200;
/** `451 4.7.500`: the code and the enhanced code. */
const MAX_CODE = 12;
/** Of a reply, in characters: what SMTP allows in one line (RFC 5321, 4.5.3.1.5). */
const MAX_TEXT = 512;

interface Known {
  code: string;
  count: number;
  firstMs: number;
  lastMs: number;
  text: string;
  example: string;
}

export class ReplyRecorder implements LogListener {
  private readonly codes = new NameTable(MAX_CODES);
  private readonly known: Known[] = [];

  attempt({ end, line, endMs }: Attempt): void {
    if (end !== 'reply') return;
    const { bytes, spans } = line;
    const span = line.has(SPAN.reply) ? SPAN.reply : SPAN.stat;
    const skipped = span === SPAN.stat ? 'Deferred: '.length : 0;
    const from = spans[2 * span] + skipped;
    const to = endOfCodes(bytes, from, spans[2 * span + 1]);
    const number = this.codes.numberOf(bytes, from, to);
    if (number < 0) return;
    const reply = this.known[number];
    if (reply !== undefined) {
      reply.count++;
      reply.firstMs = Math.min(reply.firstMs, endMs);
      reply.lastMs = Math.max(reply.lastMs, endMs);
      return;
    }
    const text = (line.text(span) ?? '').slice(skipped, skipped + MAX_TEXT);
    const code = this.codes.name(number);
    const example = line.example();
    this.known[number] = { code, count: 1, firstMs: endMs, lastMs: endMs, text, example };
  }

  /** The most frequent first. */
  facts(): Reply[] {
    return [...this.known].sort((a, b) => b.count - a.count || a.firstMs - b.firstMs);
  }
}

/** Digits, dots and one space: where the words begin. */
function endOfCodes(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  const max = Math.min(end, from + MAX_CODE);
  while (p < max && ((bytes[p] >= 48 && bytes[p] <= 57) || bytes[p] === 46)) p++;
  if (bytes[p] !== 32) return p;
  let q = p + 1;
  while (q < max && ((bytes[q] >= 48 && bytes[q] <= 57) || bytes[q] === 46)) q++;
  return q > p + 2 ? q : p;
}
