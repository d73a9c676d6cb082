import { describe, expect, it } from 'vitest';
import { bytes, count, duration, quantity, rate, share } from '../../sim/document/quantity.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [0.25, '0.25 ms'],
    [6.94, '6.9 ms'],
    [350.4, '350 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [4200, '4.2 s'],
    [18_640, '18.6 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [150 * SECOND, '2 min 30 s'],
    [HOUR - 200, '1 h'],
    [92 * MINUTE, '1 h 32 min'],
    [24 * HOUR - 1, '1 d'],
    [52 * HOUR, '2 d 4 h'],
    [-90 * SECOND, '−1 min 30 s'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, 'indefinitely'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('never reads "60 s" or "60 min" on its way up', () => {
    for (let ms = 1; ms < 3 * 24 * HOUR; ms *= 1.003) {
      expect(duration(ms)).not.toMatch(/\b(60 s|60 min|24 h|1000 ms)/);
    }
  });
});

describe('a count', () => {
  it.each([
    [0, '0'],
    [2.553, '2.55'],
    [15.549, '15.5'],
    [1234.4, '1,234'],
    [1_234_567, '1,234,567'],
    [-9123, '−9,123'],
    [Number.POSITIVE_INFINITY, 'unlimited'],
  ])('of %d reads %s', (value, text) => {
    expect(count(value)).toBe(text);
  });
});

describe('a share', () => {
  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.169, '16.9%'],
    [0.0041, '0.41%'],
    [0.00035, '0.035%'],
    [0.000001, '<0.001%'],
    [0.99999, '>99.99%'],
    [1.2049, '120.5%'],
  ])('of %d reads %s', (value, text) => {
    expect(share(value)).toBe(text);
  });
});

describe('other quantities', () => {
  it('are bytes in decimal units', () => {
    expect([bytes(512), bytes(75_000), bytes(3_140_000), bytes(4.04e9)]).toEqual([
      '512 B',
      '75 KB',
      '3.1 MB',
      '4 GB',
    ]);
  });

  it('are rates by the second, the minute or the hour, whichever is not a fraction', () => {
    expect(rate(0.005)).toBe('5 messages/s');
    expect(rate(1 / 20_000)).toBe('3 messages/min');
    expect(rate(1 / 1_200_000)).toBe('3 messages/h');
  });

  it('follow the unit of their measure', () => {
    expect(quantity(1500, 'ms')).toBe('1.5 s');
    expect(quantity(1500, 'count')).toBe('1,500');
    expect(quantity(0.5, 'share')).toBe('50%');
    expect(quantity(1500, 'bytes')).toBe('1.5 KB');
  });
});
