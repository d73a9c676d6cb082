import { describe, expect, it } from 'vitest';
import type { Result } from '../../../sim/report/result-schema.ts';
import { currentWords } from '../../../web/client/what-if/current-words.ts';

const MINUTE = 60_000;
type Difference = { value: number; low: number | null; high: number | null; clear: boolean | null };

function result(p99: number | null, difference: Difference | null): Result {
  const estimate = { unit: 'ms', value: p99, low: null, high: null };
  return {
    settings: [{ name: 'current', worstMs: 9 * MINUTE, measures: { p99: estimate } }],
    differences:
      difference === null
        ? []
        : [{ setting: 'current', to: 'default', measures: { p99: { unit: 'ms', ...difference } } }],
  } as unknown as Result;
}

describe('what the current settings come to', () => {
  it.each<[string, Result, string]>([
    [
      'clearly less',
      result(5 * MINUTE, {
        value: -40 * MINUTE,
        low: -42 * MINUTE,
        high: -38 * MINUTE,
        clear: true,
      }),
      'With the current settings 99% of the mail is through within 5 min, the longest takes 9 min: 40 min ± 2 min less than default.',
    ],
    [
      'more, by chance perhaps',
      result(5 * MINUTE, { value: MINUTE, low: -MINUTE, high: 3 * MINUTE, clear: false }),
      'With the current settings 99% of the mail is through within 5 min, the longest takes 9 min: 1 min ± 2 min more than default; that may be chance.',
    ],
    [
      'the same',
      result(5 * MINUTE, { value: 0, low: 0, high: 0, clear: false }),
      'With the current settings 99% of the mail is through within 5 min, the longest takes 9 min: the same as default.',
    ],
    [
      'with nothing beside it',
      result(5 * MINUTE, null),
      'With the current settings 99% of the mail is through within 5 min, the longest takes 9 min.',
    ],
    ['nothing, where nothing was delivered', result(null, null), ''],
  ])('is said in a sentence: %s', (_, found, words) => {
    expect(currentWords(found)).toBe(words);
  });
});
