/**
 * The far side: the names that the gateway connects to, Exchange Online's among them.
 *
 * Each name has addresses, each address hundreds of machines; a connection lands on one. It is cut
 * at its lifetime plus a lateness; too many connections are greeted with 421 4.3.2; too many
 * messages in a window are refused with 451 4.7.500; a far side may punish hasty retries.
 * A limit counts the connections or messages of all gateways together, or those of each gateway's
 * address by themselves.
 * Draws that belong to a connection are keyed by the message that opened it. Units: ms, bytes.
 * Left out: TCP slow start inside a transfer (goodput stands for it).
 */
import { quantise, Sampler } from '../engine/distributions.ts';
import type { KeyedDraws } from '../engine/keyed-draws.ts';
import type { Connection } from './connection.ts';
import type { HostInput, LimitScope } from './far-side-input.ts';
import { FaultRules } from './fault-rules.ts';
import { DRAW_LATENESS } from './purpose.ts';

/** Messages let past MAIL in a sliding window, at most a limit. */
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

  /** Counts a message at `at`; false if the window is full (and it does not count). */
  admit(at: number): boolean {
    if (this.times[this.index] > at - this.windowMs) return false;
    this.times[this.index] = at;
    this.index++;
    if (this.index === this.times.length) this.turn();
    return true;
  }

  /** All places are used: more of them, or the oldest again. */
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
  private readonly lateness: Sampler | null;
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
    this.lateness = input.lifetime === null ? null : new Sampler(input.lifetime.lateness);
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

  /** True if a message can be carried without looking at anything that others change meanwhile. */
  get stateless(): boolean {
    return this.throttles.length === 0;
  }

  /** Counts a message that a gateway sends at `at`; false if its window is full. */
  admits(gateway: number, at: number): boolean {
    const { throttles } = this;
    return throttles.length === 0 || throttles[gateway % throttles.length].admit(at);
  }

  /** One more connection from a gateway would be too many. */
  isFull(gateway: number): boolean {
    const { open } = this;
    return open[gateway % open.length] >= this.input.connectionLimit;
  }

  connectionOpened(gateway: number): void {
    this.open[gateway % this.open.length]++;
  }

  connectionClosed(gateway: number): void {
    this.open[gateway % this.open.length]--;
  }

  /** When the connection will be cut; its lateness is drawn when somebody first needs to know. */
  cutAt(connection: Connection): number {
    if (connection.cutAt >= 0) return connection.cutAt;
    let late = 0;
    if (this.lateness !== null) {
      late = this.lateness.sample(
        this.draws.uniform(connection.openerMessage, connection.openerAttempt, DRAW_LATENESS),
      );
    }
    connection.cutAt = quantise(connection.openedAt + this.limitMs + late);
    return connection.cutAt;
  }
}
