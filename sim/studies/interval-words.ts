/**
 * How sure figures are, said once a report: how the intervals were made, for which verdicts they hold,
 * and how many days it takes before anything can be called significant.
 */

import { FEWEST_FOR_INTERVAL, signTest } from '../statistics/order-statistics.ts';
import { daysText, intervalWords } from './days-words.ts';
import { CONFIDENCE } from './estimate.ts';
import type { Scope } from './result/result-schema.ts';

/** Whether verdicts of a result hold for all of them together, or each by itself. */
export type Verdicts = 'together' | 'each' | 'matters';

const VERDICTS: Readonly<Record<Verdicts, string>> = {
  together: 'What is called significant holds for all of it together (sign test, Holm).',
  each: 'What is called better or worse is so by its own interval.',
  matters: 'What is said to matter holds for all of it together (sign test, Holm).',
};

/** For which verdicts of a result they hold; with too few days, that there are none. */
export function verdictNote({ replications }: Pick<Scope, 'replications'>, kind: Verdicts): string {
  const { finished } = replications;
  return finished < FEWEST_FOR_INTERVAL ? `${tooFewDays(finished)}.` : VERDICTS[kind];
}

/** The same with how the intervals were made, for where the head of a report does not say it. */
export function intervalNote(
  scope: Pick<Scope, 'replications' | 'confidence'>,
  kind: Verdicts,
): string {
  return `Figures are those of the typical day; ${intervalWords(scope)}. ${verdictNote(scope, kind)}`;
}

/** `4 days tell too little: take 5 or more`. */
export function tooFewDays(days: number, needed = FEWEST_FOR_INTERVAL): string {
  return `${daysText(days)} ${days === 1 ? 'tells' : 'tell'} too little: take ${needed} or more`;
}

/**
 * The fewest days that can show a significant difference among so many verdicts that hold together: all
 * days agree, and the sign test still has to pass the first step of Holm's procedure.
 */
export function daysNeeded(verdicts: number): number {
  let days = FEWEST_FOR_INTERVAL;
  while (signTest(0, days) > (1 - CONFIDENCE) / Math.max(1, verdicts)) days++;
  return days;
}
