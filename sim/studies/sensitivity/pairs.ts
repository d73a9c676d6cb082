/**
 * Inputs that act together: with both changed the measure goes elsewhere than the two changes add up to.
 *
 *   screening   elementary effects of the inputs that move the measure most (Morris 1991), each as it is
 *               or at the value that moves it most: trajectories through the combinations, one input
 *               changed at a step, each with the one through the opposite combinations, so that every
 *               input is changed with every other as it is and changed. An effect that is another among
 *               the others than it is alone, on the same day, is one that depends on them
 *   test        the pairs among those whose effects depend most: 2 x 2 of the two, by paired days; sign
 *               test on  both - one - other + neither,  and Holm over the pairs
 *
 * With two values an input the spread of its effects is that of acting together alone: there is no
 * curvature to be taken for it.
 *
 * Source: Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics
 * 33 (1991).
 */
import { RandomStream } from '../../engine/random.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { holm, median, signTest } from '../../statistics/order-statistics.ts';
import { daysNeeded } from '../days-words.ts';
import { CONFIDENCE } from '../estimate.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { effectsOf, sizeOf, WITHIN } from './effects.ts';
import { type End, type Runs, type Trial, trialOf } from './trials.ts';

/** An input among the others. */
interface ScreenedInput {
  readonly end: End;
  /** Elementary effects: the mean of their sizes, and how far they are from the effect alone. */
  readonly meanSize: number;
  readonly departure: number;
}

interface TestedPair {
  readonly one: End;
  readonly other: End;
  readonly both: SettingOutcome;
  readonly days: number;
  /** What both do beyond the sum of what each does, on the typical day. */
  readonly beyond: number;
  /** More than chance, and more than a tenth of what the larger does alone. */
  readonly together: boolean;
}

export interface FoundPairs {
  readonly trajectories: number;
  readonly screened: readonly ScreenedInput[];
  readonly tested: readonly TestedPair[];
}

export const NO_PAIRS: FoundPairs = { trajectories: 0, screened: [], tested: [] };

const MAX_SCREENED = 6;
/** On each of so many days a trajectory and its opposite. */
const SCREENED_DAYS = 2;
/** Inputs whose pairs are tested: three pairs, which seven days can tell. */
const MAX_TESTED = 3;
/** Of what the larger of two effects is alone: less is no acting together. */
const SHARE = 0.1;

export interface Looked {
  readonly base: Trial;
  readonly ends: readonly End[];
  readonly metric: MetricName;
  readonly looks: number;
  /** Days of each at most. */
  readonly max: number;
}

export function* pairsStudy(looked: Looked, runs: Runs): Study<FoundPairs> {
  const { base, metric, max } = looked;
  const moving = movingEnds(looked);
  const screenedDays = Math.min(SCREENED_DAYS, base.outcome.days);
  if (moving.length < 2 || screenedDays === 0) return NO_PAIRS;
  const trajectories = 2 * screenedDays;
  const screened = yield* screening(moving, looked, screenedDays, runs);
  if (runs.stopped) return NO_PAIRS;
  const candidates = [...screened]
    .sort((a, b) => b.departure - a.departure)
    .slice(0, MAX_TESTED)
    .map(({ end }) => end);
  const pairs = candidates.flatMap((one, i) =>
    candidates.slice(i + 1).map((other) => {
      const input = withChanges(base.input, [one, other]);
      const name = `${one.trial.name}, ${other.input.name} ${other.value}`;
      return { one, other, trial: trialOf(name, input) };
    }),
  );
  const days = Math.min(max, daysNeeded(pairs.length));
  const all = [base, ...candidates.map(({ trial }) => trial), ...pairs.map(({ trial }) => trial)];
  yield* runs.bring(all, days, `${pairs.length} pairs of inputs`);
  if (runs.stopped) return { trajectories, screened, tested: [] };
  const beyond = pairs.map(({ one, other, trial }) =>
    interactions(base.outcome, [one, other], trial.outcome, metric),
  );
  const significant = holm(
    beyond.map((values) =>
      signTest(
        values.filter(({ high }) => high < 0).length,
        values.filter(({ low }) => low > 0).length,
      ),
    ),
    CONFIDENCE,
  );
  return {
    trajectories,
    screened,
    tested: pairs.map(({ one, other, trial }, i) => {
      const typical = median(beyond[i].map(({ low }) => low));
      const alone = [one, other].map((end) => Math.abs(effectAlone(base.outcome, end, metric)));
      return {
        one,
        other,
        both: trial.outcome,
        days: trial.outcome.days,
        beyond: typical,
        together: significant[i] && Math.abs(typical) > SHARE * Math.max(...alone),
      };
    }),
  };
}

