/**
 * What every answer keeps to, whatever the scenario: figures lie within what the days have shown,
 * shares are shares of one whole, sentences and tables are read from the same numbers.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../sim/document/bounds.ts';
import { reportText } from '../../sim/document/text.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { METRICS, type MetricName } from '../../sim/mailpath/metrics.ts';
import { incidents } from '../../sim/studies/closed-form/incidents.ts';
import { resultReport } from '../../sim/studies/compare/request.ts';
import { buildResult } from '../../sim/studies/compare/result.ts';
import { type Result, resultSchema } from '../../sim/studies/result/result-schema.ts';
import { runExperiment } from '../studies/run-experiment.ts';
import { anyScenario } from './scenario-generator.ts';

const DAYS = 6;
const same = (text: string): string => text;
const PLAIN = { bold: same, dim: same, red: same, green: same, yellow: same };

function answerOf(input: MailPathInput, endMs: number) {
  const settings = [
    { name: 'default', input: { ...input, endMs } },
    {
      name: 'other',
      input: { ...input, endMs, settings: { ...input.settings, runners: 3, hostStatus: false } },
    },
  ];
  const experiment = runExperiment({ settings, seed: 'answers', replications: DAYS });
  const result = buildResult(experiment, {
    format: 'mailpath-comparison/2',
    version: 'test',
    scenario: {
      name: 'any',
      question: 'Any?',
      file: 'any.yaml',
      deployment: 'on-premises',
      set: [],
      site: [],
      faults: [],
      text: '',
    },
    assumptions: [],
    checks: null,
    runnersInAll: [],
    restsOn: null,
  });
  const report = resultReport(result, { input, command: '', startsAtMs: 0, timelines: [] });
  return { experiment, result, text: reportText(report, { columns: 100, paint: PLAIN }, true) };
}

describe('an answer, for random scenarios that may be cut off', () => {
  it('keeps to its schema, and its figures to what the days have shown', () => {
    fc.assert(
      fc.property(anyScenario, fc.constantFrom(20_000, 120_000), (input, endMs) => {
        const { experiment, result } = answerOf(input, endMs);
        expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
        result.settings.forEach(({ measures }, i) => {
          for (const { name } of METRICS)
            expectWithin(measures[name], experiment.outcomes[i].of(name), name);
        });
      }),
      { numRuns: 40, seed: 20_260_102 },
    );
  });

  it('tells the same of the delay in the table, the sentence and the largest part', () => {
    fc.assert(
      fc.property(anyScenario, (input) => {
        const { result, text } = answerOf(input, 60_000);
        for (const { parts, largestPart, badDays, kinds } of result.settings) {
          const sum = parts.reduce((total, { share }) => total + share, 0);
          if (largestPart === null) expect(sum).toBe(0);
          else expect(sum).toBeCloseTo(1, 9);
          expect(largestPart ?? parts[0].name).toBe(parts[0].name);
          expect(kinds === null).toBe(badDays.bad === 0 || badDays.bad === badDays.days);
          if (kinds !== null) expect(kinds.bad.days + kinds.good.days).toBe(badDays.days);
        }
        const { base } = result.verdict;
        expect(base.largestPart?.name ?? null).toBe(result.settings[0].largestPart);
        expect(text).not.toMatch(/NaN|Infinity|undefined|±/);
        expect(text.replaceAll(/\s+/g, ' ')).toContain(
          result.verdict.sentence.replaceAll(/\s+/g, ' '),
        );
      }),
      { numRuns: 40, seed: 20_260_103 },
    );
  });
});

/** Between the least and the largest of the days, the interval around the typical day. */
function expectWithin(
  found: Result['settings'][number]['measures'][MetricName],
  days: readonly { low: number; high: number }[],
  name: string,
): void {
  const values = days.filter(({ low }) => !Number.isNaN(low));
  expect(found.days, name).toBe(values.length);
  if (values.length === 0) {
    expect(found.kind, name).toBe('none');
    return;
  }
  const [least, most] = [
    Math.min(...values.map(({ low }) => low)),
    Math.max(...values.map(({ high }) => high)),
  ];
  const { low, high } = boundsOf(found);
  expect(low, name).toBeGreaterThanOrEqual(least);
  expect(high, name).toBeLessThanOrEqual(most);
  expect(low, name).toBeLessThanOrEqual(high);
  if (found.interval === null) {
    expect(values.length, name).toBeLessThan(5);
    return;
  }
  const interval = boundsOf(found.interval);
  expect(interval.low, name).toBeGreaterThanOrEqual(least);
  expect(interval.low, name).toBeLessThanOrEqual(low);
  expect(interval.high, name).toBeGreaterThanOrEqual(high);
  expect(interval.high, name).toBeLessThanOrEqual(most);
}

describe('what closed forms expect, for random scenarios', () => {
  it('is a share of the days, the low end below the high one', () => {
    fc.assert(
      fc.property(anyScenario, (input) => {
        for (const { answer, chance } of Object.values(incidents(input))) {
          expect(chance.low).toBeGreaterThanOrEqual(0);
          expect(chance.high).toBeGreaterThanOrEqual(chance.low);
          expect(chance.high).toBeLessThanOrEqual(1);
          expect(answer === 'no').toBe(chance.high <= 0.1);
        }
      }),
      { numRuns: 2000, seed: 20_260_103 },
    );
  });
});
