import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledProgram, compileProgram } from '../cli/compiled-program.ts';
import { kill } from './kills.ts';

let program: CompiledProgram;
beforeAll(() => {
  program = compileProgram('kills');
});
afterAll(() => program.remove());

describe('a program that is killed at any moment', () => {
  it('loses nothing that it stored or said was finished', { timeout: 600_000 }, async () => {
    const { kills, stored, finished, wrong } = await kill({
      main: program.main,
      count: 12,
      seed: 'slice',
    });
    expect(wrong).toEqual([]);
    expect(kills.sweep + kills.recommend + kills.serve).toBeGreaterThanOrEqual(12);
    // Else nothing could have been lost.
    expect(stored + finished).toBeGreaterThan(0);
  });
});
