/** What clients of a load test have seen: how long each kind of request took, how each ended. */

export interface Seen {
  readonly requests: number;
  /** By status; 0: no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What is no success and no limit that says when to come again, the first of each. */
  readonly faults: readonly string[];
  /** Times of each kind of request that succeeded, ms, in order. */
  readonly times: ReadonlyMap<string, readonly number[]>;
}

const MAX_FAULTS = 20;

export class Tally {
  private requests = 0;
  private readonly statuses = new Map<number, number>();
  private readonly faults: string[] = [];
  private readonly times = new Map<string, number[]>();

  answered(kind: string, status: number, ms: number, retryAfter: string | null): void {
    this.count(status);
    if (status >= 200 && status < 300) this.took(kind, ms);
    else if (!((status === 429 || status === 503) && Number(retryAfter) > 0)) {
      this.fault(`${kind}: status ${status}`);
    }
  }

  /** There was no answer at all. */
  broken(kind: string, error: unknown): void {
    this.count(0);
    const { message, cause } = error as Error;
    this.fault(`${kind}: ${message}${cause === undefined ? '' : ` (${String(cause)})`}`);
  }

  /** An answer that is not what it should be. */
  fault(what: string): void {
    if (this.faults.length < MAX_FAULTS && !this.faults.includes(what)) this.faults.push(what);
  }

  took(kind: string, ms: number): void {
    const times = this.times.get(kind) ?? [];
    times.push(ms);
    this.times.set(kind, times);
  }

  get seen(): Seen {
    const { requests, statuses, faults } = this;
    const times = new Map(
      [...this.times].map(([kind, list]) => [kind, [...list].sort((a, b) => a - b)]),
    );
    return { requests, statuses, faults, times };
  }

  private count(status: number): void {
    this.requests++;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }
}

/** Of values in order. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
