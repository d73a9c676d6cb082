/**
 * How much mail a scenario brings, and when: its mean, busiest and quietest rate, and how many
 * messages arrive within any stretch of time, before any simulation.
 *
 * Expected values: of Poisson arrivals the rate and its profile, of bulk mailings and recordings
 * what they state. All of it is the site's, over all gateways; `atEachGateway` gives a gateway's part.
 * Units: milliseconds, messages per millisecond.
 */
import type { ArrivalProcess, MailPathInput } from './input.ts';

export interface ArrivalRate {
  /** Over the time in which mail arrives, its busiest and its quietest stretch. */
  readonly mean: number;
  readonly peak: number;
  readonly quiet: number;
  /** Messages in all. */
  readonly messages: number;
  readonly fromMs: number;
  readonly toMs: number;
}

type Arriving = Pick<MailPathInput, 'arrivals' | 'arrivalsEndMs'>;

/** Stretches into which the time of arrivals is cut, none shorter than a minute. */
const MOST_STRETCHES = 240;
const SHORTEST_STRETCH_MS = 60_000;

/** Arrivals of the site. A bulk mailing counts in the mean and in its stretch of the peak. */
export function arrivalRate(input: Arriving): ArrivalRate {
  const arrivals = input.arrivals.filter(brings);
  if (arrivals.length === 0) {
    return { mean: 0, peak: 0, quiet: 0, messages: 0, fromMs: 0, toMs: 0 };
  }
  const fromMs = Math.min(...arrivals.map(firstArrival));
  const toMs = Math.min(input.arrivalsEndMs, Math.max(...arrivals.map(lastArrival)));
  // A burst at one moment has no rate of its own: it is spread over the shortest stretch.
  const spanMs = Math.max(toMs - fromMs, SHORTEST_STRETCH_MS);
  const stretches = Math.min(MOST_STRETCHES, Math.floor(spanMs / SHORTEST_STRETCH_MS));
  const stretchMs = spanMs / stretches;
  let messages = 0;
  let busiest = 0;
  let quietest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < stretches; i++) {
    const start = fromMs + i * stretchMs;
    // The last stretch includes its end, where a recording's last message lies.
    const end = i === stretches - 1 ? Number.POSITIVE_INFINITY : start + stretchMs;
    const within = expectedArrivals(input, start, end);
    messages += within;
    busiest = Math.max(busiest, within);
    quietest = Math.min(quietest, within);
  }
  return {
    mean: messages / spanMs,
    peak: busiest / stretchMs,
    quiet: quietest / stretchMs,
    messages,
    fromMs,
    toMs,
  };
}

/** What one of equal gateways sees of it. */
export function atEachGateway(rate: ArrivalRate, gateways: number): ArrivalRate {
  return {
    ...rate,
    mean: rate.mean / gateways,
    peak: rate.peak / gateways,
    quiet: rate.quiet / gateways,
    messages: rate.messages / gateways,
  };
}

/** Starts at which a stretch is tried for being the busiest. */
const STARTS = 400;

/** Messages that are expected in the busiest stretch of that length. */
export function mostArrivals(input: Arriving, lengthMs: number): number {
  const { fromMs, toMs } = arrivalRate(input);
  const stepMs = Math.max(0, toMs - fromMs - lengthMs) / STARTS;
  let most = 0;
  for (let i = 0; i <= STARTS; i++) {
    const start = fromMs + i * stepMs;
    most = Math.max(most, expectedArrivals(input, start, start + lengthMs));
    if (stepMs === 0) break;
  }
  return most;
}

/** Messages that are expected in [start, end). */
export function expectedArrivals(input: Arriving, start: number, end: number): number {
  const until = Math.min(end, input.arrivalsEndMs + 1);
  return input.arrivals.reduce((sum, source) => sum + expectedOf(source, start, until), 0);
}

function brings(a: ArrivalProcess): boolean {
  if (a.kind === 'recorded') return a.timesMs.length > 0;
  return a.kind === 'bulk' ? a.count > 0 : a.ratePerMs > 0 && a.toMs > a.fromMs;
}

function firstArrival(a: ArrivalProcess): number {
  if (a.kind === 'poisson') return a.fromMs;
  return a.kind === 'bulk' ? a.atMs : a.timesMs[0];
}

function lastArrival(a: ArrivalProcess): number {
  if (a.kind === 'poisson') return a.toMs;
  return a.kind === 'bulk' ? a.atMs + a.overMs : a.timesMs[a.timesMs.length - 1];
}

function expectedOf(a: ArrivalProcess, start: number, end: number): number {
  if (a.kind === 'recorded') return countBefore(a.timesMs, end) - countBefore(a.timesMs, start);
  if (a.kind === 'bulk') {
    if (a.overMs === 0) return a.atMs >= start && a.atMs < end ? a.count : 0;
    return (a.count * overlap(start, end, a.atMs, a.atMs + a.overMs)) / a.overMs;
  }
  const from = Math.max(start, a.fromMs);
  const to = Math.min(end, a.toMs);
  return to <= from ? 0 : a.ratePerMs * profileIntegral(a.profile, a.periodMs, from, to);
}

/** How many of the ascending times lie before `limit`. */
function countBefore(times: readonly number[], limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function overlap(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}

/** The profile's integral over [from, to), ms: the stretch's length where there is no profile. */
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
    const relative = profile[slot % profile.length];
    sum += relative * overlap(from, to, slot * slotMs, (slot + 1) * slotMs);
  }
  return sum;
}
