/** The work of `mailpath trace`: one replication is run, and told in the form that was asked for. */
import { runTimeline } from '../../experiment/timeline-recorder.ts';
import { LogEntries } from '../../experiment/trace/log-entries.ts';
import type { MailEvent } from '../../experiment/trace/mail-event.ts';
import { TraceRun } from '../../experiment/trace/trace-run.ts';
import type { Arguments } from '../../inquiry/arguments.ts';
import { inputOf } from '../../inquiry/named-setting.ts';
import { UsageError } from '../../inquiry/refusal.ts';
import { writeLine } from '../../maillog/write-line.ts';
import { hostStatusText } from '../../report/trace/host-status-text.ts';
import { StoryTeller } from '../../report/trace/story.ts';
import { timelineText } from '../../report/trace/timeline-text.ts';
import type { TraceContext } from '../../report/trace/trace-context.ts';
import { TraceEventWriter } from '../../report/trace/trace-event.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { type OutputStream, outputStream } from '../output-stream.ts';
import { Progress } from '../progress.ts';
import { terminalPage } from '../result-output.ts';
import { loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';
import { type TraceRequest, timeAsked, traceRequest } from '../trace-request.ts';

/** So much of the run between two looks at Ctrl+C. */
const SLICE_MS = 60_000;

export async function trace(args: Arguments, terminal: Terminal): Promise<number> {
  const request = traceRequest(args);
  const { scenario } = await loadScenario(args.text('scenario') ?? '', args, terminal);
  inputOf(scenario, request.setting);
  const output = args.text('output');
  const out = outputStream(output === '-' ? null : output, terminal);
  try {
    const tracer = new Tracer(scenario, request, args, terminal, out);
    const whole = await tracer.tell();
    // A file is there whole or not at all; what went to standard output is seen to be partial.
    if (!whole && output !== null && output !== '-') {
      out.abandon();
      terminal.err(`Stopped: ${output} was not written.\n`);
      return EXIT_INTERRUPTED;
    }
    out.finish();
    if (output !== null && output !== '-' && !args.flag('quiet')) {
      terminal.err(`Written to ${output}.\n`);
    }
    return whole ? EXIT_DONE : EXIT_INTERRUPTED;
  } catch (error) {
    out.abandon();
    throw error;
  }
}

class Tracer {
  private readonly request: TraceRequest;
  private readonly scenario: Scenario;
  private readonly context: TraceContext;
  private readonly seed: string;
  private readonly args: Arguments;
  private readonly terminal: Terminal;
  private readonly out: OutputStream;

  constructor(
    scenario: Scenario,
    request: TraceRequest,
    args: Arguments,
    terminal: Terminal,
    out: OutputStream,
  ) {
    const input = inputOf(scenario, request.setting);
    this.request = request;
    this.scenario = scenario;
    this.seed = args.text('seed') ?? scenario.seed;
    this.args = args;
    this.terminal = terminal;
    this.out = out;
    const { clockOffsetMs } = new TraceRun(input, this.seed, request.replication, () => undefined);
    this.context = { input, startMs: request.dayMs + scenario.startsAtMs + clockOffsetMs };
  }

  /** False: Ctrl+C ended it. */
  async tell(): Promise<boolean> {
    const { request, context } = this;
    const page = () => terminalPage(this.args.flag('no-color'), this.terminal);
    switch (request.format) {
      case 'timeline': {
        const { input } = context;
        const timeline = runTimeline(input, this.seed, request.replication);
        this.out.write(timelineText(timeline, context, page()));
        return true;
      }
      case 'hoststat': {
        const atMs = timeAsked(request.at ?? '', this.scenario.startsAtMs);
        const run = this.run(() => undefined);
        run.runUntil(atMs);
        this.out.write(hostStatusText(run.hostStatus(atMs), atMs, context, page()));
        return true;
      }
      case 'story': {
        const number = request.message ?? (await this.latest());
        if (number === null) return false;
        const teller = new StoryTeller(context, number);
        if (!(await this.hear((event) => teller.event(event)))) return false;
        const text = teller.text(page());
        if (text === null)
          throw new UsageError(`--message ${number}: the run has no such message.`);
        this.out.write(text);
        return true;
      }
      case 'trace-event':
        return this.traceEvents();
      default:
        return this.log();
    }
  }

  private log(): Promise<boolean> {
    const { head, version, logLevel, format } = this.request;
    const proofpoint = format !== 'sendmail';
    const form = format === 'proofpoint-json' ? 'json' : 'text';
    const { input, startMs } = this.context;
    const entries = new LogEntries(input, { startMs, version, logLevel, proofpoint }, (entry) =>
      this.out.write(`${writeLine(entry, head, form)}\n`),
    );
    return this.hear((event) => entries.event(event));
  }

  private async traceEvents(): Promise<boolean> {
    let comma = '';
    this.out.write('{"displayTimeUnit":"ms","traceEvents":[\n');
    const writer = new TraceEventWriter(this.context, (event) => {
      this.out.write(`${comma}${JSON.stringify(event)}`);
      comma = ',\n';
    });
    writer.begin();
    const whole = await this.hear((event) => writer.event(event));
    const { name } = this.scenario;
    const about = { scenario: name, setting: this.request.setting, leftOut: writer.left };
    this.out.write(`\n],"otherData":${JSON.stringify(about)}}\n`);
    return whole;
  }

  /** The message with the largest delay; null: Ctrl+C. */
  private async latest(): Promise<number | null> {
    let [number, largestMs] = [0, -1];
    const whole = await this.hear((event) => {
      if (event.kind !== 'attempted' || event.end === 'deferred') return;
      const delayMs = event.atMs - event.message.arrivedMs;
      if (delayMs > largestMs) [number, largestMs] = [event.message.number, delayMs];
    });
    return whole ? number : null;
  }

  private run(tell: (event: MailEvent) => void): TraceRun {
    return new TraceRun(this.context.input, this.seed, this.request.replication, tell);
  }

  private async hear(tell: (event: MailEvent) => void): Promise<boolean> {
    const run = this.run(tell);
    const { endMs } = this.context.input;
    const progress = new Progress(this.terminal, this.args.flag('quiet'));
    try {
      for (let atMs = SLICE_MS; run.runUntil(atMs); atMs += SLICE_MS) {
        progress.update(Math.min(1, atMs / endMs), 'tracing');
        await this.terminal.pause();
        if (this.terminal.interrupted()) return false;
      }
      return true;
    } finally {
      progress.clear();
    }
  }
}
