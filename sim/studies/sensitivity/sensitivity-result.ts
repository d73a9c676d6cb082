/**
 * From a sensitivity study to its result: plain data that every report is written from. Units as in
 * result-schema.ts. NaN and Infinity become null here, since JSON has neither.
 */

import { metricOf } from '../../mailpath/metrics.ts';
import { differenceOf, estimateResult } from '../result/metric-values.ts';
import { type ScopeContext, scopeResult } from '../scope.ts';
import type { EndEffect, Sensitivity } from './sensitivity.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, leftOutWords, sensitivitySentence } from './sensitivity-words.ts';

export interface SensitivityContext extends ScopeContext {
  readonly setting: string;
}

/** A study with at least one finished replication. */
export function buildSensitivityResult(
  { plan, experiment, base, inputs, leftOut }: Sensitivity,
  context: SensitivityContext,
): SensitivityResult {
  const { name, unit, better } = metricOf(plan.metric);
  const end = ({ at, value, difference }: EndEffect) => ({
    at,
    measure: { unit, ...estimateResult(value) },
    difference: { unit, ...differenceOf(difference) },
  });
  const facts: Omit<SensitivityResult, 'sentence'> = {
    format: 'mailpath-sensitivity/2',
    ...scopeResult(experiment, context),
    setting: context.setting,
    measure: { name, unit, better },
    base: { unit, ...estimateResult(base) },
    inputs: inputs.map((effect) => ({
      name: effect.name,
      unit: effect.unit,
      kind: INPUT_WORDS[effect.name].kind,
      present: effect.present,
      low: end(effect.low),
      high: end(effect.high),
      swing: Number.isFinite(effect.swing) ? effect.swing : null,
      matters: effect.matters,
    })),
    leftOut: leftOut.map((left) => ({ name: left.name, why: leftOutWords(left.reason) })),
  };
  return { ...facts, sentence: sensitivitySentence(facts) };
}
