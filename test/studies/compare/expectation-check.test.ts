import { describe, expect, it } from 'vitest';
import {
  type Expectation,
  parseExpectation,
  parseObjective,
  type StatedObjective,
} from '../../../sim/scenario/expectation.ts';
import { checkExpectations } from '../../../sim/studies/compare/result.ts';
import { estimate } from '../../../sim/studies/estimate.ts';
import type { SettingOutcome } from '../../../sim/studies/setting-outcome.ts';
import { alike, daysOf, type StatedDay } from '../days-of.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';

const NEVER = Number.POSITIVE_INFINITY;

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

function objective(text: string): StatedObjective {
  const stated = parseObjective(text, ['default', 'recommended']);
  if (typeof stated === 'string') throw new Error(stated);
  return stated;
}

function check(text: string, of: readonly SettingOutcome[] = outcomes) {
  const [found] = checkExpectations({ expect: [read(text)], objectives: [] }, of);
  return found;
}

/** One setting that had such days. */
function named(name: string, days: readonly StatedDay[]): SettingOutcome {
  return Object.assign(daysOf(days), { name });
}

describe('an expectation', () => {
  it('looks at the largest delay of all days, not at that of the typical day', () => {
    const [base] = outcomes;
    const typical = estimate(base, 'max').value.high;
    const largest = base.largest('max').low;
    expect(largest).toBeGreaterThan(typical * 1.02);
    expect(check(`default.max > ${Math.round((typical + largest) / 2)}ms`).state).toBe('met');
  });

  it('looks at the typical day of everything else', () => {
    const p99 = estimate(outcomes[0], 'p99').value.low;
    expect(check(`default.p99 > ${Math.floor(p99) - 1}ms`).state).toBe('met');
    expect(check(`default.p99 > ${Math.ceil(p99) + 1}ms`).state).toBe('missed');
  });

  it('looks at shares of the sums over all days, where it is about a part of the delay', () => {
    const [{ name, share }] = outcomes[0].partsBySize();
    const percent = (share * 100).toFixed(3);
    expect(check(`default.part.${name} > ${Number(percent) - 0.01}%`).state).toBe('met');
    expect(check(`default.part.${name} > ${Number(percent) + 0.01}%`).state).toBe('missed');
    expect(check(`default.largest-part == ${name}`)).toMatchObject({
      state: 'met',
      found: `it is ${name}`,
    });
    expect(check('default.largest-part == transfer').state).toBe('missed');
  });

  it('compares two settings, and tells both sides in words', () => {
    const found = check('recommended.mean > 2 * default.mean');
    expect(found.state).toBe('missed');
    expect(found.found).toMatch(/^it is [\d.]+ s, the other side \d+ min/);
  });

  it('is missed by a setting that was not run', () => {
    expect(check('recommended.p99 < 1h', [outcomes[0]]).state).toBe('missed');
  });

  it.each([
    ['default.p99 < 2m', 'unknown', 'it is at least 1 min'],
    ['default.p99 > 2m', 'unknown', 'it is at least 1 min'],
    ['default.p99 >= 1m', 'met', 'it is at least 1 min'],
    ['default.p99 < 1m', 'missed', 'it is at least 1 min'],
    ['default.never-share < 3%', 'met', 'it is 1% to 2%'],
    ['default.never-share == 0%', 'missed', 'it is 1% to 2%'],
    ['default.never-share != 1.5%', 'met', 'it is 1% to 2%'],
    ['default.p99 > recommended.p99', 'unknown', 'it is at least 1 min, the other side 5 min'],
    ['recommended.p99 >= 6 * default.p99', 'missed', 'it is 5 min, the other side at least 1 min'],
    ['default.max > 1d', 'met', 'it is never'],
  ])(
    'of mail that has not arrived is told where all that is possible agrees: %s',
    (text, state, found) => {
      const open = {
        p99: { low: 60_000, high: NEVER },
        'never-share': { low: 0.01, high: 0.02 },
        max: NEVER,
      };
      const of = [
        named('default', alike(4, open)),
        named('recommended', alike(4, { p99: 300_000 })),
      ];
      expect(check(text, of)).toMatchObject({ state, found });
    },
  );
});

describe('an objective', () => {
  const checked = (text: string, days: readonly StatedDay[]) =>
    checkExpectations({ expect: [], objectives: [objective(text)] }, [named('only', days)])[0];
  const KEPT: StatedDay = { p99: 1000 };
  const BROKEN: StatedDay = { p99: 600_000 };

  it('is asked of every setting but the first', () => {
    const found = checkExpectations({ expect: [], objectives: [objective('max < 1s')] }, outcomes);
    expect(found.map(({ expectation }) => expectation)).toEqual(['recommended: max < 1s']);
  });

  it('is asked of the first where it is the only one', () => {
    const found = checkExpectations({ expect: [], objectives: [objective('max < 1s')] }, [
      outcomes[0],
    ]);
    expect(found).toHaveLength(1);
  });

  it('is met where it was kept on so many of the days that were run', () => {
    const days = (bad: number) => [...alike(bad, BROKEN), ...alike(20 - bad, KEPT)];
    expect(checked('p99 < 5m', days(1))).toMatchObject({
      expectation: 'only: p99 < 5m',
      state: 'met',
      found: expect.stringContaining('kept on 19 of 20 days (required: 95%); the worst day 10 min'),
    });
    expect(checked('p99 < 5m', days(2)).state).toBe('missed');
    expect(checked('p99 < 5m on 90% of days', days(2)).state).toBe('met');
    expect(checked('p99 < 5m on 90% of days', days(3)).state).toBe('missed');
    // One of twenty is all that 95% allow, none of nineteen.
    expect(checked('p99 < 5m', [BROKEN, ...alike(18, KEPT)]).state).toBe('missed');
  });

  it('says what so many days show of all such days', () => {
    expect(checked('p99 < 5m', alike(20, KEPT)).found).toMatch(/at most 14% break it$/);
    expect(checked('p99 < 5m', alike(4, BROKEN)).found).toMatch(/at least 47% break it$/);
  });

  it('is unknown where too many days depend on mail that has not arrived', () => {
    const open: StatedDay = { p99: { low: 1000, high: NEVER } };
    const found = checked('p99 < 5m', [...alike(2, open), ...alike(18, KEPT)]);
    expect(found.state).toBe('unknown');
    expect(found.found).toContain('on 2 days it is unknown');
    expect(checked('p99 < 5m', [open, ...alike(19, KEPT)]).state).toBe('met');
  });

  it('about the mean is told from ten days of each kind', () => {
    const spread = (n: number) => Array.from({ length: n }, (_, i) => ({ p99: 1000 + i }));
    expect(checked('mean p99 < 5m', spread(10))).toMatchObject({
      state: 'met',
      found: 'its mean is 1 s, the worst day 1.01 s',
    });
    expect(checked('mean p99 < 1s', spread(10)).state).toBe('missed');
    expect(checked('mean p99 < 5m', spread(9))).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining('cannot be estimated from so few days'),
    });
  });
});
