import { describe, expect, it } from 'vitest';
import { exactly, type MeasuredValue } from '../../../sim/studies/charts/measured.ts';
import { type RowChart, rowChart } from '../../../sim/studies/charts/row-chart.ts';

const NEVER: MeasuredValue = { kind: 'never', low: null, high: null };
const NONE: MeasuredValue = { kind: 'none', low: null, high: null };

function barsOf(rows: Record<string, readonly [MeasuredValue, MeasuredValue, boolean?]>): RowChart {
  return {
    title: 'Goodput moves the answer most',
    alt: 'A bar for each input',
    unit: 'ms',
    axis: 'mean',
    rows: Object.entries(rows).map(([label, [low, high, pale = false]]) => ({
      label,
      value: '',
      marks: [
        { ...low, series: 'low', pale },
        { ...high, series: 'high', pale },
      ],
    })),
    series: {
      low: { label: 'input at its low end', colour: 'a', symbol: 'bar' },
      high: { label: 'at its high end', colour: 'b', symbol: 'bar' },
    },
    line: { value: exactly(5000), label: '5 s as it is', colour: 'c' },
    table: { caption: 'mean', head: ['input'], rows: [] },
  };
}

const linesOf = (data: RowChart, columns = 40) => rowChart(data)?.text?.(columns) ?? [];

describe('rows with bars, with characters', () => {
  it('begin at the line through all rows, on one scale', () => {
    const lines = linesOf(
      barsOf({
        goodput: [exactly(9000), exactly(1000)],
        'arrival rate': [exactly(4000), exactly(6000), true],
      }),
    );
    expect(lines).toEqual([
      '  ░ input at its low end, █ at its high',
      '  end, │ 5 s as it is, · may be chance',
      '  goodput       ███████████│░░░░░░░░░░',
      '  arrival rate          ···│··',
      '                1 s                9 s',
    ]);
  });

  it('have the shorter one drawn over the longer one where both lie on one side', () => {
    const lines = linesOf(barsOf({ size: [exactly(7000), exactly(9000)] }));
    expect(lines.find((line) => line.includes('size'))).toMatch(/│░+█+$/);
  });

  it('go on to the end of the page where something never arrives', () => {
    const lines = linesOf(barsOf({ size: [exactly(5000), NEVER], rate: [NONE, exactly(6000)] }));
    expect(lines.find((line) => line.includes('  size'))).toMatch(/│█+▶$/);
    expect(lines.at(-1)).toMatch(/5 s +never$/);
    expect(lines.join(' ')).toContain('▶ at least');
  });

  it.each([40, 60, 100, 200])('keep to a page of %i columns', (columns) => {
    const lines = linesOf(
      barsOf({ 'spread of sizes, sigma 1.2': [NEVER, exactly(1), true] }),
      columns,
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
      Math.max(columns, 52),
    );
  });
});

describe('a chart of rows', () => {
  it('is none where no value has a place on an axis', () => {
    const data = barsOf({ size: [NONE, NEVER] });
    expect(rowChart({ ...data, line: null })).toBeNull();
  });

  it('has in its legend what it draws', () => {
    const labels = (data: RowChart) => rowChart(data)?.legend.map(({ label }) => label);
    const chance = barsOf({ size: [exactly(1), exactly(2), true] });
    expect(labels(chance)).toEqual([
      'input at its low end',
      'at its high end',
      'pale: may be chance',
      '5 s as it is',
    ]);
    const one = { ...chance, rows: [{ ...chance.rows[0], marks: [chance.rows[0].marks[1]] }] };
    expect(labels({ ...one, line: null, boundLabel: 'the objective' })).toEqual([
      'at its high end',
      'pale: may be chance',
      'the objective',
    ]);
  });
});
