/**
 * The site's uplink, which the connections of all gateways share: max-min fair, capped by each
 * connection's own goodput.
 *
 * While the sum of the goodputs fits, everyone gets his own; beyond that nobody gets more than the
 * water level at which the rates add up to the uplink's. Rates change when a transfer starts or
 * ends; then what is left of each is worked out again. One event stands for the transfer that ends
 * first. Units: bytes, bytes/ms, ms. Source: progressive filling (Bertsekas and Gallager, Data
 * Networks, 6.5.2). Left out: packets, queueing in the network.
 */

export class Uplink {
  readonly ratePerMs: number;
  /** Processes with a transfer under way, what each has left, its own goodput and its rate. */
  readonly active: number[] = [];
  private readonly left: number[] = [];
  private readonly goodput: number[] = [];
  private readonly rate: number[] = [];
  private updatedAt = 0;
  /** When the first of them ends as things stand; Infinity if none is under way. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(ratePerMs: number) {
    this.ratePerMs = ratePerMs;
  }

  start(process: number, bytes: number, goodput: number, now: number): void {
    this.advance(now);
    this.active.push(process);
    this.left.push(bytes);
    this.goodput.push(goodput);
    this.rate.push(0);
    this.share(now);
  }

  /** Takes a transfer off: it ended, or its connection was cut. Returns the bytes it had left. */
  stop(process: number, now: number): number {
    this.advance(now);
    const i = this.active.indexOf(process);
    const left = this.left[i];
    const last = this.active.length - 1;
    this.active[i] = this.active[last];
    this.left[i] = this.left[last];
    this.goodput[i] = this.goodput[last];
    this.active.pop();
    this.left.pop();
    this.goodput.pop();
    this.rate.pop();
    this.share(now);
    return left;
  }

  /** The process whose transfer ends at `nextAt` (the first started among equals), or -1. */
  finished(now: number): number {
    this.advance(now);
    for (let i = 0; i < this.active.length; i++) {
      // Less than what a grid step of time carries: rounding, not data.
      if (this.left[i] <= this.rate[i] / 512) return this.active[i];
    }
    return -1;
  }

  private advance(now: number): void {
    const elapsed = now - this.updatedAt;
    for (let i = 0; i < this.active.length; i++) {
      this.left[i] = Math.max(0, this.left[i] - this.rate[i] * elapsed);
    }
    this.updatedAt = now;
  }

  private share(now: number): void {
    const level = this.waterLevel();
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.active.length; i++) {
      this.rate[i] = Math.min(this.goodput[i], level);
      soonest = Math.min(soonest, this.left[i] / this.rate[i]);
    }
    this.nextAt = now + Math.ceil(soonest * 1024) / 1024;
  }

  /** The rate above which nobody gets more: by filling, smallest goodput first. */
  private waterLevel(): number {
    let demand = 0;
    for (const goodput of this.goodput) demand += goodput;
    if (demand <= this.ratePerMs) return Number.POSITIVE_INFINITY;
    const sorted = [...this.goodput].sort((a, b) => a - b);
    let spare = this.ratePerMs;
    for (let i = 0; i < sorted.length; i++) {
      const fair = spare / (sorted.length - i);
      if (sorted[i] > fair) return fair;
      spare -= sorted[i];
    }
    return Number.POSITIVE_INFINITY;
  }
}
