import { describe, expect, it } from 'vitest';
import type { Bounds } from '../../../sim/statistics/bounds.ts';
import { verdict, verdictSentence } from '../../../sim/studies/compare/result.ts';
import { daysOf } from '../days-of.ts';

const NEVER = Number.POSITIVE_INFINITY;
const never: Bounds = { low: NEVER, high: NEVER };

/** The sentence of two settings whose p99, and largest delay, are these on each of six days. */
function sentence(base: number | Bounds, best: number | Bounds): string {
  const days = (p99: number | Bounds) => Array.from({ length: 6 }, () => ({ p99, max: p99 }));
  return verdictSentence(
    verdict([daysOf(days(base), [], 'default'), daysOf(days(best), [], 'mine')]),
  );
}

describe('the sentence of a comparison', () => {
  it('says what the typical day is brought down to, and on how many days', () => {
    expect(sentence(3_600_000, 45_000)).toMatch(
      /^On a typical day the slowest 1% of mail waits at least 45 s under mine, against 1 h under default \(less on 6 of 6 days/,
    );
  });

  it('says where one message in a hundred never arrives', () => {
    expect(sentence(never, 45_000)).toMatch(
      /the slowest 1% of mail waits at least 45 s under mine; under default one message in a hundred never arrives/,
    );
    expect(sentence(45_000, never)).toMatch(
      /one message in a hundred never arrives under mine; under default the slowest 1% of mail waits at least 45 s/,
    );
    expect(sentence(never, never)).toMatch(
      /mine changes nothing for the slowest 1% of mail: .* one message in a hundred never arrives \(the same on all 6 days\)/,
    );
  });

  it('says what is known of mail that has not arrived', () => {
    const said = sentence({ low: 1_440_000, high: NEVER }, 45_000);
    expect(said).toMatch(/against at least 24 min under default \(/);
    expect(said).toMatch(/the slowest 1% of mail waits at least 45 s under mine/);
    expect(said).not.toMatch(/typically by (never|unknown)/);
  });

  it('tells the same as the same', () => {
    expect(sentence(45_000, 45_000)).toMatch(/mine changes nothing for the slowest 1% of mail/);
    expect(sentence(45_000, 45_100)).toMatch(
      /mine makes a negligible difference: .* waits at least 45.1 s, against 45 s/,
    );
  });
});
