/** `sweep`: a grid of values, and from where on more of them buys nothing. */
import type { StudyDefinition } from '../definition.ts';
import { PRECISION_OPTIONS, REPLICATIONS_OPTION } from '../options.ts';

export const sweep: StudyDefinition = {
  name: 'sweep',
  describe:
    'Replay a scenario over a grid of values: a table or a map, and from where on more gains nothing',
  defaultScenario: null,
  example: '--vary runners=1..8',
  options: {
    vary: {
      repeatable: true,
      value: 'PATH=VALUES',
      describe:
        'What to vary: a field of the setting (runners) or any path that --set takes. Values: a list (1,2,4,unlimited), whole steps (1..8), a step (1m..10m:3m), a factor (1..64x2). Repeat it for a grid',
    },
    setting: {
      value: 'NAME',
      describe: 'Which setting is swept (default: the one that a path names, else default)',
    },
    replications: REPLICATIONS_OPTION,
    ...PRECISION_OPTIONS,
    measure: {
      value: 'A,B,...',
      describe:
        'What to show; the first one is judged, mapped, and what --precision is about (default: p99)',
    },
    'max-points': {
      value: 'N',
      describe: 'Allow N points and 100 N replications in all (default: 400 and 40,000)',
    },
  },
  csvRow: 'each point and measure',
  examples: [
    ['sweep main --vary runners=1..8', 'how many runners are enough'],
    ['sweep main --vary runners=1..8 --vary retry-interval=1m,5m,10m,30m', 'a map of two'],
    ['sweep main --vary host-status=on,off', 'values without an order: which is best'],
    [
      'sweep slow-link-attachments --vary messages-per-connection=25..400x2 --measure cuts,p99',
      'which limit prevents the cuts',
    ],
    [
      'sweep main --vary hosts.exchange-online.goodput=80KB/s..640KB/s:80KB/s',
      'a value of the remote server, by its path',
    ],
    ['sweep main --vary runners=1..8 --html runners.html', 'a report with the curve'],
    ['sweep mine.yaml --vary runners=1..8 --setting mine --csv --output runners.csv', 'a table'],
  ],
  page: {
    title: 'Sweep',
    about:
      'One value or two over a range: where the delay is short, where it turns, and from where on more of it buys nothing.',
    start: 'Sweep',
    fields: {
      vary: { label: 'Vary', field: 'vary', initial: 'messages-per-connection, runners' },
      setting: { label: 'Under', field: 'setting', initial: 'current' },
      measure: { label: 'Judged by', field: 'metric', initial: 'p99' },
      // So many days can tell 6 values and 4 of another apart (days-words.ts).
      replications: { label: 'Days (replications)', field: 'number', initial: '12' },
    },
  },
  slowPlan: true,
  schema: 'sweep',
  load: () => import('./request.ts'),
};
