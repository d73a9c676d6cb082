/**
 * A step function over time in bounded memory: the mean and the maximum of each of 512 slots.
 *
 * When time runs past the last slot, neighbours are merged and a slot covers twice the time.
 * Units: milliseconds; the value's unit is the caller's. Nothing is allocated for a record.
 */
const SLOTS = 512;

export interface SeriesPoint {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mean: number;
  readonly max: number;
}

export class TimeSeries {
  /** Time that a slot covers, ms. */
  slotMs: number;
  private readonly areas = new Float64Array(SLOTS);
  private readonly peaks = new Float64Array(SLOTS);
  private value = 0;
  private at = 0;
  private highest = 0;

  constructor(slotMs = 1000) {
    this.slotMs = slotMs;
  }

  /** The value from `ms` on. Times before the last record count as that. */
  record(ms: number, value: number): void {
    if (ms > this.at) this.advance(ms);
    this.value = value;
    if (value > this.highest) this.highest = value;
    const slot = Math.floor(this.at / this.slotMs);
    if (slot < SLOTS && value > this.peaks[slot]) this.peaks[slot] = value;
  }

  get max(): number {
    return this.highest;
  }

  /** Mean over the time from 0 to the last record. */
  get mean(): number {
    if (this.at === 0) return this.value;
    let area = 0;
    for (const slotArea of this.areas) area += slotArea;
    return area / this.at;
  }

  /** The slots up to the last record; the last one may cover less than slotMs. */
  points(): SeriesPoint[] {
    const points: SeriesPoint[] = [];
    for (let slot = 0; slot < SLOTS && slot * this.slotMs < this.at; slot++) {
      const fromMs = slot * this.slotMs;
      const toMs = Math.min(this.at, fromMs + this.slotMs);
      points.push({
        fromMs,
        toMs,
        mean: this.areas[slot] / (toMs - fromMs),
        max: this.peaks[slot],
      });
    }
    return points;
  }

  toJSON(): { slotMs: number; points: SeriesPoint[] } {
    return { slotMs: this.slotMs, points: this.points() };
  }

  private advance(ms: number): void {
    while (ms > SLOTS * this.slotMs) this.merge();
    let slot = Math.floor(this.at / this.slotMs);
    while (this.at < ms) {
      const end = Math.min(ms, (slot + 1) * this.slotMs);
      this.areas[slot] += this.value * (end - this.at);
      if (this.value > this.peaks[slot]) this.peaks[slot] = this.value;
      this.at = end;
      slot++;
    }
  }

  private merge(): void {
    const { areas, peaks } = this;
    for (let slot = 0; slot < SLOTS; slot++) {
      const left = 2 * slot;
      const right = left + 1;
      const inside = right < SLOTS;
      areas[slot] = inside ? areas[left] + areas[right] : 0;
      peaks[slot] = inside ? Math.max(peaks[left], peaks[right]) : 0;
    }
    this.slotMs *= 2;
  }
}
