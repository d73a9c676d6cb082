import { describe, expect, it } from 'vitest';
import { inForce } from '../../sim/mailpath/queue-timing.ts';
import { smallGateway } from './small-gateway.ts';

describe('the retry interval', () => {
  const { settings } = smallGateway({
    settings: { retryIntervalMs: 300_000, passIntervalMs: 1000, minQueueAgeMs: 20_000 },
  });

  it('is the time between queue runs that start at ticks', () => {
    expect(inForce({ ...settings, queueRuns: 'interval' })).toMatchObject({
      betweenRunsMs: 300_000,
      minAgeMs: 20_000,
    });
  });

  it('is the minimum queue age where passes are persistent, not the sleep between them', () => {
    expect(inForce({ ...settings, queueRuns: 'persistent' })).toMatchObject({
      betweenRunsMs: 1000,
      minAgeMs: 300_000,
    });
  });
});
