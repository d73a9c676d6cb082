/**
 * The remote server's speed, from xdelay= against size=: set-up time, latency, goodput.
 *
 *   xdelay = overhead + latency + size / goodput       (the connection was open)
 *   xdelay = set-up + the same                         (the first message of a connection)
 *
 * Units: milliseconds, bytes. The gateway's own overhead and the probe of an open connection are the
 * scenario's assumptions, and are taken off what is measured.
 */
import { exp, ln } from '../../engine/elementary.ts';
import { DEFAULT_COSTS } from '../../mailpath/costs.ts';
import type { Attempt } from '../attempt.ts';
import type { Line, TransferFacts } from '../diagnose/transfers.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';
import type { FittedSite, FittedValue } from './fitted-site.ts';

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
 * `cycles`: messages that followed another on its connection, and the mean time from acceptance to
 * acceptance. Where there are enough, that is what a message takes, rather than xdelay: of short
 * deliveries in a row whole seconds lose what lies between them.
 */
export function transferFit(
  { onOpen, first }: Pick<TransferFacts, 'onOpen' | 'first'>,
  long: readonly LongTransfer[],
  cycles: { readonly count: number; readonly meanMs: number },
): Speeds {
  // First messages are each on a connection of their own, so that many of them tell the goodput of
  // many connections; the others tell latency, since no set-up is in theirs.
  const many = first.fit !== null && first.count >= Math.min(MANY_CONNECTIONS, onOpen.count);
  const main = many || onOpen.fit === null ? first : onOpen;
  const { fit } = main;
  if (fit === null) return withoutLine({ onOpen, first }, cycles);
  const sloped = fit.msPerByte > fit.slopeError;
  const both = onOpen.fit === null && cycles.count < MIN_CYCLES;
  const cycled = cycles.count >= MIN_CYCLES;
  const openBase = cycled
    ? cycles.meanMs - slopeOf(onOpen) * onOpen.meanBytes - ROUND_TRIP_MS - BETWEEN_MS
    : baseOf(onOpen) - ROUND_TRIP_MS;
  const firstBase =
    first.fit === null ? first.meanMs - slopeOf(onOpen) * first.meanBytes : baseOf(first);
  const setup = firstBase - openBase;
  const latency = both ? firstBase - OVERHEAD_MS - ASSUMED_SETUP_MS : openBase - OVERHEAD_MS;
  return {
    setupMs:
      both || first.count === 0
        ? assumed(ASSUMED_SETUP_MS, 'the log does not tell it from latency')
        : {
            value: Math.max(MIN_MS, setup),
            origin: 'measured',
            why: `from ${first.count} first messages of connections; stamps are whole seconds`,
          },
    latencyMs: {
      value: Math.max(MIN_MS, latency),
      origin: 'measured',
      why: `from ${both ? first.count : onOpen.count} deliveries`,
    },
    goodput: goodputOf(sloped, fit, main.count, goodputSpread(long, Math.max(0, latency))),
  };
}

/** The time of a message without a byte. */
function baseOf(line: Line): number {
  return line.meanMs - slopeOf(line) * line.meanBytes;
}

function slopeOf({ fit }: Line): number {
  return fit !== null && fit.msPerByte > fit.slopeError ? fit.msPerByte : 0;
}

function goodputOf(
  sloped: boolean,
  fit: { readonly msPerByte: number; readonly slopeError: number },
  count: number,
  spread: number,
): FittedSite['goodput'] {
  if (!sloped) {
    return {
      value: { meanPerMs: FAST_PER_MS, sigma: 0 },
      origin: 'measured',
      why: SIZES_IN_LATENCY,
    };
  }
  const sigma = Number.isNaN(spread) ? ASSUMED_SIGMA : Math.min(2, spread);
  // The slope is the mean of 1/goodput; a lognormal's mean is larger than its inverse by exp(sigma²).
  const meanPerMs = exp(sigma * sigma) / fit.msPerByte;
  const low = 1 / (fit.msPerByte + fit.slopeError);
  const high = 1 / (fit.msPerByte - fit.slopeError);
  const spreadWords = Number.isNaN(spread)
    ? `sigma ${ASSUMED_SIGMA} is assumed`
    : `sigma from deliveries of 10 s and more`;
  return {
    value: { meanPerMs, sigma },
    origin: 'measured',
    why: `95% of its harmonic mean: ${low.toFixed(0)} to ${high.toFixed(0)} KB/s, from ${count} deliveries; ${spreadWords}`,
  };
}

