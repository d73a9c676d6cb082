/** `mailpath diagnose`: what really happened, from a mail log. */

import {
  LOG_OPTIONS,
  LOG_POSITIONAL,
  OUTPUT_OPTIONS,
  REPORT_OPTIONS,
} from '../../studies/options.ts';
import type { Command } from '../command.ts';

export const diagnoseCommand: Command = {
  name: 'diagnose',
  describe: 'Say from mail logs whether this is the failure, what it costs, what to change first',
  positional: LOG_POSITIONAL,
  options: {
    ...LOG_OPTIONS,
    json: {
      type: 'flag',
      describe: 'Print the result as JSON (mailpath schema diagnosis describes it)',
    },
    output: OUTPUT_OPTIONS.output,
    quiet: OUTPUT_OPTIONS.quiet,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['diagnose /var/log/maillog', 'is it the failure, since when, what to do'],
    ['diagnose /var/log/maillog*', 'with rotated files, gzip or not'],
    ['diagnose - < maillog', 'from standard input'],
    ['diagnose maillog --html diagnosis.html', 'a report to keep or to send on'],
    ['diagnose maillog --lifetime 20m --json', 'the lifetime as you know it; for a program'],
  ],
  run: async (...given) => (await import('../actions/diagnose.ts')).diagnose(...given),
};
