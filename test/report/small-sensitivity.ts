/** Results of small sensitivity studies on the office gateway, for tests of reports. */

import { sensitivityStudy } from '../../sim/experiment/sensitivity.ts';
import { INPUT_NAMES } from '../../sim/experiment/sensitivity-names.ts';
import { runStudy } from '../../sim/experiment/study.ts';
import type { MetricName } from '../../sim/mailpath/metrics.ts';
import { buildSensitivityResult } from '../../sim/report/sensitivity-result.ts';
import type { SensitivityResult } from '../../sim/report/sensitivity-schema.ts';
import { officeGateway } from '../experiment/office-gateway.ts';
import { CONTEXT } from './small-result.ts';

export function sensitivityOf(metric: MetricName, replications: number): SensitivityResult {
  const input = officeGateway({}, { sizes: { kind: 'constant', value: 50_000 } });
  const plan = { input, names: INPUT_NAMES, ranges: new Map(), metric, seed: 's', replications };
  return buildSensitivityResult(runStudy(sensitivityStudy(plan)), {
    version: '0.1.0',
    scenario: CONTEXT.scenario,
    assumptions: CONTEXT.assumptions,
    setting: 'default',
  });
}
