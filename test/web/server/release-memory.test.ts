/** Memory that a thread has no more use for. */
import { describe, expect, it } from 'vitest';
import { releaseMemory } from '../../../web/server/thread/task.ts';

const LARGE_BYTES = 400_000_000;

describe('a thread that has done a large run', () => {
  it('gives its arrays back', async () => {
    const held = process.memoryUsage().arrayBuffers;
    (() => new Float64Array(LARGE_BYTES / 8).fill(1)[0])();
    expect(process.memoryUsage().arrayBuffers).toBeGreaterThan(held + 0.9 * LARGE_BYTES);
    // The arrays are freed a moment after they were found.
    for (let tries = 0; tries < 5000; tries++) {
      releaseMemory();
      if (process.memoryUsage().arrayBuffers < held + 0.1 * LARGE_BYTES) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(held + 0.1 * LARGE_BYTES);
  });
});
