import { describe, expect, it } from 'vitest';
import { parseBound } from '../../sim/scenario/bound.ts';
import { parseObjective } from '../../sim/scenario/expectation.ts';

function read(text: string) {
  const objective = parseObjective(text, []);
  if (typeof objective === 'string') throw new Error(objective);
  return objective;
}

describe('an objective', () => {
  it('holds on at least 95% of the days where it does not say', () => {
    expect(read('p99 < 5m')).toMatchObject({
      text: 'p99 < 5m',
      left: { setting: '', metric: 'p99' },
      operator: '<',
      right: { kind: 'value', value: 300_000 },
      onDays: 0.95,
    });
    expect(read(' resets = 0 ')).toMatchObject({
      text: 'resets = 0',
      operator: '==',
      onDays: 0.95,
    });
  });

  it.each([
    ['p99 < 5m on 90% of days', 0.9],
    ['max<30m on 99.5% of the days', 0.995],
    ['cuts = 0 on 50% of days', 0.5],
    ['mean p99 < 5m', null],
    ['mean mean < 1m', null],
    ['mean < 1m', 0.95],
    ['mean < 1m on 80% of days', 0.8],
  ])('says on how many days, or that the mean has to: %s', (text, onDays) => {
    expect(read(text).onDays).toBe(onDays);
    expect(read(text).text).toBe(text);
  });

  it.each([
    ['p99 < 5m on 100% of days', 'above 0% and below 100%'],
    ['p99 < 5m on 0% of days', 'above 0% and below 100%'],
    ['p99 < 5m on most of days', 'above 0% and below 100%'],
    ['mean p99 < 5m on 90% of days', 'a mean is over all days'],
    ['p99 < 5m on', '"5m on" is not a duration'],
    ['mean p98 < 5m', '"p98" is not a measure'],
    ['', 'MEASURE OPERATOR VALUE'],
  ])('is refused in words: %s', (text, message) => {
    expect(parseObjective(text, [])).toContain(message);
  });

  it('may be about the shares of mail that never arrives and of greylisted retries', () => {
    expect(read('never-share <= 0.1%').right).toEqual({ kind: 'value', value: 0.001 });
    expect(read('greylisted-retries = 0').left.metric).toBe('greylisted-retries');
  });
});

describe('a bound of a measure', () => {
  it('is kept on so many days as an objective', () => {
    expect(parseBound('connections <= 40 on 99% of days')).toMatchObject({
      kind: 'metric',
      text: 'connections <= 40 on 99% of days',
      expectation: { left: { metric: 'connections-peak' }, onDays: 0.99 },
    });
  });
});
