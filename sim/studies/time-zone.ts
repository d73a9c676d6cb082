/**
 * --time-zone: the zone of stamps that have none, `+02:00`, `UTC` or a name such as Europe/Berlin.
 */

import { DAY_MS, daysOf } from '../maillog/calendar.ts';
import type { Zone } from '../maillog/stamp.ts';
import { UsageError } from './arguments.ts';

const HOUR_MS = 3_600_000;

/** Throws a UsageError where there is no such zone. */
export function zoneNamed(text: string): Zone {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (offset !== null) {
    const ms = (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
    return (local) => (offset[1] === '+' ? local - ms : local + ms);
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: text,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new UsageError(
      `--time-zone ${text}: expected an offset such as +02:00, UTC, or a name such as Europe/Berlin.`,
    );
  }
  let hour = Number.NaN;
  let offsetMs = 0;
  return (local) => {
    const at = Math.floor(local / HOUR_MS);
    if (at !== hour) {
      // Twice: the first guess may lie on the other side of a change of the clocks.
      offsetMs = offsetAt(format, local - offsetAt(format, local));
      hour = at;
    }
    return local - offsetMs;
  };
}

/** How far the zone is ahead of UTC at a moment, ms. */
function offsetAt(format: Intl.DateTimeFormat, utcMs: number): number {
  const whole = Math.floor(utcMs / 1000) * 1000;
  const parts = new Map(
    format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const seconds = (part('hour') * 60 + part('minute')) * 60 + part('second');
  return daysOf(part('year'), part('month'), part('day')) * DAY_MS + seconds * 1000 - whole;
}
