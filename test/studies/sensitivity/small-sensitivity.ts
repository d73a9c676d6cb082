/** Results of small sensitivity studies, for tests: of the office gateway, or of days that are stated. */

import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { inputsOf, type LeftOutInput } from '../../../sim/studies/sensitivity/inputs.ts';
import {
  buildSensitivityResult,
  type SensitivityResult,
} from '../../../sim/studies/sensitivity/result.ts';
import { type SensitivityPlan, sensitivityStudy } from '../../../sim/studies/sensitivity/study.ts';
import { type Job, runJob, runStudy } from '../../../sim/studies/study.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { type StatedDay, statedDay } from '../days-of.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runOnce } from '../run-once.ts';

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

export function planOf(
  input: MailPathInput,
  names: readonly string[],
  changes: Partial<SensitivityPlan> = {},
): SensitivityPlan {
  return {
    base: { name: 'default', input },
    inputs: inputsOf(input, names).varied,
    metric: 'p99',
    verdict: { objectives: [], other: null },
    seed: 's',
    replications: 20,
    isStated: true,
    ...changes,
  };
}

export function resultOf(
  plan: SensitivityPlan,
  run = runJob,
  leftOut: readonly LeftOutInput[] = [],
): SensitivityResult {
  const { version, scenario, assumptions } = CONTEXT;
  const context = { version, scenario, assumptions, leftOut: [...leftOut] };
  return buildSensitivityResult(plan, runStudy(sensitivityStudy(plan), run), context);
}

/** Days as stated, of the input and by the day's number. */
export function runAs(day: (input: MailPathInput, day: number, setting: string) => StatedDay) {
  return ({ input, replication, setting }: Job) =>
    statedDay(day(input, replication, setting), replication);
}

export const sensitivityOf = runOnce((metric: MetricName, replications: number) => {
  const input = officeGateway({}, { sizes: { kind: 'constant', value: 50_000 } });
  const other = {
    name: 'recommended',
    input: { ...input, settings: { ...input.settings, ...RECOMMENDED } },
  };
  const objective = {
    text: 'p99 < 5m',
    metric: 'p99',
    comparison: '<',
    bound: 300_000,
    onDays: 0.95,
  } as const;
  return resultOf(
    planOf(input, NAMES, { metric, replications, verdict: { objectives: [objective], other } }),
    runJob,
    inputsOf(input, NAMES).leftOut,
  );
});
