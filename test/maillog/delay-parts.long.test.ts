import { describe, expect, it } from 'vitest';
import { LOG_PART_NAMES } from '../../sim/maillog/log-part.ts';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { Simulation } from '../../sim/mailpath/simulation.ts';
import { buildDiagnosis } from '../../sim/studies/diagnose/result.ts';
import { readShipped } from '../scenario/shipped-scenarios.ts';
import { tracedLog } from '../studies/traced-log.ts';
import { factsOf } from './read-text.ts';

/** Scenarios, a setting of each, a seed, and the verdict that a log of that day has to have. */
const SCENARIOS = [
  ['main.yaml', 'default', '1', 'yes'],
  ['cut-eof.yaml', 'default', '1', 'yes'],
  ['cut-421.yaml', 'default', '1', 'yes'],
  ['never-fits.yaml', 'default', '1', 'yes'],
  // Days of two kinds: a mark that outlives the cut holds up mail for over an hour, or for minutes.
  ['cut-reset-at-boundary.yaml', 'default', '3', 'yes'],
  ['cut-reset-at-boundary.yaml', 'default', '1', 'no'],
  // Without a limit its runners’ connections are cut as well.
  ['throttled.yaml', 'default', '1', 'yes'],
  ['throttled.yaml', 'limited', '1', 'no'],
  ['mixed-destinations.yaml', 'default', '1', 'no'],
  ['lost-throughput.yaml', 'default', '1', 'no'],
] as const;

/** Default, with the limit that is recommended. */
const LIMITED = ['settings.limited={ extends: default, messages-per-connection: 199 }'];

/** Like a log, of what was delivered: the parts of the cohort are those of returned mail too. */
function deliveredOf(input: MailPathInput, seed: string) {
  const simulation = new Simulation(input, seed, 0, {});
  const { measures } = simulation.world;
  const parts = PART_NAMES.map(() => 0);
  const deliver = measures.delivery.bind(measures);
  measures.delivery = (messages, slot, at) => {
    PART_NAMES.forEach((_, part) => {
      parts[part] += messages.parts[slot + part];
    });
    deliver(messages, slot, at);
  };
  simulation.begin();
  simulation.runUntil(Number.POSITIVE_INFINITY);
  const { delays, delivered } = simulation.result().cohort;
  return { parts, delays, delivered };
}

describe('the diagnosis of a simulated run’s log', () => {
  it.each(SCENARIOS)(
    'divides the delay as the simulation does: %s, %s, seed %s',
    (file, setting, seed, failure) => {
      const { settings } = readShipped(file, LIMITED);
      const input = settings.get(setting) as MailPathInput;
      const facts = factsOf(tracedLog(input, seed, { logLevel: 9 }));
      const { verdict } = buildDiagnosis(facts, { version: '', files: [], lifetimeMs: null });
      expect(verdict.failure).toBe(failure);
      const { parts, delays, delivered } = deliveredOf(input, seed);
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
    },
  );
});
