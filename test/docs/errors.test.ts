import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../../sim/scenario/problem.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('explains every code, and no code that does not exist', () => {
    const explained = [...PAGE.matchAll(/^## (E_\w+)$/gm)].map(([, code]) => code);
    expect(explained).toEqual(Object.keys(PROBLEM_CODES));
  });
});
