import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/compare.ts';
import { MEASURES, measureIndex, readMeasures } from '../../sim/experiment/measure.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { MEASURE_UNITS } from '../../sim/scenario/expectation.ts';
import { officeGateway } from './office-gateway.ts';

describe('the measures', () => {
  it('are those that expectations of scenarios can name, in the same units', () => {
    const named = [...MEASURE_UNITS].filter(([, unit]) => unit !== 'word');
    const own = MEASURES.map(({ name, unit }) => [name, unit]);
    expect(own.sort()).toEqual(named.sort());
    expect(own.length).toBeGreaterThan(40);
  });

  it('have names of their own', () => {
    expect(new Set(MEASURES.map(({ name }) => name)).size).toBe(MEASURES.length);
    expect(measureIndex('no-such-measure')).toBe(-1);
  });

  it('split the mean delay into parts that sum to it', () => {
    const values = readMeasures(simulate(officeGateway(), 'parts', 0));
    const value = (name: string) => values[measureIndex(name)];
    const means = PART_NAMES.map((part) => value(`delay.${part}`));
    const shares = PART_NAMES.map((part) => value(`part.${part}`));
    expect(means.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(value('mean'), 6);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('order the quantiles, and the shares over longer and longer times', () => {
    const values = readMeasures(simulate(officeGateway(), 'order', 0));
    const inOrder = (names: string[]) => names.map((name) => values[measureIndex(name)]);
    const quantiles = inOrder(['p50', 'p90', 'p95', 'p99', 'p99.9', 'max']);
    expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
    const over = inOrder(['over-60m', 'over-15m', 'over-5m', 'over-1m']);
    expect(over).toEqual([...over].sort((a, b) => a - b));
    expect(over[3]).toBeGreaterThan(0);
  });

  it('say nothing of delays where no message was delivered', () => {
    const values = readMeasures(simulate(officeGateway({}, { arrivals: [] }), 'nothing', 0));
    for (const name of ['mean', 'p99', 'max', 'over-1m', 'part.mark', 'tries']) {
      expect(values[measureIndex(name)], name).toBeNaN();
    }
    expect(values[measureIndex('delivered')]).toBe(0);
  });
});

describe('the outcome of a setting', () => {
  const [outcome] = runExperiment({
    settings: [{ name: 'default', input: officeGateway() }],
    seed: 'outcome',
    replications: 3,
  }).outcomes;

  it('knows its parts by size', () => {
    const parts = outcome.partsBySize();
    expect(parts[0].name).toBe('mark');
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const shares = parts.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });

  it('keeps the first replication’s course as an example', () => {
    expect(outcome.course?.replication).toBe(0);
    const peak = Math.max(...(outcome.course?.backlog ?? []));
    // A step keeps its mean, which is below the peak within it, but not by much.
    expect(peak).toBeLessThanOrEqual(outcome.of('backlog-peak')[0]);
    expect(peak).toBeGreaterThan(outcome.of('backlog-peak')[0] / 2);
  });

  it('refuses a measure that does not exist', () => {
    expect(() => outcome.of('p98')).toThrow('p98');
  });
});
