/**
 * Mail that comes in: when (Poisson with a profile over the day, bulk injections, recorded times); it is
 * numbered, sized, given to a gateway, queued, and tried at once or left to a queue run.
 *
 * Mail is the site's. Each source has a random stream of its own, so that neither settings nor the number
 * of gateways change when mail arrives. Messages are numbered in the order in which they arrive over all
 * sources, and everything that is drawn for one is keyed by its number: the same messages (number, time,
 * size, destination) come whatever the number of gateways and their settings. Each goes to one of the
 * gateways with equal chances, as equal MX records or a load balancer spread mail; the backlog is
 * dealt out in turn. Assumption: gateways are equals, and senders do not stay with one of them.
 *
 * In background mode each message gets a process of its own, up to a bound (QueueLA and
 * MaxDaemonChildren stand behind it); beyond the bound it waits for a queue run.
 * Source: Sendmail 8.17.1, srvrsmtp.c and collect.c (priority), deliver.c (sendall, SM_FORK).
 * Units: milliseconds, bytes, messages per millisecond.
 */
import { quantise, Sampler } from '../engine/distributions.ts';
import { ln } from '../engine/elementary.ts';
import { RandomStream } from '../engine/random.ts';
import { PART_QUEUE_RUN, PART_TRANSFER } from './delay-part.ts';
import { type DeliveryProcess, PHASE_START } from './delivery-process.ts';
import { holdMessage, RETRY_FACTOR } from './disposition.ts';
import type { Gateway } from './gateway.ts';
import type { ArrivalProcess, PoissonArrivals } from './input.ts';
import { DRAW_DESTINATION, DRAW_GATEWAY, DRAW_SIZE, EVENT_ARRIVAL, type World } from './world.ts';

/**
 * A source of arrivals: successive times, Infinity at its end; a recorded size, or -1. One time
 * ahead: the queue of events holds one arrival for each source, however much mail is to come.
 */
interface ArrivalSource {
  next(): number;
  /** Size of the message whose time `next` gave last, bytes; -1: to be drawn. */
  size: number;
}

/**
 * The rate is constant in each slot of the profile, so that the next arrival is found exactly: an
 * exponential amount of expected messages is used up, slot by slot (inversion of the cumulative
 * rate). One draw an arrival, where thinning takes several.
 */
class PoissonSource implements ArrivalSource {
  size = -1;
  private readonly input: PoissonArrivals;
  private readonly random: RandomStream;
  private readonly slotMs: number;
  private slot: number;
  private slotEndsAt: number;
  private time: number;

  constructor(input: PoissonArrivals, random: RandomStream) {
    this.input = input;
    this.random = random;
    this.time = input.fromMs;
    const slots = input.profile.length;
    this.slotMs = slots === 0 ? Number.POSITIVE_INFINITY : input.periodMs / slots;
    this.slot = slots === 0 ? 0 : Math.floor(input.fromMs / this.slotMs);
    this.slotEndsAt = slots === 0 ? Number.POSITIVE_INFINITY : (this.slot + 1) * this.slotMs;
  }

