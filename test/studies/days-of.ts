/** Outcomes of days whose measures a test states, each known or with two ends; the rest is 0. */

import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { type Bounds, known } from '../../sim/statistics/bounds.ts';
import type { Objective } from '../../sim/studies/objective.ts';
import { SettingOutcome } from '../../sim/studies/setting-outcome.ts';

export type StatedDay = Readonly<Record<string, number | Bounds>>;

const NO_DELAYS = { count: 0, sum: 0, min: 0, max: 0, bins: [] };

/** A message arrives on each day unless it says otherwise. */
export function daysOf(
  days: readonly StatedDay[],
  objectives: readonly Objective[] = [],
  name = 'stated',
): SettingOutcome {
  const outcome = new SettingOutcome(name, objectives);
  days.forEach((day, number) => {
    const stated: StatedDay = { arrived: 1, ...day };
    const values = METRICS.map(({ name }) => {
      const value = stated[name] ?? 0;
      return typeof value === 'number' ? known(value) : value;
    });
    outcome.add({
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
    });
  });
  return outcome;
}

/** The same day so many times. */
export function alike(times: number, day: StatedDay): StatedDay[] {
  return Array.from({ length: times }, () => day);
}
