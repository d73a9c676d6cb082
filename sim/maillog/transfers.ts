/**
 * How long deliveries took, and how that grows with their size: set-up time, latency and goodput of the
 * remote server, by least squares.
 *
 *   xdelay = overhead + latency + size / goodput       (the connection was open)
 *   xdelay = set-up + the same                         (the first message of a connection)
 *
 * xdelay is whole seconds, cut off, with the process's start of a second at random: over many messages
 * the error is even and does not bend the line. The gateway's own overhead and the probe of an open
 * connection are the scenario's assumptions, and are taken off what is measured. Units: milliseconds,
 * bytes.
 */
import { exp, ln } from '../engine/elementary.ts';
import { DEFAULT_COSTS } from '../mailpath/costs.ts';
import type { Attempt } from './attempt.ts';
import { assumed, type FittedSite, measured } from './fit/fitted-site.ts';
import type { LogListener } from './log-reader.ts';

/** Fewer tell nothing of how one thing depends on another. */
const MIN_COUNT = 30;

/** Time over size. */
interface Slope {
  readonly msPerByte: number;
  /** Half-width of the 95% interval. */
  readonly slopeError: number;
}

/** The line of least squares through the deliveries that it was given. */
class DeliveryLine {
  count = 0;
  meanBytes = 0;
  meanMs = 0;
  private xx = 0;
  private xy = 0;
  private yy = 0;

  add(bytes: number, ms: number): void {
    this.count++;
    const dx = bytes - this.meanBytes;
    this.meanBytes += dx / this.count;
    const dy = ms - this.meanMs;
    this.meanMs += dy / this.count;
    this.xx += dx * (bytes - this.meanBytes);
    this.xy += dx * (ms - this.meanMs);
    this.yy += dy * (ms - this.meanMs);
  }

  /** Null: sizes do not vary, or too few. */
  get fit(): Slope | null {
    const { count, xx, xy, yy } = this;
    if (count < MIN_COUNT || xx <= 0) return null;
    const msPerByte = xy / xx;
    const rest = Math.max(0, yy - msPerByte * xy) / (count - 2);
    return { msPerByte, slopeError: 1.96 * Math.sqrt(rest / xx) };
  }

  /** The slope that is known; null: it may be 0. */
  get slope(): Slope | null {
    const { fit } = this;
    return fit !== null && fit.msPerByte > fit.slopeError ? fit : null;
  }

  /** The time of a message without a byte. */
  get baseMs(): number {
    return this.meanMs - (this.slope?.msPerByte ?? 0) * this.meanBytes;
  }
}

/** An error of a second is 10% of it. */
const LONG_MS = 10_000;
const MAX_LONG = 20_000;

export class TransferFacts implements LogListener {
  /** Messages on a connection that was open. */
  readonly onOpen = new DeliveryLine();
  /** The first on a connection. */
  readonly first = new DeliveryLine();
  /**
   * Deliveries that took long enough for whole seconds to tell their speed, and with it how much
   * connections differ in goodput. Bounded: the first ones.
   */
  readonly long: { readonly bytes: number; readonly ms: number }[] = [];

  attempt({ end, messages, message, startMs, endMs, carried }: Attempt): void {
    if (end !== 'sent') return;
    const bytes = messages.of.sizeBytes[message];
    const ms = endMs - startMs;
    if (Number.isNaN(bytes)) return;
    (carried > 0 ? this.onOpen : this.first).add(bytes, ms);
    if (ms >= LONG_MS && bytes > 0 && this.long.length < MAX_LONG) this.long.push({ bytes, ms });
  }
}

/** As a scenario assumes them (sim/mailpath/costs.ts, sim/scenario/hosts.ts). */
const { overheadMs: OVERHEAD_MS, betweenMs: BETWEEN_MS } = DEFAULT_COSTS;
const ROUND_TRIP_MS = 30;
const MIN_CYCLES = 10;
const ASSUMED_SIGMA = 0.5;
const ASSUMED_SETUP_MS = 380;
const ASSUMED_LATENCY_MS = 760;
const MIN_MS = 1;
/** So many connections tell how they differ. */
const MANY_CONNECTIONS = 1000;

type Speeds = Pick<FittedSite, 'setupMs' | 'latencyMs' | 'goodput'>;

/**
 * Messages that followed another on its connection, and the mean time from acceptance to acceptance.
 * Where there are enough, that is what a message takes, rather than xdelay: of short deliveries in a
 * row whole seconds lose what lies between them.
 */
interface Cycles {
  readonly count: number;
  readonly meanMs: number;
}

