/** What is asked of a mail log, and what is said where it has nothing to say. */

import { DAY_MS, daysOf } from '../maillog/calendar.ts';
import type { LineCounts } from '../maillog/mail-log.ts';
import type { Zone } from '../maillog/stamp.ts';
import { type Arguments, InvalidLog, UsageError } from './arguments.ts';

/** --lifetime, or null. Throws a UsageError where it is none. */
export function requestedLifetime(args: Arguments): number | null {
  return args.quantity('lifetime', 'duration', (ms) => ms > 0, 'a duration such as 20m');
}

/** Throws InvalidLog where there is no delivery: what is there in its place, and what was expected. */
export function refuseWithoutDelivery(names: readonly string[], counts: LineCounts): void {
  const { lines, byKind, samples } = counts;
  if (byKind.delivery > 0) return;
  const what = names.join(', ');
  const expected =
    'Expected are lines of Sendmail’s mail log such as\n  Nov 24 04:16:00 mx1 sendmail[24005]: 6AO4FqDI023991: to=<a@b.example>, delay=00:00:04, xdelay=00:00:01, mailer=relay, pri=120122, relay=mx.b.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)\nor Proofpoint’s JSON lines of them.';
  if (lines === 0) throw new InvalidLog(`${what}: the log is empty. ${expected}`);
  const seen = [
    ...(byKind.accepted > 0 ? [`${byKind.accepted} from= lines`] : []),
    ...(byKind.foreign > 0 ? [`${byKind.foreign} of other programs`] : []),
    ...(byKind.unknown > 0 ? [`${byKind.unknown} not understood`] : []),
  ];
  const example = samples.length > 0 ? `\nLine ${samples[0].number}: ${samples[0].text}` : '';
  throw new InvalidLog(
    `${what}: no delivery line (to=, stat=) among ${lines} lines (${seen.join(', ') || 'none of them about mail'}).${example}\n${expected}`,
  );
}

/** There are deliveries, and nothing to fit. */
export function noArrivals(names: readonly string[]): string {
  return `${names.join(', ')}: there are deliveries, but no from= line that says when a message came and how large it is. Fit a log from its beginning on, at LogLevel 5 or more.`;
}

/** --year and --time-zone. `newestMs`: when the log was last written to. */
export function stampOptions(args: Arguments, newestMs: number) {
  const year = args.whole('year', 1970, 9999);
  const zone = args.text('time-zone');
  return {
    // To the last second of the year.
    latestMs: year === null ? newestMs : daysOf(year + 1, 1, 1) * DAY_MS - 1000,
    zone: zone === null ? null : zoneNamed(zone),
  };
}

/*
 * --time-zone: the zone of stamps that have none, `+02:00`, `UTC` or a name such as Europe/Berlin.
 */

const HOUR_MS = 3_600_000;

/** Throws a UsageError where there is no such zone. */
function zoneNamed(text: string): Zone {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (offset !== null) {
    const ms = offsetOf(offset);
    return (local) => local - ms;
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: text, timeZoneName: 'longOffset' });
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

/** How far the zone is ahead of UTC at a moment, ms. Its name is then `GMT+02:00`, or `GMT` for none. */
function offsetAt(format: Intl.DateTimeFormat, utcMs: number): number {
  const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName');
  if (name?.value === 'GMT') return 0;
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name?.value ?? '');
  if (match === null) throw new Error(`no offset in "${name?.value}", the name of a time zone`);
  return offsetOf(match);
}

/** Of a sign, hours, minutes and perhaps seconds, ms. */
function offsetOf([, sign, hours, minutes, seconds = '0']: RegExpExecArray): number {
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}

/** The answer to a log that takes one piece of work, without progress on the way. */
export function* finished<T>(answer: () => T): Generator<never, T> {
  yield* [];
  return answer();
}
