import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { chartsOf } from '../../../sim/document/report.ts';
import { sensitivityReport } from '../../../sim/studies/sensitivity/sensitivity-report.ts';
import { sensitivityText } from '../../../sim/studies/sensitivity/sensitivity-text.ts';
import { missingWords, wordsOf } from '../../document/html/report-words.ts';
import { officeGateway } from '../office-gateway.ts';
import { sensitivityOf } from './small-sensitivity.ts';

const context = { input: officeGateway(), command: 'mailpath sensitivity office.yaml' };
const result = sensitivityOf('mean', 10);
const report = sensitivityReport(result, context);

describe('the report of a sensitivity study', () => {
  it('opens with what to measure first, and goes on to what moves it and what was left out', () => {
    expect(report.lead).toBe(result.sentence);
    expect(report.sections.map(({ heading }) => heading)).toEqual([
      'What moves mean, one input at a time',
      'Left out',
      'Assumptions',
      'What this result does not cover',
      'How it was simulated',
    ]);
  });

  it('has every word that the text has, but for the bars', () => {
    const text = sensitivityText(result, { columns: 5000, paint: PLAIN });
    const missing = missingWords(report, text).filter((piece) => !/[█░·│]|^\d+ B?m?s$/.test(piece));
    expect(missing).toEqual([
      expect.stringMatching(/^office.yaml, setting default/),
      'What to measure first',
    ]);
  });

  it('draws each input, and is titled by one that clearly moves the measure', () => {
    const [{ title, tables }] = chartsOf(report);
    expect(tables[0].rows).toHaveLength(result.inputs.length);
    expect(result.inputs.some(({ matters }) => matters)).toBe(true);
    expect(title).toMatch(/^The mean of a typical day hangs most (?:clearly )?on /);
    const few = chartsOf(sensitivityReport(sensitivityOf('mean', 4), context));
    expect(few[0].title).toMatch(/^No input makes a clear difference to the mean; widest/);
  });

  it('says so where nothing moves', () => {
    const still = sensitivityReport({ ...result, inputs: [] }, context);
    expect(chartsOf(still)).toEqual([]);
    expect(wordsOf(still)).toContain('nothing within these ranges');
  });
});
