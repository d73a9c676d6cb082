/** `mailpath forecast`: in an incident, when the backlog clears, and after which command. */
import { NUMBERS_NOW } from '../../mailpath/remedies.ts';
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  LOG_OPTIONS,
  LOG_POSITIONAL,
  OUTPUT_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

/** The values to try, an option each. */
const VALUE_OPTIONS: Command['options'] = Object.fromEntries(
  NUMBERS_NOW.map(({ field, kind, now }) => [
    field,
    { type: 'text', value: kind === 'duration' ? 'DURATION' : 'N', describe: now.option },
  ]),
);

export const forecastCommand: Command = {
  name: 'forecast',
  describe: 'In an incident: from the log so far, when the backlog clears, after each command now',
  positional: LOG_POSITIONAL,
  options: {
    ...LOG_OPTIONS,
    ...VALUE_OPTIONS,
    replications: {
      type: 'text',
      value: 'N',
      describe: 'Futures that are tried for each command (default: 39)',
    },
    seed: EXPERIMENT_OPTIONS.seed,
    json: {
      type: 'flag',
      describe: 'Print the result as JSON (mailpath schema forecast describes it)',
    },
    output: OUTPUT_OPTIONS.output,
    quiet: OUTPUT_OPTIONS.quiet,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['forecast /var/log/maillog', 'when is it over, and what would help now'],
    ['forecast maillog --runners 8', 'with as many runners as you could start'],
    ['forecast maillog --html forecast.html', 'a report with the commands as a chart'],
  ],
  run: async (...given) => (await import('../actions/forecast.ts')).forecast(...given),
};
