import { describe, expect, it } from 'vitest';
import { sparkline } from '../../sim/document/text-layout.ts';
import { asPoints, inSteps } from '../../sim/statistics/time-series.ts';

describe('a timeSeries in steps', () => {
  it('keeps the area below it', () => {
    const points = [
      { fromMs: 0, toMs: 30, mean: 4 },
      { fromMs: 30, toMs: 90, mean: 1 },
    ];
    const steps = inSteps(points, 90, 7);
    const area = steps.reduce((sum, mean) => sum + (mean * 90) / 7, 0);
    expect(area).toBeCloseTo(4 * 30 + 60, 9);
  });

  it('is the same after a way there and back', () => {
    const steps = [1, 2, 3, 4];
    expect(inSteps(asPoints(steps, 25), 100, 4)).toEqual(steps);
  });

  it('is nothing beyond its last point', () => {
    expect(inSteps([{ fromMs: 0, toMs: 50, mean: 2 }], 100, 4)).toEqual([2, 2, 0, 0]);
  });
});

describe('a sparkline', () => {
  it('scales to the largest, and leaves blank what is hardly anything', () => {
    expect(sparkline([0, 0.001, 1, 4, 8], 8)).toBe('  ▁▄█');
  });

  it('is blank where there is nothing at all', () => {
    expect(sparkline([0, 0], 0)).toBe('  ');
  });
});
