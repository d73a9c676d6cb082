import { describe, expect, it } from 'vitest';
import { compiled } from '../compiled-program.ts';
import { kill } from './kills.ts';

describe('a program that is killed at any moment', () => {
  it('loses nothing that it stored or said was finished', async () => {
    const { kills, stored, finished, wrong } = await kill({
      main: compiled.main,
      count: 8,
      seed: 'slice',
    });
    expect(wrong).toEqual([]);
    expect(kills.sweep + kills.recommend + kills.serve).toBeGreaterThanOrEqual(8);
    // Else nothing could have been lost.
    expect(stored + finished).toBeGreaterThan(0);
  });
});
