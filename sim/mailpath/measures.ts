/**
 * What a run is measured by, gathered while it runs: sums, counts, histograms, two series.
 *
 * Two kinds: what is counted of all mail up to the reading time (`readAtMs`), of which a Reading is
 * the copy, and what becomes of the cohort (run-result.ts), which goes on after it. Memory does not
 * grow with the messages that have passed. Units: milliseconds, bytes.
 */
import { DelayHistogram } from '../statistics/delay-histogram.ts';
import { ArrivalSeries, TimeSeries } from '../statistics/time-series.ts';
import type { Connection, ConnectionEnd } from './connection.ts';
import { PART_NAMES, PARTS, type PartName } from './delay-part.ts';
import { DEFERRAL_TEXTS, type DeferralText } from './fault-columns.ts';
import type { Ending } from './faults.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import type { MailPathInput } from './input.ts';
import type { MessagePool } from './message-pool.ts';
import type { SkipCause } from './observer.ts';
import type { World } from './world.ts';

/** Why a real attempt failed: what went wrong, or the connection's lifetime. */
export type FailureCause = Ending | 'lifetime';

/** What is called late: a message that takes longer, or never arrives. */
export const LATE_MINUTES = [1, 5, 15, 60] as const;
export const MINUTE_MS = 60_000;
const LATE_MS = LATE_MINUTES.map((minutes) => minutes * MINUTE_MS);

/** Outcomes of the messages of the cohort so far. */
export class Cohort {
  size = 0;
  delivered = 0;
  deliveredAtFirst = 0;
  /** Attempts as Sendmail counts them (skips too), over the delivered messages. */
  triesOfDelivered = 0;
  returned = 0;
  /** Neither delivered nor returned: that have not left yet. */
  left = 0;
  /** Delays of the delivered messages; at the end of the run ages of those that are left. */
  readonly delays = new DelayHistogram(LATE_MS);
  readonly ages = new DelayHistogram(LATE_MS);
  /**
   * Each part of the delay, summed over the cohort, in the order of PART_NAMES: charged until a
   * message left or the run ended.
   */
  readonly parts: number[] = new Array<number>(PARTS).fill(0);
  /** At the end: why the returned ones and those that are left did not arrive; most messages first. */
  undelivered: readonly Undelivered[] = [];
  lastDeliveryAtMs = 0;

  addParts(messages: MessagePool, slot: number): void {
    for (let part = 0; part < PARTS; part++) this.parts[part] += messages.parts[slot + part];
  }
}

/**
 * Counters of all mail up to one moment: a run's as it goes on, and the copy of them that is its
 * reading.
 */
class Counters {
  arrived = 0;
  delivered = 0;
  returned = 0;
  warned = 0;
  /** Messages that wait, and those in a process's hands: as they are read. */
  queued = 0;
  inFlight = 0;
  /** Accepted twice: the reply to the final dot was lost and the message sent again. */
  duplicates = 0;
  deliveredBytes = 0;
  wastedBytes = 0;
  /**
   * Failures at a host, by what went wrong (faults.ts, or `lifetime`): more than deferrals where a
   * route has several hosts.
   */
  readonly failures: Record<string, number> = {};
  /**
   * Deferrals by what Sendmail's log says of them: `attempted-reset` for `Deferred: Connection
   * reset by H` with H's address, `skipped-reset` for the same without it, `skipped-bare` for a
   * bare `Deferred` without an address, `attempted-reply` for the remote server's own words.
   */
  deferralTexts: Readonly<Record<string, number>> = {};
  /** Messages deferred after a real attempt. */
  deferralsAttempted = 0;
  /**
   * Deferrals without a connection, by where the knowledge came from. The largest of the three says
   * what to change: table, runners' lists, or the lock.
   */
  skipped: Readonly<Record<SkipCause, number>> = { mark: 0, memory: 0, lock: 0 };
  deferralsSkipped = 0;
  /** Retries that a host's greylisting refused as too soon, by host. */
  hastyRetries: number[] = [];
  connections = 0;
  /** Most connections that were open at one time, of all gateways. */
  connectionsPeak = 0;
  readonly ended: Record<ConnectionEnd, number> = { quit: 0, lifetime: 0, fault: 0, limit: 0 };
  longestConnectionMs = 0;
  mostOnConnection = 0;
  /** Time that each host was marked in a gateway's table, ms; the mean over the gateways. */
  markedMs: readonly number[] = [];
  /**
   * Writes to the table that found the file locked by another process and were dropped: lost marks,
   * and lost clearings.
   */
  lostWrites = 0;
  runsStarted = 0;
  /** Messages that were queued as they came, since all background processes were busy. */
  withoutProcess = 0;
  /** Ticks that MaxQueueChildren did not let start: each is a whole interval without a run. */
  ticksLost = 0;
  /** Most messages waiting, most runners at work at one time. */
  backlogPeak = 0;
  busyRunnersPeak = 0;
  atMs = 0;
}

