/**
 * From a request to its answer in every form.
 *
 *   options -> 1. checked by themselves -> 2. planned for a scenario -> a study -> an answer
 *
 * The command line asks with its words, the server with the fields of a request; both get the same
 * study and the same answer.
 */

import type { Report } from '../document/report.ts';
import { reportText } from '../document/text.ts';
import type { Page } from '../document/text-layout.ts';
import { type Arguments, quoted, scenarioWord } from './arguments.ts';
import type { Origin, StudyDefinition, StudyRequest } from './definition.ts';
import type { Scope } from './result/result-schema.ts';
import type { Study } from './study.ts';
import { contextOf, readSubject, type Subject } from './subject.ts';

/** The forms are made when they are asked for. */
export interface Answer {
  /** Plain data without NaN, as its published JSON Schema describes it. */
  readonly json: Origin;
  readonly csv: () => string;
  readonly text: (page: Page, full: boolean) => string;
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

/** Plans the study for a scenario. Throws UsageError or InvalidScenario. */
export type Plan = (subject: Subject) => Study<Answer | NoAnswer>;

/** Checks options, before any scenario is read. Throws a UsageError. */
export function parsePlan(
  definition: StudyDefinition,
  request: StudyRequest,
  args: Arguments,
): Plan {
  const plan = request.plan(args);
  return (subject) => {
    const read = readSubject(subject);
    const { study, settings, scenario = read.scenario, result, report } = plan(read);
    return answered(study, (found) => {
      const made = result(found, contextOf({ ...read, scenario }, settings));
      if (made === null) {
        return { nothing: 'Stopped before anything was finished: there is nothing to show.' };
      }
      const command = repeatedCommand(definition, read.opened.file, args, made);
      return {
        json: made,
        csv: () => request.csv(made),
        text: (page, full) => reportText(report(made, command, false), page, full),
        report: () => report(made, command, true),
        partial: made.partial,
        unmet: request.unmet?.(made) ?? false,
      };
    });
  };
}

function* answered<T, A>(study: Study<T>, answer: (found: T) => A): Study<A> {
  return answer(yield* study);
}

/**
 * The command line that gives a result again: what was requested, with its seed, without where it
 * goes. Of what was stopped, as many replications as were finished, where it counts them.
 */
function repeatedCommand(
  { name, options }: StudyDefinition,
  file: string,
  args: Arguments,
  { seed, partial, replications }: Origin & Partial<Pick<Scope, 'replications'>>,
): string {
  const finished = partial ? replications?.finished : undefined;
  const given = [...Object.keys(options), 'set'].flatMap((option) => {
    if (finished !== undefined && ['replications', 'precision'].includes(option)) return [];
    return args.flag(option)
      ? [`--${option}`]
      : args.list(option).flatMap((value) => [`--${option}`, quoted(value)]);
  });
  const days = finished === undefined ? [] : ['--replications', String(finished)];
  return ['mailpath', name, scenarioWord(file), ...given, ...days, '--seed', quoted(seed)].join(
    ' ',
  );
}
