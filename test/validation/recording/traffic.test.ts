import { describe, expect, it } from 'vitest';
import { plannedMessages } from './traffic.ts';

describe('planned traffic', () => {
  it('is steady where a gap is given', () => {
    const planned = plannedMessages({ arrivals: { kind: 'steady', count: 3, gapMs: 10 } });
    expect(planned).toEqual([
      { number: 0, atMs: 0, fillBytes: 0, recipients: ['info@domain.info'] },
      { number: 1, atMs: 10, fillBytes: 0, recipients: ['info@domain.info'] },
      { number: 2, atMs: 20, fillBytes: 0, recipients: ['info@domain.info'] },
    ]);
  });

  it('goes to the recipients in turn, each eighth message to two', () => {
    const planned = plannedMessages({
      arrivals: { kind: 'steady', count: 9, gapMs: 1 },
      mailboxes: ['a', 'b', 'c'],
    });
    expect(planned.map(({ recipients }) => recipients.join())).toEqual([
      'a',
      'b',
      'c',
      'a',
      'b',
      'c',
      'a',
      'b,a',
      'c',
    ]);
  });

  it('has one message of a size of its own if asked for', () => {
    const planned = plannedMessages({
      arrivals: { kind: 'steady', count: 3, gapMs: 1 },
      large: { message: 1, bytes: 5000 },
    });
    expect(planned.map(({ fillBytes }) => fillBytes)).toEqual([0, 5000, 0]);
  });

  it('is the same again for the same seed, and another for another', () => {
    const plan = (seed: string) =>
      plannedMessages({
        arrivals: { kind: 'poisson', perSecond: 4, forMs: 10_000, seed },
        sizes: { medianBytes: 5000, sigma: 1, seed },
      });
    expect(plan('x')).toEqual(plan('x'));
    expect(plan('x')).not.toEqual(plan('y'));
  });

  it('has Poisson arrivals of the rate asked for, over many seeds', () => {
    // 200 seeds of a mean of 40 each, and the first at 0: 8200 with a deviation of 89.
    let count = 0;
    for (let seed = 0; seed < 200; seed++) {
      const plan = { kind: 'poisson', perSecond: 4, forMs: 10_000, seed: `${seed}` } as const;
      count += plannedMessages({ arrivals: plan }).length;
    }
    expect(Math.abs(count - 8200)).toBeLessThan(3 * 89.4);
  });

  it('has sizes whose median is the one asked for', () => {
    const fills = plannedMessages({
      arrivals: { kind: 'steady', count: 4000, gapMs: 1 },
      sizes: { medianBytes: 5000, sigma: 1, seed: 'sizes' },
    })
      .map(({ fillBytes }) => fillBytes)
      .sort((a, b) => a - b);
    // The median of 4000 of a standard normal has a deviation of 0.02.
    expect(Math.abs(Math.log(fills[2000] / 5000))).toBeLessThan(3 * 0.02);
  });
});
