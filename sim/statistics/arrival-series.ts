/**
 * The mean of something by the time at which each message arrived, in bounded memory: up to 512
 * slots; when time runs past the last, neighbours are merged and a slot covers twice the time.
 *
 * Units: milliseconds; the value's unit is the caller's. Nothing is allocated for a record.
 */
const SLOTS = 512;

export interface ArrivalMeans {
  readonly slotMs: number;
  /** Mean of each slot, four significant digits; null where nothing arrived. */
  readonly means: readonly (number | null)[];
}

export class ArrivalSeries {
  private slotMs: number;
  private readonly sums = new Float64Array(SLOTS);
  private readonly counts = new Float64Array(SLOTS);
  private used = 0;

  constructor(slotMs = 1000) {
    this.slotMs = slotMs;
  }

  /** A value of what arrived at `ms`; what came before time 0 counts at 0. In any order. */
  record(ms: number, value: number): void {
    while (ms >= SLOTS * this.slotMs) this.merge();
    const slot = ms <= 0 ? 0 : Math.floor(ms / this.slotMs);
    this.sums[slot] += value;
    this.counts[slot]++;
    if (slot >= this.used) this.used = slot + 1;
  }

  toJSON(): ArrivalMeans {
    const means = Array.from({ length: this.used }, (_, slot) =>
      this.counts[slot] === 0 ? null : Number((this.sums[slot] / this.counts[slot]).toPrecision(4)),
    );
    return { slotMs: this.slotMs, means };
  }

  private merge(): void {
    const { sums, counts } = this;
    for (let slot = 0; slot < SLOTS; slot++) {
      const left = 2 * slot;
      const inside = left + 1 < SLOTS;
      sums[slot] = inside ? sums[left] + sums[left + 1] : 0;
      counts[slot] = inside ? counts[left] + counts[left + 1] : 0;
    }
    this.used = Math.ceil(this.used / 2);
    this.slotMs *= 2;
  }
}
