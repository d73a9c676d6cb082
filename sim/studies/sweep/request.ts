/** What `sweep` does: a grid of values, and from where on more of them buys nothing. */
import type { MetricName } from '../../mailpath/metrics.ts';
import { readVaried, type Varied } from '../../scenario/vary.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, replicationsAsked } from '../replications.ts';
import { sweepCsv } from '../result/metric-csv.ts';
import { inputOf } from '../subject.ts';
import { type Sweep, sweepStudy } from './sweep.ts';
import { readPoints } from './sweep-points.ts';
import { sweepReport } from './sweep-report.ts';
import { buildSweepResult } from './sweep-result.ts';
import { type SweepResult, sweepSchema } from './sweep-schema.ts';
import { mostPoints, refuseTooMuch, withinBudget } from './sweep-size.ts';

export const request = studyRequest<Sweep, SweepResult>({
  schema: { title: 'Sweep of mailpath', of: sweepSchema },
  csv: sweepCsv,
  plan: (args) => {
    const metrics = metricsAsked(args);
    const asked = replicationsAsked(args, metrics[0]);
    const { setting, varied } = variedAsked(args);
    const most = mostPoints(args);
    refuseTooMuch(varied, typeof asked === 'number' ? asked : null, most);
    return ({ scenario: base, set }, subject) => {
      const input = inputOf(base, setting);
      const replications = withinBudget(varied, asked ?? base.replications, most);
      const { points, scenario } = readPoints(subject.opened, set, varied, setting);
      const seed = args.text('seed') ?? scenario.seed;
      return {
        study: sweepStudy({ dimensions: varied, points, metrics, seed, replications }),
        seed,
        scenario,
        settings: [setting],
        result: (found, context) =>
          found.experiment.replicationsDone === 0
            ? null
            : buildSweepResult(found, {
                ...context,
                setting,
                paths: varied.map(({ path }) => path),
              }),
        report: (result, command) => sweepReport(result, { input, command }),
      };
    };
  },
});

function metricsAsked(args: Arguments): MetricName[] {
  const names = (args.text('measure') ?? 'p99').split(',').map((name) => name.trim());

  return [...new Set(names.map(metricNamed))];
}

function variedAsked(args: Arguments): { setting: string; varied: readonly Varied[] } {
  const texts = args.list('vary');

  if (texts.length === 0) {
    throw new UsageError(
      'mailpath sweep needs to know what to vary, for example: mailpath sweep main --vary runners=1..8',
    );
  }

  const read = readVaried(texts, args.text('setting'));

  if (!read.ok) throw new UsageError(`--vary: ${read.message}`);

  return read;
}
