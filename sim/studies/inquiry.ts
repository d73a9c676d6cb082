/**
 * An inquiry: what is asked of a scenario, as options, to what comes of it in every form.
 *
 *   options -> 1. checked by themselves -> 2. planned for a scenario -> a study -> an answer
 *
 * The command line asks with its words, the server with the fields of a request; both get the same
 * study and the same answer. Pure: whoever drives the study decides where it runs.
 */

import type { Report } from '../document/html/report.ts';
import type { Page } from '../document/text-layout.ts';
import type { Arguments } from './arguments.ts';
import type { Study } from './study.ts';
import type { Subject } from './subject.ts';

/** What came of it. The forms are made when they are asked for. */
export interface Answer {
  /** Plain data without NaN, as its published JSON Schema describes it. */
  readonly json: object;
  readonly csv: () => string;
  readonly text: (page: Page) => string;
  /** The report with charts; the example runs of its charts are run for it. */
  readonly report: () => Report;
  /** It was stopped: this is what was finished by then. */
  readonly partial: boolean;
  /** An objective or an expectation is not met. */
  readonly unmet: boolean;
}

/** There is no answer, since the study was stopped too early: why, as a sentence. */
export interface NoAnswer {
  readonly nothing: string;
}

export type Inquiry = Study<Answer | NoAnswer>;

/** Plans the study for a scenario. Throws UsageError or InvalidScenario. */
export type Plan = (subject: Subject) => Inquiry;

/** Checks options, before any scenario is read. Throws a UsageError. */
export type Asked = (args: Arguments) => Plan;

/** Said where a study was stopped too early for a result. */
export const NOTHING_FINISHED: NoAnswer = {
  nothing: 'Stopped before the first replication was finished: there is nothing to show.',
};

/** A study whose outcome is told by `answer`. */
export function* answered<T>(study: Study<T>, answer: (found: T) => Answer | NoAnswer): Inquiry {
  return answer(yield* study);
}
