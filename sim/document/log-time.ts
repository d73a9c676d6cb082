/** Times of a log as its reader knows them: `24 Nov 04:16:00`. ms since 1970, by the log's own clock. */
import { civilTimeOf, clockTime, DAY_MS, MONTHS } from '../maillog/calendar.ts';

/** `24 Nov 2026 04:16:00`. */
export function logTime(timeMs: number): string {
  const { year, month, day } = civilTimeOf(timeMs);
  return `${day} ${MONTHS[month - 1]} ${year} ${clockTime(timeMs)}`;
}

/** `24 Nov 2026 04:15:50 to 04:18:01`; the second date only where it is another one. */
export function logSpan(fromMs: number, toMs: number): string {
  const sameDay = Math.floor(fromMs / DAY_MS) === Math.floor(toMs / DAY_MS);
  return `${logTime(fromMs)} to ${sameDay ? clockTime(toMs) : logTime(toMs)}`;
}