/** Too few deliveries for a line, or sizes too alike: their mean, if there is any. */
function withoutLine(
  { onOpen, first }: Pick<TransferFacts, 'onOpen' | 'first'>,
  cycles: { readonly count: number; readonly meanMs: number },
): Speeds {
  const goodput = { value: null, origin: 'assumed' as const, why: 'too few deliveries' };
  if (cycles.count >= MIN_CYCLES) {
    const base = cycles.meanMs - ROUND_TRIP_MS - BETWEEN_MS - OVERHEAD_MS;
    const setup = first.meanMs - cycles.meanMs + ROUND_TRIP_MS + BETWEEN_MS;
    return {
      setupMs: {
        value: Math.max(MIN_MS, setup),
        origin: 'measured',
        why: `from ${first.count} first messages of connections; stamps are whole seconds`,
      },
      latencyMs: {
        value: Math.max(MIN_MS, base),
        origin: 'measured',
        why: `the mean of ${cycles.count} deliveries in a row, sizes and all`,
      },
      goodput: {
        value: { meanPerMs: FAST_PER_MS, sigma: 0 },
        origin: 'measured',
        why: SIZES_IN_LATENCY,
      },
    };
  }
  const main = onOpen.count >= first.count ? onOpen : first;
  return {
    setupMs: assumed(ASSUMED_SETUP_MS, 'too few deliveries'),
    latencyMs:
      main.count > 0
        ? {
            value: Math.max(MIN_MS, main.meanMs - OVERHEAD_MS - ROUND_TRIP_MS),
            origin: 'measured',
            why: `the mean of ${main.count} deliveries, sizes and all`,
          }
        : assumed(ASSUMED_LATENCY_MS, 'no delivery in the log'),
    goodput,
  };
}

/** 1 GB/s: a transfer takes no time of its own. */
const FAST_PER_MS = 1e6;
const SIZES_IN_LATENCY = 'sizes are too alike to tell: the transfer is in the latency';

function assumed(value: number, why: string): FittedValue<number> {
  return { value, origin: 'assumed', why };
}

/** An error of a second is 10% of it. */
const LONG_MS = 10_000;
const MAX_SAMPLE = 20_000;

export interface LongTransfer {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Deliveries that took long enough for whole seconds to tell their speed: how much connections differ
 * in goodput. Bounded: a sample, the first ones.
 */
export class LongTransferRecorder implements LogListener {
  readonly transfers: LongTransfer[] = [];
  private readonly messages: MessageTable;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  attempt({ end, message, startMs, endMs }: Attempt): void {
    const ms = endMs - startMs;
    if (end !== 'sent' || ms < LONG_MS || this.transfers.length >= MAX_SAMPLE) return;
    const bytes = this.messages.of.sizeBytes[message];
    if (bytes > 0) this.transfers.push({ bytes, ms });
  }
}

/** Standard deviation of ln(bytes/ms) among them; NaN: too few to tell. */
function goodputSpread(transfers: readonly LongTransfer[], latencyMs: number): number {
  const rates = transfers
    .filter(({ ms }) => ms > 2 * latencyMs)
    .map(({ bytes, ms }) => ln(bytes / (ms - latencyMs)));
  if (rates.length < MIN_COUNT) return Number.NaN;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return Math.sqrt(squares / (rates.length - 1));
}

const MIN_COUNT = 30;
