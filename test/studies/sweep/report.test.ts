import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { sweepReport } from '../../../sim/studies/sweep/report.ts';
import { wordsOf } from '../../document/html/report-words.ts';
import { officeGateway } from '../office-gateway.ts';
import { HOST_STATUS, RETRY, RUNNERS, sweepResultOf } from './small-sweep.ts';

const context = { input: officeGateway(), command: 'mailpath sweep office.yaml' };
const line = sweepResultOf([RETRY], ['p99', 'cuts']);
const map = sweepResultOf([RUNNERS, RETRY], ['p99'], 3);
const grid = sweepResultOf([RUNNERS, RETRY, HOST_STATUS], ['p99'], 2);

/** The first screen. */
function screen(result: typeof line, columns: number): string[] {
  return reportText(sweepReport(result, context), { columns, paint: PLAIN }, false).split('\n');
}

describe('the report of a sweep', () => {
  it('draws a line of one dimension for each measure, and has its table', () => {
    const report = sweepReport(line, context);
    expect(report.lead).toBe(line.sentences[0]);
    expect(chartsOf(report).map(({ title }) => title)).toEqual([
      line.sentences[0],
      expect.stringMatching(/cuts/),
    ]);
    expect(report.summary?.table?.labels).toEqual([' 1m', ' 5m', '10m']);
    expect(report.summary?.table?.columns.map(({ title }) => title)).toEqual(['', 'p99', 'cuts']);
  });

  it('draws a map of two, with the best and what is as good', () => {
    const report = sweepReport(map, context);
    const [{ title, legend, tables }] = chartsOf(report);
    expect(title).toBe(map.sentences[0]);
    expect(title).toMatch(
      /^Best so far: \d runners, retry-interval 1m \(p99 .* on a typical day\); /,
    );
    expect(legend.map(({ label }) => label)).toContain('the best');
    expect(tables[0].rows).toHaveLength(9);
    const [, ...others] = map.sentences;
    expect(others).toHaveLength(2);
    expect(report.summary?.points[0]).toEqual({ label: 'By value', lines: others });
  });

  it('has a table only of three', () => {
    const report = sweepReport(grid, context);
    expect(chartsOf(report)).toEqual([]);
    const words = wordsOf(report);
    for (const { values } of grid.points) {
      expect(words).toMatch(new RegExp(`^ *${values.join(' +')}$`, 'm'));
    }
    expect(report.summary?.points[0].lines).toEqual(grid.sentences.slice(1));
  });

  it('judges no measure of which neither way is better', () => {
    const report = sweepReport(sweepResultOf([RETRY], ['connections'], 2), context);
    expect(chartsOf(report)[0].title).toMatch(
      /^connections on a typical day: from .* at retry-interval/,
    );
  });

  it.each([80, 100])('says the answer first, on one screen of %i columns', (columns) => {
    for (const result of [line, map, grid]) {
      const lines = screen(result, columns);
      expect(lines.length).toBeLessThanOrEqual(30);
      expect(lines.slice(0, 6).join(' ').replaceAll(/\s+/g, ' ')).toContain(
        result.sentences[0].slice(0, 60),
      );
    }
  });

  it('says what to change, and who does it', () => {
    const text = screen(line, 100).join('\n');
    expect(text).toMatch(/^ {2}Change +message retry interval +10 min → 1 min$/m);
    expect(line.changes.map(({ setting }) => setting)).toContain('message retry interval');
    expect(sweepResultOf([RETRY], ['connections'], 2).changes).toEqual([]);
  });

  it('shows of many values those that matter', () => {
    const [first] = line.dimensions;
    const texts = Array.from({ length: 20 }, (_, i) => String(i + 1));
    const values = texts.map((text, i) => ({ text, number: i + 1 }));
    const points = texts.map((text, i) => ({ ...line.points[0], values: [text], at: [i] }));
    const lines = [{ ...line.lines[0], shape: 'up' as const, from: 9, to: 19, knee: 4 }];
    const many = { ...line, dimensions: [{ ...first, values }], points, lines, best: 15 };
    const { table } = sweepReport(many, context).summary ?? {};
    expect(table?.labels.map(Number)).toEqual([1, 4, 5, 6, 9, 10, 16, 20]);
    expect(table?.columns[0].cells.map(({ centre }) => centre).filter(Boolean)).toEqual([
      'knee',
      'enough',
      'best',
    ]);
  });

  it('warns before any number', () => {
    const stopped = sweepReport({ ...line, partial: true }, context);
    expect(stopped.warnings[0]).toMatch(/^PARTIAL/);
  });
});
