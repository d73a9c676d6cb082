import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/compare.ts';
import { checkExpectations } from '../../sim/inquiry/expectation-check.ts';
import { type Expectation, parseExpectation } from '../../sim/scenario/expectation.ts';
import { officeGateway, RECOMMENDED } from '../experiment/office-gateway.ts';

const { outcomes } = runExperiment({
  settings: [
    { name: 'default', input: officeGateway() },
    { name: 'recommended', input: officeGateway(RECOMMENDED) },
  ],
  seed: 'check',
  replications: 4,
});

function read(text: string): Expectation {
  const expectation = parseExpectation(text, ['default', 'recommended']);
  if (typeof expectation === 'string') throw new Error(expectation);
  return expectation;
}

function check(text: string) {
  const [found] = checkExpectations({ expect: [read(text)], objectives: [] }, outcomes);
  return found;
}

describe('an expectation', () => {
  it('looks at the largest delay of all replications, not at the mean of their largest', () => {
    const [base] = outcomes;
    const between = Math.round((base.mean('max') + base.largest('max')) / 2);
    expect(base.largest('max')).toBeGreaterThan(base.mean('max') * 1.02);
    expect(check(`default.max > ${between}ms`).met).toBe(true);
  });

  it('looks at the mean over the replications of everything else', () => {
    const p99 = outcomes[0].mean('p99');
    expect(check(`default.p99 > ${Math.floor(p99) - 1}ms`).met).toBe(true);
    expect(check(`default.p99 > ${Math.ceil(p99) + 1}ms`).met).toBe(false);
  });

  it('compares two settings, and tells both sides in words', () => {
    const found = check('recommended.mean > 2 * default.mean');
    expect(found.met).toBe(false);
    expect(found.found).toMatch(/^it is [\d.]+ s, the other side \d+ min/);
  });

  it('is not met by a setting that was not run', () => {
    const [only] = outcomes;
    const [found] = checkExpectations({ expect: [read('recommended.p99 < 1h')], objectives: [] }, [
      only,
    ]);
    expect(found.met).toBe(false);
  });
});

describe('an objective', () => {
  it('is asked of every setting but the first', () => {
    const found = checkExpectations({ expect: [], objectives: [read('max < 1s')] }, outcomes);
    expect(found.map(({ expectation }) => expectation)).toEqual(['recommended: max < 1s']);
  });

  it('is asked of the first where it is the only one', () => {
    const found = checkExpectations({ expect: [], objectives: [read('max < 1s')] }, [outcomes[0]]);
    expect(found).toHaveLength(1);
  });
});
