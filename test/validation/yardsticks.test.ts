import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedCase, readCase } from './recorded-case.ts';
import { recordedFigures, replayNominal, replayPerturbed } from './replay.ts';
import { bands, connectionDifferences, delayErrors } from './yardsticks.ts';

type NamedCase = [string, RecordedCase];

function casesIn(folder: string): NamedCase[] {
  const path = join(import.meta.dirname, folder);
  return readdirSync(path)
    .filter((file) => file.endsWith('.result.json'))
    .sort()
    .map((file) => [file.replace('.result.json', ''), readCase(join(path, file))]);
}

/** The costs are fitted to the cases of the first folder; those of the second were recorded later. */
const fitted = casesIn('cases');
const heldOut = casesIn('held-out');
const all = [...fitted, ...heldOut];

/** Perturbed replays per case, as the yardstick has it. */
const REPLAYS = 50;

/**
 * Cases whose bands miss more than one figure in ten, with the reason; docs/validation.md has the
 * figures. A case that comes to hold must be taken off the list: the test says so.
 */
const OUTSIDE_BANDS: ReadonlyMap<string, string> = new Map([
  [
    'c1-421-in-service',
    'the original carried 15 messages on its first connection, at 57 ms of overhead a message, beyond the 10% of the perturbation',
  ],
  [
    'f2-reset-after-accept.run2',
    'the maximum by 9%: one message that was in the lists of four cut runners',
  ],
  ['f12-sort-filename', 'p90 by 0.4%: of 552 figures some lie outside bands of 95%'],
  [
    'f12-sort-host.run2',
    'a mark ended while a run was skipping: the last 11 of its 58 messages were tried after all',
  ],
  ['f12-sort-random', 'the maximum by 0.4%: as f12-sort-filename'],
  ['g1-background', 'one message of 150 took 24 ms longer than any other'],
]);

describe('the nominal replay of every recording', () => {
  it('sees all recordings', () => {
    expect(fitted.length).toBeGreaterThanOrEqual(20);
    expect(heldOut.length).toBeGreaterThanOrEqual(25);
  });

  it.each(fitted)('delivers exactly what was delivered: %s', (_name, recorded) => {
    expect(replayNominal(recorded).delivered).toBe(recordedFigures(recorded).delivered);
  });

  it.each(['that the costs were fitted to', 'that were held out'])(
    'has a median error of at most 3 percent, nine in ten within 15: over the recordings %s',
    (which) => {
      const cases = which === 'that were held out' ? heldOut : fitted;
      const errors = cases
        .flatMap(([, recorded]) =>
          delayErrors(recordedFigures(recorded).delays, replayNominal(recorded).delays),
        )
        .sort((a, b) => a - b);
      expect(errors[Math.floor(errors.length / 2)]).toBeLessThanOrEqual(0.03);
      expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThanOrEqual(0.15);
    },
  );

  it.each(fitted.filter(([name]) => /^[abc]/.test(name)))(
    'has the same connections in the same order: %s',
    (_name, recorded) => {
      expect(connectionDifferences(recorded, replayNominal(recorded))).toEqual([]);
    },
  );
});

/**
 * Connections that ended after a refusal: which RSET met it decides what is marked. Left out is the
 * one where nothing is: how many messages are refused depends on the order among equals.
 */
const AFTER_REFUSAL = heldOut.filter(
  ([name, { sink }]) =>
    sink.faults?.some(({ then }) => then !== undefined) && name !== 'f18-reset-after-last-of-limit',
);

describe('the replay of a connection that ends after a refusal', () => {
  it('sees the recordings', () => {
    expect(AFTER_REFUSAL.length).toBeGreaterThanOrEqual(7);
  });

  it.each(AFTER_REFUSAL)('delivers, tries and skips exactly as many: %s', (_name, recorded) => {
    const { delivered, deferrals } = replayNominal(recorded);
    const real = recordedFigures(recorded);
    expect({ delivered, deferrals }).toEqual({
      delivered: real.delivered,
      deferrals: real.deferrals,
    });
  });

  it.each(AFTER_REFUSAL)('has the same connections in the same order: %s', (_name, recorded) => {
    expect(connectionDifferences(recorded, replayNominal(recorded))).toEqual([]);
  });
});

describe('the bands of the perturbed replays', () => {
  it.each(all)('hold nine in ten figures of the recording: %s', (name, recorded) => {
    const replays = Array.from({ length: REPLAYS }, (_, i) => replayPerturbed(recorded, i));
    const figures = bands(recorded, replays);
    const outside = figures.filter((band) => !band.inside).map((band) => band.name);
    const holds = outside.length <= 0.1 * figures.length;
    expect({ holds, outside: holds ? [] : outside }).toEqual(
      OUTSIDE_BANDS.has(name)
        ? { holds: false, outside: expect.any(Array) }
        : { holds: true, outside: [] },
    );
  });
});
