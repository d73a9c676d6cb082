/** `recommend`: the settings to choose, and what is promised of them. */

import type { MailPathInput } from '../../mailpath/input.ts';
import type { Arguments } from '../arguments.ts';
import { closedForm } from '../closed-form.ts';
import { answered, type NoAnswer, type Plan } from '../inquiry.ts';
import { about, inputOf } from '../named-setting.ts';
import { limitAdvice } from '../overrun.ts';
import { repeatedCommand } from '../repeated-command.ts';
import type { Study } from '../study.ts';
import { assumptionLines, readSubject } from '../subject.ts';
import { recommendStudy } from './recommend.ts';
import { recommendationCsv } from './recommendation-csv.ts';
import { recommendationAsked } from './recommendation-plan.ts';
import { recommendationReport } from './recommendation-report.ts';
import { limitResult, recommendationResult } from './recommendation-result.ts';
import { recommendationText } from './recommendation-text.ts';
import { limitWords } from './recommendation-words.ts';

/** Options that decide what is recommended. */
const OWN = ['objective', 'bound', 'setting', 'confidence', 'full'];

const NOTHING_FOUND: NoAnswer = {
  nothing: 'Stopped before anything was found out: there is nothing to show.',
};

export function recommendAsked(args: Arguments): Plan {
  return (subject) => {
    const { scenario, file, set, version } = readSubject(subject);
    const input = inputOf(scenario, args.text('setting') ?? 'default');
    const asked = recommendationAsked(args, scenario, input);
    const study = opened(recommendStudy(asked.plan), openingWords(input));
    return answered(study, (found) => {
      if (found.partial && found.screening === null) return NOTHING_FOUND;
      const result = recommendationResult(found, {
        version,
        scenario: about(scenario, file, set),
        assumptions: assumptionLines(scenario, ['default']),
        bounds: asked.bounds,
        assumedBounds: asked.assumedBounds,
      });
      const command = repeatedCommand('recommend', file, OWN, args, asked.plan.seed);
      return {
        json: result,
        csv: () => recommendationCsv(result),
        text: (page) => recommendationText(result, page),
        report: () => recommendationReport(result, { input, command }),
        partial: found.partial,
        unmet: found.choice === null,
      };
    });
  };
}

/** Is 199 right here? In closed form, so that it is said at once. */
function openingWords(input: MailPathInput): string {
  const advice = limitAdvice(input, closedForm(input).host.input);
  return limitWords({ limit: limitResult({ advice, policy: [] }) });
}

/** The study, with that said before its first batch. */
function* opened<T>(study: Study<T>, opening: string): Study<T> {
  let step = study.next();
  let isFirst = true;
  while (!step.done) {
    step = study.next(yield isFirst ? { ...step.value, opening } : step.value);
    isFirst = false;
  }
  return step.value;
}
