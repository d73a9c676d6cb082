/** Results of small sensitivity studies on the office gateway, for tests of reports. */

import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import {
  buildSensitivityResult,
  sensitivityStudy,
} from '../../../sim/studies/sensitivity/request.ts';
import type { SensitivityResult } from '../../../sim/studies/sensitivity/result.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { officeGateway } from '../office-gateway.ts';
import { runOnce } from '../run-once.ts';

export const sensitivityOf = runOnce(study);

const NAMES = [
  'goodput',
  'size',
  'size-tail',
  'rate',
  'setup',
  'latency',
  'overshoot',
  'cut',
  'runners',
  'host-status-timeout',
  'retry-interval',
];

function study(metric: MetricName, replications: number): SensitivityResult {
  const input = officeGateway({}, { sizes: { kind: 'constant', value: 50_000 } });
  const plan = { input, names: NAMES, ranges: new Map(), metric, seed: 's', replications };
  return buildSensitivityResult(plan, runStudy(sensitivityStudy(plan)), {
    version: '0.1.0',
    scenario: CONTEXT.scenario,
    assumptions: CONTEXT.assumptions,
    setting: 'default',
  });
}
