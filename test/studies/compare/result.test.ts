import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../sim/mailpath/metrics.ts';
import { comparisonStudy } from '../../../sim/studies/compare/compare.ts';
import { buildResult } from '../../../sim/studies/compare/result.ts';
import { resultCsv } from '../../../sim/studies/result/metric-csv.ts';
import { resultSchema } from '../../../sim/studies/result/result-schema.ts';
import { runStopped } from '../stopped-study.ts';
import { CONTEXT, planOf, resultOf, TWO_SETTINGS } from './small-result.ts';

const result = resultOf(planOf(TWO_SETTINGS, 5));

describe('a result', () => {
  it('keeps to its published schema, nothing more and nothing less', () => {
    const written = JSON.parse(JSON.stringify(result));
    expect(resultSchema.parse(written)).toEqual(written);
  });

  it('keeps to it where nothing was delivered', () => {
    const nothing = resultOf(planOf(TWO_SETTINGS, 2, { arrivals: [] }));
    const written = JSON.parse(JSON.stringify(nothing));
    expect(resultSchema.parse(written)).toEqual(written);
    expect(nothing.settings[0].measures.mean).toMatchObject({
      kind: 'none',
      low: null,
      high: null,
    });
  });

  it('is the same to the byte when it is made again', () => {
    const again = resultOf(planOf(TWO_SETTINGS, 5));
    expect(JSON.stringify(again)).toBe(JSON.stringify(result));
  });

  it('states every measure with its interval', () => {
    expect(Object.keys(result.settings[0].measures)).toEqual(METRICS.map(({ name }) => name));
    const { kind, low, high, interval, coverage, days } = result.settings[0].measures.mean;
    expect([kind, high, days]).toEqual(['exact', low, 5]);
    expect(coverage).toBeCloseTo(0.9375, 9);
    expect(interval?.low).toBeLessThan(low ?? Number.NaN);
    expect(interval?.high).toBeGreaterThan(low ?? Number.NaN);
  });

  it('keeps to it where mail is left and where some never arrives, and says which ends are open', () => {
    const left = resultOf(planOf(TWO_SETTINGS, 2, { endMs: 8 * 60_000 }));
    const returned = resultOf(planOf({ default: { returnAfterMs: 60_000 } }, 1));
    for (const each of [left, returned]) {
      const written = JSON.parse(JSON.stringify(each));
      expect(resultSchema.parse(written)).toEqual(written);
    }
    const { max, mean } = left.settings[0].measures;
    expect([max.kind, max.high, mean.kind, mean.high]).toEqual([
      'at-least',
      null,
      'at-least',
      null,
    ]);
    expect(max.low).toBeGreaterThan(60_000);
    const [{ cause, destination, messages }] = left.settings[0].undelivered;
    expect([cause, destination]).toEqual(['mark', 'exchange-online']);
    expect(messages).toBeGreaterThan(10);
    expect(returned.settings[0].measures.max).toMatchObject({
      kind: 'never',
      low: null,
      high: null,
    });
    expect(returned.settings[0].measures.mean.kind).toBe('exact');
  });

  it('states how many days are bad, by what, and what that shows', () => {
    const [base, recommended] = result.settings.map(({ badDays }) => badDays);
    expect(base).toMatchObject({ days: 5, bad: 5, byReason: { marked: 5, cut: 5, objective: 0 } });
    expect(base.shown.low).toBeCloseTo(0.05 ** (1 / 5), 6);
    expect(recommended).toMatchObject({ days: 5, bad: 0 });
    expect(recommended.shown.high).toBeCloseTo(1 - 0.05 ** (1 / 5), 6);
    // Days of one kind: there is nothing to tell apart.
    expect(result.settings.map(({ kinds }) => kinds)).toEqual([null, null]);
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
    expect(rows).toHaveLength(1 + 2 * METRICS.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([20]));
  });

  it('gives the second setting its difference to the first', () => {
    const [header, ...body] = rows;
    const cell = (setting: string, column: string) =>
      body.find((row) => row[1] === setting && row[2] === 'mean')?.[header.indexOf(column)];
    expect(cell('default', 'difference_low')).toBe('');
    const found = result.differences[0].measures.mean;
    expect(found.low).toBeLessThan(0);
    const columns = ['kind', 'low', 'high', 'interval_low', 'interval_high'];
    expect(columns.map((column) => cell('recommended', `difference_${column}`))).toEqual(
      [found.kind, found.low, found.high, found.interval?.low, found.interval?.high].map(String),
    );
    expect(
      ['days_less', 'days_more', 'significant'].map((name) => cell('recommended', name)),
    ).toEqual(['5', '0', 'yes']);
  });

  it('leaves an end empty that does not exist, and says by its kind why', () => {
    const [header, first] = resultCsv(resultOf(planOf({ default: {} }, 1, { endMs: 8 * 60_000 })))
      .split('\r\n')
      .filter((row) => /^scenario,|,max,/.test(row))
      .map((row) => row.split(','));
    const cell = (column: string) => first[header.indexOf(column)];
    expect([cell('kind'), cell('high')]).toEqual(['at-least', '']);
    expect(Number(cell('low'))).toBeGreaterThan(60_000);
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
