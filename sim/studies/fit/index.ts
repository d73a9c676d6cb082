/** `fit`: a scenario from mail logs. */
import type { LogScenarioDefinition } from '../definition.ts';

export const fit: LogScenarioDefinition = {
  name: 'fit',
  describe: 'Make a scenario from mail logs: arrivals, sizes, speed, settings in force, faults',
  options: {
    recorded: {
      value: 'FILE',
      describe:
        'Write each message’s arrival and size to FILE, and let the scenario replay them (default: a rate by time of day, sizes drawn)',
    },
    output: {
      value: 'FILE',
      describe: 'Write the scenario to FILE, atomically',
    },
  },
  examples: [
    ['fit /var/log/maillog --output mine.yaml', 'then: mailpath compare mine.yaml'],
    ['fit maillog --recorded mine.csv --output mine.yaml', 'the mail exactly as it arrived'],
    ['compare /var/log/maillog', 'a log can take the place of a scenario'],
  ],
  schema: null,
  load: async () => import('./request.ts'),
};
