/** Logs that are named on the command line, read to their facts. */

import type { Arguments } from '../inquiry/arguments.ts';
import { InvalidLog, UsageError } from '../inquiry/refusal.ts';
import { type LogFacts, LogStudy } from '../maillog/diagnose/log-facts.ts';
import type { LineCounts, MailLogOptions } from '../maillog/mail-log.ts';
import { parseQuantity } from '../scenario/quantity.ts';
import { type LogFile, type LogSink, lookAtLogs, readLogs } from './log-input.ts';
import { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';
import { zoneNamed } from './time-zone.ts';

export interface StudiedLogs {
  readonly facts: LogFacts;
  /** As the user names them, in the order in which they were read. */
  readonly files: string[];
  /** --lifetime, or null. */
  readonly lifetimeMs: number | null;
  /** False: Ctrl+C ended the reading. */
  readonly whole: boolean;
}

/** Throws InvalidLog where a file is no log, or has nothing to say about deliveries. */
export async function studyLogs(args: Arguments, terminal: Terminal): Promise<StudiedLogs> {
  const lifetimeMs = lifetimeAsked(args);
  const make = (options: MailLogOptions) => new LogStudy(options);
  const { study, files, whole } = await readInto(make, args.list('log'), args, terminal);
  const facts = study.facts();
  if (facts.counts.byKind.delivery === 0) throw new InvalidLog(noDelivery(files, facts.counts));
  return { facts, files, lifetimeMs, whole };
}

export interface ReadLogs<T> {
  readonly study: T;
  /** As the user names them, in the order in which they were read. */
  readonly files: string[];
  /** False: Ctrl+C ended the reading. */
  readonly whole: boolean;
}

/** Reads logs, with progress, into what is made for them. */
export async function readInto<T extends LogSink>(
  make: (options: MailLogOptions) => T,
  paths: readonly string[],
  args: Arguments,
  terminal: Terminal,
): Promise<ReadLogs<T>> {
  const found = await lookAtLogs(paths);
  const study = make(logOptions(args, found));
  const progress = new Progress(terminal, args.flag('quiet'));
  try {
    const whole = await readLogs(paths, found, study, terminal, progress);
    const files = found.map(({ path }) => path);
    if (paths.includes('-')) files.push('standard input');
    return { study, files, whole };
  } finally {
    progress.clear();
  }
}

/** --year and --time-zone. */
function logOptions(args: Arguments, files: readonly LogFile[]): MailLogOptions {
  const year = args.whole('year', 1970, 9999);
  const zone = args.text('time-zone');
  const newest = Math.max(...files.map(({ modifiedMs }) => modifiedMs));
  return {
    latestMs:
      year !== null
        ? Date.UTC(year, 11, 31, 23, 59, 59)
        : Number.isFinite(newest)
          ? newest
          : Date.now(),
    zone: zone === null ? null : zoneNamed(zone),
  };
}

/** --lifetime, or null. Throws a UsageError where it is none. */
export function lifetimeAsked(args: Arguments): number | null {
  const text = args.text('lifetime');
  if (text === null) return null;
  const read = parseQuantity('duration', text);
  if (read.ok && read.value > 0) return read.value;
  throw new UsageError(`--lifetime ${text}: expected a duration such as 20m.`);
}

/** What was there in place of deliveries, and what was expected. */
export function noDelivery(names: readonly string[], counts: LineCounts): string {
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
