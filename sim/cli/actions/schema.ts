/** The work of `mailpath schema`: the JSON Schemas of scenario files and of results. */
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { diagnosisJsonSchema } from '../../studies/diagnose/diagnosis-schema.ts';
import { forecastJsonSchema } from '../../studies/forecast/forecast-schema.ts';
import { ladderJsonSchema } from '../../studies/ladder/ladder-schema.ts';
import { recommendationJsonSchema } from '../../studies/recommend/recommendation-schema.ts';
import { resultJsonSchema } from '../../studies/result/result-schema.ts';
import { sensitivityJsonSchema } from '../../studies/sensitivity/sensitivity-schema.ts';
import { sweepJsonSchema } from '../../studies/sweep/sweep-schema.ts';
import type { SCHEMA_NAMES } from '../commands/schema.ts';
import { EXIT_DONE } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const SCHEMAS: Readonly<Record<(typeof SCHEMA_NAMES)[number], () => string>> = {
  scenario: () => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`,
  result: resultJsonSchema,
  ladder: ladderJsonSchema,
  sweep: sweepJsonSchema,
  sensitivity: sensitivityJsonSchema,
  recommendation: recommendationJsonSchema,
  diagnosis: diagnosisJsonSchema,
  forecast: forecastJsonSchema,
};

export async function schema(args: Arguments, terminal: Terminal): Promise<number> {
  // The parser has refused all others.
  terminal.out(SCHEMAS[(args.text('of') ?? 'scenario') as keyof typeof SCHEMAS]());
  return EXIT_DONE;
}
