/**
 * Time stamps of log lines: RFC 3164 (`Nov 24 04:15:52`), and RFC 5424 or ISO 8601
 * (`2026-11-24T04:15:52.123+01:00`).
 *
 * A stamp of the first kind has neither year nor zone. The year follows from where the log ends and
 * rolls over where the month falls from the end of a year to its beginning (StampReader); the zone is
 * given by the reader's caller, or the log's own clock is taken as it is.
 */
import { civilTimeOf, DAY_MS, daysOf, MONTHS } from './calendar.ts';

const ZERO = 48;
const SPACE = 32;
const DASH = 45;
const DOT = 46;
const COLON = 58;

/** What a time by the log's own clock is in UTC, ms. */
export type Zone = (localMs: number) => number;

/** Of `Nov 24 04:15:52`. */
const BSD_LENGTH = 15;

const HALF_YEAR = 183;
/** Of four digits, as all other stamps are. */
const LAST_YEAR = 9999;

/** Reads one stamp after the other: in which year one is follows from those before it. */
export class StampReader {
  /** Where the stamp that was read ended, and what it says. */
  end = 0;
  timeMs = Number.NaN;
  /** The bytes and the time of the last stamp without a year: most lines share theirs with the line before. */
  private readonly known = new Uint8Array(BSD_LENGTH);
  private knownMs = Number.NaN;
  /** The year of the last stamp without one; NaN before the first. */
  private year = Number.NaN;
  private lastDay = Number.NaN;
  private readonly latestMs: number;
  private readonly zone: Zone | null;

  /**
   * `latestMs`: no line was written later (the file's own time, or now), which decides the year of
   * stamps without one. `zone`: for stamps that have none; null leaves them as they are.
   */
  constructor(latestMs: number, zone: Zone | null) {
    this.latestMs = latestMs;
    this.zone = zone;
  }

  /** Reads `Nov 24 04:15:52` at `at`; false if there is none. Some daemons write the year behind it. */
  readBsd(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < BSD_LENGTH) return false;
    // None is known before the first, whatever bytes stand in its place.
    if (!Number.isNaN(this.knownMs) && this.isKnown(bytes, at)) {
      return this.found(at + BSD_LENGTH, this.knownMs);
    }
    const month = monthAt(bytes, at);
    if (month === 0 || bytes[at + 3] !== SPACE || bytes[at + 6] !== SPACE) return false;
    const day = bytes[at + 4] === SPACE ? digit(bytes, at + 5) : two(bytes, at + 4);
    const ms = clockAt(bytes, at + 7);
    if (!(day >= 1 && day <= 31) || Number.isNaN(ms)) return false;
    this.knownMs = this.inZone(this.dayOf(month, day, ms) * DAY_MS + ms);
    for (let i = 0; i < BSD_LENGTH; i++) this.known[i] = bytes[at + i];
    return this.found(at + BSD_LENGTH, this.knownMs);
  }

  /** Reads `2026-11-24T04:15:52.123456+01:00` at `at`; false if there is none. */
  readIso(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 19 || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return false;
    const separator = bytes[at + 10];
    if (separator !== 84 && separator !== 116 && separator !== SPACE) return false;
    const year = two(bytes, at) * 100 + two(bytes, at + 2);
    const month = two(bytes, at + 5);
    const day = two(bytes, at + 8);
    let ms = clockAt(bytes, at + 11);
    if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31) || Number.isNaN(ms)) {
      return false;
    }
    let p = at + 19;
    if (p < end && (bytes[p] === DOT || bytes[p] === 44)) {
      let scale = 100;
      for (p++; p < end && isDigit(bytes[p]); p++) {
        ms += Math.floor((bytes[p] - ZERO) * scale);
        scale /= 10;
      }
    }
    const localMs = daysOf(year, month, day) * DAY_MS + ms;
    const zone = p < end ? bytes[p] : 0;
    if (zone === 90 || zone === 122) return this.found(p + 1, localMs);
    if ((zone === 43 || zone === DASH) && end - p >= 5) {
      const colon = bytes[p + 3] === COLON ? 1 : 0;
      const minutes = two(bytes, p + 1) * 60 + two(bytes, p + 3 + colon);
      if (Number.isNaN(minutes) || end - p < 5 + colon) return false;
      return this.found(p + 5 + colon, localMs - (zone === 43 ? minutes : -minutes) * 60_000);
    }
    return this.found(p, this.inZone(localMs));
  }

  private found(end: number, timeMs: number): boolean {
    this.end = end;
    this.timeMs = timeMs;
    return true;
  }

  private isKnown(bytes: Uint8Array, at: number): boolean {
    const { known } = this;
    // From the end: seconds differ first.
    for (let i = BSD_LENGTH - 1; i >= 0; i--) if (known[i] !== bytes[at + i]) return false;
    return true;
  }

  /** The day since 1970 of a stamp without a year. */
  private dayOf(month: number, day: number, msOfDay: number): number {
    if (Number.isNaN(this.year)) {
      const latest = civilTimeOf(this.latestMs).year;
      // A day's grace: the clock of the log may be another zone's.
      const fits = daysOf(latest, month, day) * DAY_MS + msOfDay <= this.latestMs + DAY_MS;
      this.year = fits ? latest : latest - 1;
      this.lastDay = daysOf(this.year, month, day);
    }
    let days = daysOf(this.year, month, day);
    // A line of the old year among those of the new one.
    if (days > this.lastDay + HALF_YEAR) return daysOf(this.year - 1, month, day);
    // From December to January.
    if (days < this.lastDay - HALF_YEAR && this.year < LAST_YEAR) {
      this.year++;
      days = daysOf(this.year, month, day);
    }
    this.lastDay = days;
    return days;
  }

  /** Of a stamp without a zone, ms. */
  private inZone(localMs: number): number {
    return this.zone === null ? localMs : this.zone(localMs);
  }
}

/** `04:15:52` as ms of the day; NaN if it is none. A leap second counts as the second before. */
function clockAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return Number.NaN;
  const hour = two(bytes, at);
  const minute = two(bytes, at + 3);
  const second = two(bytes, at + 6);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  return ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57;
}

function digit(bytes: Uint8Array, at: number): number {
  const value = bytes[at] - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

/** Two digits, without a loop: each line of a log has five of these. */
function two(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

/** 1 to 12; 0: not a month. */
function monthAt(bytes: Uint8Array, at: number): number {
  return MONTH_OF.get((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) ?? 0;
}

const MONTH_OF = new Map(
  MONTHS.map((name, i) => [
    (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
    i + 1,
  ]),
);
