/** What `recommend` does: the settings to choose, and what is promised of them. */
import type { MailPathInput } from '../../mailpath/input.ts';
import { closedForm } from '../closed-form.ts';
import { studyRequest } from '../definition.ts';
import { limitAdvice } from '../overrun.ts';
import type { Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import { recommendStudy } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';
import { recommendationCsv } from './recommendation-csv.ts';
import { recommendationAsked } from './recommendation-plan.ts';
import { recommendationReport } from './recommendation-report.ts';
import { limitResult, recommendationResult } from './recommendation-result.ts';
import { type RecommendationResult, recommendationSchema } from './recommendation-schema.ts';
import { limitWords } from './recommendation-words.ts';

export const request = studyRequest<Recommendation, RecommendationResult>({
  schema: { title: 'Recommendation of mailpath', of: recommendationSchema },
  csv: recommendationCsv,
  unmet: ({ choice }) => choice === null,
  plan: (args) => {
    return ({ scenario }) => {
      const input = inputOf(scenario, args.text('setting') ?? 'default');
      const { plan, bounds, assumedBounds } = recommendationAsked(args, scenario, input);
      return {
        study: opened(recommendStudy(plan), openingWords(input)),
        seed: plan.seed,
        settings: ['default'],
        result: (found, context) =>
          found.partial && found.screening === null
            ? null
            : recommendationResult(found, { ...context, bounds, assumedBounds }),
        report: (result, command) => recommendationReport(result, { input, command }),
      };
    };
  },
});

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
