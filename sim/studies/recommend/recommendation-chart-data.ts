/**
 * What charts of a recommendation draw: delays now and with the choice, the criterion at each value
 * that was tried, and the numbers of messages per connection that are proposed. Who draws them
 * decides how. Units: those of the metrics.
 */

import { boundsOf, known } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { duration, messages, share } from '../../document/quantity.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import { parseObjective } from '../../scenario/expectation.ts';
import type { MeasuredValue } from '../charts/measured.ts';
import { metricsOfTable } from '../result/metric-columns.ts';
import type { EstimateResult } from '../result/result-schema.ts';
import type { LimitFigures } from './limit-figures.ts';
import type { NowAndAfter } from './now-and-after.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { inOrder, rangeWords } from './recommendation-tables.ts';
import { articleName, type Setting, settingValue } from './recommendation-words.ts';
import type { ValueRange } from './value-range.ts';

/** What the objectives ask of a metric, in its unit; null: nothing that is a number. */
function boundOn({ asked }: RecommendationResult, metric: MetricName): number | null {
  const bounds = asked.objectives.flatMap((text) => {
    const read = parseObjective(text, []);
    if (typeof read === 'string' || read.right.kind !== 'value') return [];
    return read.left.metric === metric ? [read.right.value] : [];
  });
  return bounds[0] ?? null;
}

/** Delays as they are and with the choice, or with what comes nearest; null: there is neither. */
export function nowAndAfterData(result: RecommendationResult): NowAndAfter | null {
  const { present, choice, nearest, asked } = result;
  const then = choice ?? nearest;
  if (then === null || present.bad.days === 0) return null;
  const names = metricsOfTable('delay');
  return {
    unit: 'ms',
    afterName: choice === null ? 'nearest' : 'chosen',
    rows: names.map((name) => ({
      label: metricOf(name).label,
      now: measuredOf(present.measures[name]),
      after: measuredOf(then.measures[name]),
      bound: boundOn(result, name),
    })),
    headline: names.indexOf(names.includes(asked.criterion) ? asked.criterion : 'p99'),
  };
}

/** A panel for each setting of the choice that was moved. */
export function valueRanges(result: RecommendationResult): ValueRange[] {
  const { choice, asked } = result;
  if (choice === null) return [];
  const chosen = upperEnd(choice.measures[asked.criterion]);
  const extent = choice.movements.flatMap(({ tried }) =>
    tried.flatMap(({ criterion }) => upperEnd(criterion) ?? []),
  );
  return choice.movements.map((movement) => {
    const setting = movement.setting as Setting;
    const points = [
      ...movement.tried.map(({ value, criterion, fails }) => ({
        value,
        criterion: upperEnd(criterion),
        fails,
        chosen: false,
      })),
      { value: movement.chosen, criterion: chosen, fails: null, chosen: true },
    ];
    points.sort((a, b) => inOrder(a.value) - inOrder(b.value));
    return {
      measure: asked.criterion,
      unit: asked.criterionUnit,
      setting: articleName(setting),
      ordered: typeof movement.chosen !== 'boolean',
      points: points.map(({ value, criterion, fails, chosen: isChosen }) => ({
        x: settingValue(setting, value),
        value: criterion,
        fails,
        chosen: isChosen,
      })),
      bound: boundOn(result, asked.criterion),
      extent: [...extent, ...(chosen === null ? [] : [chosen])],
      range: rangeWords(movement),
    };
  });
}

function measuredOf({ kind, low, high, interval }: EstimateResult): MeasuredValue {
  return { kind, low, high, interval };
}

/** What is drawn of a figure: its upper end; null where there is none. */
function upperEnd(bounds: BoundsResult): number | null {
  return known(boundsOf(bounds).high);
}

/** Null where any number is safe, or none. */
export function limitFigures({
  limit,
  choice,
  present,
}: RecommendationResult): LimitFigures | null {
  if (limit === null || limit.tailAware === null || limit.tailAware < 1) return null;
  const { literal, byMean, tailAware, accepted, lifetimeMs, procedure } = limit;
  const chosen = choice?.settings.messagesPerConnection ?? null;
  const now = present.settings.messagesPerConnection;
  const life = duration(lifetimeMs);
  const isSafe = tailAware >= ARTICLE_LIMIT;
  return {
    title: isSafe
      ? `${ARTICLE_LIMIT} is safe here: up to ${messages(tailAware)} fit into ${life}`
      : `${ARTICLE_LIMIT} is too many here: no more than ${messages(tailAware)} fit into ${life}`,
    figures: [
      ...(now === null ? [] : [{ label: 'now', value: now }]),
      { label: 'the article’s start', value: ARTICLE_LIMIT },
      { label: 'its rule, taken literally', value: literal },
      { label: 'its rule, with all a message takes', value: byMean },
      ...(procedure === null
        ? []
        : [
            {
              label: 'its procedure settles at',
              value: procedure.limit.median,
              low: procedure.limit.least,
              high: procedure.limit.most,
            },
          ]),
      ...(chosen === null ? [] : [{ label: 'chosen', value: chosen }]),
    ],
    safe: tailAware,
    safeWords: `outlives ${life} on at most ${share(accepted)} of the connections`,
  };
}
