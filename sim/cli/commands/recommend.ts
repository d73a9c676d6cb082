/** `mailpath recommend`: the settings to choose, with the guarantee behind the choice. */
import type { Command } from '../command.ts';
import { EXPERIMENT_OPTIONS, OUTPUT_OPTIONS, REPORT_OPTIONS } from '../options.ts';

export const recommendCommand: Command = {
  name: 'recommend',
  describe: 'The settings to choose: they meet the objectives, with the guarantee behind it',
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
        'What has to be reached: "p99 < 5m", "max < 30m", "resets = 0" (repeatable; default: the scenario’s objectives, else p99 < 5m). max, and = 0, are about every day: at most one in twenty may break them',
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
    tolerance: {
      type: 'text',
      value: 'DURATION',
      describe: 'A difference that does not matter (default: a tenth of the objective)',
    },
    confidence: {
      type: 'text',
      value: 'SHARE',
      describe: 'Of the choice, and of its check with fresh mail (default: 95%)',
    },
    ...EXPERIMENT_OPTIONS,
    replications: {
      type: 'text',
      value: 'N',
      describe: 'Replications of one candidate at most, before it is left undecided (default: 40)',
    },
    ...OUTPUT_OPTIONS,
    ...REPORT_OPTIONS,
  },
  examples: [
    ['recommend main', 'what to set, for the scenario’s objectives'],
    ['recommend main --objective "p99 < 5m" --objective "resets = 0"', 'several at once'],
    ['recommend main --bound "host-status = on"', 'HostStat cannot be changed: what then?'],
    ['recommend mine.yaml --html report.html', 'a report to attach to the change request'],
    ['recommend mine.yaml --bound "runners <= 8" --json', 'for other programs'],
  ],
  run: async (...given) => (await import('../actions/recommend.ts')).recommend(...given),
};
