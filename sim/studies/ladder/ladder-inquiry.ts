/** `ladder`: the changes between two settings, one at a time: which of them buys what. */

import { type Metric, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Arguments } from '../arguments.ts';
import { answered, NOTHING_FINISHED, type Plan } from '../inquiry.ts';
import { about, inputOf } from '../named-setting.ts';
import { UsageError } from '../refusal.ts';
import { repeatedCommand } from '../repeated-command.ts';
import { metricNamed, replicationsAsked } from '../replications.ts';
import { ladderCsv } from '../result/metric-csv.ts';
import { assumptionLines, readSubject } from '../subject.ts';
import { type LadderPlan, ladderStudy } from './ladder.ts';
import { changesBetween } from './ladder-changes.ts';
import { ladderReport } from './ladder-report.ts';
import { buildLadderResult } from './ladder-result.ts';
import { ladderText } from './ladder-text.ts';

/** Limits that are tried alone, beside the target's own: the article's, and down to 1. */
const LIMITS = [1, 2, 5, 10, 20, 50, 100, ARTICLE_LIMIT];

/** Options that decide which changes are made. */
const OWN = ['from', 'to', 'measure', 'no-limits'];

export function ladderAsked(args: Arguments): Plan {
  const metric = judgedBy(args);
  const replications = replicationsAsked(args, metric.name);
  return (subject) => {
    const { scenario, file, set, version } = readSubject(subject);
    const plan = planOf(args, scenario, replications ?? scenario.replications);
    return answered(ladderStudy(plan), (found) => {
      if (found.experiment.replicationsDone === 0) return NOTHING_FINISHED;
      const result = buildLadderResult(found, {
        version,
        scenario: about(scenario, file, set),
        assumptions: assumptionLines(scenario, [plan.from.name, plan.to.name]),
        metric,
      });
      const command = repeatedCommand('ladder', file, OWN, args, plan.seed);
      return {
        json: result,
        csv: () => ladderCsv(result),
        text: (page) => ladderText(result, page),
        report: () => ladderReport(result, { input: plan.from.input, command }),
        partial: result.partial,
        unmet: false,
      };
    });
  };
}
function planOf(
  args: Arguments,
  scenario: Scenario,
  replications: LadderPlan['replications'],
): LadderPlan {
  const named = (option: string, otherwise: string) => {
    const name = args.text(option) ?? otherwise;
    return { name, input: inputOf(scenario, name) };
  };
  const [from, to] = [named('from', 'default'), named('to', 'recommended')];
  if (changesBetween(from.input, to.input).every(({ nothing }) => nothing !== null)) {
    throw new UsageError(
      `${from.name} and ${to.name} are the same here: there is no change to apply. Give --from or --to another of ${[...scenario.settings.keys()].join(', ')}.`,
    );
  }
  const limit = to.input.settings.messagesPerConnection;
  const limits = Number.isFinite(limit) ? [...LIMITS, limit] : LIMITS;
  return {
    from,
    to,
    limits: args.flag('no-limits') ? [] : limits,
    seed: args.text('seed') ?? scenario.seed,
    replications,
  };
}

/** A metric of which less, or more, is better. */
function judgedBy(args: Arguments): Metric {
  const name = metricNamed(args.text('measure') ?? 'p99');
  const metric = metricOf(name);
  if (metric.better === 'neither') {
    throw new UsageError(
      `--measure ${name}: neither more nor less of it is better, so that it cannot order changes. For instance: p99, max, mean, over-5m, cuts.`,
    );
  }
  return metric;
}