export type Reading = Readonly<Counters>;

export class Measures {
  readonly cohort = new Cohort();
  /** When the last of the cohort that have left did so. */
  lastLeftAt = 0;
  readonly totals = new Counters();
  /**
   * Mean delay by the time of arrival, of the messages before the cohort: a warm-up, a pilot. To
   * see when a warm-up is over (studies: steady state), without keeping its messages.
   */
  readonly byArrival = new ArrivalSeries();
  /**
   * Tries that ended without delivery, skips too: the work that a run without progress takes. It
   * bounds the follow-up: mail that can never be delivered would otherwise be tried until its
   * return.
   */
  tries = 0;
  /** Skips, by the origin of what the process knew (delivery-process.ts). */
  private readonly skips = new Float64Array(3);
  /** Deferrals by what their log lines say: after an attempt (with an address), and skips (without). */
  private readonly attemptedTexts = new Float64Array(DEFERRAL_TEXTS.length);
  private readonly skippedTexts = new Float64Array(SKIP_TEXTS.length);
  readonly undelivered = new UndeliveredCounts();
  readonly backlog = new TimeSeries();
  backlogNow = 0;
  readonly busyRunners = new TimeSeries();
  busyRunnersNow = 0;
  private seriesAreOpen = true;
  private readonly countFromMs: number;
  private readonly countToMs: number;

  constructor({ countFromMs, countToMs, hosts }: MailPathInput) {
    // Mail that waits at the start arrived before time 0, and counts where everything does.
    this.countFromMs = countFromMs > 0 ? countFromMs : Number.NEGATIVE_INFINITY;
    this.countToMs = countToMs;
    this.totals.hastyRetries = new Array<number>(hosts.length).fill(0);
  }

  /**
   * Does a message that arrived then belong to the cohort? By the time of arrival: a cohort by time
   * of delivery would leave out those that never come, which are the ones that matter.
   */
  counts(arrivedAt: number): boolean {
    return arrivedAt >= this.countFromMs && arrivedAt <= this.countToMs;
  }

  /** Counted as it arrives: the cohort's size is known before anything of it has left. */
  arrival(at: number): void {
    this.totals.arrived++;
    if (!this.counts(at)) return;
    this.cohort.size++;
    this.cohort.left++;
  }

  /** Everything of a message is added up as it leaves: the pool forgets it, and memory does not grow. */
  delivery(messages: MessagePool, slot: number, at: number): void {
    const { cohort, totals } = this;
    const arrivedAt = messages.arrivedAt[slot];
    const delay = at - arrivedAt;
    totals.delivered++;
    totals.deliveredBytes += messages.size[slot];
    if (!this.counts(arrivedAt)) {
      if (arrivedAt < this.countFromMs) this.byArrival.record(arrivedAt, delay);
      return;
    }
    cohort.delivered++;
    cohort.delays.record(delay);
    cohort.triesOfDelivered += messages.tries[slot];
    if (messages.tries[slot] === 1) cohort.deliveredAtFirst++;
    cohort.lastDeliveryAtMs = at;
    this.leave(messages, slot, at);
  }

  /**
   * No delay is recorded: a returned message never arrives, and stands beyond every delay in all
   * figures.
   */
  return(messages: MessagePool, slot: number, at: number, cause: UndeliveredCause): void {
    this.totals.returned++;
    if (!this.counts(messages.arrivedAt[slot])) return;
    this.cohort.returned++;
    this.undelivered.add(cause, messages.destination[slot]);
    this.leave(messages, slot, at);
  }

  private leave(messages: MessagePool, slot: number, at: number): void {
    this.cohort.left--;
    this.cohort.addParts(messages, slot);
    this.lastLeftAt = at;
  }

  /** `text`: as the process remembers it, an index of SKIP_TEXTS. */
  skip(origin: number, text: number): void {
    this.skips[origin]++;
    this.skippedTexts[text]++;
  }

  defer(text: DeferralText): void {
    this.totals.deferralsAttempted++;
    this.attemptedTexts[DEFERRAL_TEXTS.indexOf(text)]++;
  }

  /** By host, so that of two hosts that refuse a message in turn both are seen. */
  attemptFailed(cause: FailureCause, sentBytes: number): void {
    const { failures } = this.totals;
    failures[cause] = (failures[cause] ?? 0) + 1;
    this.totals.wastedBytes += sentBytes;
  }

