/**
 * Values over time in bounded memory: a step function (backlog, busy runners) by the mean and the maximum
 * of each of 512 slots, and the mean of something by the time at which each message arrived.
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

/** A step function of time: what holds from one record to the next. */
export class TimeSeries {
  /** Time that a slot covers, ms. */
  slotMs: number;
  private readonly areas = new Float64Array(SLOTS);
  private readonly peaks = new Float64Array(SLOTS);
  private value = 0;
  private at = 0;
  max = 0;

  constructor(slotMs = 1000) {
    this.slotMs = slotMs;
  }

  /** The value from `ms` on. Times before the last record count as that. */
  record(ms: number, value: number): void {
    if (ms > this.at) this.advance(ms);
    this.value = value;
    if (value > this.max) this.max = value;
    const slot = Math.floor(this.at / this.slotMs);
    if (slot < SLOTS && value > this.peaks[slot]) this.peaks[slot] = value;
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
    joinNeighbours(this.areas, (left, right) => left + right);
    joinNeighbours(this.peaks, Math.max);
    this.slotMs *= 2;
  }
}

/** Joins each two slots into one: the first half then covers all of the time. */
function joinNeighbours(values: Float64Array, join: (left: number, right: number) => number): void {
  for (let slot = 0; slot < SLOTS / 2; slot++) {
    values[slot] = join(values[2 * slot], values[2 * slot + 1]);
  }
  values.fill(0, SLOTS / 2);
}

export interface ArrivalMeans {
  readonly slotMs: number;
  /** Mean of each slot, four significant digits; null where nothing arrived. */
  readonly means: readonly (number | null)[];
}

/** Means by the time of arrival: of what is known long after it, in any order. */
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
    joinNeighbours(this.sums, (left, right) => left + right);
    joinNeighbours(this.counts, (left, right) => left + right);
    this.used = Math.ceil(this.used / 2);
    this.slotMs *= 2;
  }
}

/** A stretch of time with the mean value over it. */
type CoursePoint = Omit<SeriesPoint, 'max'>;

/** The time series from 0 to `endMs` in `steps` equal steps: the time-weighted mean of each. */
export function inSteps(points: readonly CoursePoint[], endMs: number, steps: number): number[] {
  const means = new Array<number>(steps).fill(0);
  const stepMs = endMs / steps;
  for (const { fromMs, toMs, mean } of points) {
    const last = Math.min(steps - 1, Math.floor(toMs / stepMs));
    for (let i = Math.floor(fromMs / stepMs); i <= last; i++) {
      const within = Math.min(toMs, (i + 1) * stepMs) - Math.max(fromMs, i * stepMs);
      if (within > 0) means[i] += (mean * within) / stepMs;
    }
  }
  return means;
}

/** Equal steps as points again. */
export function asPoints(means: readonly number[], stepMs: number): CoursePoint[] {
  return means.map((mean, i) => ({ fromMs: i * stepMs, toMs: (i + 1) * stepMs, mean }));
}
