/**
 * A ladder's result: format `mailpath-ladder/2`, from the same parts as other results, and how it is
 * made. One source for the published JSON Schema (docs/ladder.schema.json) and for the type that its
 * report is written from. Units, nulls and versions as in result-schema.ts.
 */

import { z } from 'zod';
import { compareBounds } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { share } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, type Metric, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { doneBy, remedyOf, WHO } from '../../mailpath/remedies.ts';
import { canItHappen } from '../closed-form/can-it-happen.ts';
import { scopeResult } from '../compare/compare.ts';
import { changeWords, tooFewDays } from '../days-words.ts';
import type { ScopeContext } from '../definition.ts';
import { differencesOf, EFFECTS, estimatesOf } from '../estimate.ts';
import { metricName, resultSchema, scopeSchema, unitSchema } from '../result/result-schema.ts';
import { remedyName, settingChanges } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { CHANGE_IDS, type ChangeId, NOTHING, withChanges } from './changes.ts';
import { limitsResult, limitsSchema } from './limits.ts';
import { GROUPS, type Ladder, ladderVerdict, ROLES } from './study.ts';

const { shape: result } = resultSchema;
const { shape: setting } = result.settings.element;
const { measures } = setting;

const number = z.number().nullable();
const changeId = z.enum(CHANGE_IDS);
const effect = z
  .enum(EFFECTS)
  .describe(
    'By the measure, day by day: negligible is significant but under 1% of the value, not-significant may be chance, unknown has too few days. Each by its own interval.',
  );

const end = z.object({ name: z.string(), canItHappen: setting.canItHappen, measures });

const change = z.object({
  id: changeId,
  name: z.string().describe('The change in a few words: limit of 199.'),
  changes: setting.changes,
  nothing: z
    .enum(NOTHING)
    .nullable()
    .describe('Why it changes nothing here and is not run; null: it is run.'),
  overruledMs: number.describe(
    'From then on an action of the scenario’s own sets it on every step; null: none does.',
  ),
  by: z.enum(WHO),
  role: z
    .enum(ROLES)
    .nullable()
    .describe(
      'Without it: a tenth of the gain or more is lost, less, nothing that is significant, or the target is better. Null: it is not run.',
    ),
  enough: z
    .boolean()
    .describe('Alone it gains 90% of the whole or more; false too where shares are not known.'),
});

const step = z.object({
  group: z.enum(GROUPS),
  change: changeId,
  name: z.string().describe('The change that is added, alone, or taken away.'),
  comparedWith: z.string().describe('The step before, the base, or the target.'),
  measures,
  differences: result.differences.element.shape.measures,
  effect,
  ofGain: number.describe(
    'What the change gains here over the whole gain from base to target, of the typical paired differences; null: there is no whole gain, or one of them has no end that is known (mail never arrives).',
  ),
});

export const ladderSchema = scopeSchema.extend({
  format: z.literal('mailpath-ladder/2'),
  measure: z.object({ name: metricName, unit: unitSchema, better: z.enum(['less', 'more']) }),
  from: end.describe('The base.'),
  to: end.describe('The target.'),
  changes: z.array(change),
  steps: z.array(step),
  limits: limitsSchema
    .nullable()
    .describe('A limit by itself, without more runners; null with --no-limits.'),
  verdict: z.object({
    sentence: z.string(),
    effect,
    bestAlone: changeId.nullable().describe('The change that gains most by itself.'),
  }),
});

export type LadderResult = z.infer<typeof ladderSchema>;
export type LadderChange = LadderResult['changes'][number];
export type LadderStepResult = LadderResult['steps'][number];
type LadderFacts = Omit<LadderResult, 'limits' | 'verdict'>;
type LadderFinding = Omit<LadderResult['verdict'], 'sentence'>;

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

/**
 * A ladder with at least one finished replication. `metric`: the one that the words and the chart are
 * about.
 */
