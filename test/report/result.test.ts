import { describe, expect, it } from 'vitest';
import { comparisonStudy } from '../../sim/experiment/compare.ts';
import { MEASURES } from '../../sim/experiment/measure.ts';
import { buildResult } from '../../sim/report/result.ts';
import { resultCsv } from '../../sim/report/result-csv.ts';
import { resultSchema } from '../../sim/report/result-schema.ts';
import { runStopped } from '../experiment/stopped-study.ts';
import { CONTEXT, planOf, resultOf, TWO_SETTINGS } from './small-result.ts';

const result = resultOf(planOf(TWO_SETTINGS, 3));

describe('a result', () => {
  it('keeps to its published schema, nothing more and nothing less', () => {
    const written = JSON.parse(JSON.stringify(result));
    expect(resultSchema.parse(written)).toEqual(written);
  });

  it('keeps to it where nothing was delivered', () => {
    const nothing = resultOf(planOf(TWO_SETTINGS, 2, { arrivals: [] }));
    const written = JSON.parse(JSON.stringify(nothing));
    expect(resultSchema.parse(written)).toEqual(written);
    expect(nothing.settings[0].measures.mean.value).toBeNull();
  });

  it('is the same to the byte when it is made again', () => {
    const again = resultOf(planOf(TWO_SETTINGS, 3));
    expect(JSON.stringify(again)).toBe(JSON.stringify(result));
  });

  it('states every measure with its interval', () => {
    expect(Object.keys(result.settings[0].measures)).toEqual(MEASURES.map(({ name }) => name));
    const { value, low, high } = result.settings[0].measures.mean;
    expect(low).toBeLessThan(value ?? Number.NaN);
    expect(high).toBeGreaterThan(value ?? Number.NaN);
  });

  it('tells what a setting changes against the first', () => {
    expect(result.settings[0].changes).toEqual([]);
    expect(result.settings[1].changes).toContainEqual({
      setting: 'messages per connection',
      from: null,
      to: 199,
      unit: null,
    });
  });

  it('is marked partial when the experiment was stopped', () => {
    const study = comparisonStudy(planOf(TWO_SETTINGS, 3));
    const partial = buildResult(runStopped(study, 3), CONTEXT);
    expect(partial.partial).toBe(true);
    expect(partial.replications).toEqual({ planned: 3, finished: 1 });
    expect(result.partial).toBe(false);
  });
});

describe('a result as CSV', () => {
  const rows = resultCsv(result)
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));

  it('has a row for each setting and measure, all of one width', () => {
    expect(rows).toHaveLength(1 + 2 * MEASURES.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([13]));
  });

  it('gives the second setting its difference to the first', () => {
    const [header, ...body] = rows;
    const cell = (setting: string, column: string) =>
      body.find((row) => row[1] === setting && row[2] === 'mean')?.[header.indexOf(column)];
    expect(cell('default', 'difference')).toBe('');
    const [base, other] = ['default', 'recommended'].map((s) => Number(cell(s, 'value')));
    expect(Number(cell('recommended', 'difference'))).toBeCloseTo(other - base, 6);
  });

  it('quotes what needs it, and disarms what a spreadsheet would calculate', () => {
    const scenario = { ...CONTEXT.scenario, name: '=1+1, "x"' };
    const csv = resultCsv(resultOf(planOf({ default: {} }, 1), { scenario }));
    expect(csv.split('\r\n')[1]).toMatch(/^"'=1\+1, ""x""",default,/);
  });

  it('says in every row if the experiment was stopped', () => {
    expect(rows[1].at(-1)).toBe('complete');
    expect(resultCsv({ ...result, partial: true }).split('\r\n')[1]).toMatch(/,partial$/);
  });
});
