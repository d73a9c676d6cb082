/**
 * `trace`: one replication in the form that was requested, slice by slice of its time, so that
 * whoever drives it can show progress, stop, or wait for a slow reader. Units: milliseconds.
 */

import { harmlessJson, jsonText } from '../../document/harmless.ts';
import { bytes, count, duration, name } from '../../document/quantity.ts';
import { hanging, type Page } from '../../document/text-layout.ts';
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import { type LogHead, writeLine } from '../../maillog/write-line.ts';
import { PART_NAMES, PART_WORDS, type PartName } from '../../mailpath/delay-part.ts';
import { faultWords } from '../../mailpath/faults.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { hostStatusText, logEntries } from '../../trace/log-entries.ts';
import {
  type Attempted,
  type Closed,
  KnownFailures,
  type MailEvent,
  recordRun,
  type Skipped,
  type TraceContext,
  type TracedMessage,
  timeOfRun,
} from '../../trace/run-recorder.ts';
import { runTimeline, timelineText } from '../../trace/timeline.ts';
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

/*
 * The story of one message in sentences: when it came, each attempt and each skip with its cause,
 * how it ended, and where its delay went; and which messages of a run have a story that teaches.
 *
 *   12:03:10 skipped: exo.test was marked at 11:58:02 by a reset on connection 17, until 12:28:02
 *
 * Units in: milliseconds from the start of the run.
 */

/** Skips in a row that are listed one by one; more are summed up. */
const MAX_LISTED_SKIPS = 3;

interface Failure {
  readonly atMs: number;
  /** `a reset on connection 17`. */
  readonly words: string;
}

interface Sentence {
  readonly atMs: number;
  readonly text: string;
  /** What sentences of one kind in a row have in common; empty: it stands alone. */
  readonly alike: string;
}

class StoryWriter {
  private readonly context: TraceContext;
  private readonly number: number;
  private readonly sentences: Sentence[] = [];
  private readonly failures = new KnownFailures<Failure>();
  private message: TracedMessage | null = null;
  private parts: readonly number[] | null = null;
  private endedMs = Number.NaN;

  constructor(context: TraceContext, messageNumber: number) {
    this.context = context;
    this.number = messageNumber;
  }

  event(event: MailEvent): void {
    if (event.kind === 'attempted' && event.end === 'deferred') {
      const words = `${failureWords(event)}${onConnection(event)}`;
      this.failures.add(event, { atMs: event.atMs, words });
    }
    if (!('message' in event) || event.message?.number !== this.number) return;
    switch (event.kind) {
      case 'accepted':
        this.message = event.message;
        this.say(
          event.atMs,
          `accepted: ${bytes(event.message.bytes)}, for ${this.context.input.destinations[event.message.destination].name}; ${event.atOnce ? 'a process of its own tries it at once' : 'it waits for the next queue run'}`,
        );
        break;
      case 'skipped':
        this.say(event.atMs, this.skipWords(event), `${event.cause} ${event.host}`);
        break;
      case 'attempted':
        this.say(event.atMs, this.attemptWords(event));
        if (event.end !== 'deferred') this.endedMs = event.atMs;
        this.parts = event.parts;
        break;
      case 'expired':
        this.say(event.atMs, 'given up: it is too old, and goes back to its sender');
        this.endedMs = event.atMs;
        break;
    }
  }

  /** Null: there is no such message in the run. */
  text(page: Page): string | null {
    const { message, context, endedMs } = this;
    if (message === null) return null;
    const title = `Message ${message.number}: ${Number.isNaN(endedMs) ? 'still waiting at the end of the run' : `${duration(endedMs - message.arrivedMs)} on its way`}`;
    const lines = [page.paint.bold(title), ''];
    for (const { atMs, text } of summedUp(this.sentences, context)) {
      lines.push(...hanging(`${timeOfRun(context, atMs)}  `, text, page));
    }
    const { parts } = this;
    if (parts !== null) {
      const spent = PART_NAMES.map((part, i) => ({ part, ms: parts[i] }))
        .filter(({ ms }) => ms > 0)
        .sort((a, b) => b.ms - a.ms)
        .map(({ part, ms }) => `${duration(ms)} ${PART_WORDS[part].spent}`);
      lines.push('', ...hanging('Where the time went: ', `${spent.join('; ')}.`, page));
    }
    lines.push('', page.paint.dim('One replication is an example, not an estimate.'));
    return `${lines.join('\n')}\n`;
  }