/** Of each input that moves the measure, or may, the value that moves it most; the largest first. */
function movingEnds({ base, ends, metric, looks }: Looked): End[] {
  const outcomes = ends.map(({ trial }) => trial.outcome);
  const effects = effectsOf(base.outcome, outcomes, metric, looks);
  const sized = ends
    .map((end, i) => ({
      end,
      effect: effects[i].effect,
      size: sizeOf(base.outcome, end.trial.outcome, metric),
    }))
    .filter(({ effect, size }) => effect !== 'still' && size > WITHIN && Number.isFinite(size))
    .sort((a, b) => b.size - a.size);
  return sized
    .filter(({ end }, i) => sized.findIndex((one) => one.end.input === end.input) === i)
    .slice(0, MAX_SCREENED)
    .map(({ end }) => end);
}

function withChanges(input: MailPathInput, ends: readonly End[]): MailPathInput {
  return ends.reduce((changed, end) => end.input.changed(changed, end.value), input);
}

function* screening(
  moving: readonly End[],
  { base, metric }: Looked,
  days: number,
  runs: Runs,
): Study<ScreenedInput[]> {
  const paths = Array.from({ length: days }, (_, day) => {
    const path = trajectory(moving.length, new RandomStream(runs.seed, day, 'trajectories'));
    const opposite = path.map((changed) => changed.map((is) => !is));
    return [
      { path, day },
      { path: opposite, day },
    ];
  }).flat();
  const points = paths.flatMap(({ path, day }) => path.map((changed) => ({ changed, day })));
  const isKnown = ({ changed }: (typeof points)[number]) => changed.filter((is) => is).length < 2;
  const unknown = points.filter((point) => !isKnown(point));
  const finished = yield* runs.run(
    unknown.map(({ changed, day }) => ({
      input: withChanges(
        base.input,
        moving.filter((_, i) => changed[i]),
      ),
      seed: runs.seed,
      replication: day,
      setting: `${base.name}, ${changed.filter((is) => is).length} inputs changed`,
    })),
    `${moving.length} inputs among each other`,
  );
  const found = (changed: readonly boolean[], day: number): number => {
    const at = unknown.findIndex((one) => one.changed === changed && one.day === day);
    if (at < 0) {
      const alone = moving[changed.indexOf(true)]?.trial ?? base;
      return alone.outcome.of(metric)[day].low;
    }
    const replication = finished[at];
    if (replication === null) return Number.NaN;
    const outcome = new SettingOutcome('', [], false);
    outcome.add(replication);
    return outcome.of(metric)[0].low;
  };
  return moving.map((end, i) => {
    const steps = paths.map(({ path, day }) => {
      const step = path.findIndex((point, at) => at > 0 && point[i] !== path[at - 1][i]);
      const sign = path[step][i] ? 1 : -1;
      const among = sign * (found(path[step], day) - found(path[step - 1], day));
      const alone = end.trial.outcome.of(metric)[day].low - base.outcome.of(metric)[day].low;
      return { among, alone };
    });
    const known = steps.filter(({ among, alone }) => Number.isFinite(among - alone));
    const mean = (of: (step: (typeof known)[number]) => number) =>
      known.reduce((sum, step) => sum + of(step) / known.length, 0);
    return {
      end,
      meanSize: mean(({ among }) => Math.abs(among)),
      departure: mean(({ among, alone }) => Math.abs(among - alone)),
    };
  });
}

/** From a combination drawn at random, each input changed once, in an order drawn at random. */
function trajectory(inputs: number, draws: RandomStream): (readonly boolean[])[] {
  const start = Array.from({ length: inputs }, () => draws.uniform() < 0.5);
  const order = Array.from({ length: inputs }, (_, i) => i);
  for (let i = inputs - 1; i > 0; i--) {
    const j = Math.floor(draws.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const path: (readonly boolean[])[] = [start];
  for (const input of order) {
    const last = path[path.length - 1];
    path.push(last.map((is, i) => (i === input ? !is : is)));
  }
  return path;
}

/** On the typical day. */
export function effectAlone(base: SettingOutcome, end: End, metric: MetricName): number {
  const from = base.of(metric);
  const values = end.trial.outcome.of(metric).map(({ low }, day) => low - from[day].low);
  return median(values.filter((value) => !Number.isNaN(value)));
}

/** What both do beyond the sum of what each does, day by day, as far as it is known. */
function interactions(
  base: SettingOutcome,
  ends: readonly [End, End],
  both: SettingOutcome,
  metric: MetricName,
): Bounds[] {
  const [one, other] = ends.map(({ trial }) => trial.outcome.of(metric));
  const neither = base.of(metric);
  return both.of(metric).flatMap(({ low, high }, day) => {
    const sum = {
      low: low - one[day].high - other[day].high + neither[day].low,
      high: high - one[day].low - other[day].low + neither[day].high,
    };
    return Number.isNaN(sum.low) || Number.isNaN(sum.high) ? [] : [sum];
  });
}
