import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serversFor } from '../../../sim/studies/recommend/candidate.ts';
import { erlangC } from '../../theory/queueing-theory.ts';

describe('the servers for a load', () => {
  it.each([
    // Offered load, servers, probability of delay: the sums of Erlang C in exact fractions.
    [1, 2, 1 / 3],
    [2, 3, 4 / 9],
    [5, 7, 0.3241],
    [10, 14, 0.1741],
    [20, 26, 0.1434],
    [100, 112, 0.1675],
  ])('of %d erlang are %d where the share %d may wait', (load, servers, share) => {
    expect(erlangC(load, servers)).toBeCloseTo(share, 3);
    expect(serversFor(load, erlangC(load, servers) * 1.000001)).toBe(servers);
    expect(serversFor(load, erlangC(load, servers) * 0.999999)).toBe(servers + 1);
  });

  it('are the fewest that do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (load, share) => {
          const servers = serversFor(load, share);
          expect(erlangC(load, servers)).toBeLessThanOrEqual(share);
          if (servers > 1) expect(erlangC(load, servers - 1)).toBeGreaterThan(share);
        },
      ),
      { seed: 4 },
    );
  });

  it('end where no number is enough', () => {
    expect(serversFor(Number.POSITIVE_INFINITY, 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(serversFor(Number.NaN, 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(serversFor(0, 0)).toBe(1);
  });
});
