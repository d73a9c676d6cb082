/**
 * `trace`: one replication, told in the form that was asked for, slice by slice of its time, so that
 * whoever drives it can show progress, stop, or wait for a slow reader. Units: milliseconds.
 */

import { harmlessJson, jsonText } from '../../document/harmless.ts';
import type { Page } from '../../document/text-layout.ts';
import { writeLine } from '../../maillog/write-line.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { hostStatusText } from '../../trace/host-status.ts';
import { LogEntries } from '../../trace/log-entries.ts';
import type { MailEvent } from '../../trace/mail-event.ts';
import type { TraceContext } from '../../trace/run-recorder.ts';
import { RecordedRun } from '../../trace/run-recorder.ts';
import { StoryTeller } from '../../trace/story.ts';
import { runTimeline } from '../../trace/timeline.ts';
import { timelineText } from '../../trace/timeline-text.ts';
import { TraceEventWriter } from '../../trace/trace-event.ts';
import { inputOf } from '../named-setting.ts';
import { UsageError } from '../refusal.ts';
import { type TraceRequest, timeAsked } from './trace-request.ts';

/** So much of the run between two looks at who reads it. */
const SLICE_MS = 60_000;

/** Yields how much of it is done, 0 to 1, between slices. */
export type Trace = Generator<number, void>;

/** Where its pieces go; a piece of the beginning may come before the first slice. */
export type Write = (text: string) => void;

/** `seed`: null for the scenario's own. Throws a UsageError where there is no such setting. */
export function traceOf(
  scenario: Scenario,
  request: TraceRequest,
  seed: string | null,
  page: Page,
  write: Write,
): Trace {
  return new Tracer(scenario, request, seed ?? scenario.seed, page, write).tell();
}

class Tracer {
  private readonly request: TraceRequest;
  private readonly scenario: Scenario;
  private readonly context: TraceContext;
  private readonly seed: string;
  private readonly page: Page;
  private readonly write: Write;

  constructor(scenario: Scenario, request: TraceRequest, seed: string, page: Page, write: Write) {
    const input = inputOf(scenario, request.setting);
    this.request = request;
    this.scenario = scenario;
    this.seed = seed;
    this.page = page;
    this.write = write;
    const { clockOffsetMs } = new RecordedRun(
      input,
      this.seed,
      request.replication,
      () => undefined,
    );
    this.context = { input, startMs: request.dayMs + scenario.startsAtMs + clockOffsetMs };
  }

  *tell(): Trace {
    const { request, context, page } = this;
    switch (request.format) {
      case 'timeline': {
        const timeline = runTimeline(context.input, this.seed, request.replication);
        this.write(timelineText(timeline, context, page));
        return;
      }
      case 'hoststat': {
        const atMs = timeAsked(request.at ?? '', this.scenario.startsAtMs);
        const run = this.run(() => undefined);
        run.runUntil(atMs);
        this.write(hostStatusText(run.world, atMs, context, page));
        return;
      }
      case 'story':
        yield* this.story();
        return;
      case 'trace-event':
        yield* this.traceEvents();
        return;
      default:
        yield* this.log();
    }
  }

  private *story(): Trace {
    const { message, replication } = this.request;
    const number = message ?? (yield* this.latest());
    const teller = new StoryTeller(this.context, number);
    yield* this.hear((event) => teller.event(event));
    const text = teller.text(this.page);
    if (text === null && message !== null) {
      throw new UsageError(`--message ${number}: the run has no such message.`);
    }
    // Chance may leave a short run without mail: that is what became of it, and no fault of the scenario.
    this.write(
      text ??
        `No mail arrives in replication ${replication}, so there is no story to tell. Try another one: --replication ${replication + 1}.\n`,
    );
  }

  private *log(): Trace {
    const { head, version, logLevel, format } = this.request;
    const proofpoint = format !== 'sendmail';
    const form = format === 'proofpoint-json' ? 'json' : 'text';
    const { input, startMs } = this.context;
    const entries = new LogEntries(input, { startMs, version, logLevel, proofpoint }, (entry) => {
      const line = writeLine(entry, head, form);
      this.write(`${form === 'json' ? harmlessJson(line) : line}\n`);
    });
    yield* this.hear((event) => entries.event(event));
  }

  /** What it wrote is a whole file though it was stopped. */
  private *traceEvents(): Trace {
    let comma = '';
    this.write('{"displayTimeUnit":"ms","traceEvents":[\n');
    const writer = new TraceEventWriter(this.context, (event) => {
      this.write(`${comma}${jsonText(event)}`);
      comma = ',\n';
    });
    writer.begin();
    try {
      yield* this.hear((event) => writer.event(event));
    } finally {
      const { name } = this.scenario;
      const about = { scenario: name, setting: this.request.setting, leftOut: writer.left };
      this.write(`\n],"otherData":${jsonText(about)}}\n`);
    }
  }

  /** The message with the largest delay. */
  private *latest(): Generator<number, number> {
    let [number, largestMs] = [0, -1];
    yield* this.hear((event) => {
      if (event.kind !== 'attempted' || event.end === 'deferred') return;
      const delayMs = event.atMs - event.message.arrivedMs;
      if (delayMs > largestMs) [number, largestMs] = [event.message.number, delayMs];
    });
    return number;
  }

  private run(tell: (event: MailEvent) => void): RecordedRun {
    return new RecordedRun(this.context.input, this.seed, this.request.replication, tell);
  }

  private *hear(tell: (event: MailEvent) => void): Trace {
    const run = this.run(tell);
    const { endMs } = this.context.input;
    for (let atMs = SLICE_MS; run.runUntil(atMs); atMs += SLICE_MS) {
      yield Math.min(1, atMs / endMs);
    }
  }
}
