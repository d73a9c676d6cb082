import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { sensitivityCsv } from '../../../sim/studies/result/metric-csv.ts';
import {
  type SensitivityResult,
  sensitivitySchema,
} from '../../../sim/studies/sensitivity/sensitivity-schema.ts';
import { sensitivityText } from '../../../sim/studies/sensitivity/sensitivity-text.ts';
import {
  inputValue,
  sensitivitySentence,
} from '../../../sim/studies/sensitivity/sensitivity-words.ts';
import { tornadoData } from '../../../sim/studies/sensitivity/tornado-chart-data.ts';
import { sensitivityOf } from './small-sensitivity.ts';

const result = sensitivityOf('mean', 10);
const page = (columns: number) => ({ columns, paint: PLAIN });
/** Some inputs of the result, with other facts. */
const some = (
  facts: Partial<
    Record<SensitivityResult['inputs'][number]['name'], { matters: boolean; swing?: number }>
  >,
) =>
  sensitivitySentence({
    ...result,
    inputs: Object.entries(facts).flatMap(([name, own]) =>
      result.inputs.filter((input) => input.name === name).map((input) => ({ ...input, ...own })),
    ),
  });

describe('the result of a sensitivity study', () => {
  it('keeps to its schema', () => {
    for (const one of [result, sensitivityOf('p99', 1), sensitivityOf('connections', 2)]) {
      expect(sensitivitySchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    }
  });
});

describe('the text of a sensitivity study', () => {
  const text = sensitivityText(result, page(100));

  it('has a tornado with the base on one line, the longest bar first', () => {
    const bars = text.split('\n').filter((line) => /^ {2}\S.*│/.test(line));
    expect(bars).toHaveLength(result.inputs.length);
    expect(new Set(bars.map((bar) => bar.indexOf('│'))).size).toBe(1);
    const lengths = bars.map((bar) => (bar.match(/[█░·]/g) ?? []).length);
    expect(lengths[0]).toBe(Math.max(...lengths));
    expect(text).toContain('░ the input at its low end');
  });

  it('shows the ranges, and what is left out and why', () => {
    expect(text).toMatch(/^ {2}goodput +125 KB\/s +500 KB\/s/m);
    expect(text).toMatch(/spread of sizes: the sizes are not lognormal/);
  });

  it.each([60, 80, 100])('stays within %i columns', (columns) => {
    const lines = sensitivityText(result, page(columns)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('has the interval of the base low to high, and says how it was made', () => {
    expect(text).toMatch(/^mean is .* \([\d.]+ to [\d.]+ \w+\) on a typical day \(│\)/m);
    expect(text).not.toContain('±');
    expect(text).toContain('by order statistics');
  });

  it('draws what never arrives beyond the scale, and says so before any number', () => {
    const [first, ...rest] = result.inputs;
    const never = { kind: 'never', low: null, high: null } as const;
    const high = { ...first.high, measure: { ...first.high.measure, ...never } };
    const told = sensitivityText({ ...result, inputs: [{ ...first, high }, ...rest] }, page(100));
    expect(told).toMatch(/▶$/m);
    expect(told).toMatch(/never$/m);
    expect(told.replaceAll(/\s+/g, ' ')).toMatch(
      /Some mail never arrives, .* on a typical day with .* at its high end\. Its delays count as never/,
    );
    expect(text).not.toContain('▶');
  });

  it('says that nothing moves it where nothing does', () => {
    const still = { ...result, inputs: [] };
    expect(sensitivityText(still, page(100))).toContain('nothing within these ranges');
  });

  it('is marked where it was stopped', () => {
    const stopped = sensitivityText({ ...result, partial: true }, page(100));
    expect(stopped.match(/PARTIAL/g)).toHaveLength(2);
  });
});

describe('the sentence of a sensitivity study', () => {
  it('says what to measure first, what comes next, and what does not matter', () => {
    expect(
      some({
        goodput: { matters: true },
        size: { matters: true },
        latency: { matters: false, swing: 0 },
      }),
    ).toMatch(
      /^Measure goodput first: between 125 KB\/s and 500 KB\/s mean of a typical day goes from .* to .*\. The mean size comes next\. The far side’s latency does not clearly matter here\.$/,
    );
  });

  it('tells what one sets from what one measures', () => {
    expect(some({ runners: { matters: true }, goodput: { matters: true } })).toMatch(
      /^The number of queue runners matters most: between 1 and 4 .* Of what can be measured, goodput comes first/,
    );
  });

  it('says what more days would tell', () => {
    const unsure = { matters: false, swing: 1e9 };
    expect(some({ goodput: { matters: true }, size: unsure, rate: unsure })).toMatch(
      /More days would tell whether the mean size and the arrival rate do\.$/,
    );
  });

  it('says that nothing matters', () => {
    expect(some({ goodput: { matters: false } })).toMatch(
      /^None of these inputs makes a clear difference to mean: it is .* on a typical day\.$/,
    );
  });

  it('calls nothing clear where so few days cannot tell, and says how many it takes', () => {
    const few = sensitivityOf('mean', 4);
    expect(few.inputs.filter(({ matters }) => matters)).toEqual([]);
    expect(few.inputs.map(({ low }) => low.difference.clear)).not.toContain(true);
    expect(few.sentence).toMatch(
      /^4 days tell too little: take \d+ or more; until then nothing can be said of what matters\.$/,
    );
    expect(sensitivityOf('p99', 1).sentence).toMatch(/^1 day tells too little: /);
  });
});

describe('a sensitivity study for other programs', () => {
  it('is a CSV row for each end of each input', () => {
    const [head, ...rows] = sensitivityCsv(result).trimEnd().split('\r\n');
    expect(head).toMatch(/^scenario,setting,input,input_unit,end,/);
    expect(rows).toHaveLength(2 * result.inputs.length);
    expect(rows[0]).toContain(`,${result.inputs[0].name},`);
  });

  it('is the data of a tornado', () => {
    const data = tornadoData(result);
    expect(data).toMatchObject({ measure: 'mean', unit: 'ms', base: { low: result.base.low } });
    expect(data.bars.map(({ name }) => name)).toEqual(result.inputs.map(({ name }) => name));
    const goodput = data.bars.find(({ name }) => name === 'goodput');
    expect(goodput).toMatchObject({ present: '250 KB/s', low: { text: '125 KB/s' } });
  });

  it('writes values as people read them', () => {
    expect(inputValue(0.005, 'messages/ms')).toBe('5/s');
    expect(inputValue(1 / 60_000, 'messages/ms')).toBe('1/min');
    expect(inputValue(1.875, 'sigma')).toBe('sigma 1.88');
  });
});
