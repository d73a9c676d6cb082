/** `mailpath recommend`: the settings to choose, with the guarantee behind the choice. */
import { recommendStudy } from '../../experiment/recommend/recommend.ts';
import { recommendationResult } from '../../report/recommendation-result.ts';
import { recommendationCsv, recommendationText } from '../../report/recommendation-text.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from '../exit.ts';
import { EXPERIMENT_OPTIONS, OUTPUT_OPTIONS } from '../options.ts';
import { packageVersion } from '../package-root.ts';
import { recommendationAsked } from '../recommendation-plan.ts';
import { destination, refuseOverwriting, writeResult } from '../result-output.ts';
import { assumptionLines, loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';
import { carryOut } from '../workbench.ts';
import { about, inputOf } from './compare.ts';

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
  },
  examples: [
    ['recommend main', 'what to set, for the scenario’s objectives'],
    ['recommend main --objective "p99 < 5m" --objective "resets = 0"', 'several at once'],
    ['recommend main --bound "host-status = on"', 'HostStat cannot be changed: what then?'],
    ['recommend mine.yaml --bound "runners <= 8" --json', 'for other programs'],
  ],
  run: recommend,
};

async function recommend(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const { scenario, file, files, set } = await loadScenario(
    args.text('scenario') ?? '',
    args,
    terminal,
  );
  refuseOverwriting(to, files);
  const input = inputOf(scenario, args.text('setting') ?? 'default');
  const asked = recommendationAsked(args, scenario, input);
  const found = await carryOut(recommendStudy(asked.plan), args, terminal);
  if (found.partial && found.screening === null) {
    terminal.err('Stopped before anything was found out: there is nothing to show.\n');
    return EXIT_INTERRUPTED;
  }
  const result = recommendationResult(found, {
    version: packageVersion(),
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    bounds: asked.bounds,
    assumedBounds: asked.assumedBounds,
  });
  writeResult(
    {
      json: result,
      csv: () => recommendationCsv(result),
      text: (page) => recommendationText(result, page),
    },
    to,
    args,
    terminal,
  );
  if (found.partial) return EXIT_INTERRUPTED;
  return found.choice === null ? EXIT_NOT_MET : EXIT_DONE;
}
