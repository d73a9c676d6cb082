/**
 * What the reports of all studies of several settings share: how they open (question, finding, what
 * was run) and how they end (assumptions, what the model leaves out, how it was simulated).
 */

import type { Report, Section } from '../document/html/report.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import type { RecommendationResult } from './recommend/recommendation-schema.ts';
import { assumptionsSection, limitsSection } from './shared-sections.ts';
import { stressSection } from './stress.ts';

/** What a report of a study shows beyond its result. */
export interface StudyContext {
  /** The gateway as it stands, compiled. */
  readonly input: MailPathInput;
  /** The command that gives this result again. */
  readonly command: string;
}

/** What every result of a study says of itself. */
type Studied = Pick<RecommendationResult, 'version' | 'scenario' | 'seed' | 'assumptions'>;

/** What differs from command to command. */
export interface StudyParts extends Pick<Report, 'lead' | 'warnings' | 'opening' | 'facts'> {
  /** Between the facts and the assumptions. */
  readonly sections: readonly Section[];
  /** What was tried. */
  readonly experiments: string;
  /** How many replications, and how intervals and differences are made. */
  readonly estimation: string;
}

export function studyReport(
  { version, scenario, seed, assumptions }: Studied,
  { input, command }: StudyContext,
  { sections, experiments, estimation, ...cover }: StudyParts,
): Report {
  const question = scenario.question || scenario.name;
  return {
    title: question,
    ...cover,
    sections: [
      ...sections,
      ...assumptionsSection(assumptions),
      limitsSection(),
      stressSection({
        question,
        experiments,
        estimation,
        seed,
        version,
        command,
        input,
        assumptions: assumptions.length,
        warmUpMs: null,
      }),
    ],
    generator: `mailpath ${version}`,
  };
}
