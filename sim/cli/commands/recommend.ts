/** `mailpath recommend`: the settings to choose, and what is promised of them. */
import type { Command } from '../command.ts';
import { EXPERIMENT_OPTIONS, OUTPUT_OPTIONS, REPORT_OPTIONS } from '../options.ts';

export const recommendCommand: Command = {
  name: 'recommend',
  describe:
    'The settings to choose: the cheapest that meet the objectives, and on how many days that is shown',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    objective: {
      type: 'list',
      value: 'TEXT',
      describe:
        'What has to be reached, on at least 95% of the days: "p99 < 5m", "max < 30m", "resets = 0"; on fewer or more: "p99 < 5m on 90% of days"; over all of them: "mean p99 < 5m" (repeatable; default: the scenario’s objectives, else p99 < 5m)',
    },
    bound: {
      type: 'list',
      value: 'TEXT',
      describe:
        'What the site allows: "runners <= 8", "retry-interval >= 5m", "host-status = on", "connections <= 40" (repeatable)',
    },
    setting: {
      type: 'text',
      value: 'NAME',
      describe: 'The setting that stands for the gateway as it is (default: default)',
    },
    confidence: {
      type: 'text',
      value: 'SHARE',
      describe: 'That the choice meets the objectives on so many days (default: 95%)',
    },
    ...EXPERIMENT_OPTIONS,
    replications: {
      type: 'text',
      value: 'N',
      describe:
        'Fresh days of one candidate at most (default: as many as up to three bad ones among them need)',
    },
    full: {
      type: 'flag',
      describe:
        'Also all that is behind the answer: how far each value can move, the smallest change, the article’s procedure, an age limit',
    },
    ...OUTPUT_OPTIONS,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['recommend main', 'what to set, for the scenario’s objectives'],
    ['recommend main --objective "p99 < 5m" --objective "resets = 0"', 'several at once'],
    ['recommend main --full --html report.html', 'with all that is behind it'],
    ['recommend main --bound "host-status = on"', 'HostStat cannot be changed: what then?'],
    ['recommend mine.yaml --html report.html', 'a report to attach to the change request'],
    ['recommend mine.yaml --bound "runners <= 8" --json', 'for other programs'],
  ],
  run: async (...given) => (await import('../actions/recommend.ts')).recommend(...given),
};
