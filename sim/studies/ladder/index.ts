/** `ladder`: the changes between two settings, one at a time: what each of them gains. */
import type { StudyDefinition } from '../definition.ts';
import { JUDGED_OPTIONS } from '../options.ts';

export const ladder: StudyDefinition = {
  name: 'ladder',
  describe: 'Measure the article’s changes: added in order, each by itself, each left out',
  defaultScenario: null,
  options: {
    from: { value: 'NAME', describe: 'The setting to start from (default: default)' },
    to: { value: 'NAME', describe: 'The setting to get to (default: recommended)' },
    'no-limits': {
      describe: 'Leave out the limits that are tried by themselves, without more runners',
    },
    ...JUDGED_OPTIONS,
  },
  csvRow: 'each step and measure',
  examples: [
    ['ladder main', 'what each change gains'],
    ['ladder main --measure max --no-limits', 'judged by the longest delay'],
    ['ladder mine.yaml --from mine --to recommended', 'what is still to be gained'],
    ['ladder main --html ladder.html', 'a report with the ladder as a chart'],
    ['ladder falling-limit --csv --output ladder.csv', 'for a spreadsheet'],
  ],
  page: {
    title: 'Change by change',
    about:
      'The article changes several things at once. Applied one at a time, in its order and alone: what does each of them gain?',
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
