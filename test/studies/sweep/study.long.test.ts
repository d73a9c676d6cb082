import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { arrivalRate, hostTraffic, messageWork } from '../../../sim/mailpath/offered-load.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { formatProblem } from '../../../sim/scenario/problem.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import { loads } from '../../../sim/studies/closed-form/closed-form.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import {
  gridOrder,
  judge,
  type SweepPlan,
  sweepStudy,
} from '../../../sim/studies/sweep/request.ts';
import { mailOf } from '../../mailpath/mail-of-a-run.ts';
import { officeGateway } from '../office-gateway.ts';

/** A sweep of office gateways: `of` gives what a value changes. */
function planOf<T extends number | string>(
  name: string,
  values: readonly T[],
  of: (value: T) => MailPathInput,
  metric: MetricName = 'p99',
  replications = 8,
): SweepPlan {
  return {
    dimensions: [
      {
        path: name,
        name,
        values: values.map((value) => ({
          text: String(value),
          number: typeof value === 'number' ? value : null,
        })),
      },
    ],
    points: values.map((value, i) => ({ at: [i], input: of(value) })),
    metrics: [metric],
    seed: 'sweep',
    replications,
  };
}

/** Runners alone carry the mail: load 2.4 with one of them. */
function queueOnly(settings: Partial<GatewaySettings>): MailPathInput {
  const input = officeGateway({
    firstAttempt: 'queue',
    queueRuns: 'persistent',
    passIntervalMs: 1000,
    retryIntervalMs: 0,
    ...settings,
  });
  const [host] = input.hosts;
  return {
    ...input,
    hosts: [{ ...host, faults: [], lifetime: null, goodput: { kind: 'constant', value: 25 } }],
  };
}

function lineOf(plan: SweepPlan) {
  const judgement = judge(plan, runStudy(sweepStudy(plan)));
  if (judgement === null) throw new Error('nothing was judged');
  return { ...judgement.lines[0], bestPoint: judgement.best };
}

