/** `mailpath compare`: the main job. Several settings, the same mail for each, one verdict. */
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  OUTPUT_OPTIONS,
  PRECISION_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

export const compareCommand: Command = {
  name: 'compare',
  describe: 'Replay a scenario under several settings: the delays, their difference, and why',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or - (default: main)',
    required: false,
    example: 'main',
  },
  options: {
    settings: {
      type: 'text',
      value: 'A,B,...',
      describe: 'Which settings, the first one as the base (default: as the scenario says)',
    },
    check: {
      type: 'flag',
      describe: 'Hold the result to the scenario’s expect: and objectives: (exit 4 if not met)',
    },
    ...EXPERIMENT_OPTIONS,
    ...PRECISION_OPTIONS,
    ...OUTPUT_OPTIONS,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['compare', 'the main scenario: default against recommended'],
    ['compare main --settings default,recommended --replications 50', 'tighter intervals'],
    ['compare main --precision 5%', 'as many replications as it takes to know p99 to 5%'],
    ['compare main --set settings.recommended.runners=8', 'what more runners buy'],
    ['compare mine.yaml --html report.html', 'a report with charts, to keep or to send on'],
    ['compare mine.yaml --json --output mine.json', 'for other programs'],
    ['compare falling-limit --check', 'exit 4 unless all expectations hold'],
  ],
  run: async (...given) => (await import('../actions/compare.ts')).compare(...given),
};
