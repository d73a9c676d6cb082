import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/compare.ts';
import { verdict } from '../../sim/experiment/verdict.ts';
import type { GatewaySettings } from '../../sim/mailpath/input.ts';
import { officeGateway, RECOMMENDED } from './office-gateway.ts';

function verdictOf(...settings: Partial<GatewaySettings>[]) {
  const named = settings.map((setting, i) => ({ name: `s${i}`, input: officeGateway(setting) }));
  return verdict(runExperiment({ settings: named, seed: 'verdict', replications: 4 }).outcomes);
}

describe('the verdict', () => {
  it('holds the first setting against the one with the smallest p99', () => {
    const { base, best } = verdictOf({}, { messagesPerConnection: 199 }, RECOMMENDED);
    expect(base.name).toBe('s0');
    expect(best?.name).toBe('s2');
  });

  it('names the part that most of the delay went into', () => {
    const { base } = verdictOf({});
    expect(base.largestPart?.name).toBe('mark');
    expect(base.largestPart?.share).toBeGreaterThan(0.5);
  });

  it('has nothing to compare with one setting', () => {
    expect(verdictOf({})).toMatchObject({ best: null, mean: null, p99: null });
  });

  it('takes the worst of all replications, not their mean', () => {
    const { base } = verdictOf({});
    expect(base.worstMs).toBeGreaterThan(base.p99Ms);
  });
});
