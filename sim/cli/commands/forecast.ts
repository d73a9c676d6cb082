/** `mailpath forecast`: in an incident, when the backlog clears, and after which command. */
import type { NumberNow } from '../../mailpath/remedies.ts';
import {
  LOG_OPTIONS,
  LOG_POSITIONAL,
  type OptionDefinition,
  OUTPUT_OPTIONS,
  REPORT_OPTIONS,
  SEED_OPTION,
} from '../../studies/options.ts';
import type { Command } from '../command.ts';

/**
 * The values to try, an option for each remedy that has one (mailpath/remedies.ts): the type refuses
 * a missing one, and naming only the type, the help loads none of the model.
 */
const VALUE_OPTIONS: Readonly<Record<NumberNow['field'], OptionDefinition>> = {
  runners: {
    type: 'text',
    value: 'N',
    describe: 'The queue runners to try (default: twice those in the log)',
  },
  'retry-interval': {
    type: 'text',
    value: 'DURATION',
    describe: 'The retry interval to try (default: 1m)',
  },
  'messages-per-connection': {
    type: 'text',
    value: 'N',
    describe: 'The limit to try (default: 199, as the article begins)',
  },
};

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
    seed: SEED_OPTION,
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
