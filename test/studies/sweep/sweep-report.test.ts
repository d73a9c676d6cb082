import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { sweepReport } from '../../../sim/studies/sweep/sweep-report.ts';
import { sweepText } from '../../../sim/studies/sweep/sweep-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { officeGateway } from '../office-gateway.ts';
import { HOST_STATUS, RETRY, RUNNERS, sweepResultOf } from './small-sweep.ts';

const context = { input: officeGateway(), command: 'mailpath sweep office.yaml' };
const line = sweepResultOf([RETRY], ['p99', 'cuts']);
const map = sweepResultOf([RUNNERS, RETRY], ['p99'], 3);
const grid = sweepResultOf([RUNNERS, RETRY, HOST_STATUS], ['p99'], 2);

/** Pieces of the text that the report has nowhere, without shades and marks of the map. */
function missing(result: typeof line): string[] {
  const text = sweepText(result, { columns: 5000, paint: PLAIN });
  return missingWords(sweepReport(result, context), text);
}

describe('the report of a sweep', () => {
  it('draws a line of one dimension for each measure, and has its table', () => {
    const report = sweepReport(line, context);
    expect(report.lead).toBe(line.sentences[0]);
    expect(chartsOf(report).map(({ title }) => title.split(':')[0])).toEqual([
      'Lowest p99 on a typical day',
      expect.stringMatching(/cuts/),
    ]);
    expect(missing(line)).toEqual([
      expect.stringMatching(/^office.yaml, setting default/),
      'Where more stops paying',
    ]);
  });

  it('draws a map of two, with the best and what is as good', () => {
    const report = sweepReport(map, context);
    const [{ title, legend, tables }] = chartsOf(report);
    expect(title).toMatch(/^Lowest p99 on a typical day: .*, at runners \d and retry-interval 1m/);
    expect(legend.map(({ label }) => label)).toContain('the best');
    expect(tables[0].rows).toHaveLength(9);
    for (const sentence of map.sentences) expect(wordsOf(report)).toContain(sentence);
  });

  it('has a table only of three', () => {
    const report = sweepReport(grid, context);
    expect(chartsOf(report)).toEqual([]);
    const words = wordsOf(report);
    for (const { values } of grid.points) expect(words).toContain(values.join(', '));
    for (const sentence of grid.sentences) expect(words).toContain(sentence);
  });

  it('judges no measure of which neither way is better', () => {
    const report = sweepReport(sweepResultOf([RETRY], ['connections'], 2), context);
    expect(chartsOf(report)[0].title).toMatch(
      /^connections on a typical day: from .* at retry-interval/,
    );
  });

  it('warns before any number', () => {
    const stopped = sweepReport({ ...line, partial: true }, context);
    expect(stopped.warnings[0]).toMatch(/^PARTIAL/);
  });
});
