/** What is asked of a mail log, and what is said where it has nothing to say. */
import type { LineCounts } from '../maillog/mail-log.ts';
import { parseQuantity } from '../scenario/quantity.ts';
import type { Arguments } from './arguments.ts';
import { InvalidLog, UsageError } from './arguments.ts';

/** --lifetime, or null. Throws a UsageError where it is none. */
export function requestedLifetime(args: Arguments): number | null {
  const text = args.text('lifetime');
  if (text === null) return null;
  const read = parseQuantity('duration', text);
  if (read.ok && read.value > 0) return read.value;
  throw new UsageError(`--lifetime ${text}: expected a duration such as 20m.`);
}

/** Throws InvalidLog where there is no delivery: what is there in its place, and what was expected. */
export function refuseWithoutDelivery(names: readonly string[], counts: LineCounts): void {
  if (counts.byKind.delivery === 0) throw new InvalidLog(noDelivery(names, counts));
}

function noDelivery(names: readonly string[], counts: LineCounts): string {
  const { lines, byKind, samples } = counts;
  const what = names.join(', ');
  const expected =
    'Expected are lines of Sendmail’s mail log such as\n  Nov 24 04:16:00 mx1 sendmail[24005]: 6AO4FqDI023991: to=<a@b.example>, delay=00:00:04, xdelay=00:00:01, mailer=relay, pri=120122, relay=mx.b.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)\nor Proofpoint’s JSON lines of them.';
  if (lines === 0) return `${what}: the log is empty. ${expected}`;
  const seen = [
    ...(byKind.accepted > 0 ? [`${byKind.accepted} from= lines`] : []),
    ...(byKind.foreign > 0 ? [`${byKind.foreign} of other programs`] : []),
    ...(byKind.unknown > 0 ? [`${byKind.unknown} not understood`] : []),
  ];
  const example = samples.length > 0 ? `\nLine ${samples[0].number}: ${samples[0].text}` : '';
  return `${what}: no delivery line (to=, stat=) among ${lines} lines (${seen.join(', ') || 'none of them about mail'}).${example}\n${expected}`;
}

/** There are deliveries, and nothing to fit. */
export function noArrivals(names: readonly string[]): string {
  return `${names.join(', ')}: there are deliveries, but no from= line that says when a message came and how large it is. Fit a log from its beginning on, at LogLevel 5 or more.`;
}
