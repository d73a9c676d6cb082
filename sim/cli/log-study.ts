/** Logs that are named on the command line, read to their facts. */

import { type LogFacts, LogStudy } from '../maillog/diagnose/log-facts.ts';
import type { MailLogOptions } from '../maillog/mail-log.ts';
import type { Arguments } from '../studies/arguments.ts';
import { InvalidLog } from '../studies/arguments.ts';
import { lifetimeAsked, noDelivery } from '../studies/log-asked.ts';
import { zoneNamed } from '../studies/time-zone.ts';
import { type LogFile, type LogSink, lookAtLogs, readLogs } from './log-input.ts';
import { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

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
    secret: [...crypto.getRandomValues(new Int32Array(4))],
  };
}
