/** `mailpath sensitivity`: which inputs the answer hangs on, and so what to measure first. */
import { INPUT_NAMES } from '../../studies/sensitivity/sensitivity-names.ts';
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  OUTPUT_OPTIONS,
  PRECISION_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

export const sensitivityCommand: Command = {
  name: 'sensitivity',
  describe: 'Say which inputs the answer hangs on: each at a low and a high value, one at a time',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    setting: { type: 'text', value: 'NAME', describe: 'Under which setting (default: default)' },
    only: {
      type: 'text',
      value: 'A,B,...',
      describe: `Only these inputs (default: all that apply: ${INPUT_NAMES.join(', ')})`,
    },
    range: {
      type: 'list',
      value: 'INPUT=LOW..HIGH',
      describe:
        'Another range: factors (goodput=0.25..4) or values (goodput=60KB/s..240KB/s, overshoot=0s..30s). Repeatable',
    },
    ...EXPERIMENT_OPTIONS,
    ...PRECISION_OPTIONS,
    measure: {
      type: 'text',
      value: 'NAME',
      describe: 'The measure that is looked at, and that --precision is about (default: p99)',
    },
    ...OUTPUT_OPTIONS,
    json: {
      type: 'flag',
      describe: 'Print the result as JSON (mailpath schema sensitivity describes it)',
    },
    csv: { type: 'flag', describe: 'Print one CSV row for each end of each input' },
    ...REPORT_OPTIONS,
  },
  examples: [
    ['sensitivity main', 'what to measure before one believes the answer'],
    ['sensitivity main --setting recommended --measure max', 'of another setting and measure'],
    ['sensitivity main --only goodput,size', 'two inputs only'],
    ['sensitivity main --html tornado.html', 'a report with the tornado as a chart'],
    ['sensitivity mine.yaml --range goodput=60KB/s..240KB/s', 'what one knows of the range'],
  ],
  run: async (...given) => (await import('../actions/sensitivity.ts')).sensitivity(...given),
};