export function transferFit(facts: TransferFacts, cycles: Cycles): Speeds {
  const { onOpen, first, long } = facts;
  // First messages are each on a connection of their own, so that many of them tell the goodput of
  // many connections; the others tell latency, since no set-up is in theirs.
  const many = first.fit !== null && first.count >= Math.min(MANY_CONNECTIONS, onOpen.count);
  const main = many || onOpen.fit === null ? first : onOpen;
  if (main.fit === null) return withoutLine(facts, cycles);
  const cycled = cycles.count >= MIN_CYCLES;
  const both = onOpen.fit === null && !cycled;
  const slope = onOpen.slope?.msPerByte ?? 0;
  const openBase = cycled
    ? cycles.meanMs - slope * onOpen.meanBytes - ROUND_TRIP_MS - BETWEEN_MS
    : onOpen.baseMs - ROUND_TRIP_MS;
  const firstBase = first.fit === null ? first.meanMs - slope * first.meanBytes : first.baseMs;
  const latency = both ? firstBase - OVERHEAD_MS - ASSUMED_SETUP_MS : openBase - OVERHEAD_MS;
  return {
    setupMs:
      both || first.count === 0
        ? assumed(ASSUMED_SETUP_MS, 'the log does not tell it from latency')
        : setupFit(first, firstBase - openBase),
    latencyMs: measured(
      Math.max(MIN_MS, latency),
      `from ${both ? first.count : onOpen.count} deliveries`,
    ),
    goodput:
      main.slope === null
        ? INSTANT
        : goodputFit(main.slope, main.count, goodputSpread(long, Math.max(0, latency))),
  };
}

function setupFit({ count }: DeliveryLine, ms: number): Speeds['setupMs'] {
  const why = `from ${count} first messages of connections; stamps are whole seconds`;
  return measured(Math.max(MIN_MS, ms), why);
}

function goodputFit(
  { msPerByte, slopeError }: Slope,
  count: number,
  spread: number,
): Speeds['goodput'] {
  const sigma = Number.isNaN(spread) ? ASSUMED_SIGMA : Math.min(2, spread);
  // The slope is the mean of 1/goodput; a lognormal's mean is larger than its inverse by exp(sigma²).
  const meanPerMs = exp(sigma * sigma) / msPerByte;
  const low = 1 / (msPerByte + slopeError);
  const high = 1 / (msPerByte - slopeError);
  const spreadWords = Number.isNaN(spread)
    ? `sigma ${ASSUMED_SIGMA} is assumed`
    : `sigma from deliveries of 10 s and more`;
  return measured(
    { meanPerMs, sigma },
    `95% of its harmonic mean: ${low.toFixed(0)} to ${high.toFixed(0)} KB/s, from ${count} deliveries; ${spreadWords}`,
  );
}

/** Too few deliveries for a line, or sizes too alike: their mean, if there is any. */
function withoutLine({ onOpen, first }: TransferFacts, { count, meanMs }: Cycles): Speeds {
  if (count >= MIN_CYCLES) {
    return {
      setupMs: setupFit(first, first.meanMs - meanMs + ROUND_TRIP_MS + BETWEEN_MS),
      latencyMs: measured(
        Math.max(MIN_MS, meanMs - ROUND_TRIP_MS - BETWEEN_MS - OVERHEAD_MS),
        `the mean of ${count} deliveries in a row, sizes and all`,
      ),
      goodput: INSTANT,
    };
  }
  const main = onOpen.count >= first.count ? onOpen : first;
  return {
    setupMs: assumed(ASSUMED_SETUP_MS, 'too few deliveries'),
    latencyMs:
      main.count > 0
        ? measured(
            Math.max(MIN_MS, main.meanMs - OVERHEAD_MS - ROUND_TRIP_MS),
            `the mean of ${main.count} deliveries, sizes and all`,
          )
        : assumed(ASSUMED_LATENCY_MS, 'no delivery in the log'),
    goodput: assumed(null, 'too few deliveries'),
  };
}

/** 1 GB/s: a transfer takes no time of its own. */
const INSTANT: Speeds['goodput'] = measured(
  { meanPerMs: 1e6, sigma: 0 },
  'sizes are too alike to tell: the transfer is in the latency',
);

/** Standard deviation of ln(bytes/ms) among them; NaN: too few to tell. */
function goodputSpread(transfers: TransferFacts['long'], latencyMs: number): number {
  const rates = transfers
    .filter(({ ms }) => ms > 2 * latencyMs)
    .map(({ bytes, ms }) => ln(bytes / (ms - latencyMs)));
  if (rates.length < MIN_COUNT) return Number.NaN;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return Math.sqrt(squares / (rates.length - 1));
}
