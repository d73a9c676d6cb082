import { describe, expect, it } from 'vitest';
import { blockHtml } from '../../../sim/document/html/blocks.ts';
import type { Cell } from '../../../sim/document/text-layout.ts';

function cellHtml(cell: Cell): string {
  const table = { title: 'Changes', labels: ['a'], columns: [{ title: 'p99', cells: [cell] }] };
  return blockHtml({ kind: 'measures', table }, new Map());
}

describe('a cell of a table on the page', () => {
  it('says in words what its colour means, also of a figure that is no number', () => {
    const effect = { tone: 'unsure', tail: 'not significant' } as const;
    for (const centre of ['−4 min', 'never', 'never before', 'unknown']) {
      expect(cellHtml({ centre, ...effect })).toContain('<em>not significant</em>');
    }
    expect(cellHtml({ centre: 'the same', ...effect })).not.toContain('<em>');
  });
});
