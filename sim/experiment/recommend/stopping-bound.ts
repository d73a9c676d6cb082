/**
 * Objectives that no candidate keeps: which bound stops it.
 *
 * Each bound is lifted by itself (sixteen times the runners, a retry every minute, HostStat free, a
 * bound of a metric gone) and the candidates that this adds are looked at, the strongest first: where
 * the sieve of a few days (first-days.ts) puts even that one out, no other is tried (an assumption).
 * The cheapest that passes names its bound; if none does, no bound is to blame. Twenty days: an
 * estimate, not a guarantee.
 */

import type { Objective } from '../objective.ts';
import { judge, type ObjectiveAnswer } from '../objective-answer.ts';
import type { Study } from '../study.ts';
import { askedOf } from './asked.ts';
import type { CandidateEntry } from './candidate.ts';
import type { Bounds } from './candidate-grid.ts';
import { Sieve } from './first-days.ts';
import type { Ledger, Stage } from './ledger.ts';
import { strongest } from './strongest.ts';

const MINUTE_MS = 60_000;
/** How far the bound on runners is lifted. */
const RUNNERS_LIFTED = 16;

/** Which bound: a setting's, or a metric's by its text. */
export type BoundName =
  | 'messagesPerConnection'
  | 'runners'
  | 'retryIntervalMs'
  | 'hostStatus'
  | string;

export interface LiftedBound {
  readonly bound: BoundName;
  /** The cheapest candidate without it. */
  readonly entry: CandidateEntry;
  readonly answers: readonly ObjectiveAnswer[];
}

interface Lift {
  readonly bound: BoundName;
  readonly bounds: Bounds;
}

function lifts(bounds: Bounds): Lift[] {
  const { runners, retryIntervalMs, messagesPerConnection, hostStatus, metrics } = bounds;
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
  for (const metric of metrics) {
    const others = metrics.filter((other) => other !== metric);
    all.push({ bound: metric.text, bounds: { ...bounds, metrics: others } });
  }
  return all;
}

export interface LiftPlan {
  readonly bounds: Bounds;
  readonly objectives: readonly Objective[];
  readonly ledger: Ledger;
  /** Candidates within some bounds, in the order of their cost. */
  readonly candidates: (bounds: Bounds) => readonly CandidateEntry[];
  readonly usualLimit: number;
  readonly confidence: number;
  readonly stage: Stage;
}

/** The bounds that stop it, each with what would do without it. Throws Stopped. */
export function* liftBounds(plan: LiftPlan): Study<LiftedBound[]> {
  const { bounds, objectives, ledger, candidates, usualLimit, confidence, stage } = plan;
  const within = new Set(candidates(bounds).map(({ name }) => name));
  const found: LiftedBound[] = [];
  for (const { bound, bounds: wider } of lifts(bounds)) {
    const all = candidates(wider);
    const fewer = wider.metrics.length < bounds.metrics.length;
    const added = fewer ? all : all.filter(({ name }) => !within.has(name));
    if (added.length === 0) continue;
    const asked = askedOf([...objectives, ...wider.metrics]);
    const most = new Sieve([strongest(added, usualLimit)], ledger, asked);
    if (!(yield* most.passes(0, () => stage))) continue;
    const sieve = new Sieve(added, ledger, asked);
    for (const [at, entry] of added.entries()) {
      if (!(yield* sieve.passes(at, () => stage))) continue;
      const outcome = ledger.of(entry);
      const answers = asked.all.map((objective) => judge(objective, outcome, 1 - confidence));
      found.push({ bound, entry, answers });
      break;
    }
  }
  return found;
}
