import { describe, expect, it } from 'vitest';
import { sensitivityCsv } from '../../../sim/studies/result/metric-csv.ts';
import { inputValue } from '../../../sim/studies/sensitivity/input-row.ts';
import {
  type SensitivityResult,
  sensitivitySchema,
  sensitivitySentence,
} from '../../../sim/studies/sensitivity/result.ts';
import { sensitivityOf } from './small-sensitivity.ts';

const result = sensitivityOf('mean', 10);
/** Some inputs of the result, with other facts. */
const some = (
  facts: Partial<Record<SensitivityResult['inputs'][number]['name'], { matters: boolean }>>,
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

describe('the sentence of a sensitivity study', () => {
  it('says what to measure first, and what comes next', () => {
    expect(some({ goodput: { matters: true }, size: { matters: true } })).toMatch(
      /^Measure goodput first: between 125 KB\/s and 500 KB\/s mean of a typical day goes from .* to .*; the mean size comes next\.$/,
    );
    expect(some({ goodput: { matters: true }, latency: { matters: false } })).not.toContain(';');
  });

  it('distinguishes what one sets from what one measures', () => {
    expect(some({ runners: { matters: true }, goodput: { matters: true } })).toMatch(
      /^The number of queue runners matters most: between 1 and 4 .*; of what can be measured, goodput comes first\.$/,
    );
    expect(some({ runners: { matters: true } })).not.toContain('can be measured');
  });

  it('says that nothing matters', () => {
    expect(some({ goodput: { matters: false } })).toMatch(
      /^None of these inputs makes a significant difference to mean: it is .* on a typical day\.$/,
    );
  });

  it('calls nothing significant with too few days, and says how many it takes', () => {
    const few = sensitivityOf('mean', 4);
    expect(few.inputs.filter(({ matters }) => matters)).toEqual([]);
    expect(
      few.inputs.flatMap(({ ends }) => ends.map(({ difference }) => difference.significant)),
    ).not.toContain(true);
    expect(few.sentence).toMatch(
      /^The .* has the largest effect so far: between .*; 4 days tell too little: take \d+ or more\.$/,
    );
    expect(sensitivityOf('p99', 1).sentence).toMatch(
      / 1 day tells too little: take \d+ or more\.$/,
    );
  });
});

describe('a sensitivity study for other programs', () => {
  it('is a CSV row for each end of each input', () => {
    const [head, ...rows] = sensitivityCsv(result).trimEnd().split('\r\n');
    expect(head).toMatch(/^scenario,setting,input,input_unit,input_now,/);
    expect(rows).toHaveLength(result.inputs.flatMap(({ ends }) => ends).length);
    expect(rows[0]).toContain(`,${result.inputs[0].name},`);
  });

  it('writes values as people read them', () => {
    expect(inputValue(0.005, 'messages/ms')).toBe('5/s');
    expect(inputValue(1 / 60_000, 'messages/ms')).toBe('1/min');
    expect(inputValue(1.875, 'sigma')).toBe('sigma 1.88');
  });
});
