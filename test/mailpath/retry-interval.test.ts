import { describe, expect, it } from 'vitest';
import {
  retryIntervalField,
  retryIntervalMs,
  withRetryInterval,
} from '../../sim/mailpath/retry-interval.ts';

const AGES = { queueIntervalMs: 1000, minQueueAgeMs: 300_000 };

describe('the retry interval', () => {
  it('is the time between queue runs that start at ticks', () => {
    const settings = { ...AGES, queueRuns: 'interval' as const };
    expect(retryIntervalField(settings)).toBe('queueIntervalMs');
    expect(retryIntervalMs(settings)).toBe(1000);
    expect(withRetryInterval(settings, 60_000)).toEqual({ ...settings, queueIntervalMs: 60_000 });
  });

  it('is the minimum queue age where passes are persistent, not the sleep between them', () => {
    const settings = { ...AGES, queueRuns: 'persistent' as const };
    expect(retryIntervalField(settings)).toBe('minQueueAgeMs');
    expect(retryIntervalMs(settings)).toBe(300_000);
    expect(withRetryInterval(settings, 60_000)).toEqual({ ...settings, minQueueAgeMs: 60_000 });
  });
});
