/**
 * How sure figures are, said once a report: what the intervals are of and how they are made, and how
 * many days it takes before anything can be called clear.
 */
import { CONFIDENCE } from '../experiment/estimate.ts';
import { FEWEST_FOR_INTERVAL, medianInterval, signTest } from '../statistics/order-statistics.ts';
import { share } from './quantity.ts';

/** Whether verdicts of a result hold for all of them together, or each by itself. */
export type Verdicts = 'together' | 'each' | 'matters';

const VERDICTS: Readonly<Record<Verdicts, string>> = {
  together:
    'What is called clearly better or worse holds for all of them together (sign test, Holm).',
  each: 'What is called better or worse is so by its own interval.',
  matters: 'What is said to matter holds for all of it together (sign test, Holm).',
};

/** Below every table of figures; with too few days, that there are no intervals. */
export function intervalNote(days: number, verdicts: Verdicts): string {
  const found = medianInterval(days, CONFIDENCE);
  const figures = 'Figures: the typical day (median over the days).';
  if (found === null) return `${figures} No intervals: ${tooFewDays(days)}.`;
  // Five days have no interval of 95%, only one that nearly is.
  const coverage = share(Math.floor(100 * Math.min(CONFIDENCE, found.coverage)) / 100);
  return `Intervals: ${coverage} of the typical day (median over the days), by order statistics; each holds by itself. ${VERDICTS[verdicts]}`;
}

/** `4 days tell too little: take 5 or more`. */
export function tooFewDays(days: number, needed = FEWEST_FOR_INTERVAL): string {
  const verb = days === 1 ? '1 day tells' : `${days} days tell`;
  return `${verb} too little: take ${needed} or more`;
}

/**
 * The fewest days that can show a clear difference among so many verdicts that hold together: all
 * days agree, and the sign test still has to pass the first step of Holm's procedure.
 */
export function daysNeeded(verdicts: number): number {
  let days = FEWEST_FOR_INTERVAL;
  while (signTest(0, days) > (1 - CONFIDENCE) / Math.max(1, verdicts)) days++;
  return days;
}
