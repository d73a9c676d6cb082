/** `mailpath schema`: the JSON Schemas of scenario files and of results. */
import { LOG_STUDIES, STUDIES } from '../../studies/index.ts';
import type { Command } from '../command.ts';

/** Of scenario files, and of the result of each study. */
export const SCHEMA_NAMES: readonly string[] = [
  'scenario',
  ...new Set([...STUDIES, ...LOG_STUDIES].flatMap(({ schema }) => schema ?? [])),
];

export const schemaCommand: Command = {
  name: 'schema',
  describe: 'Print the JSON Schema of scenario files, or of results (--json)',
  positional: {
    name: 'of',
    describe: `${SCHEMA_NAMES.slice(0, -1).join(', ')} or ${SCHEMA_NAMES.at(-1)} (default: scenario)`,
    required: false,
    choices: SCHEMA_NAMES,
    example: 'scenario',
  },
  options: {},
  examples: [
    ['schema > mailpath.schema.json', 'for an editor that completes scenario files'],
    ['schema result', 'what compare --json and run --json print'],
    ['schema ladder', 'what ladder --json prints'],
    ['schema sweep', 'what sweep --json prints'],
    ['schema sensitivity', 'what sensitivity --json prints'],
    ['schema recommendation', 'what recommend --json prints'],
    ['schema diagnosis', 'what diagnose --json prints'],
    ['schema forecast', 'what forecast --json prints'],
  ],
  run: async (...given) => (await import('../actions/schema.ts')).schema(...given),
};
