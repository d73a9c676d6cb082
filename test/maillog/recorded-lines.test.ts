import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MailLog } from '../../sim/maillog/mail-log.ts';
import { tracedLog } from '../studies/traced-log.ts';
import { caseInput, NOMINAL } from '../validation/case-input.ts';
import { readCase } from '../validation/recorded-case.ts';
import { LATEST_MS, recordedLog } from './read-text.ts';

const CASES = join(import.meta.dirname, '..', 'validation', 'cases');

/** Lines by what they say: `delivery deferred reset skipped`. Those of the receiving side are left out. */
function kindsOf(log: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  const reader = new MailLog({ latestMs: LATEST_MS, zone: null }, (line) => {
    if (line.kind === 'known' || line.kind === 'daemon') return;
    const words = [
      line.kind,
      ...(line.kind === 'delivery' ? [line.statKind] : []),
      ...(line.kind === 'delivery' && line.statKind === 'deferred' ? [line.deferredText] : []),
      ...(line.kind === 'delivery' && line.skipped ? ['skipped'] : []),
    ];
    const key = words.join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  });
  reader.push(log);
  reader.endFile();
  return counts;
}

function replayed(name: string): Record<string, number> {
  const recorded = readCase(join(CASES, `${name}.result.json`));
  const startMs = recorded.timeZeroEpochMs;
  return kindsOf(tracedLog(caseInput(recorded, NOMINAL), 'replay', { startMs }));
}

describe('the log that a replay of a recording writes', () => {
  it.each([
    'a1-cap-hoststat',
    'b2-defer-mail',
    'b3-greet421',
    'd1-nocap',
    'e3-flaky',
    'g3-background-421',
  ])('has as many lines of each kind as real Sendmail wrote: %s', (name) => {
    expect(replayed(name)).toEqual(kindsOf(recordedLog(name)));
  });

  // A queue run and a cut fall together in these two, and one branch or the other is chance.
  it.each(['c1-421-in-service', 'd3-limit'])('has nearly as many: %s', (name) => {
    const [ours, real] = [replayed(name), kindsOf(recordedLog(name))];
    expect(Object.keys(ours).sort()).toEqual(Object.keys(real).sort());
    for (const [kind, count] of Object.entries(real)) {
      expect(Math.abs(ours[kind] - count)).toBeLessThanOrEqual(Math.max(2, 0.1 * count));
    }
  });
});