  /**
   * As the server saw it: an idle connection that was cut counts as cut, though the gateway noticed
   * later.
   */
  connectionClosed(connection: Connection, at: number): void {
    const { totals } = this;
    totals.ended[connection.end]++;
    totals.longestConnectionMs = Math.max(totals.longestConnectionMs, at - connection.openedAt);
    totals.mostOnConnection = Math.max(totals.mostOnConnection, connection.messagesStarted);
  }

  /**
   * Messages that wait in a queue: `change` more from now on. Changes, not levels: gateways report
   * their own, and the sum is the site's.
   */
  backlogChanges(at: number, change: number): void {
    this.backlogNow += change;
    if (this.seriesAreOpen) this.backlog.record(at, this.backlogNow);
  }

  /**
   * Runners of overlapping runs add up here: how many there are in all, whatever was asked for a
   * run.
   */
  busyRunnersChange(at: number, change: number): void {
    this.busyRunnersNow += change;
    if (this.seriesAreOpen) this.busyRunners.record(at, this.busyRunnersNow);
  }

  /** Deferrals with and without an attempt, as a reading has them. */
  deferrals(): Pick<Reading, 'deferralTexts' | 'skipped' | 'deferralsSkipped'> {
    const [memory, mark, lock] = this.skips;
    return {
      deferralTexts: {
        ...textCounts('attempted', DEFERRAL_TEXTS, this.attemptedTexts),
        ...textCounts('skipped', SKIP_TEXTS, this.skippedTexts),
      },
      skipped: { mark, memory, lock },
      deferralsSkipped: mark + memory + lock,
    };
  }

  /** Ends both series: what comes after the reading would only coarsen them. */
  closeSeries(at: number): void {
    this.backlogChanges(at, 0);
    this.busyRunnersChange(at, 0);
    this.seriesAreOpen = false;
  }
}

/**
 * Copies the counters as they stand at `at`, when nothing after it has happened.
 *
 * A copy: the run goes on, and what is counted afterwards belongs to nobody's day. Rates and peaks
 * of a follow-up of days would drown those of the day itself.
 */
export function takeReading(world: World, at: number): Reading {
  const { measures, messages, gateways, hosts } = world;
  const { totals } = measures;
  let queued = 0;
  const markedMs = new Array<number>(hosts.length).fill(0);
  for (const gateway of gateways) {
    queued += gateway.waiting;
    for (let host = 0; host < hosts.length; host++) {
      markedMs[host] += gateway.table.markedUpTo(host, at) / gateways.length;
    }
  }
  return {
    ...totals,
    queued,
    inFlight: messages.live - queued,
    failures: { ...totals.failures },
    ...measures.deferrals(),
    hastyRetries: [...totals.hastyRetries],
    // The pool grows only when all that it has are open.
    connectionsPeak: world.connections.all.length,
    ended: { ...totals.ended },
    markedMs,
    backlogPeak: measures.backlog.max,
    busyRunnersPeak: measures.busyRunners.max,
    atMs: at,
  };
}

function textCounts(
  prefix: string,
  texts: readonly string[],
  counts: Float64Array,
): Record<string, number> {
  return Object.fromEntries(texts.map((text, i) => [`${prefix}-${text}`, counts[i]]));
}

/** Refused for good; its retries came too soon for the remote server; or the part of the delay it was in. */
export type UndeliveredCause = 'rejected' | 'hasty-retry' | PartName;

export interface Undelivered {
  readonly cause: UndeliveredCause;
  /** Index of the destination. */
  readonly destination: number;
  readonly messages: number;
}

/**
 * Why messages of the cohort never arrived, or have not arrived by the end of the run: by cause and
 * destination. Greylisting comes first: where its last try was refused by it, that is what keeps
 * the message, whatever part of its delay it waits in.
 */
export class UndeliveredCounts {
  private readonly counts = new Map<
    string,
    { -readonly [K in keyof Undelivered]: Undelivered[K] }
  >();

  add(cause: UndeliveredCause, destination: number, messages = 1): void {
    const key = `${cause} ${destination}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { cause, destination, messages });
    else known.messages += messages;
  }

  /** Most messages first. */
  list(): Undelivered[] {
    return [...this.counts.values()].sort(
      (a, b) =>
        b.messages - a.messages || a.destination - b.destination || (a.cause < b.cause ? -1 : 1),
    );
  }
}

/**
 * What keeps a message that nobody has refused for good. `tries`: before or after the last one.
 *
 * The part that it waits in says why it waits: in a marked list, behind a lock, after failures. A
 * refusal for coming too soon comes first, since each further retry would be refused as well.
 */
export function causeOf(messages: MessagePool, slot: number): UndeliveredCause {
  const refused = messages.refusedTry[slot] >= messages.tries[slot] - 1;
  if (messages.welcomeAt[slot] > 0 && refused) return 'hasty-retry';
  return PART_NAMES[messages.part[slot]];
}
