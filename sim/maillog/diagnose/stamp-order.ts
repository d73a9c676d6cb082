/**
 * Where the stamps of a log do not follow each other: they go back, or leap far ahead. Lines are
 * numbered from 1. Units: milliseconds.
 */
import type { LogLine } from '../log-line.ts';

/** Lines of one moment are written in any order, by clocks that agree to a second or two. */
const ORDER_MS = 5000;

export interface StampOrder {
  /** How often a line is older than the one before it, by more than a moment. */
  readonly back: number;
  /** The first such line, and the most that any goes back; 0: none does. */
  readonly firstBackLine: number;
  readonly mostBackMs: number;
  /** The line before which the longest time lies, and that time; 0: there is none. */
  readonly leapLine: number;
  readonly leapMs: number;
}

export class StampOrderRecorder {
  private lastMs = Number.NaN;
  private back = 0;
  private firstBackLine = 0;
  private mostBackMs = 0;
  private leapLine = 0;
  private leapMs = 0;

  /** Every line with a time, whatever it is. */
  heard({ timeMs, number }: LogLine): void {
    const step = timeMs - this.lastMs;
    this.lastMs = timeMs;
    if (step > this.leapMs) {
      this.leapMs = step;
      this.leapLine = number;
    } else if (step < -ORDER_MS) {
      this.back++;
      if (this.back === 1) this.firstBackLine = number;
      this.mostBackMs = Math.max(this.mostBackMs, -step);
    }
  }

  order(): StampOrder {
    const { back, firstBackLine, mostBackMs, leapLine, leapMs } = this;
    return { back, firstBackLine, mostBackMs, leapLine, leapMs };
  }
}
