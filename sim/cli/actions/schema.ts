/** The work of `mailpath schema`: the JSON Schemas of scenario files and of results. */

import type { Arguments } from '../../inquiry/arguments.ts';
import { UsageError } from '../../inquiry/refusal.ts';
import { diagnosisJsonSchema } from '../../report/diagnosis-schema.ts';
import { forecastJsonSchema } from '../../report/forecast-schema.ts';
import { ladderJsonSchema } from '../../report/ladder-schema.ts';
import { recommendationJsonSchema } from '../../report/recommendation-schema.ts';
import { resultJsonSchema } from '../../report/result-schema.ts';
import { sensitivityJsonSchema } from '../../report/sensitivity-schema.ts';
import { sweepJsonSchema } from '../../report/sweep-schema.ts';
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { didYouMean } from '../../scenario/nearest-name.ts';
import { EXIT_DONE } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const SCHEMAS: Readonly<Record<string, () => string>> = {
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
  const name = args.text('of') ?? 'scenario';
  if (!Object.hasOwn(SCHEMAS, name)) {
    const names = Object.keys(SCHEMAS);
    throw new UsageError(
      `There is no schema of "${name}".${didYouMean(name, names)} There are ${names.join(', ')}.`,
    );
  }
  terminal.out(SCHEMAS[name]());
  return EXIT_DONE;
}
