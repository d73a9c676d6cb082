import { describe, expect, it } from 'vitest';
import {
  gainWords,
  inTheWayWords,
  recommendationSentence,
  strongestWords,
} from '../../../sim/studies/recommend/report.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
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
  significant: true,
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
    expect(gainWords(presentMinusChoice(HOUR_LESS))).toEqual([
      'p99 by pairs of days: 1 h (55 min to 1 h 4 min) less, less on 10 of 10 (interval: 95%, by itself).',
    ]);
  });

  it('has no end where mail never arrives as it stands', () => {
    const open = { kind: 'at-least' as const, low: 55 * MINUTE, high: null };
    const found = presentMinusChoice({ ...HOUR_LESS, ...open, interval: open });
    expect(gainWords(found)[0]).toContain('by pairs of days: at least 55 min less');
  });

  it('may be nothing that so many days can tell, and is not told where nothing is changed', () => {
    const found = presentMinusChoice({ ...HOUR_LESS, significant: false, less: 4, more: 6 });
    expect(gainWords(found)[0]).toContain(
      'no significant difference on 10 of them (less on 6, more on 4)',
    );
    expect(gainWords({ ...MET, choice: { ...choice, changes: [] } })).toEqual([]);
  });
});

describe('what the strongest settings would gain more', () => {
  it('is told by pairs of days', () => {
    const less = { low: -60 * MINUTE, high: -60 * MINUTE };
    const interval = { kind: 'between' as const, low: -64 * MINUTE, high: -55 * MINUTE };
    const gained = { ...HOUR_LESS, ...less, interval, less: 10, more: 0 };
    expect(strongestWords(strongestMinusChoice(gained))[0]).toContain(
      'p99 by pairs of days 1 h (55 min to 1 h 4 min) less, less on 10 of 10; 0 bad of 10 days.',
    );
  });

  it('may be nothing, or nothing that can be told', () => {
    const same = { ...HOUR_LESS, more: 0, same: 10, significant: false };
    expect(strongestWords(strongestMinusChoice(same))[0]).toContain(
      'changes nothing in p99 on any of 10 days',
    );
    const unsure = { ...HOUR_LESS, significant: false, less: 4, more: 6 };
    expect(strongestWords(strongestMinusChoice(unsure))[0]).toContain(
      'makes no significant difference to p99 on 10 days: less on 4, more on 6',
    );
    expect(strongestWords({ ...MET, choice: { ...choice, strongest: null } })).toEqual([
      'It is the strongest candidate within the bounds.',
    ]);
  });
});

describe('objectives that are not shown to be met', () => {
  const nearest = NOT_MET.nearest as NonNullable<RecommendationResult['nearest']>;
  const because = (why: typeof nearest.why, unstable = false): [title: string, words: string] => {
    const notFollowed = { 'given-up': 3, ended: 0 };
    const result = { ...NOT_MET, nearest: { ...nearest, why, unstable, notFollowed } };
    return [recommendationSentence(result), inTheWayWords(result).join(' ')];
  };

  it.each([
    ['days', false, 'More days'],
    ['kinds', false, 'only from ten days of each kind on'],
    ['unknown', false, 'given up at its cap of work'],
    ['unknown', true, 'the queue grows indefinitely'],
  ] as const)('are not said to be impossible: %s, unstable %s', (why, unstable, words) => {
    const [sentence, told] = because(why, unstable);
    expect(sentence).toContain('could not be shown to be met');
    expect(told).toContain(words);
  });

  it('name the bound that stops them', () => {
    expect(because('missed')[1]).toContain('the bound on the queue runners: without it');
  });
});
