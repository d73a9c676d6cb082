/** `mailpath upgrade`: rewrites a scenario file of an earlier version; comments and layout stay. */
import type { Command } from '../command.ts';

export const upgradeCommand: Command = {
  name: 'upgrade',
  describe: 'Rewrite a scenario file of version 1 to version 2; comments and layout stay',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, or - for standard input',
    required: true,
    example: 'mine.yaml',
  },
  options: {
    'in-place': {
      type: 'flag',
      describe: 'Rewrite the file itself; what it was is kept beside it as FILE.v1',
    },
  },
  examples: [
    ['upgrade mine.yaml', 'the new text on standard output, what changed on standard error'],
    ['upgrade mine.yaml --in-place', 'the file itself; the old one is kept as mine.yaml.v1'],
  ],
  run: async (...given) => (await import('../actions/upgrade.ts')).upgrade(...given),
};
