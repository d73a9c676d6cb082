/** `mailpath validate`: checks scenario files, tells every error at once, runs nothing. */

import { SET_OPTION } from '../../studies/options.ts';
import type { Command } from '../command.ts';

export const validateCommand: Command = {
  name: 'validate',
  describe: 'Check scenario files: every error at once, with its place and its remedy',
  positional: {
    name: 'scenario',
    describe: 'Scenario files, names of shipped ones, or -',
    required: true,
    many: true,
    example: 'mine.yaml',
  },
  options: {
    set: SET_OPTION,
    json: { type: 'flag', describe: 'Print one JSON object a file: for editors and for CI' },
  },
  examples: [
    ['validate mine.yaml', 'is it right, and if not, where and why'],
    ['validate scenarios/*.yaml', 'all of them'],
    ['validate - --json < mine.yaml', 'from standard input, for another program'],
  ],
  run: async (...given) => (await import('../actions/validate.ts')).validate(...given),
};
