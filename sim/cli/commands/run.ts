/** `mailpath run`: one setting of a scenario, all its metrics. */
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  OUTPUT_OPTIONS,
  PRECISION_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

export const runCommand: Command = {
  name: 'run',
  describe: 'Replay a scenario under one setting: all its measures',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    setting: { type: 'text', value: 'NAME', describe: 'Which setting (default: default)' },
    ...EXPERIMENT_OPTIONS,
    ...PRECISION_OPTIONS,
    ...OUTPUT_OPTIONS,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['run main', 'the main scenario under its default setting'],
    ['run main --setting recommended', 'the same mail under another setting'],
    ['run main --replications 1 --seed monday', 'a single day'],
    ['run mine.yaml --csv --output mine.csv', 'for a spreadsheet'],
  ],
  run: async (...given) => (await import('../actions/run.ts')).run(...given),
};
