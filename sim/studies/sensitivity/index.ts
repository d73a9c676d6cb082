/** `sensitivity`: which inputs the answer depends on, and so what to measure first. */
import type { StudyDefinition } from '../definition.ts';
import { JUDGED_OPTIONS } from '../options.ts';
import { INPUT_NAMES } from './input-names.ts';

export const sensitivity: StudyDefinition = {
  name: 'sensitivity',
  describe:
    'Say which inputs the answer depends on, which of them act together, and what turns the verdict',
  defaultScenario: null,
  options: {
    setting: { value: 'NAME', describe: 'Under which setting (default: default)' },
    only: {
      value: 'A,B,...',
      describe: `Only these inputs (default: all that apply: ${INPUT_NAMES.join(', ')})`,
    },
    range: {
      repeatable: true,
      value: 'INPUT=LOW..HIGH',
      describe:
        'Another range: factors (goodput=0.25..4) or values (goodput=60KB/s..240KB/s, overshoot=0s..30s). Repeatable',
    },
    ...JUDGED_OPTIONS,
    replications: {
      value: 'N',
      describe:
        'Days of each value at most, where fewer are too few to tell (default: as the scenario says, within some 500 runs in all)',
    },
  },
  csvRow: 'each other value of each input',
  examples: [
    ['sensitivity main', 'what to measure before you rely on the answer, and what turns it'],
    ['sensitivity main --replications 20', 'on more days: some minutes'],
    ['sensitivity main --setting recommended --measure max', 'of another setting and measure'],
    ['sensitivity main --only goodput,size', 'two inputs only'],
    ['sensitivity main --html tornado.html', 'a report with the tornado as a chart'],
    ['sensitivity mine.yaml --range goodput=60KB/s..240KB/s', 'the range as you know it'],
  ],
  page: {
    title: 'What matters',
    about:
      'Each input is changed by as much as a guess of it is commonly wrong. What moves the answer most is what to measure first; what turns the verdict is looked for farther off.',
    start: 'Try every input',
    fields: {
      setting: { label: 'Under', field: 'setting', initial: 'current' },
      measure: { label: 'Judged by', field: 'metric', initial: 'p99' },
    },
  },
  schema: 'sensitivity',
  load: () => import('./request.ts'),
};
