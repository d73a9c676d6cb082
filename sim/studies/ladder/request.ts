/** What `ladder` does: the changes between two settings, one at a time: what each of them gains. */
import { type Metric, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, requestedReplications } from '../replications.ts';
import { ladderCsv } from '../result/metric-csv.ts';
import { inputOf } from '../subject.ts';
import { changesBetween } from './changes.ts';
import { ladderReport } from './report.ts';
import { buildLadderResult, type LadderResult, ladderSchema } from './result.ts';
import { type Ladder, type LadderPlan, ladderStudy } from './study.ts';

/** Limits that are tried alone, beside the target's own: the article's, and down to 1. */
const LIMITS = [1, 2, 5, 10, 20, 50, 100, ARTICLE_LIMIT];

export const request = studyRequest<Ladder, LadderResult>({
  schema: { title: 'Ladder of mailpath', of: ladderSchema },
  csv: ladderCsv,
  plan: (args) => {
    const metric = judgedBy(args);
    const replications = requestedReplications(args, metric.name);
    return ({ scenario }) => {
      const plan = planOf(args, scenario, replications ?? scenario.replications);
      return {
        study: ladderStudy(plan),
        settings: [plan.from.name, plan.to.name],
        result: (found, context) =>
          found.experiment.replicationsDone === 0
            ? null
            : buildLadderResult(found, { ...context, metric }),
        report: (result, command) => ladderReport(result, { input: plan.from.input, command }),
      };
    };
  },
});

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
