import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { readText } from '../maillog/read-text.ts';
import { tracedLog } from '../studies/traced-log.ts';
import { anyScenario } from './scenario-generator.ts';

/** `attempted-reset`, `skipped-bare`: as a run's result counts its deferrals. */
function kindOf(stat: string, address: string | null): string {
  const text = stat.slice('Deferred'.length);
  const word = /reset/.test(text)
    ? 'reset'
    : /timed out/.test(text)
      ? 'timeout'
      : /refused/.test(text)
        ? 'refused'
        : text === ''
          ? 'bare'
          : 'reply';
  return `${address === null ? 'skipped' : 'attempted'}-${word}`;
}

describe('the log of any run', () => {
  it('agrees with what the run counts: arrivals, deliveries, each kind of deferral', () => {
    fc.assert(
      fc.property(anyScenario, (input) => {
        const result = simulate(input, 'log', 0);
        const { entries, counts } = readText(tracedLog(input, 'log', { logLevel: 9 }));
        expect(counts.byKind.unknown).toBe(0);
        expect(counts.byKind.accepted).toBe(result.arrived);
        const told: Record<string, number> = {};
        let sent = 0;
        for (const entry of entries) {
          if (entry?.kind !== 'delivery') continue;
          if (entry.stat.startsWith('Sent')) sent++;
          if (!entry.stat.startsWith('Deferred')) continue;
          // A deferral never says that all went well.
          expect(entry.dsn).toMatch(/^4\./);
          const kind = kindOf(entry.stat, entry.relay?.address ?? null);
          told[kind] = (told[kind] ?? 0) + 1;
        }
        expect(sent).toBe(result.delivered);
        const expected = Object.entries(result.deferralTexts).filter(([, count]) => count > 0);
        expect(told).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 150, seed: 20_260_105 },
    );
  });
});
