import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { reportText } from '../../../sim/document/text.ts';
import { resultReport } from '../../../sim/studies/compare/request.ts';
import { restsOnStudy } from '../../../sim/studies/compare/rests-on.ts';
import { buildResult } from '../../../sim/studies/compare/result.ts';
import { sizeOf } from '../../../sim/studies/sensitivity/effects.ts';
import { inputsOf } from '../../../sim/studies/sensitivity/inputs.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';
import { runStopped } from '../stopped-study.ts';
import { CONTEXT, planOf, TWO_SETTINGS } from './small-result.ts';

const FIELDS = [
  'hosts.exchange-online.test.goodput',
  'hosts.exchange-online.test.latency',
  'hosts.exchange-online.test.round-trip',
  'gateway.costs.skip',
  'mail.sizes',
  'settings.default.return-after',
];
const experiment = runExperiment(planOf(TWO_SETTINGS, 5));
const found = runStudy(restsOnStudy(experiment, FIELDS, 2));

describe('what an answer rests on', () => {
  it('is found by moving what nobody measured, what moves it most first', () => {
    expect(found?.days).toBe(4);
    expect(found?.moved).toHaveLength(2);
    const sizes = found?.moved.map(({ size }) => size ?? Number.POSITIVE_INFINITY) ?? [];
    expect(sizes[0]).toBeGreaterThanOrEqual(sizes[1]);
    expect(sizes[1]).toBeGreaterThan(0);
  });

  it('has the figures that the same days give by themselves', () => {
    for (const { name, value, settings } of found?.moved ?? []) {
      for (const [i, { setting, asIs, moved }] of settings.entries()) {
        const { input } = experiment.plan.settings[i];
        const [varied] = inputsOf(input, [name]).varied;
        const changed = varied.ends.find((end) => end.value === value)?.input ?? input;
        const one = {
          settings: [
            { name: setting, input },
            { name: 'moved', input: changed },
          ],
        };
        const { outcomes } = runExperiment({ ...one, seed: 'report', replications: 4 });
        const middle = outcomes.map((outcome) => {
          const sorted = [...outcome.lows('p99')].sort((a, b) => a - b);
          // Of an even number the later of the two in the middle: a day that there was.
          return sorted[2];
        });
        expect([asIs.low, moved.low].map(Number)).toEqual(
          middle.map((ms) => expect.closeTo(ms, 6)),
        );
      }
    }
  });

  it('says of everything else that it was looked at, not reached, or has nothing that stands for it', () => {
    const all = inputsOf(officeGateway()).varied.filter(({ fields }) =>
      fields.some((field) => FIELDS.includes(field.replace('*', 'exchange-online.test'))),
    );
    const moved = found?.moved.map(({ label }) => label) ?? [];
    expect([...moved, ...(found?.looked ?? [])].sort()).toEqual(
      all.map(({ label }) => label).sort(),
    );
    expect(found?.notReached).toEqual([]);
    expect(found?.notMoved).toEqual(['settings.default.return-after']);
  });

  it('ranks no value of one day above those that were moved on all', () => {
    const outside = inputsOf(officeGateway()).varied.filter(({ label }) =>
      found?.looked.includes(label),
    );
    const firstDay = experiment.outcomes[0].first(1);
    const limit = Math.min(...(found?.moved.map(({ size }) => size ?? 1e9) ?? []));
    for (const { ends } of outside) {
      for (const end of ends) {
        const settings = [{ name: 'default', input: end.input }];
        const { outcomes } = runExperiment({ settings, seed: 'report', replications: 1 });
        // The first day alone decided: it may differ from four of them.
        expect(sizeOf(firstDay, outcomes[0], 'p99')).toBeLessThan(2 * limit);
      }
    }
  });

  it('is nothing with fewer than four days, none to be moved, or an end among them', () => {
    expect(runStudy(restsOnStudy(experiment, FIELDS, 0))).toBeNull();
    expect(runStudy(restsOnStudy(experiment, [], 2))).toBeNull();
    expect(runStudy(restsOnStudy(runExperiment(planOf(TWO_SETTINGS, 3)), FIELDS, 2))).toBeNull();
    expect(runStopped(restsOnStudy(experiment, FIELDS, 2), 3)).toBeNull();
  });

  it('stands on the first screen and in a section, with the figures of the result', () => {
    const result = buildResult(experiment, { ...CONTEXT, restsOn: found });
    const context = { input: officeGateway(), command: '', startsAtMs: 0, timelines: [] };
    const text = (full: boolean) =>
      reportText(resultReport(result, context), { columns: 200, paint: PLAIN }, full);
    const label = found?.moved[0].label ?? '';
    expect(text(false)).toContain(`p99 hangs most on ${label}, of 1 value not measured here`);
    expect(text(true)).toContain('What the answer rests on');
    expect(text(true)).toContain('settings.default.return-after');
  });
});
