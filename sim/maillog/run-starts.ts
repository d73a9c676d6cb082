/**
 * When queue runs began, by gateway: a message that waited then was in that run's list. Bounded: the
 * last ones. Units: milliseconds since 1970.
 */

/** Runners of one run are forked within milliseconds; stamps are whole seconds. */
const TOGETHER_MS = 1500;
const MOST_RUNS = 4096;

export class RunStarts {
  private readonly ofGateway = new Map<number, number[]>();

  add(gateway: number, startMs: number): void {
    let starts = this.ofGateway.get(gateway);
    if (starts === undefined) {
      starts = [];
      this.ofGateway.set(gateway, starts);
    }
    const last = starts[starts.length - 1] ?? Number.NEGATIVE_INFINITY;
    if (startMs <= last + TOGETHER_MS) return;
    starts.push(startMs);
    if (starts.length > MOST_RUNS) starts.splice(0, MOST_RUNS / 2);
  }

  /** The first run that began at that time or later; Infinity: none has. */
  firstAfter(gateway: number, sinceMs: number): number {
    const starts = this.ofGateway.get(gateway) ?? [];
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] < sinceMs) low = middle + 1;
      else high = middle;
    }
    return starts[low] ?? Number.POSITIVE_INFINITY;
  }
}
