import { describe, expect, it } from 'vitest';
import { Sampler } from '../../../sim/engine/distributions.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { Objective } from '../../../sim/studies/objective.ts';
import { sensitivityStudy } from '../../../sim/studies/sensitivity/study.ts';
import { type Job, runStudy } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';
import { planOf, resultOf, runAs } from './small-sensitivity.ts';

const MINUTE = 60_000;
const INPUT = officeGateway();
const goodput = ({ hosts }: MailPathInput) => new Sampler(hosts[0].goodput).mean / 250;
const length = ({ hosts }: MailPathInput) =>
  (hosts[0].faults[0].toMs - hosts[0].faults[0].fromMs) / MINUTE;
const KEPT: Objective = {
  text: 'p99 < 5m',
  metric: 'p99',
  comparison: '<',
  bound: 5 * MINUTE,
  onDays: 0.95,
};

/** The effect of each input by its name. */
function effects(p99: Parameters<typeof runAs>[0], changes: Parameters<typeof planOf>[2] = {}) {
  const names = ['goodput', 'fault-length', 'latency', 'setup'];
  const { inputs } = resultOf(planOf(INPUT, names, changes), runAs(p99));
  return Object.fromEntries(inputs.map(({ name, effect }) => [name, effect]));
}

describe('what an input does', () => {
  it('is told apart: it moves the measure, on some days, within 1%, or nobody can tell', () => {
    const found = effects((input, day) => ({
      p99:
        1000 / goodput(input) +
        (day === 3 ? 500 * length(input) : 0) +
        // Either way, by the day.
        (day % 2 === 0 ? 1 : -1) * new Sampler(input.hosts[0].latency).mean,
    }));
    expect(found).toEqual({
      goodput: 'moves',
      'fault-length': 'some-days',
      latency: 'unknown',
      setup: 'still',
    });
  });

  it('is never nothing with too few days, and moves nothing for sure', () => {
    const p99 = (input: MailPathInput) => ({ p99: 1000 / goodput(input) });
    for (const replications of [1, 2, 4]) {
      expect(new Set(Object.values(effects(p99, { replications })))).toEqual(new Set(['unknown']));
    }
    expect(effects(p99, { replications: 5 })).toMatchObject({ goodput: 'likely', setup: 'still' });
  });

  it('is not nothing where it moves the measure by half on one day', () => {
    const found = effects((input, day) => ({ p99: day === 2 ? 1000 * length(input) : 2000 }));
    expect(found['fault-length']).not.toBe('still');
    const everyDay = effects((input) => ({ p99: 1000 + 250 * length(input) }));
    expect(everyDay['fault-length']).toBe('moves');
  });

  it('holds of mail that may never arrive', () => {
    const never = { low: 1000, high: Number.POSITIVE_INFINITY };
    const found = effects((input) => ({ p99: goodput(input) < 1 ? never : 1000 }));
    expect(found.goodput).toBe('unknown');
    const gone = { low: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    expect(effects((input) => ({ p99: goodput(input) < 1 ? gone : 1000 })).goodput).toBe('moves');
  });
});

describe('the runs of a sensitivity study', () => {
  const jobsOf = (isStated: boolean): Job[] => {
    const jobs: Job[] = [];
    const day = runAs((input, number) => ({
      p99: 1000 / goodput(input) + (number % 2) * 100 * length(input),
    }));
    const plan = planOf(INPUT, ['goodput', 'fault-length', 'setup', 'latency'], { isStated });
    runStudy(sensitivityStudy(plan), (job) => {
      jobs.push(job);
      return day(job);
    });
    return jobs;
  };

  it('are few days of what is decided, and more of what is not', () => {
    const days = new Map<string, number>();
    for (const { setting } of jobsOf(true)) days.set(setting, (days.get(setting) ?? 0) + 1);
    expect(days.get('default, setup 150')).toBe(5);
    expect(days.get('default, fault-length 480000')).toBeGreaterThan(5);
  });

  it('are the same each time', () => {
    expect(jobsOf(false)).toEqual(jobsOf(false));
  });

  it('are never more days than were asked for', () => {
    expect(Math.max(...jobsOf(true).map(({ replication }) => replication))).toBeLessThan(20);
  });

  it('are partial where they were stopped, and keep what was finished', () => {
    const plan = planOf(INPUT, ['goodput', 'setup'], { replications: 6 });
    const found = runStopped(sensitivityStudy(plan), 12);
    expect([found.partial, found.replications.finished]).toEqual([true, 3]);
    expect(found.ends.map(({ trial }) => trial.outcome.days)).toEqual([3, 2, 2, 2]);
    expect(runStopped(sensitivityStudy(plan), 3).replications.finished).toBe(0);
  });

  it('leave out no day: one that was not finished ends what counts of a value', () => {
    const precision = { metric: 'p99', relative: 0.05, min: 10, max: 20 } as const;
    const study = sensitivityStudy(planOf(INPUT, ['goodput'], { replications: precision }));
    const { value: batch } = study.next() as { value: { jobs: readonly Job[] } };
    const day = runAs(() => ({ p99: 1000 }));
    const replications = batch.jobs.map((job, i) => (i === 3 ? null : day(job)));
    const { value: found } = study.next({ replications, stopped: true });
    expect(found).toMatchObject({ partial: true, base: { days: 3 } });
  });
});

describe('inputs that act together', () => {
  const names = ['goodput', 'fault-length', 'latency'];

  it('are found by what both do beyond the sum of the two', () => {
    const { pairs } = resultOf(
      planOf(INPUT, names),
      runAs((input, day) => ({
        p99:
          10_000 +
          day +
          1000 * (length(input) > 3 ? 1 : 0) * (goodput(input) < 1 ? 100 : 1) +
          1000 * (goodput(input) < 1 ? 1 : 0) +
          new Sampler(input.hosts[0].latency).mean,
      })),
    );
    const together = pairs.tested.filter((pair) => pair.together);
    expect(together.map(({ inputs }) => inputs.map(({ name }) => name).sort())).toEqual([
      ['fault-length', 'goodput'],
    ]);
    expect(together[0]).toMatchObject({ beyond: 99_000, alone: [1000, 1000], days: 7 });
    const departures = new Map(pairs.screened.map(({ name, departure }) => [name, departure]));
    expect(departures.get('latency')).toBe(0);
    expect(departures.get('goodput')).toBeGreaterThan(0);
  });

  it('are none where effects add up', () => {
    const { pairs } = resultOf(
      planOf(INPUT, names),
      runAs((input, day) => ({ p99: 10_000 + day + 1000 * length(input) + 4000 / goodput(input) })),
    );
    expect(pairs.tested.length).toBeGreaterThan(0);
    expect(pairs.tested.filter(({ together }) => together)).toEqual([]);
  });
});

describe('what turns the verdict round', () => {
  const other = { name: 'recommended', input: INPUT };
  const p99 = (of: (input: MailPathInput, setting: string) => number) =>
    runAs((input, _, setting) => ({ p99: of(input, setting) }));

  it('is found within what is tried, between two values, under either setting', () => {
    const { verdict, verdictSentence } = resultOf(
      planOf(INPUT, ['fault-length', 'goodput'], { verdict: { objectives: [KEPT], other } }),
      p99((input, setting) =>
        setting.startsWith('default') ? 10 * MINUTE : MINUTE * (length(input) > 5 ? 6 : 1),
      ),
    );
    expect(verdict?.states).toMatchObject([
      { setting: 'default', state: 'misses' },
      { setting: 'recommended', state: 'keeps' },
    ]);
    expect(verdict?.turns.map(({ name }) => name)).toEqual(['fault-length']);
    const [{ from, to, states }] = verdict?.turns ?? [];
    expect(Number(from)).toBeLessThanOrEqual(5 * MINUTE);
    expect(Number(to)).toBeGreaterThan(5 * MINUTE);
    expect(Number(to) / Number(from)).toBeLessThan(1.2);
    expect(states).toEqual([{ setting: 'recommended', state: 'misses', onDays: 3, days: 3 }]);
    expect(verdictSentence).toMatch(
      /^On a typical day default misses p99 < 5m, recommended keeps it; that turns round with the length of the fault \(between 4 min 45 s and 5 min 39 s, now 2 min\)\.$/,
    );
  });

  it('is found beyond what is tried, and it is said where it was looked for', () => {
    const { verdict, inputs } = resultOf(
      planOf(INPUT, ['fault-length', 'goodput'], { verdict: { objectives: [KEPT], other: null } }),
      p99((input) => MINUTE * (length(input) > 20 ? 6 : 1)),
    );
    const [{ from, to }] = verdict?.turns ?? [];
    expect([Number(from) <= 20 * MINUTE, Number(to) > 20 * MINUTE]).toEqual([true, true]);
    expect(inputs.find(({ name }) => name === 'goodput')?.searched).toEqual([62.5, 1000]);
    expect(inputs.find(({ name }) => name === 'fault-length')?.searched).toEqual([
      3750,
      64 * MINUTE,
    ]);
  });

  it('is a choice where a choice does it', () => {
    const { verdict } = resultOf(
      planOf(INPUT, ['cut', 'fault-kind'], { verdict: { objectives: [KEPT], other: null } }),
      p99(({ hosts }) => MINUTE * (hosts[0].lifetime?.how === 'eof' ? 6 : 1)),
    );
    expect(verdict?.turns).toMatchObject([
      { name: 'cut', from: null, to: 'eof', states: [{ setting: 'default', state: 'misses' }] },
    ]);
  });

  it('is which setting is better where no objective is stated', () => {
    const { verdict, verdictSentence } = resultOf(
      planOf(INPUT, ['fault-length'], { verdict: { objectives: [], other } }),
      p99((input, setting) =>
        setting.startsWith('default') ? MINUTE * length(input) : 3 * MINUTE,
      ),
    );
    expect(verdict?.states).toMatchObject([{ setting: 'recommended', state: 'worse' }]);
    expect(verdict?.turns[0]).toMatchObject({
      name: 'fault-length',
      states: [{ state: expect.stringMatching(/better|equal/) }],
    });
    expect(verdictSentence).toMatch(/^On a typical day recommended has a worse p99 than default; /);
  });

  it('is nothing where nothing does it', () => {
    const { verdict, verdictSentence } = resultOf(
      planOf(INPUT, ['goodput'], { verdict: { objectives: [KEPT], other: null } }),
      p99(() => MINUTE),
    );
    expect(verdict?.turns).toEqual([]);
    expect(verdictSentence).toBe(
      'On a typical day default keeps p99 < 5m; no value of an input that was tried turns that round.',
    );
  });

  it('is only what says otherwise on each day, and the verdict says on how many it holds', () => {
    const { verdict, verdictSentence } = resultOf(
      planOf(INPUT, ['fault-length', 'goodput'], {
        replications: 5,
        verdict: { objectives: [KEPT], other: null },
      }),
      // Goodput turns the first days; a long fault turns all of them.
      runAs((input, day) => {
        const isBad = length(input) > 5 || day === 4 || (goodput(input) !== 1 && day < 2);
        return { p99: (isBad ? 6 : 1) * MINUTE };
      }),
    );
    expect(verdict?.states).toEqual([{ setting: 'default', state: 'keeps', onDays: 4, days: 5 }]);
    expect(verdict?.turns.map(({ name }) => name)).toEqual(['fault-length']);
    expect(verdictSentence).toMatch(/^On a typical day default keeps p99 < 5m on 4 of 5 days; /);
  });

  it('leaves a setting alone that has a value of its own', () => {
    const own = { ...INPUT, settings: { ...INPUT.settings, retryIntervalMs: MINUTE } };
    const found = resultOf(
      planOf(INPUT, ['retry-interval'], {
        verdict: { objectives: [KEPT], other: { name: 'recommended', input: own } },
      }),
      p99((input, setting) => {
        if (setting.startsWith('recommended')) expect(input).toBe(own);
        return input.settings.retryIntervalMs;
      }),
    );
    expect(found.verdict?.states.map(({ state }) => state)).toEqual(['misses', 'keeps']);
  });
});
