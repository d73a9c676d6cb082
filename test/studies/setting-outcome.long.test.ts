import { describe, expect, it } from 'vitest';
import type { MetricName } from '../../sim/mailpath/metrics.ts';
import { officeGateway } from './office-gateway.ts';
import { runExperiment } from './run-experiment.ts';

describe('the outcome of a setting', () => {
  const [outcome] = runExperiment({
    settings: [{ name: 'default', input: officeGateway() }],
    seed: 'outcome',
    replications: 3,
  }).outcomes;

  it('knows its parts by size, as shares of the sums over all days', () => {
    const parts = outcome.partsBySize();
    expect(parts[0].name).toBe('mark');
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const shares = parts.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    const arrived = outcome.lows('arrived');
    const sum = (name: MetricName) =>
      outcome.lows(name).reduce((all, mean, day) => all + mean * arrived[day], 0);
    expect(parts[0].share).toBeCloseTo(sum('delay.mark') / sum('mean'), 9);
    expect(parts[0].meanMs * arrived.reduce((a, b) => a + b)).toBeCloseTo(sum('delay.mark'), 3);
  });

  it('keeps the first replication’s timeSeries as an example', () => {
    expect(outcome.timeSeries?.replication).toBe(0);
    const peak = Math.max(...(outcome.timeSeries?.backlog ?? []));
    // A step keeps its mean, which is below the peak within it, but not by much.
    expect(peak).toBeLessThanOrEqual(outcome.lows('backlog-peak')[0]);
    expect(peak).toBeGreaterThan(outcome.lows('backlog-peak')[0] / 2);
  });

  it('refuses a metric that does not exist', () => {
    expect(() => outcome.of('p98' as MetricName)).toThrow('p98');
  });
});
