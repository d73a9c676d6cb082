/** Files of this repository that are generated: each with its path and what it must hold. */

import { dirname, join } from 'node:path';
import { RESULT_SCHEMAS, scenarioSchema } from '../sim/cli/actions/explain.ts';
import { SCENARIO_FOLDER } from '../sim/cli/package-root.ts';
import { glossaryPage } from '../sim/studies/glossary.ts';
import { commandLineReference } from './command-line-page.ts';
import { httpApiPage } from './http-api-page.ts';
import { scenarioReferencePage } from './scenario-reference-page.ts';
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
    content: scenarioSchema,
  },
  { path: 'docs/scenario-reference.md', content: scenarioReferencePage },
  { path: 'docs/glossary.md', content: glossaryPage },
  { path: 'docs/scenarios.md', content: () => scenariosPage(SCENARIO_FOLDER) },
  { path: 'docs/command-line.md', content: commandLineReference },
  { path: 'docs/http-api.md', content: httpApiPage },
  ...[...RESULT_SCHEMAS].map(([name, content]) => ({ path: `docs/${name}.schema.json`, content })),
  {
    path: 'test/maillog/logs/recorded/README.md',
    content: () => labPage(LAB_FOLDER),
  },
  { path: 'docs/validation-figures.md', content: () => validationPage(VALIDATION_FOLDER) },
];