  private say(atMs: number, text: string, alike = ''): void {
    this.sentences.push({ atMs, text, alike });
  }

  private hostName(host: number): string {
    return name(this.context.input.hosts[host].name);
  }

  private skipWords(skip: Skipped): string {
    const { context, failures } = this;
    const { process, cause, atMs } = skip;
    const by = `skipped by ${process.runner ? `queue runner ${process.number}` : 'its own process'}`;
    const where = this.hostName(skip.host);
    if (cause === 'lock') {
      return `${by}: the host-status file of ${where} was locked by another process`;
    }
    if (cause === 'memory') {
      const failure = failures.ofProcess(skip);
      const because =
        failure === undefined
          ? 'had seen it fail'
          : `had had ${failure.words} at ${timeOfRun(context, failure.atMs)}`;
      return `${by}, which ${because}, and leaves ${where} alone for the rest of its list`;
    }
    const failure = failures.ofTable(skip);
    if (failure === undefined) return `${by}: ${where} was marked before`;
    const untilMs = failure.atMs + context.input.settings.hostStatusTimeoutMs;
    const until = untilMs > atMs ? `, until ${timeOfRun(context, untilMs)}` : '';
    return `${by}: ${where} was marked at ${timeOfRun(context, failure.atMs)} by ${failure.words}${until}`;
  }

  private attemptWords(attempt: Attempted): string {
    const { end, process, message } = attempt;
    const took = duration(attempt.atMs - attempt.startMs);
    const where = `${this.hostName(attempt.host)}${onConnection(attempt)}`;
    const who = process.runner ? `by queue runner ${process.number}` : 'by its own process';
    if (end === 'sent') {
      const tries = message.tries === 1 ? 'at the first try' : `at try ${count(message.tries)}`;
      return `delivered to ${where} ${who} in ${took}, ${tries}`;
    }
    const what = failureWords(attempt);
    return end === 'returned'
      ? `refused for good by ${where}: ${what}`
      : `tried ${who} at ${where} for ${took}: ${what}; it stays in the queue`;
  }
}

/** The delays whose longest case is a story of its own, the one that teaches most first. */
const CASES: readonly PartName[] = ['mark', 'memory', 'failure', 'queue-run', 'list', 'lock'];

interface Candidate {
  readonly message: TracedMessage;
  readonly delayMs: number;
  /** What it has most of, ms. */
  readonly ms: number;
}

/** Of the mail that has left: which message waited longest behind the mark, and for each other cause. */
class StoryCandidates {
  private readonly longest = new Map<PartName | 'delay', Candidate>();

  event(event: MailEvent): void {
    if (event.kind !== 'attempted' || event.end === 'deferred') return;
    const { message, parts } = event;
    const delayMs = event.atMs - message.arrivedMs;
    this.compare('delay', { message, delayMs, ms: delayMs });
    if (parts === null) return;
    for (const part of CASES) {
      const ms = parts[PART_NAMES.indexOf(part)];
      if (ms > 0) this.compare(part, { message, delayMs, ms });
    }
  }

  /** The one that waited longest behind a mark; where no message did, the slowest. Null: none has left. */
  get best(): number | null {
    const { longest } = this;
    return (longest.get('mark') ?? longest.get('delay'))?.message.number ?? null;
  }

