/** The work of `mailpath schema`: the JSON Schemas of scenario files and of results. */
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { LOG_STUDIES, STUDIES } from '../../studies/index.ts';
import { publishedSchema } from '../../studies/result/result-schema.ts';
import { EXIT_DONE } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

type Schema = () => string | Promise<string>;

/** Every published schema, by name: docs/NAME.schema.json, but for that of scenarios. */
export const RESULT_SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  [...STUDIES, ...LOG_STUDIES].flatMap((study): [string, Schema][] => {
    if (study.schema === null) return [];
    const { schema, load } = study;
    return [[schema, async () => publishedSchema((await load()).request.schema)]];
  }),
);

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
