import { describe, expect, it } from 'vitest';
import {
  evenTicks,
  logDurationTicks,
  powersOfTen,
  timeOfDay,
  timeTicks,
} from '../../../sim/document/charts/ticks.ts';

const HOUR = 3_600_000;
const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);

describe('ticks', () => {
  it('of a logarithmic axis are where people count, as many as there is room for', () => {
    expect(labels(logDurationTicks(100, 2 * HOUR, 17))).toEqual([
      '100 ms',
      '1 s',
      '5 s',
      '30 s',
      '1 min',
      '5 min',
      '20 min',
      '1 h',
    ]);
    expect(labels(logDurationTicks(100, 2 * HOUR, 7))).toEqual([
      '100 ms',
      '1 s',
      '10 s',
      '1 min',
      '10 min',
      '1 h',
    ]);
    expect(labels(logDurationTicks(100, 2 * HOUR, 4))).toEqual(['1 s', '1 min', '1 h']);
  });

  it('of a range within two of them are its ends', () => {
    expect(labels(logDurationTicks(70_000, 80_000, 6))).toEqual(['1 min 10 s', '1 min 20 s']);
  });

  it('of an even axis are round', () => {
    expect(labels(evenTicks(0, 9118, 'count', 5))).toEqual([
      '0',
      '2,000',
      '4,000',
      '6,000',
      '8,000',
    ]);
    expect(labels(evenTicks(0, 0.21, 'share', 5))).toEqual(['0%', '5%', '10%', '15%', '20%']);
    expect(labels(evenTicks(0, 40 * 60_000, 'ms', 5))).toEqual([
      '0 s',
      '10 min',
      '20 min',
      '30 min',
      '40 min',
    ]);
    expect(evenTicks(3, 3, 'count', 5)).toHaveLength(1);
  });

  it('of a level axis are fewer where their labels have no room beside each other', () => {
    expect(labels(evenTicks(0, 1.6 * HOUR, 'ms', 8))).toContain('1 h 15 min');
    expect(labels(evenTicks(0, 1.6 * HOUR, 'ms', 8, 480))).toEqual([
      '0 s',
      '20 min',
      '40 min',
      '1 h',
      '1 h 20 min',
    ]);
  });

  it('of the time of day are full hours or parts of one, whenever the run begins', () => {
    expect(labels(timeTicks(3.2 * HOUR, 8.4 * HOUR, 5))).toEqual(['09:00', '10:00', '11:00']);
    expect(labels(timeTicks(2 * HOUR, 23 * HOUR, 4))).toEqual([
      '23:00',
      '23:30',
      '+1 d 00:00',
      '+1 d 00:30',
      '+1 d 01:00',
    ]);
    expect(labels(timeTicks(2 * HOUR, 0, 4))).toEqual([
      '0 s',
      '30 min',
      '1 h',
      '1 h 30 min',
      '2 h',
    ]);
  });

  it('have seconds of the day only where they matter', () => {
    expect(timeOfDay(9 * HOUR + 5 * 60_000)).toBe('09:05');
    expect(timeOfDay(9 * HOUR + 5 * 60_000 + 7000)).toBe('09:05:07');
  });

  it('of powers of ten are exact', () => {
    expect(powersOfTen(1e-4, 1)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(powersOfTen(5, 2000)).toEqual([10, 100, 1000]);
  });
});
