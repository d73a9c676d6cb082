/**
 * How long deliveries took, and how that grows with their size: goodput and latency by least squares.
 *
 *   xdelay = latency + size / goodput      (messages that found their connection open)
 *
 * xdelay is whole seconds, cut off, with the process's start of a second at random: over many
 * messages the error is even and does not bend the line. A first message's set-up time is the
 * difference of the two lines at the mean size. Units: milliseconds, bytes.
 */
import type { Attempt } from '../attempt.ts';
import type { MessageTable } from '../message-table.ts';

export interface Line {
  readonly count: number;
  readonly meanBytes: number;
  readonly meanMs: number;
  /** Null: sizes do not vary, or too few. */
  readonly fit: {
    readonly latencyMs: number;
    readonly msPerByte: number;
    /** Half-width of the 95% interval of the slope. */
    readonly slopeError: number;
  } | null;
}

export interface TransferFacts {
  /** Messages on a connection that was open. */
  readonly onOpen: Line;
  /** The first on a connection. */
  readonly first: Line;
  readonly longestMs: number;
}

const MIN_COUNT = 30;

class LeastSquares {
  private count = 0;
  private meanX = 0;
  private meanY = 0;
  private xx = 0;
  private xy = 0;
  private yy = 0;

  add(x: number, y: number): void {
    this.count++;
    const dx = x - this.meanX;
    this.meanX += dx / this.count;
    const dy = y - this.meanY;
    this.meanY += dy / this.count;
    this.xx += dx * (x - this.meanX);
    this.xy += dx * (y - this.meanY);
    this.yy += dy * (y - this.meanY);
  }

  line(): Line {
    const { count, meanX, meanY, xx, xy, yy } = this;
    const line = { count, meanBytes: meanX, meanMs: meanY };
    if (count < MIN_COUNT || xx <= 0) return { ...line, fit: null };
    const slope = xy / xx;
    const rest = Math.max(0, yy - slope * xy) / (count - 2);
    return {
      ...line,
      fit: {
        latencyMs: meanY - slope * meanX,
        msPerByte: slope,
        slopeError: 1.96 * Math.sqrt(rest / xx),
      },
    };
  }
}

export class TransferRecorder {
  private readonly messages: MessageTable;
  private readonly open = new LeastSquares();
  private readonly first = new LeastSquares();
  private longestMs = 0;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  attempt({ end, message, startMs, endMs, carried }: Attempt): void {
    if (end !== 'sent') return;
    const bytes = this.messages.of.sizeBytes[message];
    const ms = endMs - startMs;
    if (ms > this.longestMs) this.longestMs = ms;
    if (Number.isNaN(bytes)) return;
    (carried > 0 ? this.open : this.first).add(bytes, ms);
  }

  facts(): TransferFacts {
    return { onOpen: this.open.line(), first: this.first.line(), longestMs: this.longestMs };
  }
}
