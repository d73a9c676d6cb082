/**
 * `trace`: one replication in the form that was requested, slice by slice of its time, so that
 * whoever drives it can show progress, stop, or wait for a slow reader. Units: milliseconds.
 */

import { harmlessJson, jsonText } from '../../document/harmless.ts';
import type { Page } from '../../document/text-layout.ts';
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import { type LogHead, writeLine } from '../../maillog/write-line.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { hostStatusText, logEntries } from '../../trace/log-entries.ts';
import { type MailEvent, recordRun, type TraceContext } from '../../trace/run-recorder.ts';
import { StoryCandidates, StoryWriter } from '../../trace/story.ts';
import { runTimeline, timelineText } from '../../trace/timeline.ts';
import { TraceEventWriter } from '../../trace/trace-event.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import type { TraceFormat } from '../options.ts';
import { MAX_REPLICATIONS } from '../replications.ts';
import { inputOf } from '../subject.ts';

/** A Monday. Any day would do; it is always the same, so that the bytes are. */
const SOME_DAY = '2026-01-05';
const MAX_LOG_LEVEL = 99;
const MAX_MESSAGE = 1e9;

export function traceRequest(args: Arguments) {
  const format = (args.text('format') ?? 'sendmail') as TraceFormat;
  const at = args.text('at');
  if (format === 'hoststat' && at === null) {
    throw new UsageError('--format hoststat needs --at TIME, such as --at 09:10 or --at 40m.');
  }
  if (format !== 'hoststat' && at !== null) {
    throw new UsageError(`--at says when: it means nothing with ${format}.`);
  }
  const message = messageOf(args);
  if (format !== 'story' && message !== null) {
    throw new UsageError(`--message says which message: it means nothing with ${format}.`);
  }
  return {
    format,
    setting: args.text('setting') ?? 'default',
    replication: args.whole('replication', 0, MAX_REPLICATIONS) ?? 0,
    head: (args.text('header') ?? 'rfc3164') as LogHead,
    version: (args.text('sendmail') ?? '8.17') as '8.16' | '8.17',
    logLevel: args.whole('log-level', 0, MAX_LOG_LEVEL) ?? 9,
    /** Midnight of the day on which the run starts, ms since 1970. */
    dayMs: dayOf(args.text('date') ?? SOME_DAY),
    message,
    /** Of hoststat; null: none is given. */
    at,
  };
}

/** Of the story; null: the one that teaches most; `list`: which there are to choose from. */
function messageOf(args: Arguments): number | 'list' | null {
  const text = args.text('message');
  if (text === 'list') return text;
  if (text !== null && !/^\d+$/.test(text)) {
    throw new UsageError(`--message ${text}: expected the number of a message, or list.`);
  }
  return args.whole('message', 0, MAX_MESSAGE);
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
export function timeOf(text: string, startsAtMs: number): number {
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

/** So much of the run between two checks of who reads it. */
const SLICE_MS = 60_000;

/** Yields how much of it is done, 0 to 1, between slices. */
export type Trace = Generator<number, void>;

/** Where its pieces go; a piece of the beginning may come before the first slice. */
export type Write = (text: string) => void;

/** `ownSeed`: null for the scenario's. Throws a UsageError where there is no such setting. */
export function traceOf(
  scenario: Scenario,
  request: ReturnType<typeof traceRequest>,
  ownSeed: string | null,
  page: Page,
  write: Write,
): Trace {
  const { setting, replication, dayMs, format, message } = request;
  const input = inputOf(scenario, setting);
  const seed = ownSeed ?? scenario.seed;
  /** The run anew, from its beginning. */
  const start = (to: (event: MailEvent) => void) => recordRun(input, seed, replication, to);
  const { clockOffsetMs } = start(() => undefined);
  const startMs = dayMs + scenario.startsAtMs + clockOffsetMs;
  const context: TraceContext = { input, startMs };

  function* trace(): Trace {
    switch (format) {
      case 'timeline':
        write(timelineText(runTimeline(input, seed, replication), context, page));
        return;
      case 'hoststat': {
        const atMs = timeOf(request.at ?? '', scenario.startsAtMs);
        const run = start(() => undefined);
        run.runUntil(atMs);
        write(hostStatusText(run.world, atMs, context, page));
        return;
      }
      case 'story':
        return yield* story();
      case 'trace-event':
        return yield* traceEvents();
      default:
        return yield* log();
    }
  }

  function* story(): Trace {
    let number = message;
    if (number === null || number === 'list') {
      const candidates = new StoryCandidates();
      yield* report((event) => candidates.event(event));
      if (number === 'list' && candidates.best !== null) {
        write(candidates.text(page));
        return;
      }
      number = candidates.best ?? 0;
    }
    const writer = new StoryWriter(context, number);
    yield* report((event) => writer.event(event));
    const text = writer.text(page);
    if (text === null && typeof message === 'number') {
      throw new UsageError(`--message ${number}: the run has no such message.`);
    }
    // Chance may leave a short run without mail: a result like any other, and no error of the scenario.
    write(
      text ??
        `No mail arrives in replication ${replication}, so there is no story to tell. Try another one: --replication ${replication + 1}.\n`,
    );
  }

  function* log(): Trace {
    const { head, version, logLevel } = request;
    const proofpoint = format !== 'sendmail';
    const form = format === 'proofpoint-json' ? 'json' : 'text';
    const entries = logEntries(input, { startMs, version, logLevel, proofpoint }, (entry) => {
      const line = writeLine(entry, head, form);
      write(`${form === 'json' ? harmlessJson(line) : line}\n`);
    });
    yield* report(entries.event);
  }

  /** What it wrote is a whole file though it was stopped. */
  function* traceEvents(): Trace {
    let comma = '';
    write('{"displayTimeUnit":"ms","traceEvents":[\n');
    const writer = new TraceEventWriter(context, (event) => {
      write(`${comma}${jsonText(event)}`);
      comma = ',\n';
    });
    writer.begin();
    try {
      yield* report((event) => writer.event(event));
    } finally {
      const about = { scenario: scenario.name, setting, leftOut: writer.left };
      write(`\n],"otherData":${jsonText(about)}}\n`);
    }
  }

  /** The whole run, slice by slice. */
  function* report(to: (event: MailEvent) => void): Trace {
    const run = start(to);
    for (let atMs = SLICE_MS; run.runUntil(atMs); atMs += SLICE_MS) {
      yield Math.min(1, atMs / input.endMs);
    }
  }

  return trace();
}