  /** One line a message: its number, its delay, what it is the longest case of. */
  text(page: Page): string {
    const cases = new Map<number, { delayMs: number; words: string[] }>();
    const add = ({ message, delayMs }: Candidate, words: string): void => {
      const row = cases.get(message.number) ?? { delayMs, words: [] };
      row.words.push(words);
      cases.set(message.number, row);
    };
    for (const part of CASES) {
      const found = this.longest.get(part);
      if (found !== undefined) add(found, `${duration(found.ms)} ${PART_WORDS[part].spent}`);
    }
    const slowest = this.longest.get('delay');
    if (slowest !== undefined) add(slowest, 'the slowest message');
    const lines = [...cases].flatMap(([number, { delayMs, words }]) => {
      const head = `${String(number).padStart(9)}  ${duration(delayMs).padStart(11)}  `;
      return hanging(head, words.join('; '), page);
    });
    const title = page.paint.bold('  message        delay  the longest case of');
    return `${[title, ...lines, '', 'Read one with --message N.'].join('\n')}\n`;
  }

  private compare(of: PartName | 'delay', candidate: Candidate): void {
    if (candidate.ms > (this.longest.get(of)?.ms ?? -1)) this.longest.set(of, candidate);
  }
}

function failureWords({ ending, cut }: Attempted): string {
  return cut ? 'a cut at the lifetime' : `a ${faultWords(ending)}`;
}

function onConnection({ connection }: Attempted): string {
  return connection === null ? '' : ` on connection ${connection}`;
}

/** Many skips of one kind in a row: the first, how many more, the last. */
function summedUp(sentences: readonly Sentence[], context: TraceContext): Sentence[] {
  const shown: Sentence[] = [];
  for (let i = 0; i < sentences.length; ) {
    const { alike } = sentences[i];
    let to = i + 1;
    while (alike !== '' && to < sentences.length && sentences[to].alike === alike) to++;
    if (to - i <= MAX_LISTED_SKIPS) shown.push(...sentences.slice(i, to));
    else {
      const last = sentences[to - 1];
      shown.push(sentences[i], {
        atMs: sentences[i + 1].atMs,
        text: `and so ${count(to - i - 1)} times more, the last time at ${timeOfRun(context, last.atMs)}`,
        alike: '',
      });
    }
    i = to;
  }
  return shown;
}

/*
 * A run in the Trace Event Format, which Perfetto and Chrome's viewer open: a track for each
 * connection of a queue runner, for each runner, for each host's marks; new mail's own connections
 * share lanes; the backlog as a counter.
 *
 * Format: "Trace Event Format" (Chromium project), JSON object form, complete events ("X"),
 * counters ("C") and metadata ("M"); times in microseconds. Bounded: past MAX_EVENTS slices are
 * counted, and the number is said in the file.
 */

interface ViewerEvent {
  readonly name: string;
  readonly ph: 'X' | 'C' | 'M' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat: string;
  readonly s?: 'p';
  readonly args?: Readonly<Record<string, string | number>>;
}

/** More than a viewer shows with ease. */
const MAX_EVENTS = 500_000;

const RUNNERS = 1;
const CONNECTIONS = 2;
const NEW_MAIL = 3;
const MARKS = 4;
const BACKLOG = 5;
const GROUPS: readonly (readonly [number, string])[] = [
  [RUNNERS, 'queue runners'],
  [CONNECTIONS, 'connections of queue runners'],
  [NEW_MAIL, 'connections of new mail'],
  [MARKS, 'marks in the host-status table'],
  [BACKLOG, 'backlog'],
];
/** The backlog is written at most once in this time. */
const BACKLOG_STEP_MS = 1000;

class TraceEventWriter {
  private readonly context: TraceContext;
  private readonly write: (event: ViewerEvent) => void;
  private readonly named = new Set<string>();
  /** Until when each lane of new mail's connections is taken. */
  private readonly lanes: number[] = [];
  private readonly waiting = new Set<number>();
  private backlogWrittenMs = Number.NEGATIVE_INFINITY;
  private count = 0;
  /** Slices that were left out. */
  left = 0;

  constructor(context: TraceContext, write: (event: ViewerEvent) => void) {
    this.context = context;
    this.write = write;
  }

  begin(): void {
    for (const [pid, title] of GROUPS) this.nameTrack(pid, 0, title, 'process_name');
  }

