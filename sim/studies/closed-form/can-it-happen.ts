/**
 * "Can this happen here?": what the days have shown, where there are some; what closed forms expect
 * and how they explain it.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { estimatesOf } from '../estimate.ts';
import { kindsOfDays } from '../objective.ts';
import type { CanItHappenResult } from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { closedForm } from './closed-form.ts';
import { incidents } from './incidents.ts';

/** `outcome`: null where nothing was simulated. */
export function canItHappen(
  input: MailPathInput,
  outcome: SettingOutcome | null,
): CanItHappenResult {
  return {
    ...closedForm(input),
    incidents: incidents(input),
    simulated: outcome === null ? null : simulated(outcome),
  };
}

/** What a reader wants to know of an incident. */
const SHOWN = (
  ['marked-time', 'cuts', 'without-process', 'backlog-peak', 'busy-runners-peak'] as const
).map(metricOf);

function simulated(outcome: SettingOutcome): CanItHappenResult['simulated'] {
  const { marked, cut } = kindsOfDays(outcome).byReason;
  const daysOf = (metric: MetricName) => outcome.lows(metric).filter((many) => many > 0).length;
  return {
    days: outcome.days,
    daysWith: {
      mark: marked,
      cut,
      noProcess: daysOf('without-process'),
      tooMany: daysOf('ended-limit'),
    },
    measures: estimatesOf(outcome, SHOWN),
  };
}