  next(): number {
    const { toMs } = this.input;
    // In this stretch of the profile, or else what is left of it goes over to the next one.
    let expected = -ln(this.random.uniform());
    while (this.time < toMs) {
      const rate = this.rate();
      const gap = expected / rate;
      if (this.time + gap <= this.slotEndsAt) {
        this.time += gap;
        return this.time < toMs ? quantise(this.time) : Number.POSITIVE_INFINITY;
      }
      expected -= (this.slotEndsAt - this.time) * rate;
      this.time = this.slotEndsAt;
      this.slot++;
      this.slotEndsAt = (this.slot + 1) * this.slotMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  private rate(): number {
    const { profile, ratePerMs } = this.input;
    return profile.length === 0 ? ratePerMs : ratePerMs * profile[this.slot % profile.length];
  }
}

/** One by one, at times that are known: of a bulk injection, or as recorded in every replication. */
class ListedSource implements ArrivalSource {
  size = -1;
  private readonly count: number;
  private readonly timeOf: (i: number) => number;
  private readonly sizes: readonly number[] | null;
  private index = 0;

  constructor(count: number, timeOf: (i: number) => number, sizes: readonly number[] | null) {
    this.count = count;
    this.timeOf = timeOf;
    this.sizes = sizes;
  }

  next(): number {
    if (this.index >= this.count) return Number.POSITIVE_INFINITY;
    if (this.sizes !== null) this.size = this.sizes[this.index];
    return quantise(this.timeOf(this.index++));
  }
}

/** A fresh source; `index` is its place among the site's sources. */
function openSource(
  input: ArrivalProcess,
  seed: string,
  replication: number,
  index: number,
): ArrivalSource {
  switch (input.kind) {
    case 'poisson':
      // The 0 is part of the name: another name would be another sample of the same mail.
      return new PoissonSource(input, new RandomStream(seed, replication, `arrivals-0-${index}`));
    case 'bulk': {
      // Evenly, not at random: a mailing program sends as fast as it can. All at one moment if
      // `overMs` is 0: equal times, numbered in the order in which they are sent.
      const { atMs, overMs, count } = input;
      return new ListedSource(count, (i) => atMs + (overMs * i) / count, null);
    }
    case 'recorded':
      return new ListedSource(input.timesMs.length, (i) => input.timesMs[i], input.sizes);
  }
}

/**
 * Priority per recipient (RecipientFactor). Sendmail's default.
 *
 * conf.c: WkRecipFact = 30000; collect.c: e_msgpriority = size - class x 1800 + recipients x 30000.
 * Class is 0 for ordinary mail, and left out.
 */
export const RECIPIENT_FACTOR = 30_000;

export class Acceptance {
  private readonly world: World;
  private readonly sizes: Sampler;
  private readonly sources: ArrivalSource[] = [];
  /** Destinations' shares, added up. */
  private readonly upTo: Float64Array;
  private readonly constantSize: number;
  private accepted = 0;
  /** Sources that have mail to come. */
  open = 0;

  constructor(world: World, seed: string, replication: number) {
    this.world = world;
    const { input } = world;
    this.sizes = new Sampler(input.sizes);
    this.constantSize = this.sizes.isConstant ? Math.round(this.sizes.constant) : -1;
    this.upTo = new Float64Array(input.destinations.length);
    let sum = 0;
    input.destinations.forEach((destination, i) => {
      sum += destination.share;
      this.upTo[i] = sum;
    });
    input.arrivals.forEach((process, i) => {
      this.sources.push(openSource(process, seed, replication, i));
    });
  }

  /**
   * The backlog at time 0, and each source's first arrival.
   *
   * Backlog is dealt out oldest first, in turn, so that each gateway's queue is in order of arrival
   * and even to one message. It has not been tried by this run's processes: it counts as waiting.
   */
  begin(): void {
    const { world } = this;
    const { backlog } = world.input;
    if (backlog !== null) {
      const { gateways } = world;
      const tries = backlog.tries ?? 0;
      for (let i = 0; i < backlog.messages; i++) {
        const gateway = gateways[i % gateways.length];
        // Spread evenly over the age of the backlog, the oldest first: a queue that grew, not one
        // that fell from the sky at one moment.
        const age = backlog.ageMs * (1 - i / backlog.messages);
        const slot = this.add(gateway, Math.round(-age * 1024) / 1024, -1, PART_QUEUE_RUN);
        world.messages.charge(slot, 0, PART_QUEUE_RUN);
        world.messages.tries[slot] = tries;
        // RetryFactor for each try that it has behind it: mail that has been queued for hours
        // stands behind new mail, and a backlog taken for fresh would be worked off first.
        world.messages.priority[slot] += tries * RETRY_FACTOR;
        gateway.waiting++;
        world.measures.backlogChanges(0, 1);
      }
    }
    // Counted down as sources run dry: a run is not over while one may still bring mail.
    this.open = this.sources.length;
    for (let source = 0; source < this.sources.length; source++) this.schedule(source);
  }

  /**
   * The arrival that was due from a source, and the scheduling of its next one. Returns the process
   * that is to deliver the message at once, or null if it waits for a queue run.
   *
   * The next arrival is scheduled before anything is done with this one: equal times then come in
   * the order of the sources, whatever the settings.
   */
  arrive(source: number, at: number): DeliveryProcess | null {
    const { world } = this;
    // Before it is numbered: `accepted` is the number that it will have.
    const gateway = this.drawGateway(this.accepted);
    const { size } = this.sources[source];
    this.schedule(source);
    const { settings } = gateway;
    if (
      settings.firstAttempt === 'background' &&
      gateway.backgroundBusy < settings.backgroundLimit
    ) {
      const slot = this.add(gateway, at, size, PART_TRANSFER);
      // Beyond the bound mail is queued (QueueLA, MaxDaemonChildren): that is what turns a mailing
      // into a backlog. Without a bound a mailing would be thousands of processes at once, which no
      // gateway runs.
      gateway.backgroundBusy++;
      const process = world.processes.start(gateway, settings, world.events.takeRank());
      process.phase = PHASE_START;
      world.observer?.processStarted?.(process.id, gateway.index, at, false);
      holdMessage(world, process, slot, at);
      return process;
    }
    // Queued: it waits for a run, and no process has it.
    if (settings.firstAttempt === 'background') world.measures.totals.withoutProcess++;
    this.add(gateway, at, size, PART_QUEUE_RUN);
    gateway.waiting++;
    world.measures.backlogChanges(at, 1);
    return null;
  }

  /**
   * Everything that is drawn for a message is keyed by its number and purpose, not taken from a
   * stream: a setting that adds a draw somewhere moves nobody else's.
   */
  private add(gateway: Gateway, at: number, recordedSize: number, part: number): number {
    const { messages, input, draws, measures, observer } = this.world;
    const number = this.accepted++;
    const slot = messages.add(number, at, part);
    let size = recordedSize;
    if (size < 0) {
      size =
        this.constantSize >= 0
          ? this.constantSize
          : Math.round(this.sizes.sample(draws.uniform(number, 0, DRAW_SIZE)));
    }
    messages.size[slot] = size;
    messages.destination[slot] = this.upTo.length === 1 ? 0 : this.drawDestination(number);
    messages.priority[slot] = size + RECIPIENT_FACTOR * input.recipients;
    gateway.enqueue(slot);
    measures.arrival(at);
    if (observer !== null) {
      const atOnce = part === PART_TRANSFER;
      const destination = messages.destination[slot];
      observer.arrived?.(number, at, size, gateway.index, destination, atOnce);
    }
    return slot;
  }

  /**
   * Keyed by the message, so that its gateway depends on nothing but its number and how many there
   * are.
   */
  private drawGateway(number: number): Gateway {
    const { gateways, draws } = this.world;
    if (gateways.length === 1) return gateways[0];
    return gateways[Math.floor(draws.uniform(number, 0, DRAW_GATEWAY) * gateways.length)];
  }

  /** By the cumulated shares; the last destination takes what rounding leaves of 1. */
  private drawDestination(number: number): number {
    const u = this.world.draws.uniform(number, 0, DRAW_DESTINATION);
    const last = this.upTo.length - 1;
    for (let i = 0; i < last; i++) if (u < this.upTo[i]) return i;
    return last;
  }

  /**
   * Mail after the end of arrivals is none: sources are not polled any more, and the run may end.
   */
  private schedule(source: number): void {
    const { world } = this;
    const at = this.sources[source].next();
    if (at <= world.input.arrivalsEndMs) world.events.schedule(at, EVENT_ARRIVAL, source);
    else this.open--;
  }
}
