import { describe, expect, it } from 'vitest';
import { boundsResult } from '../../../sim/document/bounds.ts';
import type { BoundsResult } from '../../../sim/document/bounds-schema.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { currentWords } from '../../../web/client/words.ts';

const MINUTE = 60_000;
const minutes = (low: number, high = low): BoundsResult =>
  boundsResult({ low: low * MINUTE, high: high * MINUTE });
const FOR_EVER = Number.POSITIVE_INFINITY;

interface Told {
  readonly value: BoundsResult;
  readonly interval: BoundsResult | null;
  readonly significant: boolean | null;
  readonly same?: number;
}

function result(p99: BoundsResult, difference: Told | null, worst = minutes(9)): Result {
  const days = { days: 6, coverage: null };
  return {
    settings: [
      {
        name: 'current',
        worst,
        measures: { p99: { unit: 'ms', ...p99, interval: null, ...days } },
      },
    ],
    differences:
      difference === null
        ? []
        : [
            {
              setting: 'current',
              to: 'default',
              measures: {
                p99: {
                  unit: 'ms',
                  ...difference.value,
                  interval: difference.interval,
                  ...days,
                  same: difference.same ?? 0,
                  significant: difference.significant,
                },
              },
            },
          ],
  } as unknown as Result;
}

const OPENING = 'With the current settings, on a typical day, 99% of the mail is delivered within';

describe('the result of the current settings', () => {
  it.each<[string, Result, string]>([
    [
      'significantly less',
      result(minutes(5), { value: minutes(-40), interval: minutes(-42, -38), significant: true }),
      `${OPENING} 5 min, the slowest message of all takes 9 min: −40 min (−42 to −38 min) against default.`,
    ],
    [
      'more, by chance perhaps',
      result(minutes(5), { value: minutes(1), interval: minutes(-1, 3), significant: false }),
      `${OPENING} 5 min, the slowest message of all takes 9 min: +1 min (−1 to +3 min) against default; not significant.`,
    ],
    [
      'the same',
      result(minutes(5), { value: minutes(0), interval: minutes(0), significant: false, same: 6 }),
      `${OPENING} 5 min, the slowest message of all takes 9 min: the same as default on every day.`,
    ],
    [
      'with nothing beside it',
      result(minutes(5), null),
      `${OPENING} 5 min, the slowest message of all takes 9 min.`,
    ],
    [
      'as a bound, where mail is left',
      result(minutes(24, FOR_EVER), null, minutes(90, FOR_EVER)),
      `${OPENING} at least 24 min, the slowest message of all takes at least 1 h 30 min.`,
    ],
    [
      'never, where mail is returned',
      result(minutes(FOR_EVER), null, minutes(FOR_EVER)),
      'With the current settings, on a typical day, less than 99% of the mail is ever delivered, and on some day some never is.',
    ],
    ['nothing, where there is no mail', result(minutes(Number.NaN), null), ''],
  ])('is said in a sentence: %s', (_, found, words) => {
    expect(currentWords(found)).toBe(words);
  });
});
