import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../sim/statistics/order-statistics.ts';
import { overheadOf, passStartsOf, runStartOf } from './fitted-costs.ts';
import {
  MACHINE_COSTS,
  MACHINE_ROUND_TRIP_MS,
  MACHINE_SETUP_MS,
  RECEIVED_BYTES,
} from './machine-costs.ts';
import { type RecordedCase, readCase } from './recorded-case.ts';

/** All costs are fitted to the first recordings but one, which they cannot tell: see below. */
const cases = casesIn('cases');

function casesIn(name: string): RecordedCase[] {
  const folder = join(import.meta.dirname, name);
  return readdirSync(folder).map((file) => readCase(join(folder, file)));
}

describe('the costs that the replays use', () => {
  it('have the overhead that the cases with a fixed wait show in the median', () => {
    const found = overheads((recorded) => recorded.sink.serviceMs !== undefined);
    expect(found.length).toBeGreaterThan(8);
    const used = MACHINE_COSTS.overheadMs + MACHINE_COSTS.betweenMs;
    expect(Math.abs(median(found) - used)).toBeLessThan(1);
  });

  it('have the header lines that the cases with a wait by size show', () => {
    const fixed = median(overheads((recorded) => recorded.sink.serviceMs !== undefined));
    const bySize = median(overheads((recorded) => recorded.sink.bytesPerMs === 40));
    expect(Math.abs((bySize - fixed) * 40 - RECEIVED_BYTES)).toBeLessThan(20);
  });

  it('have the start of a queue run that the cases show', () => {
    const found = cases.map(runStartOf).filter((start) => start !== null);
    expect(found.length).toBeGreaterThan(15);
    expect(Math.abs(median(found) - MACHINE_COSTS.runStartMs)).toBeLessThan(3);
  });

  it('have the start of a persistent pass that the two plain persistent recordings show', () => {
    const found = casesIn('held-out').flatMap(passStartsOf);
    expect(found.length).toBeGreaterThan(15);
    expect(Math.abs(median(found) - MACHINE_COSTS.passStartMs)).toBeLessThan(2);
  });
});

function overheads(which: (recorded: RecordedCase) => boolean): number[] {
  return cases
    .filter(which)
    .map((recorded) => overheadOf(recorded, MACHINE_SETUP_MS + MACHINE_ROUND_TRIP_MS))
    .filter((overhead) => overhead !== null);
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
