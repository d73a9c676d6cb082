/**
 * Objectives that no candidate meets: the best that there is, and which bound stops it.
 *
 * Each bound is lifted by itself (sixteen times the runners, a retry every minute, HostStat free, a
 * bound of a measure gone) and the candidates that this adds are judged. What meets the objectives
 * then names its bound; if nothing does, no bound is to blame. Estimates, not a guarantee.
 */
import type { Study } from '../study.ts';
import type { Bounds } from './candidate-grid.ts';
import { decideFeasibility, type Feasibility } from './feasibility.ts';
import type { Entry, Ledger } from './ledger.ts';
import { isAboutEveryDay, keeps, type Objective, type ObjectiveAnswer } from './objective.ts';

const MINUTE_MS = 60_000;
const LOOKS_AT_MOST = 10;
/** How far the bound on runners is lifted. */
const RUNNERS_LIFTED = 16;

/** Which bound: a setting's, or a measure's by its text. */
export type BoundName =
  | 'messagesPerConnection'
  | 'runners'
  | 'retryIntervalMs'
  | 'hostStatus'
  | string;

export interface LiftedBound<E extends Entry> {
  readonly bound: BoundName;
  /** The best candidate without it. */
  readonly entry: E;
  readonly answers: readonly ObjectiveAnswer[];
}

interface Lift {
  readonly bound: BoundName;
  readonly bounds: Bounds;
}

function lifts(bounds: Bounds): Lift[] {
  const { runners, retryIntervalMs, messagesPerConnection, hostStatus, measures } = bounds;
  const all: Lift[] = [
    {
      bound: 'runners',
      bounds: { ...bounds, runners: { ...runners, most: RUNNERS_LIFTED * runners.most } },
    },
  ];
  if (hostStatus !== null)
    all.push({ bound: 'hostStatus', bounds: { ...bounds, hostStatus: null } });
  if (retryIntervalMs.least > MINUTE_MS) {
    const wider = { ...retryIntervalMs, least: MINUTE_MS };
    all.push({ bound: 'retryIntervalMs', bounds: { ...bounds, retryIntervalMs: wider } });
  }
  if (messagesPerConnection.least > 1) {
    const wider = { ...messagesPerConnection, least: 1 };
    all.push({
      bound: 'messagesPerConnection',
      bounds: { ...bounds, messagesPerConnection: wider },
    });
  }
  for (const measure of measures) {
    const others = measures.filter((other) => other !== measure);
    all.push({ bound: measure.text, bounds: { ...bounds, measures: others } });
  }
  return all;
}

export interface LiftPlan<E extends Entry> {
  readonly bounds: Bounds;
  readonly objectives: readonly Objective[];
  readonly ledger: Ledger;
  /** The gateway as it stands. */
  readonly present: Entry;
  /** Candidates within some bounds. */
  readonly candidates: (bounds: Bounds) => readonly E[];
  readonly error: number;
  readonly stage: { readonly doing: string; readonly from: number; readonly to: number };
}

/** The bounds that stop it, each with what would do without it. Throws Stopped. */
export function* liftBounds<E extends Entry>({
  bounds,
  objectives,
  ledger,
  present,
  candidates,
  error,
  stage,
}: LiftPlan<E>): Study<LiftedBound<E>[]> {
  const within = new Set(candidates(bounds).map(({ name }) => name));
  const found: LiftedBound<E>[] = [];
  for (const { bound, bounds: wider } of lifts(bounds)) {
    const all = candidates(wider);
    const fewer = wider.measures.length < bounds.measures.length;
    const added = fewer ? all : all.filter(({ name }) => !within.has(name));
    if (added.length === 0) continue;
    const asked = [...objectives, ...wider.measures];
    const judged = yield* decideFeasibility(added, ledger, {
      objectives: asked,
      present,
      error,
      most: LOOKS_AT_MOST,
      stage,
    });
    const [best] = judged.filter(keepsAll).sort(byShortfall);
    if (best !== undefined) found.push({ bound, entry: best.entry, answers: best.answers });
  }
  return found;
}

/** By its estimates. */
function keepsAll({ verdict, answers }: Feasibility<Entry>): boolean {
  return verdict !== 'misses' && answers.every(({ objective, value }) => keeps(objective, value));
}

/** The candidate that comes nearest first: by the largest ratio of a value to its bound. */
export function byShortfall(
  a: Pick<Feasibility<Entry>, 'answers'>,
  b: Pick<Feasibility<Entry>, 'answers'>,
): number {
  return shortfall(a.answers) - shortfall(b.answers);
}

function shortfall(answers: readonly ObjectiveAnswer[]): number {
  return Math.max(
    ...answers.map(({ objective, value, badDays, days }) => {
      if (Number.isNaN(value)) return Number.MAX_VALUE;
      if (isAboutEveryDay(objective))
        return keeps(objective, value) ? 0 : 1 + (badDays ?? 0) / days;
      if (objective.bound === 0) return keeps(objective, value) ? 0 : 1 + Math.abs(value);
      const ratio = value / objective.bound;
      return objective.comparison.startsWith('>') ? 1 / Math.max(ratio, 1e-9) : ratio;
    }),
  );
}
