/** What a command says where what it runs fails: a worker thread, or we ourselves. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as executor from '../../sim/executor/executor.ts';
import { diedTwice } from '../../sim/executor/worker-threads.ts';
import type { Job } from '../../sim/studies/study.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

afterEach(() => void vi.restoreAllMocks());

describe('a worker thread that dies', () => {
  it('is told in its own words, in one line, and not as a fault of ours', async () => {
    const job = { replication: 2, setting: 'default' } as Job;
    vi.spyOn(executor, 'drive').mockRejectedValue(diedTwice(job, 'out of memory'));
    const { code, err } = await mailpath(['compare', '-'], { input: SMALL_SCENARIO });
    expect(code).toBe(1);
    expect(err).toMatch(/^The worker thread that ran replication 3 of default .*--workers 1\.\n$/);
  });
});

describe('a fault of ours', () => {
  it('asks to be reported, in one line, with a stack trace only for those who want one', async () => {
    vi.spyOn(executor, 'drive').mockRejectedValue(new TypeError('x is not a function'));
    const plain = await mailpath(['compare', '-'], { input: SMALL_SCENARIO });
    expect(plain.code).toBe(1);
    expect(plain.err).toMatch(/please report.*x is not a function\n$/);
    expect(plain.err.trim().split('\n')).toHaveLength(1);
    const environment = { MAILPATH_DEBUG: '1' };
    const debug = await mailpath(['compare', '-'], { input: SMALL_SCENARIO, environment });
    expect(debug.err).toMatch(/\n +at /);
  });
});
