import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import {
  buildSensitivityResult,
  type SensitivityPlan,
  sensitivityStudy,
} from '../../../sim/studies/sensitivity/request.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { officeGateway } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';

const OF_TRANSFER = ['goodput', 'rate', 'setup', 'latency', 'runners', 'retry-interval'];

function planOf(input: MailPathInput, changes: Partial<SensitivityPlan> = {}): SensitivityPlan {
  return {
    input,
    names: OF_TRANSFER,
    ranges: new Map(),
    metric: 'mean',
    seed: 'sensitivity',
    replications: 6,
    ...changes,
  };
}

function resultOf(plan: SensitivityPlan) {
  const { version, scenario, assumptions } = CONTEXT;
  const context = { version, scenario, assumptions, setting: 'default' };
  return buildSensitivityResult(plan, runStudy(sensitivityStudy(plan)), context);
}

describe('a sensitivity study', () => {
  it('finds the one input that matters', () => {
    // Large messages, no faults, no lifetime, background: the delay is size over goodput.
    const office = officeGateway();
    const [host] = office.hosts;
    const input: MailPathInput = {
      ...office,
      sizes: { kind: 'constant', value: 1e6 },
      hosts: [
        {
          ...host,
          faults: [],
          lifetime: null,
          latency: { kind: 'constant', value: 1 },
          setup: { kind: 'constant', value: 1 },
          goodput: { kind: 'constant', value: 100 },
        },
      ],
    };
    const names = OF_TRANSFER;
    const { inputs, base } = resultOf(planOf(input, { names, replications: 10 }));
    expect(inputs[0].name).toBe('goodput');
    expect(inputs.filter(({ matters }) => matters).map(({ name }) => name)).toEqual(['goodput']);
    expect((inputs[0].swing ?? 0) / (base.low ?? 0)).toBeCloseTo(1.5, 1);
    expect(inputs[0].ends[0].difference).toMatchObject({ significant: true });
  });

  it('sorts by swing, and calls significant only what the replications show', () => {
    const { inputs } = resultOf(planOf(officeGateway()));
    const swings = inputs.map(({ swing }) => swing ?? 0);
    expect(inputs.map(({ swing }) => swing)).not.toContain(null);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    for (const { ends } of inputs) {
      for (const { difference } of ends) {
        const { low: from, high: to } = difference.interval ?? { low: 0, high: 0 };
        const holdsZero = (from ?? 0) <= 0 && (to ?? 0) >= 0;
        expect(difference.significant).toBe(!holdsZero);
      }
    }
  });

  it('is partial where it was stopped', () => {
    const experiment = runStopped(sensitivityStudy(planOf(officeGateway())), 30);
    expect([experiment.partial, experiment.replications.finished]).toEqual([true, 2]);
  });
});
