/** The work of `mailpath schema`: the JSON Schemas of scenario files and of results. */
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { diagnosisJsonSchema } from '../../studies/diagnose/diagnosis-schema.ts';
import { forecastJsonSchema } from '../../studies/forecast/forecast-schema.ts';
import { STUDIES } from '../../studies/index.ts';
import { publishedSchema } from '../../studies/result/result-schema.ts';
import { EXIT_DONE } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

type Schema = () => string | Promise<string>;

/** Every published schema, by name: docs/NAME.schema.json, but for that of scenarios. */
export const RESULT_SCHEMAS: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ...STUDIES.map(({ schema, load }): [string, Schema] => [
    schema,
    async () => {
      const { title, of } = (await load()).request.schema;
      return publishedSchema(title, of);
    },
  ]),
  ['diagnosis', diagnosisJsonSchema],
  ['forecast', forecastJsonSchema],
]);

const SCHEMAS = new Map<string, Schema>([
  ['scenario', () => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`],
  ...RESULT_SCHEMAS,
]);

export async function schema(args: Arguments, terminal: Terminal): Promise<number> {
  const name = args.text('of') ?? 'scenario';
  // The parser has refused all others.
  terminal.out((await SCHEMAS.get(name)?.()) ?? '');
  return EXIT_DONE;
}
