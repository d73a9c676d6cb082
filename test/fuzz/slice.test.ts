/**
 * A slice of the fuzzing, with a fixed seed: `npm run fuzz` does the same for as long as it is given.
 * A failure is made small by `npm run fuzz -- --seed slice --case K`.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../compiled-program.ts';
import { readCorpus } from './corpus.ts';
import { failureText } from './failure-report.ts';
import { makeCase } from './fuzz-case.ts';
import { readSchemas } from './schemas.ts';
import { Session } from './session.ts';

const SEED = 'slice';
const MODULE = join('sim', 'cli', 'command-line.js');
const TESTS = 14;
const CASES_A_TEST = 6;

/** On a busy machine the clock says little: what counts is the processor time of each command. */
const TEST_WITHIN_MS = 600_000;

describe('a slice of mutated logs and scenarios', () => {
  const corpus = readCorpus();
  let session: Session;

  beforeAll(async () => {
    session = new Session(compiled.folder, MODULE, await readSchemas(compiled.folder, MODULE));
  });
  afterAll(() => {
    session?.close();
  });

  it.each(Array.from({ length: TESTS }, (_, i) => i * CASES_A_TEST))(
    'ends as it should: from case %d on',
    async (first) => {
      const told: string[] = [];
      for (let number = first; number < first + CASES_A_TEST; number++) {
        const failures = await session.carryOut(makeCase(SEED, number, corpus));
        told.push(...failures.map(failureText));
      }
      expect(told.join('\n\n')).toBe('');
    },
    TEST_WITHIN_MS,
  );

  it('gets past the reader more often than not', () => {
    for (const command of ['diagnose', 'fit', 'validate', 'run', 'compare', 'trace', 'forecast']) {
      const endings = session.endings.get(command) ?? new Map<string, number>();
      const all = [...endings.values()].reduce((sum, count) => sum + count, 0);
      expect(all, command).toBeGreaterThan(0);
      expect(endings.get('0') ?? 0, command).toBeGreaterThan(all / 2);
    }
  });
});
