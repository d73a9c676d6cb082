/**
 * The load that an input offers, before any simulation: how much mail it brings and when, which
 * host most of it goes to, and how long a message takes there.
 *
 * Expected values: of Poisson arrivals the rate and its profile, of bulk mailings and recordings
 * what they state. Mail is the site's, over all gateways; `atEachGateway` gives a gateway's part.
 * Units: milliseconds, bytes, messages per millisecond. Left out: faults, throttling, what goes to
 * later choices of a route after a failure, a shared uplink's waits.
 */
import { Sampler } from '../engine/distributions.ts';
import { countBelow } from '../statistics/order-statistics.ts';
import type { ArrivalProcess, HostInput, MailPathInput } from './input.ts';

/**
 * Peak and quiet are of whole stretches, not of moments: with Poisson mail a moment has no rate.
 */
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
const MAX_STRETCHES = 240;
const SHORTEST_STRETCH_MS = 60_000;

/** Arrivals of the site. A bulk mailing counts in the mean and in its stretch of the peak. */
export function arrivalRate(input: Arriving): ArrivalRate {
  const spans = input.arrivals.flatMap(spansOf);
  if (spans.length === 0) {
    return { mean: 0, peak: 0, quiet: 0, messages: 0, fromMs: 0, toMs: 0 };
  }
  const fromMs = Math.min(...spans.map(([from]) => from));
  // Mail that would come after the end of arrivals is ignored by the run, and so here.
  const toMs = Math.min(input.arrivalsEndMs, Math.max(...spans.map(([, to]) => to)));
  // A burst at one moment has no rate of its own: it is spread over the shortest stretch.
  const spanMs = Math.max(toMs - fromMs, SHORTEST_STRETCH_MS);
  const stretches = Math.min(MAX_STRETCHES, Math.floor(spanMs / SHORTEST_STRETCH_MS));
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

/**
 * What one of equal gateways sees of it. Messages choose among equal gateways by chance, so each
 * sees a Poisson process of that rate.
 */
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

/**
 * Messages that are expected in the busiest stretch of that length.
 *
 * Tried at evenly spaced starts: the expected number is smooth in the start, but for mailings,
 * whose own start is not among them; a stretch much longer than a step misses little.
 */
export function maxArrivals(input: Arriving, lengthMs: number): number {
  const { fromMs, toMs } = arrivalRate(input);
  const stepMs = Math.max(0, toMs - fromMs - lengthMs) / STARTS;
  let peak = 0;
  for (let i = 0; i <= STARTS; i++) {
    const start = fromMs + i * stepMs;
    peak = Math.max(peak, expectedArrivals(input, start, start + lengthMs));
    if (stepMs === 0) break;
  }
  return peak;
}

/** Messages that are expected in [start, end). */
export function expectedArrivals(input: Arriving, start: number, end: number): number {
  const until = Math.min(end, input.arrivalsEndMs + 1);
  return input.arrivals.reduce((sum, source) => sum + expectedOf(source, start, until), 0);
}

/** When the first and the last of it come; none of a source that brings no mail. */
function spansOf(a: ArrivalProcess): (readonly [fromMs: number, toMs: number])[] {
  switch (a.kind) {
    case 'recorded':
      return a.timesMs.length > 0 ? [[a.timesMs[0], a.timesMs[a.timesMs.length - 1]]] : [];
    case 'bulk':
      return a.count > 0 ? [[a.atMs, a.atMs + a.overMs]] : [];
    case 'poisson':
      return a.ratePerMs > 0 && a.toMs > a.fromMs ? [[a.fromMs, a.toMs]] : [];
  }
}

function expectedOf(a: ArrivalProcess, start: number, end: number): number {
  if (a.kind === 'recorded') return countBelow(a.timesMs, end) - countBelow(a.timesMs, start);
  if (a.kind === 'bulk') {
    if (a.overMs === 0) return a.atMs >= start && a.atMs < end ? a.count : 0;
    return (a.count * overlap(start, end, a.atMs, a.atMs + a.overMs)) / a.overMs;
  }
  const from = Math.max(start, a.fromMs);
  const to = Math.min(end, a.toMs);
  return to <= from ? 0 : a.ratePerMs * profileIntegral(a.profile, a.periodMs, from, to);
}

function overlap(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}

/**
 * The profile's integral over [from, to), ms: the stretch's length where there is no profile. Whole
 * slots, since the rate is constant within one: exact, no matter how the stretch lies.
 */
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

/** A host and the part of the mail whose first choice it is: equal hosts of a route share equally. */
export interface HostTraffic {
  readonly input: HostInput;
  readonly index: number;
  /** Share of the messages whose first choice it is, 0 to 1. */
  readonly share: number;
}

/**
 * The host with the largest share; the earliest of several. Closed forms speak of one host: the one
 * that the mail depends on.
 */
export function hostTraffic(input: Pick<MailPathInput, 'hosts' | 'destinations'>): HostTraffic {
  const shares = new Array<number>(input.hosts.length).fill(0);
  for (const { share, route } of input.destinations) {
    const [first = []] = route;
    for (const host of first) shares[host] += share / first.length;
  }
  const index = shares.indexOf(Math.max(...shares));
  return { input: input.hosts[index], index, share: shares[index] };
}

/**
 * How long a message takes at a host that is well, on average. On a connection of its own: set-up,
 * then the transaction. As one of many on a connection: the transaction and what lies between two.
 */
export interface MessageWork {
  readonly aloneMs: number;
  readonly sharedMs: number;
  readonly setupMs: number;
  /** Of that a byte more takes, at the mean goodput, ms. */
  readonly perByteMs: number;
  /** Mean size, bytes. */
  readonly meanBytes: number;
  /** A message larger than this takes longer than the host's lifetime, bytes; null: no lifetime. */
  readonly largestThatFits: number | null;
  /** Share of the messages that are larger than that. */
  readonly shareThatNeverFits: number;
}

/** What of an input the work depends on, beside the host. */
type Worked = Pick<MailPathInput, 'costs' | 'sizes' | 'arrivals' | 'arrivalsEndMs'>;

/** Points at which 1/goodput is averaged over the quantiles: within 0.5% for a sigma of 1. */
const GOODPUT_POINTS = 500;
/** Halvings in the search for a size's quantile: to within 10^-9. */
const HALVINGS = 30;

/** How much longer a message takes where a set-up is paid every `limit` messages: 1 + setup/(m s). */
export function limitSlowdown(
  limit: number,
  work: Pick<MessageWork, 'setupMs' | 'sharedMs'>,
): number {
  return 1 + work.setupMs / limit / work.sharedMs;
}

/**
 * A shared uplink caps the goodput even of one connection. Above that its waits are not in here:
 * they depend on how many connections there are, which only a simulation knows.
 */
export function messageWork(input: Worked, host: HostInput): MessageWork {
  const { costs } = input;
  const sizes = new Sampler(input.sizes);
  const meanBytes = overSizes(input, sizes.mean, (bytes) => bytes);
  const setupMs = new Sampler(host.setup).mean;
  // The slower of the two carries it: its own goodput, or the whole uplink, were it alone on it.
  const perByteMs = Math.max(meanSlowness(host), 1 / costs.uplinkPerMs) + host.latencyPerByteMs;
  const fixedMs = costs.overheadMs + new Sampler(host.latency).mean;
  const transactionMs = fixedMs + meanBytes * perByteMs;
  const fits =
    host.lifetime === null
      ? null
      : Math.max(0, (host.lifetime.limitMs - setupMs - fixedMs) / perByteMs);
  return {
    aloneMs: setupMs + transactionMs,
    // Between two messages lie the probe (RSET, a round trip) and the gateway's own work.
    sharedMs: transactionMs + host.roundTripMs + costs.betweenMs,
    setupMs,
    perByteMs,
    meanBytes,
    largestThatFits: fits,
    shareThatNeverFits:
      fits === null
        ? 0
        : overSizes(input, shareAbove(sizes, fits), (bytes) => (bytes > fits ? 1 : 0)),
  };
}

/**
 * Mean over the messages of something that depends on their size: recorded sizes where there are
 * some, `drawn` for the others.
 *
 * A recording has its sizes, and a synthetic source is drawn from the distribution; a site may have
 * both.
 */
function overSizes(input: Worked, drawn: number, of: (bytes: number) => number): number {
  let sum = 0;
  let recorded = 0;
  for (const a of input.arrivals) {
    if (a.kind !== 'recorded' || a.sizes === null) continue;
    recorded += a.sizes.length;
    sum += a.sizes.reduce((total, bytes) => total + of(bytes), 0);
  }
  const messages = Math.max(recorded, arrivalRate(input).messages);
  return messages === 0 ? drawn : (sum + drawn * (messages - recorded)) / messages;
}

/** Mean of 1/goodput over connections, ms per byte: not one over the mean, which is less. */
function meanSlowness(host: HostInput): number {
  const goodput = new Sampler(host.goodput);
  if (goodput.isConstant) return 1 / goodput.constant;
  let sum = 0;
  for (let i = 0; i < GOODPUT_POINTS; i++) sum += 1 / goodput.sample((i + 0.5) / GOODPUT_POINTS);
  return sum / GOODPUT_POINTS;
}

/** Share of a distribution above a value, by bisection of its quantiles. */
export function shareAbove(sizes: Sampler, bytes: number): number {
  if (sizes.isConstant) return sizes.constant > bytes ? 1 : 0;
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (sizes.sample(middle) > bytes) high = middle;
    else low = middle;
  }
  return 1 - (low + high) / 2 < 1e-8 ? 0 : 1 - (low + high) / 2;
}
