import { describe, expect, it } from 'vitest';
import { LOG_PART_NAMES } from '../../sim/maillog/log-part.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { buildDiagnosis } from '../../sim/report/diagnosis.ts';
import { tracedLog } from '../experiment/traced-log.ts';
import { readShipped } from '../scenario/shipped-scenarios.ts';
import { factsOf } from './read-text.ts';

/** Scenarios, and the verdict that a log of their default setting has to have. */
const SCENARIOS = [
  ['main.yaml', 'yes'],
  ['cut-eof.yaml', 'yes'],
  ['cut-421.yaml', 'yes'],
  ['never-fits.yaml', 'yes'],
  ['cut-reset-at-boundary.yaml', 'yes'],
  ['throttled.yaml', 'no'],
  ['mixed-destinations.yaml', 'no'],
  ['lost-throughput.yaml', 'no'],
] as const;

describe('the diagnosis of a simulated run’s log', () => {
  it.each(SCENARIOS)('divides the delay as the simulation does: %s', (file, failure) => {
    const scenario = readShipped(file);
    const input = scenario.settings.get('default') as MailPathInput;
    const facts = factsOf(tracedLog(input, scenario.seed, { logLevel: 9 }));
    const { verdict } = buildDiagnosis(facts, { version: '', files: [], lifetimeMs: null });
    expect(verdict.failure).toBe(failure);
    const { parts, delays, delivered } = simulate(input, scenario.seed, 0).cohort;
    expect(facts.traffic.delivered).toBe(delivered);
    expect(Math.abs(facts.traffic.delays.mean - delays.mean)).toBeLessThan(50);
    const ours = facts.traffic.parts;
    const sum = parts.reduce((a, b) => a + b, 0);
    const all = Object.values(ours).reduce((a, b) => a + b, 0);
    const model = Object.fromEntries(PART_NAMES.map((name, i) => [name, parts[i]]));
    for (const name of LOG_PART_NAMES.filter((name) => name !== 'cut')) {
      // A cut under the message is a failed attempt in the model; an attempt that succeeds is one
      // time in the log, connecting and transfer.
      const told = ours[name] + (name === 'failure' ? ours.cut : 0);
      const simulated = model[name] + (name === 'transfer' ? model.connect : 0);
      expect(Math.abs(told / all - simulated / sum), name).toBeLessThan(0.02);
    }
  });
});
