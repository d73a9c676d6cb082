/**
 * From a sweep to its result: plain data that every report is written from.
 *
 *   sweep + scenario -> result -> text, CSV, JSON, chart data
 *
 * Units as in result-schema.ts. NaN and Infinity become null here, since JSON has neither.
 */

import { known } from '../../document/bounds.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { NEVER_SHARE } from '../days-words.ts';
import { estimatesOf } from '../result/metric-values.ts';
import { type ScopeContext, scopeResult } from '../scope.ts';
import type { Sweep } from './sweep.ts';
import type { SweepResult } from './sweep-schema.ts';
import { sweepSentences } from './sweep-sentences.ts';

export interface SweepContext extends ScopeContext {
  /** The swept setting, and the path of each dimension. */
  readonly setting: string;
  readonly paths: readonly string[];
}

/** Shown beside those that were asked for. */
const STANDARD: readonly MetricName[] = ['p99', 'p50', 'max', 'mean', 'cuts', 'deferrals'];
/** In the data of every point, for what has to be said of it. */
const UNSHOWN: readonly MetricName[] = [NEVER_SHARE];

/** A sweep with at least one finished replication. */
export function buildSweepResult(sweep: Sweep, context: SweepContext): SweepResult {
  const { plan, experiment, judgement } = sweep;
  const names = new Set<MetricName>([...plan.metrics, ...STANDARD, ...UNSHOWN]);
  const metrics = [...names].map(metricOf);
  const facts: Omit<SweepResult, 'sentences'> = {
    format: 'mailpath-sweep/2',
    ...scopeResult(experiment, context),
    setting: context.setting,
    measures: metrics.map(({ name, unit, better }) => ({
      name,
      unit,
      better,
      asked: plan.metrics.includes(name),
    })),
    dimensions: plan.dimensions.map(({ name, values }, d) => ({
      path: context.paths[d],
      name,
      ordered: values.every(({ number }) => number !== null),
      values: values.map(({ text, number }) => ({
        text,
        number: number === Number.POSITIVE_INFINITY ? null : number,
      })),
    })),
    points: plan.points.map(({ at }, i) => ({
      values: at.map((value, d) => plan.dimensions[d].values[value].text),
      at: [...at],
      clearlyWorse: judgement === null ? null : judgement.worse[i],
      measures: estimatesOf(experiment.outcomes[i], metrics),
    })),
    best: judgement?.best ?? null,
    lines: (judgement?.lines ?? []).map((line, d) => ({
      dimension: plan.dimensions[d].name,
      points: [...line.points],
      clearlyWorse: [...line.worse],
      shape: line.shape,
      from: line.points[line.from],
      to: line.points[line.to],
      further:
        line.further === null
          ? null
          : { point: line.points[line.further.at], gainAtMost: known(line.further.gainAtMost) },
      knee: line.knee === null ? null : line.points[line.knee],
    })),
  };
  return { ...facts, sentences: sweepSentences(facts) };
}