  event(event: MailEvent): void {
    switch (event.kind) {
      case 'accepted':
        if (!event.atOnce) this.waiting.add(event.message.number);
        this.backlog(event.atMs);
        break;
      case 'attempted':
        if (event.end === 'deferred') this.waiting.add(event.message.number);
        else this.waiting.delete(event.message.number);
        this.attempt(event);
        this.backlog(event.atMs);
        break;
      case 'skipped':
        this.waiting.add(event.message.number);
        this.attempt(event);
        this.backlog(event.atMs);
        break;
      case 'expired':
        this.waiting.delete(event.message.number);
        break;
      case 'closed':
        this.connection(event);
        break;
      case 'marked': {
        const host = this.hostName(event.host);
        const tid = event.gateway * this.context.input.hosts.length + event.host + 1;
        this.nameTrack(MARKS, tid, host);
        this.slice(MARKS, tid, `${host} marked`, event.fromMs, event.atMs, {});
        break;
      }
      case 'run':
        this.push({
          name: `queue run, ${event.messages} messages`,
          ph: 'i',
          cat: 'mail',
          s: 'p',
          pid: RUNNERS,
          tid: 0,
          ts: microseconds(event.atMs),
        });
        break;
    }
  }

  private attempt(event: Attempted | Skipped): void {
    const { process, message, startMs, atMs } = event;
    if (!process.runner) return;
    this.nameTrack(RUNNERS, process.number, `runner ${process.number}`);
    const what =
      event.kind === 'skipped'
        ? `skipped (${event.cause})`
        : event.end === 'deferred'
          ? `${event.cut ? 'cut' : event.ending}`
          : event.end;
    this.slice(RUNNERS, process.number, what, startMs, atMs, {
      message: message.number,
      bytes: message.bytes,
      try: message.tries,
    });
  }

  private connection(event: Closed): void {
    const { connection, process, host, openedMs, atMs, accepted, end, fault } = event;
    const cut = end === 'lifetime';
    const title = `${this.hostName(host)}: ${accepted} messages${cut ? ', cut' : end === 'fault' ? `, ${fault}` : ''}`;
    const args = { connection, accepted, end };
    if (process.runner) {
      this.nameTrack(CONNECTIONS, connection, `connection ${connection}`);
      this.slice(CONNECTIONS, connection, title, openedMs, atMs, args);
      return;
    }
    let lane = this.lanes.findIndex((busyUntil) => busyUntil <= openedMs);
    if (lane < 0) lane = this.lanes.length;
    this.lanes[lane] = atMs;
    this.nameTrack(NEW_MAIL, lane + 1, `lane ${lane + 1}`);
    this.slice(NEW_MAIL, lane + 1, title, openedMs, atMs, args);
  }

  private backlog(atMs: number): void {
    if (atMs - this.backlogWrittenMs < BACKLOG_STEP_MS) return;
    this.backlogWrittenMs = atMs;
    this.push({
      name: 'waiting messages',
      ph: 'C',
      cat: 'mail',
      pid: BACKLOG,
      tid: 0,
      ts: microseconds(atMs),
      args: { messages: this.waiting.size },
    });
  }

  private slice(
    pid: number,
    tid: number,
    title: string,
    fromMs: number,
    toMs: number,
    args: Readonly<Record<string, string | number>>,
  ): void {
    const ts = microseconds(fromMs);
    const dur = Math.max(0, microseconds(toMs) - ts);
    this.push({ name: title, ph: 'X', cat: 'mail', pid, tid, ts, dur, args });
  }

  private push(event: ViewerEvent): void {
    if (this.count >= MAX_EVENTS) {
      this.left++;
      return;
    }
    this.count++;
    this.write(event);
  }

  private nameTrack(
    pid: number,
    tid: number,
    title: string,
    kind: 'thread_name' | 'process_name' = 'thread_name',
  ): void {
    const key = `${kind} ${pid} ${tid}`;
    if (this.named.has(key) || this.count >= MAX_EVENTS) return;
    this.named.add(key);
    this.write({ name: kind, ph: 'M', cat: '__metadata', pid, tid, ts: 0, args: { name: title } });
  }

  private hostName(host: number): string {
    return name(this.context.input.hosts[host].name);
  }
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
