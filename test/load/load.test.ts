import { describe, expect, it } from 'vitest';
import type { LimitName } from '../../web/server/limits.ts';
import { compiled } from '../compiled-program.ts';
import { ATTACKS } from './attacks.ts';
import { load } from './load.ts';
import { WHOLE_RUN } from './load-client.ts';
import { MEDIAN_MS, median, PEAK_BYTES, RETURNED_BYTES, siege } from './siege.ts';

describe('a server with several clients', () => {
  it('answers each of them, or tells when to come again, and ends in order', async () => {
    const { seen, health, exit } = await load(compiled.main, 5, 10);
    expect(seen.faults).toEqual([]);
    expect(seen.times.get(WHOLE_RUN)?.length).toBeGreaterThan(0);
    expect(seen.times.get('preview')?.length).toBeGreaterThan(0);
    for (const { residentBytes, eventLoopDelayMs } of health) {
      expect(residentBytes).toBeGreaterThan(0);
      expect(eventLoopDelayMs.p99).toBeGreaterThanOrEqual(eventLoopDelayMs.p50);
    }
    expect(exit).toBe(0);
  });
});

describe('a server under a hostile client that pushes against every limit at one time', () => {
  it('answers another client soon, and refuses it nothing; its memory comes back', async () => {
    const limits = Object.keys(ATTACKS) as LimitName[];
    const besieged = await siege(compiled.folder, limits, 10);
    expect(besieged.refused).toEqual([]);
    expect(besieged.times.length).toBeGreaterThan(0);
    // Ten times what `npm run load` asks for: tests share their machine.
    expect(median(besieged)).toBeLessThan(10 * MEDIAN_MS);
    expect(besieged.peakBytes).toBeLessThan(PEAK_BYTES);
    expect(besieged.afterBytes).toBeLessThan(RETURNED_BYTES);
  }, 300_000);
});
