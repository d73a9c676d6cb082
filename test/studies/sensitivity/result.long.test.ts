import { describe, expect, it } from 'vitest';
import { sensitivityCsv } from '../../../sim/studies/result/metric-csv.ts';
import { inputValue } from '../../../sim/studies/sensitivity/input-row.ts';
import {
  type InputResult,
  type SensitivityResult,
  sensitivitySchema,
  sensitivitySentence,
} from '../../../sim/studies/sensitivity/result.ts';
import { sensitivityOf } from './small-sensitivity.ts';

const result = sensitivityOf('mean', 10);
/** Some inputs of the result, with other facts. */
const some = (
  facts: Partial<Record<SensitivityResult['inputs'][number]['name'], Pick<InputResult, 'effect'>>>,
) =>
  sensitivitySentence({
    ...result,
    inputs: Object.entries(facts).flatMap(([name, own]) =>
      result.inputs
        .filter((input) => input.name === name)
        .map((input) => ({
          ...input,
          ...own,
          ends: input.ends.map((end) => ({ ...end, ...own })),
        })),
    ),
  });

describe('the result of a sensitivity study', () => {
  it('keeps to its schema', () => {
    for (const one of [result, sensitivityOf('p99', 1), sensitivityOf('connections', 2)]) {
      expect(sensitivitySchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    }
  });
});

describe('what is said not to matter', () => {
  it('never moves the measure by half on a typical day', () => {
    const half = 0.5 * Number(result.base.low);
    const ends = result.inputs.flatMap((input) => input.ends);
    const large = ends.filter(({ difference: { low } }) => Math.abs(low ?? half) >= half);
    expect(large.length).toBeGreaterThan(0);
    expect(large.map(({ effect }) => effect)).not.toContain('still');
  });
});

describe('the sentence of a sensitivity study', () => {
  it('says what to measure first, and what comes next', () => {
    expect(some({ goodput: { effect: 'moves' }, size: { effect: 'moves' } })).toMatch(
      /^Measure goodput first: between 125 KB\/s and 500 KB\/s mean of a typical day goes from .* to .*; the mean size comes next\.$/,
    );
    expect(some({ goodput: { effect: 'moves' }, latency: { effect: 'still' } })).not.toContain(';');
  });

  it('distinguishes what one sets from what one measures', () => {
    expect(some({ runners: { effect: 'moves' }, goodput: { effect: 'moves' } })).toMatch(
      /^The number of queue runners matters most: between 1 and 4 .*\.$/,
    );
  });

  it('says that nothing matters', () => {
    expect(some({ goodput: { effect: 'still' } })).toMatch(
      /^None of these inputs moves mean by more than 1% on any day that was tried: it is .* on a typical day\.$/,
    );
  });

  it('says what cannot be told with so few days', () => {
    const few = sensitivityOf('mean', 4);
    expect(new Set(few.inputs.map(({ effect }) => effect))).toEqual(new Set(['unknown']));
    expect(few.sentence).toMatch(
      /^The .* has the largest effect so far: between .*; 4 days cannot tell whether that is more than chance\.$/,
    );
    expect(sensitivityOf('p99', 1).sentence).toMatch(/1 day cannot tell /);
  });

  it('says what goes the same way on each day, if that is too little to hold among all', () => {
    expect(some({ goodput: { effect: 'likely' } })).toMatch(
      /^Measure goodput first: the same way on each of \d+ days, between 125 KB\/s and/,
    );
  });
});

describe('a sensitivity study for other programs', () => {
  it('is a CSV row for each end of each input', () => {
    const [head, ...rows] = sensitivityCsv(result).trimEnd().split('\r\n');
    expect(head).toMatch(/^scenario,setting,input,input_unit,input_now,/);
    expect(rows).toHaveLength(result.inputs.flatMap(({ ends }) => ends).length);
    expect(rows[0]).toContain(`,${result.inputs[0].name},`);
    expect(rows[0]).toContain(`,${result.inputs[0].ends[0].effect},mean,`);
  });

  it('writes values as people read them', () => {
    expect(inputValue(0.005, 'messages/ms')).toBe('5/s');
    expect(inputValue(1 / 60_000, 'messages/ms')).toBe('1/min');
    expect(inputValue(1.875, 'sigma')).toBe('sigma 1.88');
  });
});
