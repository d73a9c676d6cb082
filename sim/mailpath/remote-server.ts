/**
 * Remote servers: the names that the gateway connects to, Exchange Online's among them, and the
 * faults that they have.
 *
 * Each name has addresses, each address hundreds of machines; a connection lands on one. It is cut
 * at its lifetime plus an overshoot; too many connections are greeted with 421 4.3.2; too many
 * messages in a window are refused with 451 4.7.500; a server may greylist. A limit counts the
 * connections or messages of all gateways together, or those of each gateway's address by
 * themselves. Draws that belong to a connection are keyed by the message that opened it. Units: ms,
 * bytes. Source of the kinds of faults: shapes seen in Exchange Online's replies and in recordings
 * (docs/validation.md). Left out: TCP slow start inside a transfer (goodput stands for it).
 */
import { quantise, Sampler } from '../engine/distributions.ts';
import type { KeyedDraws } from '../engine/random.ts';
import { type Connection, DEAD_421, DEAD_RESET } from './connection.ts';
import { STAGE_ACCEPTED, STAGES } from './fault-columns.ts';
import { type Ending, endingOf, FAULTS } from './faults.ts';
import type { AddressInput, FaultInput, HostInput, LimitScope } from './input.ts';
import { DRAW_FAULT, DRAW_OVERSHOOT } from './world.ts';

/**
 * Messages let past MAIL in a sliding window, at most a limit.
 *
 * A sliding window, exactly: times of the last messages, no counters by minute, so that no two
 * windows side by side let twice as many through.
 */
class Throttle {
  /** When the last of them were let past: grows up to the limit, then is used in turn. */
  private times: Float64Array;
  private readonly messages: number;
  private readonly windowMs: number;
  private index = 0;

  constructor(messages: number, windowMs: number) {
    this.messages = messages;
    this.times = new Float64Array(Math.min(messages, 1024)).fill(Number.NEGATIVE_INFINITY);
    this.windowMs = windowMs;
  }

  /**
   * Counts a message at `at`; false if the window is full (and it does not count). Called in order
   * of time: that is why a host with a throttle has events of its own (delivery.ts).
   */
  admit(at: number): boolean {
    // The place to be used next is that of the oldest of the last so many messages: if even that
    // one is inside the window, the window is full. Assumption: a refused message does not count. Were it counted, a client that keeps trying would never be let in again.
    if (this.times[this.index] > at - this.windowMs) return false;
    this.times[this.index] = at;
    this.index++;
    if (this.index === this.times.length) this.turn();
    return true;
  }

  /**
   * All places are used: more of them, or the oldest again. A limit of a million messages a day
   * needs a million places only once so many have come.
   */
  private turn(): void {
    const { times, messages } = this;
    if (times.length === messages) {
      this.index = 0;
      return;
    }
    this.times = new Float64Array(Math.min(messages, 2 * times.length)).fill(
      Number.NEGATIVE_INFINITY,
    );
    this.times.set(times);
  }
}

export class Host {
  readonly index: number;
  readonly input: HostInput;
  readonly setup: Sampler;
  readonly latency: Sampler;
  readonly goodput: Sampler;
  readonly rules: FaultRules;
  readonly limitMs: number;
  /** One for all gateways, or one for each; none without a throttle. */
  private readonly throttles: readonly Throttle[];
  /** Open connections: of all gateways, or of each. */
  private readonly open: Int32Array;
  private readonly overshoot: Sampler | null;
  private readonly draws: KeyedDraws;

  constructor(index: number, input: HostInput, gateways: number, draws: KeyedDraws) {
    this.index = index;
    // Round trips are added to times: on their grid, so that sums stay exact.
    this.input = { ...input, roundTripMs: quantise(input.roundTripMs) };
    this.draws = draws;
    this.setup = new Sampler(input.setup);
    this.latency = new Sampler(input.latency);
    this.goodput = new Sampler(input.goodput);
    this.rules = new FaultRules(input.faults, input.addresses, draws);
    this.limitMs = input.lifetime === null ? Number.POSITIVE_INFINITY : input.lifetime.limitMs;
    this.overshoot = input.lifetime === null ? null : new Sampler(input.lifetime.overshoot);
    const counters = (of: LimitScope) => (of === 'gateway' ? gateways : 1);
    const { throttle } = input;
    this.throttles =
      throttle === null
        ? []
        : Array.from(
            { length: counters(throttle.of) },
            () => new Throttle(throttle.messages, throttle.windowMs),
          );
    this.open = new Int32Array(counters(input.connectionLimitOf));
  }

  /**
   * True if a message can be carried without looking at anything that others change meanwhile. A
   * limit of connections is looked at as one is opened, which is an event anyway.
   */
  get stateless(): boolean {
    return this.throttles.length === 0;
  }

  /** Counts a message that a gateway sends at `at`; false if its window is full. */
  admits(gateway: number, at: number): boolean {
    const { throttles } = this;
    return throttles.length === 0 || throttles[gateway % throttles.length].admit(at);
  }

  /**
   * One more connection from a gateway would be too many.
   *
   * What the server counts: open until the gateway has noticed the end. Left out: a server that
   * forgets a connection the moment that it cuts it.
   */
  isFull(gateway: number): boolean {
    const { open } = this;
    return open[gateway % open.length] >= this.input.connectionLimit;
  }

