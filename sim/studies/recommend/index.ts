/** `recommend`: the settings to choose, and what is promised of them. */
import type { StudyDefinition } from '../definition.ts';

export const recommend: StudyDefinition = {
  name: 'recommend',
  describe:
    'The settings to choose: the cheapest that meet the objectives, and on how many days that is shown',
  defaultScenario: null,
  options: {
    objective: {
      repeatable: true,
      value: 'TEXT',
      describe:
        'What has to be reached, on at least 95% of the days: "p99 < 5m", "max < 30m", "resets = 0"; on fewer or more: "p99 < 5m on 90% of days"; over all of them: "mean p99 < 5m" (repeatable; default: the scenario’s objectives, else p99 < 5m)',
    },
    bound: {
      repeatable: true,
      value: 'TEXT',
      describe:
        'What the site allows: "runners <= 8", "retry-interval >= 5m", "host-status = on", "connections <= 40" (repeatable)',
    },
    setting: {
      value: 'NAME',
      describe: 'The setting that stands for the gateway as it is (default: default)',
    },
    confidence: {
      value: 'SHARE',
      describe: 'Confidence with which the choice is shown to meet the objectives (default: 95%)',
    },
    replications: {
      value: 'N',
      describe:
        'Fresh days per candidate, at most (default: as many as up to three bad ones among them need)',
    },
    full: {
      describe:
        'Also all that is behind the answer: how far each value can move, the smallest change, the article’s procedure, an age limit',
    },
  },
  csvRow: 'each candidate that was tried to the end',
  examples: [
    ['recommend main', 'what to set, for the scenario’s objectives'],
    ['recommend main --objective "p99 < 5m" --objective "resets = 0"', 'several at once'],
    ['recommend main --full --html report.html', 'with all that is behind it'],
    ['recommend main --bound "host-status = on"', 'HostStat cannot be changed: what then?'],
    ['recommend main --within 60s', 'what is known in a minute'],
    ['recommend mine.yaml --html report.html', 'a report to attach to the change request'],
    ['recommend mine.yaml --bound "runners <= 8" --json', 'for other programs'],
  ],
  page: {
    title: 'Recommend',
    about:
      'The cheapest settings that meet what you want on at least 95% of the days, with 95% confidence.',
    start: 'Recommend',
    fields: {
      objective: {
        label: 'What you want',
        field: 'text',
        initial: 'p99 < 5m',
        own: 'objectives',
        hint: 'Like p99 < 5m, max < 30m, resets = 0, p99 < 5m on 90% of days, mean p99 < 5m; several with commas.',
      },
      bound: {
        label: 'What may not be exceeded',
        field: 'text',
        initial: '',
        own: 'bounds',
        hint: 'Like runners <= 8, retry-interval >= 5m, host-status = on.',
      },
      setting: { label: 'The gateway as it is:', field: 'setting', initial: 'current' },
      full: { label: 'With all that is behind the answer', field: 'flag', initial: '' },
    },
  },
  schema: 'recommendation',
  load: () => import('./request.ts'),
};
