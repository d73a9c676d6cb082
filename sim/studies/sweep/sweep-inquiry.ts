/** `sweep`: a grid of values, and from where on more of them buys nothing. */

import type { MetricName } from '../../mailpath/metrics.ts';
import { readVaried, type Varied } from '../../scenario/vary.ts';
import type { Arguments } from '../arguments.ts';
import { answered, NOTHING_FINISHED, type Plan } from '../inquiry.ts';
import { about, inputOf } from '../named-setting.ts';
import { UsageError } from '../refusal.ts';
import { repeatedCommand } from '../repeated-command.ts';
import { metricNamed, replicationsAsked } from '../replications.ts';
import { sweepCsv } from '../result/metric-csv.ts';
import { assumptionLines, readSubject } from '../subject.ts';
import { sweepStudy } from './sweep.ts';
import { readPoints } from './sweep-points.ts';
import { sweepReport } from './sweep-report.ts';
import { buildSweepResult } from './sweep-result.ts';
import { mostPoints, refuseTooMuch, withinBudget } from './sweep-size.ts';
import { sweepText } from './sweep-text.ts';

/** Options that decide what is swept. */
const OWN = ['vary', 'setting', 'measure', 'most-points'];

export function sweepAsked(args: Arguments): Plan {
  const metrics = metricsAsked(args);
  const asked = replicationsAsked(args, metrics[0]);
  const { setting, varied } = variedAsked(args);
  const most = mostPoints(args);
  refuseTooMuch(varied, typeof asked === 'number' ? asked : null, most);
  return (subject) => {
    const { scenario: base, file, set, version } = readSubject(subject);
    const input = inputOf(base, setting);
    const replications = withinBudget(varied, asked ?? base.replications, most);
    const { points, scenario } = readPoints(subject.opened, set, varied, setting);
    const seed = args.text('seed') ?? scenario.seed;
    const plan = { dimensions: varied, points, metrics, seed, replications };
    return answered(sweepStudy(plan), (found) => {
      if (found.experiment.replicationsDone === 0) return NOTHING_FINISHED;
      const result = buildSweepResult(found, {
        version,
        scenario: about(scenario, file, set),
        assumptions: assumptionLines(scenario, [setting]),
        setting,
        paths: varied.map(({ path }) => path),
      });
      const command = repeatedCommand('sweep', file, OWN, args, seed);
      return {
        json: result,
        csv: () => sweepCsv(result),
        text: (page) => sweepText(result, page),
        report: () => sweepReport(result, { input, command }),
        partial: found.experiment.partial,
        unmet: false,
      };
    });
  };
}
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
