/** Outcomes of days whose measures a test states, each known or with two ends; the rest is 0. */

import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { type Bounds, known } from '../../sim/statistics/bounds.ts';
import type { Objective } from '../../sim/studies/objective.ts';
import type { Replication } from '../../sim/studies/replicate.ts';
import { SettingOutcome } from '../../sim/studies/setting-outcome.ts';

export type StatedDay = Readonly<Record<string, number | Bounds>>;

const NO_DELAYS = { count: 0, sum: 0, min: 0, max: 0, bins: [] };

/** A day as a run would have it. A message arrives unless it says otherwise. */
export function statedDay(day: StatedDay, number: number): Replication {
  const stated: StatedDay = { arrived: 1, ...day };
  const values = METRICS.map(({ name }) => {
    const value = stated[name] ?? 0;
    return typeof value === 'number' ? known(value) : value;
  });
  return {
    number,
    lows: values.map(({ low }) => low),
    highs: values.map(({ high }) => high),
    delays: { size: 0, delays: NO_DELAYS, ages: NO_DELAYS },
    parts: PART_NAMES.map(() => 0),
    undelivered: [],
    followUp: 'complete',
    greylistedRetries: [],
    byArrival: { slotMs: 1000, means: [] },
    failures: {},
    deferralTexts: {},
    markedMs: [],
    timeSeries: null,
  };
}

export function daysOf(
  days: readonly StatedDay[],
  objectives: readonly Objective[] = [],
  name = 'stated',
): SettingOutcome {
  const outcome = new SettingOutcome(name, objectives);
  days.forEach((day, number) => {
    outcome.add(statedDay(day, number));
  });
  return outcome;
}

/** The same day so many times. */
export function alike(times: number, day: StatedDay): StatedDay[] {
  return Array.from({ length: times }, () => day);
}
