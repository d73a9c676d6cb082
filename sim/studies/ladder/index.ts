/** `ladder`: the changes between two settings, one at a time: which of them buys what. */
import type { StudyDefinition } from '../definition.ts';
import { PRECISION_OPTIONS, REPLICATIONS_OPTION } from '../options.ts';

export const ladder: StudyDefinition = {
  name: 'ladder',
  describe: 'Apply the article’s changes one at a time, in order, alone and taken away',
  defaultScenario: null,
  options: {
    from: { type: 'text', value: 'NAME', describe: 'The setting to start from (default: default)' },
    to: { type: 'text', value: 'NAME', describe: 'The setting to get to (default: recommended)' },
    'no-limits': {
      type: 'flag',
      describe: 'Leave out from which limit on one without more runners makes things worse',
    },
    replications: REPLICATIONS_OPTION,
    ...PRECISION_OPTIONS,
    measure: {
      type: 'text',
      value: 'NAME',
      describe: 'What changes are held against, and what --precision is about (default: p99)',
    },
  },
  csvRow: 'each step and measure',
  examples: [
    ['ladder main', 'which change buys what'],
    ['ladder main --measure max --no-limits', 'held against the longest delay'],
    ['ladder mine.yaml --from mine --to recommended', 'what is still to be gained'],
    ['ladder main --html ladder.html', 'a report with the ladder as a chart'],
    ['ladder falling-limit --csv --output ladder.csv', 'for a spreadsheet'],
  ],
  page: {
    title: 'Change by change',
    about:
      'The article changes several things at once. Applied one at a time, in its order and alone: which of them buys what?',
    start: 'Try the changes',
    fields: {
      from: { label: 'From', field: 'setting', initial: 'default' },
      to: { label: 'to', field: 'setting', initial: 'recommended' },
      measure: { label: 'Judged by', field: 'metric', initial: 'p99' },
    },
  },
  schema: 'ladder',
  load: () => import('./request.ts'),
};
