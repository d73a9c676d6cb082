/** `mailpath init`: a scenario to begin with, every field of it explained. */
import type { Command } from '../command.ts';

export const initCommand: Command = {
  name: 'init',
  describe: 'Write a scenario to begin with, every field of it explained, and its schema',
  positional: {
    name: 'file',
    describe:
      'Where to write it, with its schema beside it (default: standard output, without); an existing file is left alone',
    required: false,
    example: 'mine.yaml',
  },
  options: {},
  examples: [
    ['init mine.yaml', 'then edit it, and: mailpath compare mine.yaml'],
    ['init', 'to standard output'],
  ],
  run: async (...given) => (await import('../actions/init.ts')).init(...given),
};
