/** `mailpath ladder`: the changes between two settings, one at a time: which of them buys what. */
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  OUTPUT_OPTIONS,
  PRECISION_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

export const ladderCommand: Command = {
  name: 'ladder',
  describe: 'Apply the article’s changes one at a time, in order, alone and taken away',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    from: { type: 'text', value: 'NAME', describe: 'The setting to start from (default: default)' },
    to: { type: 'text', value: 'NAME', describe: 'The setting to get to (default: recommended)' },
    'no-limits': {
      type: 'flag',
      describe: 'Leave out from which limit on one without more runners makes things worse',
    },
    ...EXPERIMENT_OPTIONS,
    ...PRECISION_OPTIONS,
    measure: {
      type: 'text',
      value: 'NAME',
      describe: 'What changes are held against, and what --precision is about (default: p99)',
    },
    ...OUTPUT_OPTIONS,
    csv: { type: 'flag', describe: 'Print one CSV row for each step and measure' },
    json: {
      type: 'flag',
      describe: 'Print the result as JSON (mailpath schema ladder describes it)',
    },
    ...REPORT_OPTIONS,
  },
  examples: [
    ['ladder main', 'which change buys what'],
    ['ladder main --measure max --no-limits', 'held against the longest delay'],
    ['ladder mine.yaml --from mine --to recommended', 'what is still to be gained'],
    ['ladder main --html ladder.html', 'a report with the ladder as a chart'],
    ['ladder falling-limit --csv --output ladder.csv', 'for a spreadsheet'],
  ],
  run: async (...given) => (await import('../actions/ladder.ts')).ladder(...given),
};
