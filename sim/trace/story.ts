/**
 * The story of one message in sentences: when it came, each attempt and each skip with its cause,
 * how it ended, and where its delay went; and which messages of a run have a story that teaches.
 *
 *   12:03:10 skipped: exo.test was marked at 11:58:02 by a reset on connection 17, until 12:28:02
 *
 * Units in: milliseconds from the start of the run.
 */

import { bytes, count, duration, name } from '../document/quantity.ts';
import { hanging, type Page } from '../document/text-layout.ts';
import { PART_NAMES, PART_WORDS, type PartName } from '../mailpath/delay-part.ts';
import { faultWords } from '../mailpath/faults.ts';
import {
  type Attempted,
  KnownFailures,
  type MailEvent,
  type Skipped,
  type TraceContext,
  type TracedMessage,
  timeOfRun,
} from './run-recorder.ts';

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

export class StoryWriter {
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
export class StoryCandidates {
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
