import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../sim/experiment/compare.ts';
import { MEASURES } from '../../sim/experiment/measure.ts';
import { checkExpectations, settingsNamed } from '../../sim/inquiry/expectation-check.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { MEASURE_UNITS } from '../../sim/scenario/expectation.ts';
import { readShipped, scenarioFiles } from './shipped-scenarios.ts';

/** Enough to hold an expectation to, few enough for a test of all scenarios. */
const REPLICATIONS = 4;

describe('every shipped scenario', () => {
  it('is seen', () => {
    expect(scenarioFiles.length).toBeGreaterThanOrEqual(30);
  });

  it.each(scenarioFiles)('opens with its question and shows what it expects: %s', (file) => {
    const scenario = readShipped(file);
    expect(scenario.question).toMatch(/\?$/);
    expect(scenario.expect.length).toBeGreaterThan(0);
    const names = [...new Set([...scenario.compare, ...settingsNamed(scenario)])];
    const { outcomes } = runExperiment({
      settings: names.map((name) => ({
        name,
        input: scenario.settings.get(name) as MailPathInput,
      })),
      seed: scenario.seed,
      replications: Math.min(REPLICATIONS, scenario.replications),
    });
    expect(checkExpectations(scenario, outcomes).filter(({ state }) => state !== 'met')).toEqual(
      [],
    );
  });
});

describe('the names that expectations know', () => {
  it('are the measures of an experiment, with the same units, and the parts of the delay', () => {
    const measures = new Map<string, string>(MEASURES.map(({ name, unit }) => [name, unit]));
    // Shares of sums over all days: no day has one (SettingOutcome.partsBySize).
    for (const part of PART_NAMES) measures.set(`part.${part}`, 'share');
    measures.set('largest-part', 'word');
    expect(new Map([...MEASURE_UNITS].sort())).toEqual(new Map([...measures].sort()));
  });
});