export function buildLadderResult(
  ladder: Ladder,
  context: ScopeContext & { readonly metric: Metric },
): LadderResult {
  const { plan, experiment } = ladder;
  const { from, to } = plan;
  const { metric, scenario } = context;
  const kept = METRICS.filter(({ name }) => KEPT.includes(name) || name === metric.name);
  const verdict = ladderVerdict(ladder, metric);
  const verdictOf = (id: ChangeId) => verdict.changes.find((one) => one.id === id);
  /** By the target's value: `limit of 199`, `HostStat off`. */
  const nameOf = (id: ChangeId): string =>
    id === 'rest' ? 'the rest' : remedyName(remedyOf(id), to.input);
  const end = (name: string, input: MailPathInput, outcome: SettingOutcome) => ({
    name,
    canItHappen: canItHappen(input, outcome),
    measures: estimatesOf(outcome, kept),
  });
  const steps = ladder.steps.map(({ group, change, outcome, against }, i): LadderStepResult => {
    const gain = verdictOf(change)?.gains[group];
    const before = group === 'in order' && i > 0 ? nameOf(ladder.steps[i - 1].change) : from.name;
    return {
      group,
      change,
      name: nameOf(change),
      comparedWith: group === 'removed' ? to.name : before,
      measures: estimatesOf(outcome, kept),
      differences: differencesOf(against, outcome, kept),
      effect: gain?.effect ?? 'unknown',
      ofGain: gain?.ofGain ?? null,
    };
  });
  const facts: LadderFacts = {
    format: 'mailpath-ladder/2',
    ...scopeResult(experiment, context),
    measure: {
      name: metric.name,
      unit: metric.unit,
      better: metric.better === 'more' ? 'more' : 'less',
    },
    from: end(from.name, from.input, ladder.base),
    to: end(to.name, to.input, ladder.target),
    changes: ladder.changes.map(({ id, nothing, overruledMs }) => ({
      id,
      name: nameOf(id),
      changes: settingChanges(from.input, withChanges(from.input, to.input, [id])),
      nothing,
      overruledMs,
      by: id === 'rest' ? 'administrator' : doneBy(remedyOf(id), scenario.deployment === 'cloud'),
      role: verdictOf(id)?.role ?? null,
      enough: verdictOf(id)?.enough ?? false,
    })),
    steps,
  };
  const finding = { effect: verdict.effect, bestAlone: verdict.bestAlone };
  const { limits } = ladder;
  return {
    ...facts,
    limits: limits && limitsResult(limits, { setting: from.name, metric: metric.name, kept }),
    verdict: { sentence: ladderSentence(facts, finding), ...finding },
  };
}

/** How much all changes together gain, and which of them gains most by itself. */
function ladderSentence(facts: LadderFacts, { effect, bestAlone }: LadderFinding): string {
  const { from, to, measure } = facts;
  const [before, after] = [from, to].map(({ measures }) => measures[measure.name]);
  const label = metricOf(measure.name).label;
  const between = `From ${from.name} to ${to.name}`;
  if (before.kind === 'none' || after.kind === 'none') {
    const none = before.kind === 'none' ? from.name : to.name;
    return `${between} there is no ${label} to compare: ${none} has none.`;
  }
  const [was, is] = [before, after].map((bounds) => boundsText(bounds, measure.unit));
  const sign = compareBounds(after, before);
  const isFigure = before.kind !== 'never' && after.kind !== 'never';
  const verb = isFigure && sign !== 0 ? (sign < 0 ? 'falls' : 'rises') : 'goes';
  const moved =
    was === is
      ? `${between} ${label} of a typical day stays at ${was}`
      : `${between} ${label} of a typical day ${verb} from ${was} to ${is}`;
  switch (effect) {
    case 'unknown':
      return `${moved}; no change is called better or worse (${tooFewDays(Math.min(before.days, after.days))}).`;
    case 'same':
      return `${between} ${label} is the same on every day, typically ${was}.`;
    case 'worse':
      return `${moved}: all changes together make it significantly worse.`;
    case 'not-significant':
      return `${moved}, which may be chance.`;
    case 'negligible':
      return `${moved}: significant, but too little to be felt.`;
    case 'better':
      return `${moved}; ${aloneWords(facts, bestAlone)}.`;
  }
}

function aloneWords({ changes, steps, measure }: LadderFacts, id: ChangeId | null): string {
  const change = changes.find((one) => one.id === id);
  const alone = steps.find((one) => one.change === id && one.group === 'alone');
  if (change === undefined || alone === undefined) {
    return 'no change by itself makes a significant difference';
  }
  const gain =
    alone.ofGain === null
      ? changeWords(alone.differences[measure.name], '[]')
      : `${share(Math.round(100 * alone.ofGain) / 100)} of the gain`;
  return change.enough
    ? `${change.name} is enough by itself (${gain})`
    : `${change.name} gains the most by itself (${gain})`;
}
