/**
 * How long a message occupies a connection of its own, as a distribution: set-up, the gateway's and
 * the remote server's time, and the transfer at the goodput of that connection.
 *
 * Means hide what closed forms need of it: a connection that is still open when a fault begins is
 * one of the slow ones. 2,000 draws, spread evenly over all four sources of chance (an additive
 * recurrence, Roberts 2018). Units: milliseconds. Left out: faults, a shared uplink's waits;
 * of recorded sizes and drawn ones the recorded.
 */
import { type Distribution, Sampler } from '../../engine/distributions.ts';
import type { HostInput, MailPathInput } from '../../mailpath/input.ts';
import { shareAbove } from '../../mailpath/offered-load.ts';

const DRAWS = 2000;
/** Strata of the goodput, fine where it is slow. */
const OCTAVES = 12;
const PARTS = 4;
/** Powers of the root of x^5 = x + 1, which fill the unit cube evenly. */
const STEPS = [0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101];

type SizedMail = Pick<MailPathInput, 'costs' | 'sizes' | 'arrivals'>;

export class MessageTime {
  readonly meanMs: number;
  private readonly sizes: Sampler;
  private readonly goodput: Sampler;
  private readonly strata: readonly (readonly [u: number, weight: number])[];
  private readonly setupMs: number;
  /** Set-up, latency and the gateway's work: all but the transfer. */
  private readonly fixedMs: number;
  private readonly meanBytes: number;
  private readonly sdBytes: number;
  private readonly perByteMs: (goodput: number) => number;
  /** Ascending. */
  private readonly times: Float64Array;
  /** Sums of the times from each place on. */
  private readonly sums: Float64Array;

  constructor({ costs, sizes, arrivals }: SizedMail, host: HostInput) {
    const recorded = arrivals.flatMap((one) => (one.kind === 'recorded' ? (one.sizes ?? []) : []));
    const values = recorded.sort((a, b) => a - b);
    const drawn: Distribution = values.length > 0 ? { kind: 'empirical', values } : sizes;
    const samplers = [drawn, host.goodput, host.latency, host.setup].map((d) => new Sampler(d));
    const [ofSize, ofGoodput, ofLatency, ofSetup] = samplers;
    this.sizes = ofSize;
    this.goodput = ofGoodput;
    this.strata = ofGoodput.isConstant ? [[0.5, 1]] : slowStrata();
    this.perByteMs = (goodput) => 1 / Math.min(goodput, costs.uplinkPerMs) + host.latencyPerByteMs;
    this.setupMs = ofSetup.mean;
    this.fixedMs = this.setupMs + ofLatency.mean + costs.overheadMs;
    let [sum, squares] = [0, 0];
    this.times = Float64Array.from({ length: DRAWS }, (_, i) => {
      const [bytes, goodput, latencyMs, setupMs] = samplers.map((sampler, source) =>
        sampler.sample((0.5 + (i + 1) * STEPS[source]) % 1),
      );
      sum += bytes;
      squares += bytes * bytes;
      return setupMs + costs.overheadMs + latencyMs + bytes * this.perByteMs(goodput);
    }).sort();
    this.meanBytes = sum / DRAWS;
    this.sdBytes = Math.sqrt(Math.max(0, squares / DRAWS - this.meanBytes * this.meanBytes));
    this.sums = new Float64Array(DRAWS + 1);
    for (let i = DRAWS - 1; i >= 0; i--) this.sums[i] = this.sums[i + 1] + this.times[i];
    this.meanMs = this.sums[0] / DRAWS;
  }

  /** E[(S - ms)+]: of a Poisson stream that stopped so long ago, messages open now over its rate. */
  excess(ms: number): number {
    let low = 0;
    let high = DRAWS;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] > ms) high = middle;
      else low = middle + 1;
    }
    return (this.sums[low] - (DRAWS - low) * ms) / DRAWS;
  }

  /**
   * Chance that one takes longer: its tail by the sizes and goodputs alone, at the other parts' means,
   * since a draw in two thousand says nothing of one message in a hundred thousand.
   */
  above(ms: number): number {
    if (ms <= this.fixedMs) return 1;
    return this.overGoodputs((perByteMs) =>
      shareAbove(this.sizes, (ms - this.fixedMs) / perByteMs),
    );
  }

  /** Chance that so many on one connection take longer: normal sums, slow together; `sds` more or less. */
  sumAbove(messages: number, betweenMs: number, ms: number, sds: number): number {
    return this.overGoodputs((perByteMs) => {
      const mean =
        messages * (this.fixedMs - this.setupMs + betweenMs + this.meanBytes * perByteMs);
      const deviation = Math.sqrt(messages) * this.sdBytes * perByteMs;
      return this.setupMs + mean + sds * deviation > ms ? 1 : 0;
    });
  }

  private overGoodputs(chanceAt: (perByteMs: number) => number): number {
    let chance = 0;
    for (const [u, weight] of this.strata) {
      chance += weight * chanceAt(this.perByteMs(this.goodput.sample(u)));
    }
    return chance;
  }
}

/** Quantiles with their weights: halves towards the slow end, each in parts. */
function slowStrata(): (readonly [u: number, weight: number])[] {
  return Array.from({ length: OCTAVES * PARTS }, (_, i) => {
    const octave = Math.floor(i / PARTS);
    const upper = 2 ** -octave;
    const lower = octave === OCTAVES - 1 ? 0 : upper / 2;
    const weight = (upper - lower) / PARTS;
    return [lower + ((i % PARTS) + 0.5) * weight, weight];
  });
}
