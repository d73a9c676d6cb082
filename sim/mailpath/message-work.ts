/**
 * How long a message takes at a host that is well, on average, before any simulation.
 *
 * On a connection of its own: set-up, then the transaction. As one of many on a connection: the
 * transaction and what lies between two. The mean transfer takes the mean of 1/goodput, not one
 * over the mean. Units: milliseconds, bytes. Left out: faults, throttling, a shared uplink's waits.
 */
import { Sampler } from '../engine/distributions.ts';
import { arrivalRate } from './arrival-rate.ts';
import type { HostInput } from './far-side-input.ts';
import type { MailPathInput } from './input.ts';

export interface MessageWork {
  readonly aloneMs: number;
  readonly sharedMs: number;
  readonly setupMs: number;
  /** Mean size, bytes. */
  readonly meanBytes: number;
  /** A message larger than this takes longer than the host's lifetime, bytes; null: no lifetime. */
  readonly largestThatFits: number | null;
  /** Share of the messages that are larger than that. */
  readonly shareThatNeverFits: number;
}

/** What of an input the work hangs on, beside the host. */
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

export function messageWork(input: Worked, host: HostInput): MessageWork {
  const { costs } = input;
  const sizes = new Sampler(input.sizes);
  const meanBytes = overSizes(input, sizes.mean, (bytes) => bytes);
  const setupMs = new Sampler(host.setup).mean;
  const perByteMs = Math.max(meanSlowness(host), 1 / costs.uplinkPerMs) + host.latencyPerByteMs;
  const fixedMs = costs.overheadMs + new Sampler(host.latency).mean;
  const transactionMs = fixedMs + meanBytes * perByteMs;
  const fits =
    host.lifetime === null
      ? null
      : Math.max(0, (host.lifetime.limitMs - setupMs - fixedMs) / perByteMs);
  return {
    aloneMs: setupMs + transactionMs,
    sharedMs: transactionMs + host.roundTripMs + costs.betweenMs,
    setupMs,
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

/** Mean of 1/goodput over connections, ms per byte. */
function meanSlowness(host: HostInput): number {
  const goodput = new Sampler(host.goodput);
  if (goodput.isConstant) return 1 / goodput.constant;
  let sum = 0;
  for (let i = 0; i < GOODPUT_POINTS; i++) sum += 1 / goodput.sample((i + 0.5) / GOODPUT_POINTS);
  return sum / GOODPUT_POINTS;
}

/** Share of a distribution above a value, by bisection of its quantiles. */
function shareAbove(sizes: Sampler, bytes: number): number {
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
