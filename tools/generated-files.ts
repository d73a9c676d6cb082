/** Files of this repository that are generated: each with its path and what it must hold. */
import { dirname, join } from 'node:path';
import { SCENARIO_FOLDER } from '../sim/cli/package-root.ts';
import { commandLineReference } from '../sim/cli/reference.ts';
import { scenarioReferencePage } from '../sim/scenario/reference.ts';
import { scenarioJsonSchema } from '../sim/scenario/scenario-schema.ts';
import { diagnosisJsonSchema } from '../sim/studies/diagnose/diagnosis-schema.ts';
import { forecastJsonSchema } from '../sim/studies/forecast/forecast-schema.ts';
import { ladderJsonSchema } from '../sim/studies/ladder/ladder-schema.ts';
import { recommendationJsonSchema } from '../sim/studies/recommend/recommendation-schema.ts';
import { resultJsonSchema } from '../sim/studies/result/result-schema.ts';
import { sensitivityJsonSchema } from '../sim/studies/sensitivity/sensitivity-schema.ts';
import { sweepJsonSchema } from '../sim/studies/sweep/sweep-schema.ts';
import { httpApiPage } from './http-api-page.ts';
import { scenariosPage } from './scenarios-page.ts';
import { labPage } from './sendmail-lab/readme-page.ts';
import { validationPage } from './validation-page.ts';

export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly content: () => string | Promise<string>;
}

const TEST_FOLDER = join(dirname(SCENARIO_FOLDER), 'test');
const VALIDATION_FOLDER = join(TEST_FOLDER, 'validation');
const LAB_FOLDER = join(TEST_FOLDER, 'maillog', 'logs', 'recorded');

export const GENERATED_FILES: readonly GeneratedFile[] = [
  {
    path: 'scenarios/mailpath.schema.json',
    content: () => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`,
  },
  { path: 'docs/scenario-reference.md', content: scenarioReferencePage },
  { path: 'docs/scenarios.md', content: () => scenariosPage(SCENARIO_FOLDER) },
  { path: 'docs/command-line.md', content: commandLineReference },
  { path: 'docs/http-api.md', content: httpApiPage },
  { path: 'docs/result.schema.json', content: resultJsonSchema },
  { path: 'docs/ladder.schema.json', content: ladderJsonSchema },
  { path: 'docs/recommendation.schema.json', content: recommendationJsonSchema },
  { path: 'docs/sweep.schema.json', content: sweepJsonSchema },
  { path: 'docs/sensitivity.schema.json', content: sensitivityJsonSchema },
  { path: 'docs/diagnosis.schema.json', content: diagnosisJsonSchema },
  { path: 'docs/forecast.schema.json', content: forecastJsonSchema },
  {
    path: 'test/maillog/logs/recorded/README.md',
    content: () => labPage(LAB_FOLDER),
  },
  { path: 'docs/validation-figures.md', content: () => validationPage(VALIDATION_FOLDER) },
];
