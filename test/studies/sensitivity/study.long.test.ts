import { describe, expect, it } from 'vitest';
import { type Distribution, Sampler } from '../../../sim/engine/distributions.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import {
  INPUT_NAMES,
  type InputName,
  type SiteInput,
} from '../../../sim/studies/sensitivity/input-names.ts';
import {
  changedInputs,
  INPUTS,
  LEFT_OUT,
  scaled,
  withMean,
  withSigma,
} from '../../../sim/studies/sensitivity/inputs.ts';
import {
  buildSensitivityResult,
  chosenInputs,
  type SensitivityPlan,
  sensitivityStudy,
} from '../../../sim/studies/sensitivity/request.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { CONTEXT } from '../compare/small-result.ts';
import { officeGateway } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';

function planOf(input: MailPathInput, changes: Partial<SensitivityPlan> = {}): SensitivityPlan {
  return {
    input,
    names: INPUT_NAMES,
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

function ends(name: InputName, input = officeGateway()) {
  const found = changedInputs(input, name, INPUTS[name].range);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

const SIZES: readonly Distribution[] = [
  { kind: 'lognormal', mean: 75_000, sigma: 1.5, minimum: 1000, maximum: 35e6 },
  { kind: 'lognormal', mean: 75_000, sigma: 1.5, minimum: 30_000, maximum: 500_000 },
  {
    kind: 'lognormal-pareto',
    mean: 75_000,
    sigma: 1.2,
    minimum: 1000,
    maximum: 35e6,
    tailShare: 0.02,
    tailIndex: 1.2,
  },
];

describe('a distribution with another mean or spread', () => {
  it.each(SIZES)('draws that mean, though it is clamped or has a tail: $kind', (sizes) => {
    const { mean } = new Sampler(sizes);
    expect(new Sampler(withMean(sizes, 1.5 * mean)).mean / mean).toBeCloseTo(1.5, 2);
    expect(withMean(sizes, 1.5 * mean)).toMatchObject({
      minimum: 'minimum' in sizes && sizes.minimum,
    });
  });

  it.each(SIZES)('keeps its mean at another sigma: $kind', (sizes) => {
    const wider = withSigma(sizes, 1.8);
    expect(wider).toMatchObject({ sigma: 1.8 });
    expect(new Sampler(wider).mean / new Sampler(sizes).mean).toBeCloseTo(1, 2);
  });

  it('is scaled value by value', () => {
    const kinds: readonly Distribution[] = [
      ...SIZES,
      { kind: 'constant', value: 3 },
      { kind: 'uniform', low: 1, high: 5 },
      { kind: 'exponential', mean: 2 },
      { kind: 'empirical', values: [1, 2, 10] },
    ];
    for (const kind of kinds) {
      const [plain, doubled] = [new Sampler(kind), new Sampler(scaled(kind, 2))];
      for (const u of [0.01, 0.5, 0.9, 0.999]) {
        expect(doubled.sample(u) / plain.sample(u)).toBeCloseTo(2, 9);
      }
    }
  });
});

describe('the inputs of a sensitivity study', () => {
  it('are changed one at a time: nothing else differs', () => {
    const [host] = officeGateway().hosts;
    const overshoot = { kind: 'uniform', low: 0, high: 60_000 } as const;
    const lifetime = { limitMs: 180_000, overshoot, how: 'reset' } as const;
    const base = officeGateway({}, { hosts: [{ ...host, lifetime }] });
    const touched: Readonly<Record<SiteInput, string>> = {
      goodput: 'hosts',
      size: 'sizes',
      'size-tail': 'sizes',
      rate: 'arrivals',
      setup: 'hosts',
      latency: 'hosts',
      overshoot: 'hosts',
    };
    for (const name of INPUT_NAMES) {
      for (const { input } of [ends(name, base).low, ends(name, base).high]) {
        const changed = Object.keys(base).filter(
          (key) =>
            JSON.stringify(input[key as keyof MailPathInput]) !==
            JSON.stringify(base[key as keyof MailPathInput]),
        );
        expect(changed, name).toEqual([name in touched ? touched[name as SiteInput] : 'settings']);
      }
    }
  });

  it('have the values that are shown', () => {
    expect(ends('goodput')).toMatchObject({ base: 250, low: { value: 125 }, high: { value: 500 } });
    expect(ends('runners', officeGateway({ runners: 5 }))).toMatchObject({
      low: { value: 3 },
      high: { value: 10 },
    });
    expect(ends('overshoot')).toMatchObject({ low: { value: 0 }, high: { value: 60_000 } });
    expect(ends('rate').high.value / ends('rate').base).toBeCloseTo(1.25, 9);
  });

  it('leave the sleep between persistent passes alone when the retry interval changes', () => {
    const input = officeGateway({ queueRuns: 'persistent', retryIntervalMs: 60_000 });
    expect(ends('retry-interval', input).high.input.settings).toMatchObject({
      retryIntervalMs: 120_000,
      passIntervalMs: input.settings.passIntervalMs,
    });
  });

  it('are left out with the reason where they do not apply', () => {
    const [host] = officeGateway().hosts;
    const input = officeGateway(
      {},
      {
        arrivals: [{ kind: 'recorded', timesMs: [0, 1000], sizes: [500, 500] }],
        hosts: [{ ...host, lifetime: null, setup: { kind: 'constant', value: 0 } }],
      },
    );
    const { leftOut } = chosenInputs(planOf(input));
    expect(Object.fromEntries(leftOut.map(({ name, why }) => [name, why]))).toEqual({
      size: LEFT_OUT.recordedSizes,
      'size-tail': LEFT_OUT.recordedSizes,
      rate: LEFT_OUT.recordedArrivals,
      setup: LEFT_OUT.nothingToChange,
      overshoot: LEFT_OUT.noLifetime,
    });
    const constant = officeGateway({}, { sizes: { kind: 'constant', value: 5000 } });
    expect(chosenInputs(planOf(constant)).leftOut).toEqual([
      { name: 'size-tail', why: LEFT_OUT.noSpread },
    ]);
  });

  it('take another range, by factors or by values', () => {
    const ranges = new Map([
      ['goodput', { low: { kind: 'value', amount: 60 }, high: { kind: 'factor', amount: 4 } }],
      ['runners', { low: { kind: 'factor', amount: 0.9 }, high: { kind: 'factor', amount: 1.1 } }],
    ] as const);
    const names = ['goodput', 'runners'] as const;
    const { changed, leftOut } = chosenInputs(planOf(officeGateway(), { names, ranges }));
    expect(changed[0]).toMatchObject({ low: { value: 60 }, high: { value: 1000 } });
    expect(leftOut).toEqual([{ name: 'runners', why: LEFT_OUT.sameEnds }]);
  });
});

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
    const names = INPUT_NAMES.filter((name) => name !== 'size');
    const { inputs, base } = resultOf(planOf(input, { names, replications: 10 }));
    expect(inputs[0].name).toBe('goodput');
    expect(inputs.filter(({ matters }) => matters).map(({ name }) => name)).toEqual(['goodput']);
    expect((inputs[0].swing ?? 0) / (base.low ?? 0)).toBeCloseTo(1.5, 1);
    expect(inputs[0].low.difference).toMatchObject({ significant: true });
  });

  it('sorts by swing, and calls significant only what the replications show', () => {
    const { inputs } = resultOf(planOf(officeGateway()));
    const swings = inputs.map(({ swing }) => swing ?? 0);
    expect(inputs.map(({ swing }) => swing)).not.toContain(null);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    for (const { low, high } of inputs) {
      for (const { difference } of [low, high]) {
        const { low: from, high: to } = difference.interval ?? { low: 0, high: 0 };
        const holdsZero = (from ?? 0) <= 0 && (to ?? 0) >= 0;
        expect(difference.significant).toBe(!holdsZero);
      }
    }
  });

  it('is partial where it was stopped', () => {
    const experiment = runStopped(sensitivityStudy(planOf(officeGateway())), 45);
    expect([experiment.partial, experiment.replications.finished]).toEqual([true, 2]);
  });
});
