/** `compare`, the main job: several settings, the same mail for each. `run`: one of them. */
import type { StudyDefinition } from '../definition.ts';
import { PRECISION_OPTIONS, REPLICATIONS_OPTION } from '../options.ts';

export const compare: StudyDefinition = {
  name: 'compare',
  describe: 'Replay a scenario under several settings: the delays, their difference, and why',
  defaultScenario: 'main',
  options: {
    settings: {
      value: 'A,B,...',
      describe: 'Which settings, the first one as the base (default: as the scenario says)',
    },
    check: {
      describe: 'Hold the result to the scenario’s expect: and objectives: (exit 4 if not met)',
    },
    replications: REPLICATIONS_OPTION,
    ...PRECISION_OPTIONS,
    assumptions: {
      value: 'N',
      describe:
        'Of the values that nobody measured, show the N that move p99 most, from four days on (default: 6; 0: none are moved)',
    },
  },
  csvRow: 'each setting and measure',
  examples: [
    ['compare', 'the main scenario: default against recommended'],
    ['compare main --full', 'with all that is behind the answer'],
    ['compare main --settings default,recommended --replications 50', 'tighter intervals'],
    ['compare main --precision 5%', 'as many replications as it takes to know p99 to 5%'],
    ['compare main --set settings.recommended.runners=8', 'what more runners gain'],
    ['compare mine.yaml --html report.html', 'a report with charts, to keep or to send on'],
    ['compare mine.yaml --json --output mine.json', 'for other programs'],
    ['compare falling-limit --check', 'exit 4 unless all expectations hold'],
  ],
  page: null,
  interim: true,
  schema: 'result',
  load: async () => ({ request: (await import('./request.ts')).compareRequest }),
};

export const run: StudyDefinition = {
  name: 'run',
  describe: 'Replay a scenario under one setting: all its measures',
  defaultScenario: null,
  options: {
    setting: { value: 'NAME', describe: 'Which setting (default: default)' },
    replications: REPLICATIONS_OPTION,
    ...PRECISION_OPTIONS,
  },
  csvRow: 'each setting and measure',
  examples: [
    ['run main', 'the main scenario under its default setting'],
    ['run main --setting recommended', 'the same mail under another setting'],
    ['run main --replications 1 --seed monday', 'a single day'],
    ['run mine.yaml --csv --output mine.csv', 'for a spreadsheet'],
  ],
  page: null,
  interim: true,
  schema: 'result',
  load: async () => ({ request: (await import('./request.ts')).runRequest }),
};