  /**
   * By gateway where the limit counts each of their addresses, in one place for all where it does
   * not.
   */
  connectionOpened(gateway: number): void {
    this.open[gateway % this.open.length]++;
  }

  connectionClosed(gateway: number): void {
    this.open[gateway % this.open.length]--;
  }

  /**
   * When the connection will be cut; its overshoot is drawn when somebody first needs to know.
   * Keyed by the message that opened it, so that drawing late or never changes no other draw.
   */
  cutAt(connection: Connection): number {
    if (connection.cutAt >= 0) return connection.cutAt;
    let late = 0;
    if (this.overshoot !== null) {
      late = this.overshoot.sample(
        this.draws.uniform(connection.openerMessage, connection.openerAttempt, DRAW_OVERSHOOT),
      );
    }
    connection.cutAt = quantise(connection.openedAt + this.limitMs + late);
    return connection.cutAt;
  }
}

/** A fault of a host with what its kind says, as the hot path reads it. */
interface HostFault extends FaultInput {
  /** Its place in the host's list: part of the key of its probability. */
  readonly index: number;
  /** Ending of an attempt that it ends; `accepted` of a kind that ends none. */
  readonly ending: Ending;
  /** At the dot: it strikes as the dot arrives, before the remote server's own time. */
  readonly beforeLatency: boolean;
  /** Kinds after a refusal: how the connection then looks to the client, DEAD_RESET or DEAD_421. */
  readonly dead: number;
}

function hostFault(fault: FaultInput, index: number): HostFault {
  const row = FAULTS[fault.kind];
  return {
    ...fault,
    index,
    ending: endingOf(fault.kind) ?? 'accepted',
    beforeLatency: row.beforeLatency === true,
    dead: row.stage === 'refused' && row.found === 'rset-421' ? DEAD_421 : DEAD_RESET,
  };
}

/**
 * The faults of one host, by the stage at which they strike. A fault is a window of time, a
 * probability, a share of unhealthy backends or a count, all of which must hold (input.ts,
 * FaultInput). What its kind is and leads to is read from faults.ts as the run is set up: here
 * there are only numbers, and the ending's name.
 */
class FaultRules {
  /** Some fault hits a share of the backends: it matters which one a connection lands on. */
  readonly byBackend: boolean;
  /** By the order of the stages. */
  private readonly stages: readonly HostFault[][];
  /** A bit for each stage that has a fault. */
  private readonly stagesHit: number;
  private readonly addresses: readonly AddressInput[];
  private readonly draws: KeyedDraws;

  constructor(
    faults: readonly FaultInput[],
    addresses: readonly AddressInput[],
    draws: KeyedDraws,
  ) {
    this.addresses = addresses;
    this.draws = draws;
    this.byBackend = faults.some(({ unhealthyShare }) => unhealthyShare < 1);
    this.stages = Object.values(STAGES).map(() => []);
    let stagesHit = 0;
    faults.forEach((fault, index) => {
      const { order } = STAGES[FAULTS[fault.kind].stage];
      this.stages[order].push(hostFault(fault, index));
      stagesHit |= 1 << order;
    });
    this.stagesHit = stagesHit;
  }

  /**
   * Is there a fault at this stage at all? One bit for each stage: a host without faults is asked
   * at every stage of every message, and says no without a look at a list.
   */
  has(stage: number): boolean {
    return ((this.stagesHit >>> stage) & 1) === 1;
  }

  /**
   * The fault at a stage at time `at`, or null: of a message (MAIL to what follows its reply), or,
   * by default, of the connection (connect, greeting, transfer).
   *
   * Keyed by the message that opened the connection, so that all its messages see the same fault of
   * a transfer.
   */
  find(
    stage: number,
    at: number,
    connection: Connection,
    message = connection.openerMessage,
    attempt = connection.openerAttempt,
  ): HostFault | null {
    const count = stage === STAGE_ACCEPTED ? connection.accepted : connection.messagesStarted;
    for (const fault of this.stages[stage]) {
      if (this.holds(fault, at, connection, count) && this.chance(fault, message, attempt)) {
        return fault;
      }
    }
    return null;
  }

  /**
   * Each fault of a host has its own purpose, so that taking one out of a scenario changes no
   * other.
   */
  private chance({ probability, index }: HostFault, message: number, attempt: number): boolean {
    if (probability >= 1) return true;
    return this.draws.uniform(message, attempt, DRAW_FAULT + index) < probability;
  }

  /**
   * All conditions must hold, the cheap ones first; chance is asked last, by the caller, and only
   * of what is left, so that a fault outside its window draws nothing.
   */
  private holds(fault: HostFault, at: number, connection: Connection, count: number): boolean {
    return (
      at >= fault.fromMs &&
      at < fault.toMs &&
      (fault.address < 0 || fault.address === connection.address) &&
      (fault.unhealthyShare >= 1 || this.isUnhealthy(fault.unhealthyShare, connection)) &&
      (fault.everyConnection === 0 || connection.number % fault.everyConnection === 0) &&
      (fault.atMessage === 0 || count === fault.atMessage) &&
      (fault.everyMessage === 0 || (count > 0 && count % fault.everyMessage === 0))
    );
  }

  /** Whole backends are unhealthy, the first ones behind an address: at least one, if any share is. */
  private isUnhealthy(share: number, { address, backend }: Connection): boolean {
    if (share <= 0) return false;
    const { backends } = this.addresses[address];
    return Math.floor(backend * backends) < Math.max(1, Math.round(share * backends));
  }
}
