import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { runExperiment } from '../../sim/studies/compare/compare.ts';
import { checkExpectations, settingsNamed } from '../../sim/studies/compare/result.ts';
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
