/** `mailpath sweep`: a grid of values, and from where on more of them buys nothing. */
import type { Command } from '../command.ts';
import {
  EXPERIMENT_OPTIONS,
  OUTPUT_OPTIONS,
  PRECISION_OPTIONS,
  REPORT_OPTIONS,
} from '../options.ts';

export const sweepCommand: Command = {
  name: 'sweep',
  describe:
    'Replay a scenario over a grid of values: a table or a map, and where more stops paying',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main --vary runners=1..8',
  },
  options: {
    vary: {
      type: 'list',
      value: 'PATH=VALUES',
      describe:
        'What to vary: a field of the setting (runners) or any path that --set takes. Values: a list (1,2,4,unlimited), whole steps (1..8), a step (1m..10m:3m), a factor (1..64x2). Repeat it for a grid',
    },
    setting: {
      type: 'text',
      value: 'NAME',
      describe: 'Which setting is swept (default: the one that a path names, else default)',
    },
    ...EXPERIMENT_OPTIONS,
    ...PRECISION_OPTIONS,
    measure: {
      type: 'text',
      value: 'A,B,...',
      describe:
        'What to show; the first one is judged, mapped, and what --precision is about (default: p99)',
    },
    'most-points': {
      type: 'text',
      value: 'N',
      describe: 'Allow N points and 100 N replications in all (default: 400 and 40,000)',
    },
    ...OUTPUT_OPTIONS,
    json: {
      type: 'flag',
      describe: 'Print the result as JSON (mailpath schema sweep describes it)',
    },
    csv: { type: 'flag', describe: 'Print one CSV row for each point and measure' },
    ...REPORT_OPTIONS,
  },
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
      'a value of the far side, by its path',
    ],
    ['sweep main --vary runners=1..8 --html runners.html', 'a report with the curve'],
    ['sweep mine.yaml --vary runners=1..8 --setting mine --csv --output runners.csv', 'a table'],
  ],
  run: async (...given) => (await import('../actions/sweep.ts')).sweep(...given),
};
