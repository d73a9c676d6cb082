import { describe, expect, it } from 'vitest';
import { erlangC, gatedVacationWait, mg1Wait, mm1Wait, mmcWait } from './queueing-theory.ts';

describe('the closed forms', () => {
  it('agree with known numbers', () => {
    expect(mm1Wait(0.8, 1)).toBeCloseTo(4, 12);
    // Erlang C for 10 servers at a load of 8: 0.4092 (tables of Cooper 1981).
    expect(erlangC(8, 10)).toBeCloseTo(0.4092, 4);
    expect(mmcWait(8, 1, 10)).toBeCloseTo(0.4092 / 2, 4);
  });

  it('stay stable for thousands of servers', () => {
    const wait = mmcWait(9900, 1, 10_000);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(0.01);
  });

  it('contain each other as special cases', () => {
    expect(mg1Wait(0.7, 1, 1)).toBeCloseTo(mm1Wait(0.7, 1), 12);
    expect(mg1Wait(0.7, 1, 0)).toBeCloseTo(mm1Wait(0.7, 1) / 2, 12);
    const withoutVacation = gatedVacationWait(
      0.7,
      { mean: 1, second: 2 },
      { mean: 1e-12, second: 1e-24 },
    );
    expect(withoutVacation).toBeCloseTo(mg1Wait(0.7, 1, 1), 9);
  });

  it('say Infinity where a system is unstable', () => {
    expect(mm1Wait(1, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(mmcWait(11, 1, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(mg1Wait(1.2, 1, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(gatedVacationWait(1.2, { mean: 1, second: 2 }, { mean: 1, second: 1 })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
