/** Results of a small experiment, for tests of reports. */

import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import type { ExperimentPlan } from '../../../sim/studies/compare/compare.ts';
import { buildResult, type ResultContext } from '../../../sim/studies/compare/result.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';

export const CONTEXT: ResultContext = {
  format: 'mailpath-comparison/2',
  version: '0.1.0',
  scenario: {
    name: 'office',
    question: 'What does a refusal of two minutes cost a small gateway?',
    file: 'office.yaml',
    deployment: 'on-premises',
    set: [],
    site: [['Mail', '1 message/s']],
    faults: ['421 at greeting, at 09:05 for 2 min'],
    text: 'version: 2\n',
  },
  assumptions: ['settings.default.runners: 2 (assumption)'],
  checks: null,
  runnersInAll: [],
  restsOn: null,
};

/** The settings under these names, on the office gateway. */
export function planOf(
  settings: Readonly<Record<string, Partial<GatewaySettings>>>,
  replications: number,
  changes: Partial<MailPathInput> = {},
): ExperimentPlan {
  return {
    settings: Object.entries(settings).map(([name, setting]) => ({
      name,
      input: officeGateway(setting, changes),
    })),
    seed: 'report',
    replications,
  };
}

export function resultOf(plan: ExperimentPlan, context: Partial<ResultContext> = {}): Result {
  return buildResult(runExperiment(plan), { ...CONTEXT, ...context });
}

export const TWO_SETTINGS = { default: {}, recommended: RECOMMENDED };
