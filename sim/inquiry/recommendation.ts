/** `recommend`: the settings to choose, with the guarantee behind the choice. */
import { recommendStudy } from '../experiment/recommend/recommend.ts';
import { recommendationReport } from '../report/html/recommendation-report.ts';
import { recommendationCsv } from '../report/recommendation-csv.ts';
import { recommendationResult } from '../report/recommendation-result.ts';
import { recommendationText } from '../report/recommendation-text.ts';
import type { Arguments } from './arguments.ts';
import { answered, type NoAnswer, type Plan } from './inquiry.ts';
import { about, inputOf } from './named-setting.ts';
import { recommendationAsked } from './recommendation-plan.ts';
import { repeatedCommand } from './repeated-command.ts';
import { assumptionLines, readSubject } from './subject.ts';

/** Options that decide what is recommended. */
const OWN = ['objective', 'bound', 'setting', 'tolerance', 'confidence'];

const NOTHING_FOUND: NoAnswer = {
  nothing: 'Stopped before anything was found out: there is nothing to show.',
};

export function recommendAsked(args: Arguments): Plan {
  return (subject) => {
    const { scenario, file, set, version } = readSubject(subject);
    const input = inputOf(scenario, args.text('setting') ?? 'default');
    const asked = recommendationAsked(args, scenario, input);
    return answered(recommendStudy(asked.plan), (found) => {
      if (found.partial && found.screening === null) return NOTHING_FOUND;
      const result = recommendationResult(found, {
        version,
        scenario: about(scenario, file, set),
        assumptions: assumptionLines(scenario),
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
