/**
 * When a limit without more runners makes things worse, as the article warns.
 *
 * Each limit alone is held against no limit, by the metric that was asked for and by how fast the
 * queue drains (mean delay, last delivery, throughput). Noise finds an isolated "worse" now and
 * then; a cost of set-ups grows as the limit falls, so that the threshold is the largest limit from
 * which on every smaller one that was tried is worse too.
 * Left out: limits between those that were tried.
 */

import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { type Difference, difference, type Effect, effectOf, estimate } from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { LimitLadder } from './ladder.ts';

/** `mixed`: better by one metric, worse by another. `none`: nothing that is clear and felt. */
export type LimitEffect = 'better' | 'worse' | 'mixed' | 'none' | 'unknown';

export interface JudgedMetric {
  readonly metric: MetricName;
  readonly difference: Difference;
  readonly effect: Effect;
}

export interface LimitFinding {
  readonly limit: number;
  readonly outcome: SettingOutcome;
  readonly effect: LimitEffect;
  /** The metric that was asked for first. */
  readonly judged: readonly JudgedMetric[];
}

export interface LimitVerdict {
  /** Smallest limit first. */
  readonly findings: readonly LimitFinding[];
  /** At this limit and at every smaller one that was tried something is worse; null: at none. */
  readonly worseFrom: number | null;
}

const DRAIN_METRICS: readonly MetricName[] = ['mean', 'last-delivery', 'throughput'];

export function limitVerdict({ unlimited, steps }: LimitLadder, metric: MetricName): LimitVerdict {
  const names = [...new Set([metric, ...DRAIN_METRICS])];
  const findings = steps.map(({ limit, outcome }): LimitFinding => {
    const judged = names.map((name) => judge(unlimited, outcome, name));
    return { limit, outcome, judged, effect: together(judged.map(({ effect }) => effect)) };
  });
  const firstFine = findings.findIndex(({ effect }) => effect !== 'worse' && effect !== 'mixed');
  const worse = firstFine < 0 ? findings : findings.slice(0, firstFine);
  return { findings, worseFrom: worse.at(-1)?.limit ?? null };
}

function judge(
  unlimited: SettingOutcome,
  outcome: SettingOutcome,
  metric: MetricName,
): JudgedMetric {
  const found = difference(unlimited, outcome, metric);
  const { better } = metricOf(metric);
  return {
    metric,
    difference: found,
    effect: effectOf(found, estimate(unlimited, metric).value, better === 'more' ? 'more' : 'less'),
  };
}

function together(effects: readonly Effect[]): LimitEffect {
  const [better, worse] = [effects.includes('better'), effects.includes('worse')];
  if (better && worse) return 'mixed';
  if (better) return 'better';
  if (worse) return 'worse';
  return effects.every((effect) => effect === 'unknown' || effect === 'same') &&
    effects.includes('unknown')
    ? 'unknown'
    : 'none';
}
