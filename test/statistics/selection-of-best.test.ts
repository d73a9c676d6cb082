import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import { SelectionOfBest } from '../../sim/statistics/selection-of-best.ts';

const MACROS = 2000;
const PROMISED = 0.95;
/** Three standard errors of a share of MACROS experiments. */
const NOISE = 3 * Math.sqrt((PROMISED * (1 - PROMISED)) / MACROS);
/** Standard deviation of one value, in units of the indifference. */
const SPREAD = 3;

/** The value of one setting, its chance being partly the round's own: mean 0, deviation 1. */
type Law = (shared: number, own: number) => number;

/** Normal values of which `correlation` is common to all settings. */
const normal =
  (correlation: number): Law =>
  (shared, own) =>
    Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * own;

/** The exponential of such a value: skewness 1.75 for sigma = 0.5, 6.2 for sigma = 1. */
function lognormal(sigma: number, correlation: number): Law {
  const mean = exp((sigma * sigma) / 2);
  const deviation = mean * Math.sqrt(exp(sigma * sigma) - 1);
  return (shared, own) => (exp(sigma * normal(correlation)(shared, own)) - mean) / deviation;
}

/** How often the best is found where all others are worse by just the indifference. */
function correctSelections(systems: number, law: Law, firstStage = 20): number {
  const stream = new RandomStream('selection', systems, 'values');
  const noise = () => normalQuantile(stream.uniform());
  let right = 0;
  for (let macro = 0; macro < MACROS; macro++) {
    const best = macro % systems;
    const race = new SelectionOfBest({
      systems,
      firstStage,
      indifference: 1,
      confidence: PROMISED,
    });
    while (!race.done) {
      const shared = noise();
      race.observe(race.survivors.map((i) => (i === best ? 0 : 1) + SPREAD * law(shared, noise())));
    }
    if (race.best === best) right++;
  }
  return right / MACROS;
}

describe('the selection of the best', () => {
  it.each([
    [5, 'normal and independent', normal(0)],
    [20, 'normal and independent', normal(0)],
    [5, 'normal with common random numbers', normal(0.7)],
    [20, 'normal with common random numbers', normal(0.7)],
    [5, 'skewed and independent', lognormal(0.5, 0)],
    [20, 'skewed with common random numbers', lognormal(1, 0.7)],
  ] as const)('of %d is right as often as promised, values being %s', (systems, _, law) => {
    expect(correctSelections(systems, law)).toBeGreaterThan(PROMISED - NOISE);
  });

  it('falls short of its promise by little on very skewed values after a short first stage', () => {
    const share = correctSelections(5, lognormal(1, 0), 10);
    expect(share).toBeGreaterThan(0.9);
  });

  it('needs fewer rounds where the settings share their random numbers', () => {
    const rounds = [0, 0.9].map((correlation) => {
      const stream = new RandomStream('selection', 0, 'rounds');
      const law = normal(correlation);
      let sum = 0;
      for (let macro = 0; macro < 50; macro++) {
        const race = new SelectionOfBest({
          systems: 4,
          firstStage: 10,
          indifference: 1,
          confidence: PROMISED,
        });
        while (!race.done) {
          const shared = normalQuantile(stream.uniform());
          race.observe(
            race.survivors.map((i) => i + 4 * law(shared, normalQuantile(stream.uniform()))),
          );
        }
        sum += race.rounds;
      }
      return sum;
    });
    expect(rounds[1]).toBeLessThan(rounds[0] / 2);
  });

  it('keeps its means and says who was left last', () => {
    const race = new SelectionOfBest({
      systems: 3,
      firstStage: 2,
      indifference: 10,
      confidence: 0.9,
    });
    expect(race).toMatchObject({ survivors: [0, 1, 2], done: false, rounds: 0, runnerUp: null });
    expect(race.mean(0)).toBeNaN();
    race.observe([5, 100, 7]);
    race.observe([6, 101, 9]);
    expect(race).toMatchObject({ survivors: [0], done: true, rounds: 2, best: 0 });
    expect(race.runnerUp).toEqual({ system: 2, round: 2 });
    expect([0, 1, 2].map((i) => race.mean(i))).toEqual([5.5, 100.5, 8]);
    race.observe([1]);
    expect(race.rounds).toBe(2);
  });

  it('ends with settings that are alike to the last bit', () => {
    const race = new SelectionOfBest({
      systems: 3,
      firstStage: 5,
      indifference: 1,
      confidence: 0.95,
    });
    const stream = new RandomStream('selection', 0, 'alike');
    while (!race.done) {
      const value = 30 * normalQuantile(stream.uniform());
      race.observe(race.survivors.map((i) => (i === 2 ? value - 50 : value)));
    }
    expect(race).toMatchObject({ best: 2, rounds: 5 });
    const twins = new SelectionOfBest({
      systems: 2,
      firstStage: 3,
      indifference: 1,
      confidence: 0.9,
    });
    for (const value of [1, 8, 3]) twins.observe([value, value]);
    expect(twins).toMatchObject({ done: true, best: 0, runnerUp: { system: 1, round: 3 } });
  });

  it('of one setting needs no round, and refuses what makes no sense', () => {
    const input = { systems: 2, firstStage: 2, indifference: 1, confidence: 0.95 };
    expect(new SelectionOfBest({ ...input, systems: 1 })).toMatchObject({ done: true, best: 0 });
    expect(() => new SelectionOfBest({ ...input, confidence: 0.4 })).toThrow('confidence');
    expect(() => new SelectionOfBest({ ...input, firstStage: 1 })).toThrow('firstStage');
    expect(() => new SelectionOfBest({ ...input, indifference: 0 })).toThrow('indifference');
    expect(() => new SelectionOfBest(input).observe([1])).toThrow('each survivor');
    expect(() => new SelectionOfBest(input).observe([1, Number.NaN])).toThrow('finite');
  });
});
