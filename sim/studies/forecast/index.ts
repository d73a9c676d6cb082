/** `forecast`: in an incident, when the backlog clears, and after which change. */
import type { RemedyNumber } from '../../mailpath/remedies.ts';
import type { LogReportDefinition } from '../definition.ts';
import { type OptionDefinition, SEED_OPTION } from '../options.ts';

/**
 * The values to try, an option for each remedy that has one (mailpath/remedies.ts): the type refuses
 * a missing one, and naming only the type, the help loads none of the model.
 */
const VALUE_OPTIONS: Readonly<Record<RemedyNumber['field'], OptionDefinition>> = {
  runners: {
    value: 'N',
    describe: 'The queue runners to try (default: twice those in the log)',
  },
  'retry-interval': {
    value: 'DURATION',
    describe: 'The retry interval to try (default: 1m)',
  },
  'messages-per-connection': {
    value: 'N',
    describe: 'The limit to try (default: 199, with which Microsoft’s article begins)',
  },
};

export const forecast: LogReportDefinition = {
  name: 'forecast',
  describe:
    'In an incident: say from the log so far when the backlog clears, as is and after each change',
  options: {
    ...VALUE_OPTIONS,
    replications: {
      value: 'N',
      describe: 'Futures that are simulated for each change (default: 39)',
    },
    seed: { ...SEED_OPTION, describe: 'Seed of the random numbers (default: mailpath)' },
  },
  examples: [
    ['forecast /var/log/maillog', 'when is it over, and what would help now'],
    ['forecast maillog --runners 8', 'with as many runners as you could start'],
    ['forecast maillog --html forecast.html', 'a report with the changes as a chart'],
  ],
  schema: 'forecast',
  load: async () => import('./request.ts'),
};
