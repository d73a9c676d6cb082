/** Results of small sweeps over the office gateway, for tests of reports. */

import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import type { Varied } from '../../../sim/scenario/value-range.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { buildSweepResult, gridOrder, sweepStudy } from '../../../sim/studies/sweep/request.ts';
import type { SweepResult } from '../../../sim/studies/sweep/result.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { officeGateway } from '../office-gateway.ts';
import { runOnce } from '../run-once.ts';

const MINUTE = 60_000;

export const RUNNERS: Varied = {
  path: 'settings.default.runners',
  name: 'runners',
  values: [1, 2, 4].map((number) => ({ text: String(number), number })),
};
export const RETRY: Varied = {
  path: 'settings.default.retry-interval',
  name: 'retry-interval',
  values: [1, 5, 10].map((m) => ({ text: `${m}m`, number: m * MINUTE })),
};
export const HOST_STATUS: Varied = {
  path: 'settings.default.host-status',
  name: 'host-status',
  values: ['on', 'off'].map((text) => ({ text, number: null })),
};

/** The grid of these dimensions. */
export const sweepResultOf = runOnce(sweep);

function sweep(
  dimensions: readonly Varied[],
  metrics: readonly MetricName[] = ['p99'],
  replications = 9,
  changes: Partial<MailPathInput> = {},
): SweepResult {
  const points = gridOrder(dimensions).map((at) => {
    const value = (name: string) => {
      const d = dimensions.findIndex((dimension) => dimension.name === name);
      return d < 0 ? undefined : dimensions[d].values[at[d]];
    };
    return {
      at,
      input: officeGateway(
        {
          runners: value('runners')?.number ?? 2,
          retryIntervalMs: value('retry-interval')?.number ?? 10 * MINUTE,
          hostStatus: value('host-status')?.text !== 'off',
        },
        changes,
      ),
    };
  });
  const plan = { dimensions, points, metrics, seed: 'sweep', replications };
  return buildSweepResult(plan, runStudy(sweepStudy(plan)), {
    version: '0.1.0',
    scenario: CONTEXT.scenario,
    assumptions: CONTEXT.assumptions,
    setting: 'default',
    input: officeGateway({}, changes),
  });
}
