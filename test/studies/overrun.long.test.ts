import { describe, expect, it } from 'vitest';
import { type Distribution, Sampler } from '../../sim/engine/distributions.ts';
import { RandomStream } from '../../sim/engine/random.ts';
import type { HostInput, MailPathInput } from '../../sim/mailpath/input.ts';
import { ARTICLE_LIMIT } from '../../sim/mailpath/remedies.ts';
import { ConnectionOverrun, limitAdvice } from '../../sim/studies/overrun.ts';
import { officeGateway } from './office-gateway.ts';

const MINUTE = 60_000;

/** A site by its goodput and sizes; times as the office gateway's. */
function site(goodput: Distribution, sizes: Distribution): [MailPathInput, HostInput] {
  const base = officeGateway({}, { sizes });
  const host: HostInput = {
    ...base.hosts[0],
    goodput,
    lifetime: {
      limitMs: 20 * MINUTE,
      overshoot: { kind: 'uniform', low: 0, high: MINUTE },
      how: 'reset',
    },
    latency: { kind: 'uniform', low: 600, high: 1200 },
    setup: { kind: 'constant', value: 380 },
  };
  return [{ ...base, hosts: [host] }, host];
}

const lognormal = (mean: number, sigma: number): Distribution => ({
  kind: 'lognormal',
  mean,
  sigma,
  // A size of 1 KB or more, a goodput of 10 KB/s or more.
  minimum: mean > 10_000 ? 1000 : 10,
  maximum: 35_000_000,
});
const constant = (value: number): Distribution => ({ kind: 'constant', value });

/** Share of connections with m messages that overrun, drawn one by one. */
function drawnOverrun([input, host]: [MailPathInput, HostInput], m: number, n: number): number {
  const random = new RandomStream('overrun', m, 'monte carlo');
  const [size, latency, goodput] = [input.sizes, host.latency, host.goodput].map(
    (d) => new Sampler(d),
  );
  const overshoot = new Sampler(host.lifetime?.overshoot as Distribution);
  const fixed = input.costs.overheadMs + input.costs.betweenMs + host.roundTripMs;
  let overrun = 0;
  for (let i = 0; i < n; i++) {
    const bytesPerMs = goodput.isConstant ? goodput.constant : goodput.sample(random.uniform());
    let ms = new Sampler(host.setup).mean;
    for (let k = 0; k < m; k++) {
      ms += fixed + latency.sample(random.uniform()) + size.sample(random.uniform()) / bytesPerMs;
    }
    if (ms > (host.lifetime?.limitMs ?? 0) + overshoot.sample(random.uniform())) overrun++;
  }
  return overrun / n;
}

describe('the chance that m messages outlive a connection', () => {
  it.each([
    ['a slow link, sizes with a long tail', constant(25), lognormal(75_000, 2), 199],
    ['a slow link, larger mail', constant(25), lognormal(150_000, 1.5), 120],
    ['a goodput of the connection', lognormal(60, 0.5), lognormal(75_000, 1.5), 300],
    ['fast connections', lognormal(330, 0.5), lognormal(75_000, 1.5), 1000],
  ])('is that of connections drawn one by one: %s', (_, goodput, sizes, m) => {
    const place = site(goodput as Distribution, sizes as Distribution);
    const n = 6000;
    const drawn = drawnOverrun(place, m, n);
    const found = new ConnectionOverrun(...place).probability(m);
    const noise = 3.5 * Math.sqrt((found * (1 - found)) / n);
    expect(found).toBeGreaterThan(0.001);
    expect(Math.abs(found - drawn)).toBeLessThan(noise + 0.002);
  });

  it('gives the largest limit that keeps to it', () => {
    const overrun = new ConnectionOverrun(...site(constant(50), lognormal(75_000, 1.5)));
    const limit = overrun.largest(0.01);
    expect(overrun.probability(limit)).toBeLessThanOrEqual(0.01);
    expect(overrun.probability(limit + 1)).toBeGreaterThan(0.01);
  });
});

describe('the advice on a limit', () => {
  it('is well below 199 where 25 KB/s meet 150 KB a message', () => {
    const advice = limitAdvice(...site(constant(25), lognormal(150_000, 1.5)));
    expect(advice?.articleOverrun).toBeGreaterThan(0.3);
    expect(advice?.tailAware).toBeLessThan(150);
    // The article's rule: 150 KB at 25 KB/s are 6 s, into 1200 s; it knows neither latency nor tail.
    expect(advice?.literal).toBe(200);
    expect(advice?.byMean).toBeLessThan(advice?.literal ?? 0);
    expect(advice?.tailAware).toBeLessThan(advice?.byMean ?? 0);
  });

  it('says how far 199 is from the edge on a fast site', () => {
    const advice = limitAdvice(...site(lognormal(1000, 0.5), lognormal(75_000, 1.5)));
    expect(advice?.articleOverrun).toBeLessThan(1e-6);
    expect(advice?.tailAware).toBeGreaterThan(4 * ARTICLE_LIMIT);
  });

  it('accepts no less than what single messages do anyway', () => {
    const sizes: Distribution = { kind: 'empirical', values: [1000, 40_000_000] };
    const advice = limitAdvice(...site(constant(25), sizes));
    expect(advice?.singleOverrun).toBeGreaterThan(0.1);
    expect(advice?.accepted).toBeCloseTo(2 * (advice?.singleOverrun ?? 0), 9);
  });

  it('is none where connections live for ever', () => {
    const [input, host] = site(constant(25), constant(1));
    expect(limitAdvice(input, { ...host, lifetime: null })).toBeNull();
  });
});
