/** Results of small ladders on the office gateway, for tests of reports. */
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { type MetricName, metricOf } from '../../../sim/mailpath/metrics.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { buildLadderResult, type LadderResult } from '../../../sim/studies/ladder/result.ts';
import { ladderStudy } from '../../../sim/studies/ladder/study.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runOnce } from '../run-once.ts';

const CLEAR = { kind: 'clear', atMs: 0, host: -1 } as const;

interface Case {
  readonly from?: Partial<GatewaySettings>;
  readonly to?: Partial<GatewaySettings>;
  readonly changes?: Partial<MailPathInput>;
  readonly limits?: readonly number[];
  readonly replications?: number;
  readonly metric?: MetricName;
  readonly deployment?: Result['scenario']['deployment'];
}

export const ladderOf = runOnce(ladder);

function ladder({
  from = {},
  to = RECOMMENDED,
  changes = {},
  limits = [5, 199],
  replications = 6,
  metric = 'p99',
  deployment = 'on-premises',
}: Case = {}): LadderResult {
  const study = ladderStudy({
    from: { name: 'default', input: officeGateway(from, changes) },
    to: { name: 'recommended', input: officeGateway(to, { ...changes, actions: [CLEAR] }) },
    limits,
    seed: 'report',
    replications,
  });
  return buildLadderResult(runStudy(study), {
    version: CONTEXT.version,
    scenario: { ...CONTEXT.scenario, deployment },
    assumptions: CONTEXT.assumptions,
    metric: metricOf(metric),
  });
}
