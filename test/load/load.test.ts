import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledProgram, compileProgram } from '../cli/compiled-program.ts';
import { load } from './load.ts';
import { WHOLE_RUN } from './load-client.ts';

let program: CompiledProgram;
beforeAll(() => {
  program = compileProgram('server-load');
});
afterAll(() => program.remove());

describe('a server with several clients', () => {
  it('answers each of them, or tells when to come again, and ends in order', async () => {
    const { seen, health, exit } = await load(program.main, 5, 4);
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
