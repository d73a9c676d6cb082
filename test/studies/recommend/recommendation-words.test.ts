import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { boughtWords, strongestWords } from '../../../sim/studies/recommend/recommendation-gain.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/recommendation-schema.ts';
import { recommendationText } from '../../../sim/studies/recommend/recommendation-text.ts';
import { inTheWayWords, notMetTitle } from '../../../sim/studies/recommend/recommendation-words.ts';
import { MET, NOT_MET } from './small-recommendation.ts';

const MINUTE = 60_000;
type Choice = NonNullable<RecommendationResult['choice']>;
type Difference = Choice['present']['p99'];

const HOUR_LESS: Difference = {
  unit: 'ms',
  kind: 'exact',
  low: 60 * MINUTE,
  high: 60 * MINUTE,
  interval: { kind: 'between', low: 55 * MINUTE, high: 64 * MINUTE },
  coverage: 0.978,
  days: 10,
  less: 0,
  more: 10,
  same: 0,
  clear: true,
};
const choice = MET.choice as Choice;

function presentMinusChoice(p99: Difference): RecommendationResult {
  return { ...MET, choice: { ...choice, present: { ...choice.present, p99 } } };
}

function strongestMinusChoice(p99: Difference): RecommendationResult {
  const strongest = choice.strongest as NonNullable<Choice['strongest']>;
  const differences = { ...strongest.differences, p99 };
  return { ...MET, choice: { ...choice, strongest: { ...strongest, differences } } };
}

describe('what the choice buys', () => {
  it('is told by pairs of days, with how sure the interval is by itself', () => {
    expect(boughtWords(presentMinusChoice(HOUR_LESS))).toContain(
      'by pairs of days 1 h (55 min to 1 h 4 min) less, less on 10 of 10 (interval: 95%, by itself). As it stands 10 of the first 10 of these days are bad.',
    );
  });

  it('has no end where mail never arrives as it stands', () => {
    const open = { kind: 'at-least' as const, low: 55 * MINUTE, high: null };
    const found = presentMinusChoice({ ...HOUR_LESS, ...open, interval: open });
    expect(boughtWords(found)).toContain('by pairs of days at least 55 min less');
  });

  it('may be nothing that so many days can tell, and is not told where nothing is changed', () => {
    const found = presentMinusChoice({ ...HOUR_LESS, clear: false, less: 4, more: 6 });
    expect(boughtWords(found)).toContain(
      'no difference that 10 of them can tell (less on 6, more on 4)',
    );
    expect(boughtWords({ ...MET, choice: { ...choice, changes: [] } })).toBeNull();
  });
});

describe('what the strongest settings would gain more', () => {
  it('is told by pairs of days', () => {
    const less = { low: -60 * MINUTE, high: -60 * MINUTE };
    const interval = { kind: 'between' as const, low: -64 * MINUTE, high: -55 * MINUTE };
    const gained = { ...HOUR_LESS, ...less, interval, less: 10, more: 0 };
    expect(strongestWords(strongestMinusChoice(gained))).toContain(
      'p99 by pairs of days 1 h (55 min to 1 h 4 min) less, less on 10 of 10; 0 bad of 10 days.',
    );
  });

  it('may be nothing, or nothing that can be told', () => {
    const same = { ...HOUR_LESS, more: 0, same: 10, clear: false };
    expect(strongestWords(strongestMinusChoice(same))).toContain(
      'changes nothing in p99 on any of 10 days',
    );
    const unsure = { ...HOUR_LESS, clear: false, less: 4, more: 6 };
    expect(strongestWords(strongestMinusChoice(unsure))).toContain(
      'no difference to p99 that 10 days can tell: less on 4, more on 6',
    );
    expect(strongestWords({ ...MET, choice: { ...choice, strongest: null } })).toBe(
      'It is the strongest candidate within the bounds.',
    );
  });
});

describe('objectives that are not shown to be met', () => {
  const nearest = NOT_MET.nearest as NonNullable<RecommendationResult['nearest']>;
  const because = (why: typeof nearest.why, unstable = false): [title: string, words: string] => {
    const notFollowed = { 'given-up': 3, ended: 0 };
    const result = { ...NOT_MET, nearest: { ...nearest, why, unstable, notFollowed } };
    return [notMetTitle(result), inTheWayWords(result).join(' ')];
  };

  it.each([
    ['days', false, 'More days'],
    ['kinds', false, 'only from ten days of each kind on'],
    ['untold', false, 'given up at its cap of work'],
    ['untold', true, 'the queue grows without end'],
  ] as const)('are not said to be impossible: %s, unstable %s', (why, unstable, words) => {
    const [title, told] = because(why, unstable);
    expect(title).toBe('The objectives could not be shown to be met');
    expect(told).toContain(words);
  });

  it('name the bound that stops them', () => {
    expect(because('missed')[1]).toContain('the bound on the queue runners: without it');
  });
});

describe('the text of a recommendation', () => {
  it('is the answer, in 30 lines at most, where nothing more is asked for', () => {
    const page = { columns: 80, paint: PLAIN };
    for (const result of [MET, NOT_MET]) {
      const lines = recommendationText({ ...result, full: false }, page)
        .trimEnd()
        .split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(lines.join('\n')).toContain('199 is too many for this site');
    }
  });
});
