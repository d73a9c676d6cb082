import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../sim/document/paint.ts';
import { hanging, table, wrap } from '../../sim/document/text-layout.ts';

const page = { columns: 40, paint: PLAIN };

describe('wrapping', () => {
  it('breaks at spaces and keeps to the width', () => {
    const lines = wrap('one two three four five six seven', 12);
    expect(lines).toEqual(['one two', 'three four', 'five six', 'seven']);
  });

  it('keeps a number and its unit on one line', () => {
    expect(wrap('it takes 12 min or so', 11)).toEqual(['it takes', '12 min or', 'so']);
    expect(wrap('a mean of 5 s ± 12 ms', 14).join('\n')).not.toMatch(/±$/m);
  });

  it('hangs the following lines below the first', () => {
    const lines = hanging('lead  ', 'some words that need more than a line here', page);
    expect(lines[0]).toMatch(/^lead {2}some/);
    expect(lines[1]).toMatch(/^ {6}\S/);
  });
});

describe('a table', () => {
  const column = (title: string, ...centres: string[]) => ({
    title,
    cells: centres.map((centre) => ({ centre })),
  });

  it('lines numbers up at their right, and ± at its left', () => {
    const cells = [
      { centre: '5 s', half: '± 1 s' },
      { centre: '12 min', half: '± 30 s' },
    ];
    expect(table(['a', 'bb'], [{ title: 'x', cells }], page)).toEqual([
      '                  x',
      '  a      5 s ± 1 s',
      '  bb  12 min ± 30 s',
    ]);
  });

  it('puts columns that do not fit into another block, with the labels again', () => {
    const columns = [column('first', '1'), column('a-title-as-wide-as-the-page', '2')];
    const lines = table(['label'], columns, page);
    expect(lines.filter((line) => line.includes('label'))).toHaveLength(2);
    expect(lines.every((line) => line.length <= page.columns)).toBe(true);
  });

  it('leaves out rows that say nothing in a block, and a row of empty titles', () => {
    const lines = table(['a', 'b'], [column('', '1', '')], page);
    expect(lines).toEqual(['  a  1']);
  });

  it('colours whole cells, which changes nothing in their place', () => {
    const paint = { ...PLAIN, green: (text: string) => `<${text}>` };
    const cells = [{ centre: '1', tone: 'better' as const }, { centre: '22' }];
    const lines = table(['a', 'b'], [{ title: '', cells }], { ...page, paint });
    expect(lines).toEqual(['  a  < 1>', '  b  22']);
  });
});
