/**
 * From a ladder to its result: plain data that its text, JSON and CSV are written from.
 * Units as in result-schema.ts.
 */

import { known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, type Metric, type MetricName } from '../../mailpath/metrics.ts';
import { doneBy, remedyOf } from '../../mailpath/remedies.ts';
import { closedForm } from '../closed-form.ts';
import { closedFormResult } from '../compare/result.ts';
import { stateWords } from '../remedy-words.ts';
import { differencesOf, estimatesOf } from '../result/metric-values.ts';
import { type ScopeContext, scopeResult } from '../scope.ts';
import { settingChanges } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Ladder } from './ladder.ts';
import { withChanges } from './ladder-changes.ts';
import type { LadderFacts, LadderResult, LadderStepResult, LimitFacts } from './ladder-schema.ts';
import { ladderSentence } from './ladder-sentence.ts';
import { ladderVerdict } from './ladder-verdict.ts';
import { changeName } from './ladder-words.ts';
import { limitCosts } from './limit-cost.ts';
import { limitSentence } from './limit-sentence.ts';
import { limitVerdict } from './limit-verdict.ts';

/** What a ladder keeps of each step: the others of `run` are a command away. */
const KEPT: readonly MetricName[] = [
  'p50',
  'p90',
  'p99',
  'p99.9',
  'max',
  'mean',
  'over-1m',
  'over-5m',
  'over-15m',
  'over-60m',
  'cuts',
  'deferrals-attempted',
  'deferrals-skipped',
  'connections',
  'marked-time',
  'backlog-peak',
  'arrived',
  'delivered-share',
  'queued',
  'never-share',
  'throughput',
  'last-delivery',
];

export interface LadderContext extends ScopeContext {
  /** The metric that the words and the chart are about. */
  readonly metric: Metric;
}

/** A ladder with at least one finished replication. */
export function buildLadderResult(ladder: Ladder, context: LadderContext): LadderResult {
  const { plan, experiment } = ladder;
  const { metric, scenario } = context;
  const better = metric.better === 'more' ? 'more' : 'less';
  const kept = METRICS.filter(({ name }) => KEPT.includes(name) || name === metric.name);
  const verdict = ladderVerdict(ladder, metric.name, better);
  const nameOf = (id: LadderStepResult['rung']): string => changeName(id, plan.to.input);
  const end = (name: string, input: MailPathInput, outcome: SettingOutcome) => ({
    name,
    canItHappen: closedFormResult(closedForm(input)),
    measures: estimatesOf(outcome, kept),
  });
  const steps = ladder.steps.map(({ group, change, outcome, against }, i): LadderStepResult => {
    const gain = verdict.worths.find((worth) => worth.change === change)?.gains[group];
    return {
      group,
      rung: change,
      name: nameOf(change),
      comparedWith:
        group === 'removed'
          ? plan.to.name
          : group === 'alone' || i === 0
            ? plan.from.name
            : nameOf(ladder.steps[i - 1].change),
      measures: estimatesOf(outcome, kept),
      differences: differencesOf(against, outcome, kept),
      effect: gain?.effect ?? 'unknown',
      ofGain: gain?.ofGain ?? null,
    };
  });
  const facts: LadderFacts = {
    format: 'mailpath-ladder/2',
    ...scopeResult(experiment, context),
    measure: { name: metric.name, unit: metric.unit, better },
    from: end(plan.from.name, plan.from.input, ladder.base),
    to: end(plan.to.name, plan.to.input, ladder.target),
    rungs: ladder.changes.map(({ id, nothing, overruledMs }) => ({
      id,
      name: nameOf(id),
      changes: settingChanges(plan.from.input, withChanges(plan.from.input, plan.to.input, [id])),
      nothing,
      overruledMs,
      by: id === 'rest' ? 'administrator' : doneBy(remedyOf(id), scenario.deployment === 'cloud'),
    })),
    steps,
    worths: verdict.worths.map(({ change, role, enough }) => ({
      rung: change,
      name: nameOf(change),
      role,
      enough,
    })),
  };
  const finding = { effect: verdict.effect, most: verdict.most };
  const limits = limitFacts(ladder, metric.name, kept);
  return {
    ...facts,
    limits: limits === null ? null : { ...limits, sentence: limitSentence(limits, metric.name) },
    verdict: { sentence: ladderSentence(facts, finding), ...finding },
  };
}

function limitFacts(
  { limits, plan }: Ladder,
  metric: MetricName,
  kept: readonly Metric[],
): LimitFacts | null {
  if (limits === null) return null;
  const { findings, worseFrom } = limitVerdict(limits, metric);
  const { costs, ...closed } = limitCosts(
    limits.input,
    findings.map(({ limit }) => limit),
  );
  return {
    setting: plan.from.name,
    unlimited: estimatesOf(limits.unlimited, kept),
    closedForm: { ...closed, load: closed.load === null ? null : known(closed.load) },
    steps: findings.map(({ limit, outcome, effect, judged }, i) => {
      const { limit: _, ...cost } = costs[i];
      return {
        limit,
        name: stateWords(remedyOf('limit'), limit),
        measures: estimatesOf(outcome, kept),
        differences: differencesOf(limits.unlimited, outcome, kept),
        effect,
        judged: judged.map((one) => ({ measure: one.metric, effect: one.effect })),
        closedForm: cost,
      };
    }),
    worseFrom,
  };
}
