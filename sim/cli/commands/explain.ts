/** `mailpath explain`: what a field, a fault, an error code, a metric or a term means. */
import type { Command } from '../command.ts';

export const explainCommand: Command = {
  name: 'explain',
  describe: 'Explain a field of scenario files, a fault, an error code, a measure or a term',
  positional: {
    name: 'term',
    describe: 'What to explain (default: a list of what there is)',
    required: false,
    many: true,
    example: 'mark',
  },
  options: {},
  examples: [
    ['explain mark', 'a term of the results'],
    ['explain p99', 'a measure'],
    ['explain messages-per-connection', 'a field: what it does, its default and its source'],
    ['explain greeting-421', 'a kind of fault: what it does, and its line in the log'],
    ['explain E_UNIT_MISSING', 'an error code'],
  ],
  run: async (...given) => (await import('../actions/explain.ts')).explain(...given),
};
