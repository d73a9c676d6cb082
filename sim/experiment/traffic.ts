/**
 * What a scenario's traffic asks for, before any simulation: arrivals per time, seconds of work
 * per message, per gateway and per host.
 *
 * Arrivals: the mean over the time in which mail arrives, and the busiest stretch of it. Work per
 * message: the mean of set-up, overhead, latency and transfer. A transfer's mean takes the mean of
 * 1/goodput (not 1 over its mean). Units: milliseconds, bytes, messages per millisecond.
 * Left out: retries (they add work while something is wrong), faults, throttling.
 */
import { Sampler } from '../engine/distributions.ts';
import type { ArrivalProcess, HostInput, MailPathInput } from '../mailpath/input.ts';

export interface ArrivalRate {
  /** Messages per ms and gateway: mean over the time in which mail arrives, and the busiest. */
  readonly mean: number;
  readonly peak: number;
  /** Messages in all, per gateway. */
  readonly messages: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Windows into which the time of arrivals is cut to find the busiest. */
const WINDOWS = 240;

/** Arrivals of one gateway. A bulk mailing counts in the mean and in its window of the peak. */
export function arrivalRate(input: MailPathInput): ArrivalRate {
  const { arrivals, arrivalsEndMs } = input;
  const fromMs = Math.min(...arrivals.map(firstArrival));
  const toMs = Math.min(arrivalsEndMs, Math.max(...arrivals.map(lastArrival)));
  const spanMs = toMs - fromMs;
  if (!(spanMs > 0)) {
    const messages = arrivals.reduce((sum, a) => sum + expectedWithin(a, fromMs, fromMs + 1), 0);
    return { mean: messages, peak: messages, messages, fromMs, toMs: fromMs };
  }
  let messages = 0;
  let busiest = 0;
  const windowMs = spanMs / WINDOWS;
  for (let w = 0; w < WINDOWS; w++) {
    const start = fromMs + w * windowMs;
    // The last window includes its end, where a recording's last message lies.
    const end = w === WINDOWS - 1 ? toMs + 1e-3 : start + windowMs;
    const within = arrivals.reduce((sum, a) => sum + expectedWithin(a, start, end), 0);
    messages += within;
    busiest = Math.max(busiest, within);
  }
  return { mean: messages / spanMs, peak: busiest / windowMs, messages, fromMs, toMs };
}

function firstArrival(a: ArrivalProcess): number {
  if (a.kind === 'poisson') return a.fromMs;
  if (a.kind === 'bulk') return a.atMs;
  return a.timesMs.length === 0 ? 0 : a.timesMs[0];
}

function lastArrival(a: ArrivalProcess): number {
  if (a.kind === 'poisson') return a.toMs;
  if (a.kind === 'bulk') return a.atMs + a.overMs;
  return a.timesMs.length === 0 ? 0 : a.timesMs[a.timesMs.length - 1];
}

/** Expected arrivals in [start, end). */
function expectedWithin(a: ArrivalProcess, start: number, end: number): number {
  if (a.kind === 'recorded') {
    return a.timesMs.reduce((count, at) => (at >= start && at < end ? count + 1 : count), 0);
  }
  if (a.kind === 'bulk') {
    if (a.overMs === 0) return a.atMs >= start && a.atMs < end ? a.count : 0;
    return (a.count * overlap(start, end, a.atMs, a.atMs + a.overMs)) / a.overMs;
  }
  const from = Math.max(start, a.fromMs);
  const to = Math.min(end, a.toMs);
  if (to <= from) return 0;
  return a.ratePerMs * profileIntegral(a.profile, a.periodMs, from, to);
}

function overlap(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}

/** The profile's integral over [from, to), ms: equal to its length where there is no profile. */
function profileIntegral(
  profile: readonly number[],
  periodMs: number,
  from: number,
  to: number,
): number {
  if (profile.length === 0) return to - from;
  const slotMs = periodMs / profile.length;
  let sum = 0;
  for (let slot = Math.floor(from / slotMs); slot * slotMs < to; slot++) {
    const relative = profile[((slot % profile.length) + profile.length) % profile.length];
    sum += relative * overlap(from, to, slot * slotMs, (slot + 1) * slotMs);
  }
  return sum;
}

/** Share of the mail that each host is the first choice for; equal hosts share equally. */
export function hostShares(input: MailPathInput): number[] {
  const shares = new Array<number>(input.hosts.length).fill(0);
  for (const { share, route } of input.destinations) {
    const [first = []] = route;
    for (const host of first) shares[host] += share / first.length;
  }
  return shares;
}

/** Mean size of a message, bytes: recorded sizes where they are, else the distribution's. */
export function meanSize(input: MailPathInput): number {
  let bytes = 0;
  let recorded = 0;
  for (const a of input.arrivals) {
    if (a.kind !== 'recorded' || a.sizes === null) continue;
    recorded += a.sizes.length;
    bytes += a.sizes.reduce((sum, size) => sum + size, 0);
  }
  const drawn = new Sampler(input.sizes).mean;
  const { messages } = arrivalRate(input);
  if (recorded === 0 || messages === 0) return drawn;
  return (bytes + drawn * Math.max(0, messages - recorded)) / Math.max(recorded, messages);
}

export interface WorkPerMessage {
  /** On a connection of its own: set-up, then the transaction. */
  readonly aloneMs: number;
  /** One of many on a connection: the transaction, the round trip between two, the skip-free list. */
  readonly sharedMs: number;
  readonly setupMs: number;
  /** Mean time to transfer one byte over one connection, ms. */
  readonly perByteMs: number;
}

/** Points at which 1/goodput is averaged over the quantiles: within 0.5% for a sigma of 1. */
const GOODPUT_POINTS = 500;

/** Mean time that a message takes at a host that is well. */
export function workPerMessage(input: MailPathInput, host: HostInput): WorkPerMessage {
  const { costs } = input;
  const setupMs = new Sampler(host.setup).mean;
  const perByteMs = Math.max(meanSlowness(host), 1 / costs.uplinkPerMs);
  const transferMs = meanSize(input) * (perByteMs + host.latencyPerByteMs);
  const transactionMs = costs.overheadMs + new Sampler(host.latency).mean + transferMs;
  return {
    aloneMs: setupMs + transactionMs,
    sharedMs: transactionMs + host.roundTripMs + costs.betweenMs,
    setupMs,
    perByteMs,
  };
}

/** Mean of 1/goodput over connections, ms per byte. */
function meanSlowness(host: HostInput): number {
  const goodput = new Sampler(host.goodput);
  if (goodput.isConstant) return 1 / goodput.mean;
  let sum = 0;
  for (let i = 0; i < GOODPUT_POINTS; i++) sum += 1 / goodput.sample((i + 0.5) / GOODPUT_POINTS);
  return sum / GOODPUT_POINTS;
}
