import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../sim/studies/report-sections.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/model.md'), 'utf8');

describe('what a report says that the model leaves out', () => {
  it('is what docs/model.md says, in its words and order', () => {
    const [, section] = PAGE.split('## Limits\n');
    const rows = [...section.matchAll(/^\| (.+) \| (.+) \|$/gm)]
      .map(([, leftOut, effect]) => [leftOut, effect.replaceAll('`', '')])
      .slice(1);
    expect(LIMITS).toEqual(rows);
  });
});
