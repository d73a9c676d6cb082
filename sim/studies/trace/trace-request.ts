/** What `mailpath trace` is asked for, from its options, checked at once. */
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import type { LogHead } from '../../maillog/write-line.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { MOST_REPLICATIONS } from '../replications.ts';
import type { TraceFormat } from './trace-formats.ts';

export interface TraceRequest {
  readonly format: TraceFormat;
  readonly setting: string;
  readonly replication: number;
  readonly head: LogHead;
  readonly version: '8.16' | '8.17';
  readonly logLevel: number;
  /** Midnight of the day on which the run starts, ms since 1970. */
  readonly dayMs: number;
  /** Of the story; null: the message with the largest delay. */
  readonly message: number | null;
  /** Of hoststat; null: none is given. */
  readonly at: string | null;
}

/** A Monday. Any day would do; it is always the same, so that the bytes are. */
const SOME_DAY = '2026-01-05';
const MOST_LOG_LEVEL = 99;

export function traceRequest(args: Arguments): TraceRequest {
  const format = (args.text('format') ?? 'sendmail') as TraceFormat;
  const at = args.text('at');
  if (format === 'hoststat' && at === null) {
    throw new UsageError('--format hoststat needs --at TIME, such as --at 09:10 or --at 40m.');
  }
  if (format !== 'hoststat' && at !== null) {
    throw new UsageError(`--at says when hoststat is asked: it means nothing with ${format}.`);
  }
  const message = args.whole('message', 0, 1e9);
  if (format !== 'story' && message !== null) {
    throw new UsageError(`--message says whose story: it means nothing with ${format}.`);
  }
  return {
    format,
    setting: args.text('setting') ?? 'default',
    replication: args.whole('replication', 0, MOST_REPLICATIONS) ?? 0,
    head: (args.text('header') ?? 'rfc3164') as LogHead,
    version: (args.text('sendmail') ?? '8.17') as '8.16' | '8.17',
    logLevel: args.whole('log-level', 0, MOST_LOG_LEVEL) ?? 9,
    dayMs: dayOf(args.text('date') ?? SOME_DAY),
    message,
    at,
  };
}

function dayOf(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = (match ?? []).slice(1).map(Number);
  const days = daysOf(year, month, day);
  // A day that there is not would be another one.
  const next = daysOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1);
  if (match === null || month < 1 || month > 12 || day < 1 || days >= next || year < 1970) {
    throw new UsageError(`--date ${text}: expected a day such as ${SOME_DAY}.`);
  }
  return days * DAY_MS;
}

/** A time of the run, ms: by the clock, the first such one, or a duration from the start. */
export function timeAsked(text: string, startsAtMs: number): number {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock !== null) {
    const [hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    if (hours < 24 && minutes < 60 && seconds < 60) {
      const since = ((hours * 60 + minutes) * 60 + seconds) * 1000 - startsAtMs;
      return since >= 0 ? since : since + DAY_MS;
    }
  }
  const read = parseQuantity('duration', text);
  if (read.ok && read.value >= 0) return read.value;
  throw new UsageError(`--at ${text}: expected a time by the clock (09:10) or a duration (40m).`);
}