describe('the grid of a sweep', () => {
  it('has every combination, the last dimension fastest', () => {
    const three = { values: [1, 2, 3] };
    const two = { values: ['a', 'b'] };
    expect(gridOrder([three, two])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
    expect(gridOrder([three])).toEqual([[0], [1], [2]]);
  });

  it('brings the same mail to every point', () => {
    const plan = planOf('runners', [1, 2, 5], (runners) => officeGateway({ runners }), 'p99', 3);
    const experiment = runStudy(sweepStudy(plan));
    const [first, ...others] = experiment.outcomes.map((outcome) => outcome.of('arrived'));
    expect(new Set(first).size).toBeGreaterThan(1);
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('a sweep over the number of gateways', () => {
  const recorded = [
    ['0,5000', '10,700', '10,1200000', '4000,80000', '70000,90', '70000,30000'].join('\n'),
    'arrivals.csv',
  ];
  const sources: readonly [what: string, text: string][] = [
    ['a rate', 'mail: { arrivals: [{ rate: 40/m, profile: office-day }] }'],
    ['a mailing', 'mail: { arrivals: [{ bulk: 500, at: 5m, over: 2m }] }'],
    ['recorded arrivals', 'mail: { arrivals: [{ recorded: arrivals.csv }] }'],
    [
      'all of them, a backlog and destinations',
      `
mail:
  arrivals:
    - { rate: 40/m }
    - { bulk: 300, at: 0s }
    - { bulk: 300, at: 0s, over: 10m }
    - { recorded: arrivals.csv }
initial: { backlog: { messages: 101, age: 20m } }
hosts: { a: {}, b: {} }
destinations:
  - { name: a.example, share: 30%, route: [a] }
  - { name: b.example, route: [b] }`,
    ],
  ];

  it.each(sources)('has the same mail at every point: %s', (_what, text) => {
    const values = [1, 2, 3, 7];
    const inputs = values.map((gateways) => {
      const result = readScenario(
        `version: 2\nquestion: How many gateways?\nrun: { starts-at: "09:00", arrivals-for: 30m, ends-after: 40m }\n${text}\n`,
        {
          file: 'gateways.yaml',
          load: () => ({ text: recorded[0], file: recorded[1] }),
          set: [`gateway.gateways=${gateways}`],
        },
      );
      if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
      return result.scenario.settings.get('default') as MailPathInput;
    });
    const plan = planOf('gateways', values, (n) => inputs[values.indexOf(n)], 'p99', 3);
    const experiment = runStudy(sweepStudy(plan));
    const arrived = experiment.outcomes.map((outcome) => outcome.lows('arrived'));
    expect(arrived[0][0]).toBeGreaterThan(5);
    for (const other of arrived) expect(other).toEqual(arrived[0]);
    const one = mailOf(inputs[0], 'sweep', 2);
    expect(one).toHaveLength(arrived[0][2]);
    for (const input of inputs.slice(1)) expect(mailOf(input, 'sweep', 2)).toEqual(one);
  });
});

describe('where more stops paying', () => {
  it('is where the runners can carry the load, and not before', () => {
    const one = queueOnly({ runners: 1 });
    const host = hostTraffic(one);
    const [{ load }] = loads(one, arrivalRate(one), host, messageWork(one, host.input));
    const runners = [1, 2, 3, 4, 8, 24, 48];
    const line = lineOf(planOf('runners', runners, (n) => queueOnly({ runners: n }), 'mean', 12));
    const enough = runners[line.from];
    expect(line.shape).toBe('up');
    expect(enough).toBeGreaterThanOrEqual(load);
    expect(enough).toBeLessThan(48);
    expect(line.significantlyWorse.slice(0, 2)).toEqual([true, true]);
    expect(line.knee).not.toBeNull();
  });

  it('is at the small end where small values are better', () => {
    const minutes = [1, 2, 5, 10, 20];
    const line = lineOf(
      planOf(
        'retry-interval',
        minutes,
        (m) => officeGateway({ retryIntervalMs: m * 60_000 }),
        'p99',
        20,
      ),
    );
    expect(line.shape).toBe('down');
    expect(minutes[line.to]).toBeLessThan(20);
    expect(line.significantlyWorse[4]).toBe(true);
  });

  it('is nowhere where the values make no difference', () => {
    const same = planOf('warn-after', [1, 2, 3], (h) =>
      officeGateway({ warnAfterMs: h * 3_600_000 }),
    );
    const line = lineOf(same);
    expect([line.shape, line.from, line.to, line.knee]).toEqual(['flat', 0, 2, null]);
    expect(line.significantlyWorse).toEqual([false, false, false]);
  });

  it('orders values by their amount, whatever the order of the report', () => {
    const values = [5, 20, 1];
    const line = lineOf(
      planOf('retry-interval', values, (m) => officeGateway({ retryIntervalMs: m * 60_000 })),
    );
    expect(line.points).toEqual([2, 0, 1]);
  });

  it('names the best of values without an order, and no knee', () => {
    const line = lineOf(
      planOf('host-status', ['on', 'off'], (v) => officeGateway({ hostStatus: v === 'on' })),
    );
    expect([line.shape, line.knee, line.bestPoint]).toEqual(['choice', null, 1]);
  });

  it.each([1, 4, 7])('is not told from %i days', (days) => {
    const plan = planOf('runners', [1, 2, 4], (runners) => queueOnly({ runners }), 'mean', days);
    expect(lineOf(plan).significantlyWorse.filter((worse) => worse !== false)).toEqual([
      null,
      null,
    ]);
  });

  it('counts mail that is left behind as late, however quick the rest of it was', () => {
    // The run ends before the slow ones: they may wait indefinitely, but that is not shown.
    const ends = (minutes: number) => ({ ...queueOnly({ runners: 1 }), endMs: minutes * 60_000 });
    const line = lineOf(planOf('ends-after', [31, 240], ends, 'mean', 8));
    expect(line.bestPoint).toBe(1);
    expect(line.significantlyWorse[0]).toBe(false);
  });

  it('finds worse what never arrives', () => {
    // A mark of ten minutes outlives the refusal.
    const returning = (minutes: number) => officeGateway({ returnAfterMs: minutes * 60_000 });
    const line = lineOf(planOf('return-after', [4, 7200], returning, 'max', 8));
    expect(line.bestPoint).toBe(1);
    expect(line.significantlyWorse).toEqual([true, false]);
    expect(line.further).toBeNull();
  });

  it('is not asked of a measure of which neither way is better', () => {
    const plan = planOf(
      'runners',
      [1, 2],
      (runners) => officeGateway({ runners }),
      'connections',
      2,
    );
    expect(judge(plan, runStudy(sweepStudy(plan)))).toBeNull();
  });
});
