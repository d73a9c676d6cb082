/**
 * Closed forms held against 20 simulated days of random scenarios (those of the audit): 40 of them, or
 * as many as SCENARIOS says (500 take three minutes).
 */
import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import { incidents } from '../../../sim/studies/closed-form/incidents.ts';
import { kindsOfDays } from '../../../sim/studies/objective.ts';
import { scenarioFile } from '../../../tools/audit/scenario-file.ts';
import { runExperiment } from '../run-experiment.ts';

const SCENARIOS = Number(process.env.SCENARIOS ?? 40);
const DAYS = 20;
/** Of 500: 5. */
const WRONG = 0.01;
const UNDECIDED = 0.3;

function inputOf(number: number): MailPathInput {
  const { name, text } = scenarioFile('incidents', number);
  const read = readScenario(text, { file: `${name}.yaml`, load: () => null, set: [] });
  const input = read.ok ? read.scenario.settings.get('default') : undefined;
  if (input === undefined) throw new Error(`scenario ${number} cannot be read`);
  return input;
}

/** Days with an incident, by its name among the closed forms. */
function daysWith(input: MailPathInput): Record<'mark' | 'cut' | 'noProcess' | 'tooMany', number> {
  const settings = [{ name: 'default', input }];
  const [outcome] = runExperiment({ settings, seed: 'days', replications: DAYS }).outcomes;
  const { marked, cut } = kindsOfDays(outcome).byReason;
  const daysOf = (metric: MetricName) => outcome.lows(metric).filter((many) => many > 0).length;
  const noProcess = daysOf('without-process');
  return { mark: marked, cut, noProcess, tooMany: daysOf('ended-limit') };
}

describe('closed forms on random scenarios', () => {
  it('say no where it happens on one day of ten at most, yes on nine at least, and else it depends', () => {
    const wrong: string[] = [];
    const undecided = { mark: 0, cut: 0, noProcess: 0, tooMany: 0 };
    for (let number = 0; number < SCENARIOS; number++) {
      const input = inputOf(number);
      const expected = incidents(input);
      for (const [incident, days] of Object.entries(daysWith(input))) {
        const name = incident as keyof typeof undecided;
        const { answer } = expected[name];
        if (answer === 'depends') undecided[name]++;
        const isWrong = answer === 'no' ? days > DAYS / 10 : answer === 'yes' && days < 0.9 * DAYS;
        if (isWrong)
          wrong.push(`${number}: ${name} is "${answer}", and on ${days} of ${DAYS} days`);
      }
    }
    expect(wrong.slice(Math.ceil(WRONG * SCENARIOS))).toEqual([]);
    for (const many of Object.values(undecided)) {
      expect(many / SCENARIOS).toBeLessThanOrEqual(UNDECIDED);
    }
  });
});
