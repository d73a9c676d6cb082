import { describe, expect, it } from 'vitest';
import { FitStudy, type LogFit } from '../../sim/maillog/fit/fit.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import type { DelayHistogram } from '../../sim/statistics/delay-histogram.ts';
import { fittedScenario } from '../../sim/studies/fit/request.ts';
import { QUICK_SITE, readShipped } from '../scenario/shipped-scenarios.ts';
import { tracedLog } from '../studies/traced-log.ts';
import { LATEST_MS, recordedLog } from './read-text.ts';

function fitted(log: Uint8Array): LogFit {
  const study = new FitStudy({ latestMs: LATEST_MS, zone: null }, true);
  study.push(log);
  study.endFile();
  return study.fit(null);
}

/** The scenario of a fit, its arrivals as they were recorded, compiled. */
function compiled(fit: LogFit, isRecorded: boolean): MailPathInput {
  const { site, arrivals } = fit;
  const csv = arrivals.recorded.map(([ms, bytes]) => `${ms - site.startsMs},${bytes}`).join('\n');
  const recorded = isRecorded ? { file: 'arrivals.csv', csv } : null;
  const context = { version: 'test', files: ['a log: "quoted"'], recorded };
  return fittedScenario(fit, context).scenario.settings.get('default') as MailPathInput;
}

const LOGS = ['a1-cap-hoststat', 'b2-defer-mail', 'b3-greet421', 'c1-421-in-service', 'd1-nocap'];

describe('a log that real Sendmail wrote', () => {
  it.each([...LOGS, 'd3-limit', 'e3-flaky', 'g3-background-421'])(
    'is fitted to a scenario that holds, drawn or as recorded: %s',
    (name) => {
      const fit = fitted(recordedLog(name));
      expect(compiled(fit, false).settings.runners).toBeGreaterThan(0);
      const recorded = compiled(fit, true);
      const { delivered, arrived } = simulate(recorded, 'fit', 0);
      expect(arrived).toBe(fit.arrivals.count);
      expect(delivered).toBeGreaterThan(0.98 * arrived);
    },
  );

  it('gives what was set: runners, interval, limit, host status, its timeout, the lock style', () => {
    const { site } = fitted(recordedLog('d3-limit'));
    expect(site.runners).toMatchObject({ value: 2, origin: 'observed' });
    expect(site.intervalMs).toMatchObject({ value: 7000, origin: 'stated' });
    expect(site.messagesPerConnection).toMatchObject({ value: 12, origin: 'observed' });
    expect(site.hostStatus).toMatchObject({ value: true, origin: 'observed' });
    expect(Math.abs(site.hostStatusTimeoutMs.value - 23_000)).toBeLessThanOrEqual(2000);
    expect(site.arrangement.value).toBe('queue-only');
    expect(fitted(recordedLog('g3-background-421')).site).toMatchObject({
      arrangement: { value: 'background' },
      lockStyle: { value: 'flock', origin: 'observed' },
    });
  });
});

describe('a log of a simulated run', () => {
  const scenario = readShipped('main.yaml', QUICK_SITE);
  const truth = scenario.settings.get('default') as MailPathInput;
  const fit = fitted(tracedLog(truth, scenario.seed, { logLevel: 9 }));

  it('gives back the speeds it was simulated with', () => {
    const { site } = fit;
    // 330 KB/s of sigma 0.5: the mean of 1/goodput is that of a constant goodput of 257 KB/s.
    const { meanPerMs, sigma } = site.goodput.value ?? { meanPerMs: 0, sigma: 0 };
    expect(Math.abs(meanPerMs / Math.exp(sigma ** 2) / 257 - 1)).toBeLessThan(0.05);
    expect(Math.abs(sigma - 0.5)).toBeLessThan(0.12);
    expect(Math.abs(site.setupMs.value - 380)).toBeLessThan(80);
    expect(Math.abs(site.latencyMs.value - 215)).toBeLessThan(60);
    expect(Math.abs(site.rate.value * 1000 - 5)).toBeLessThan(0.1);
    expect(site.hosts[0].lifetime.value).toMatchObject({ limitMs: 20 * 60_000, how: 'reset' });
    expect(site.hostStatusTimeoutMs.value).toBe(30 * 60_000);
    expect(site.profile).toEqual([]);
    expect(site.gateways.value).toBe(1);
  });

  it('gives the mail of all gateways that write it, and how many they are', () => {
    const two = fitted(tracedLog({ ...truth, gateways: 2 }, scenario.seed, { logLevel: 9 }));
    expect(two.site.gateways).toMatchObject({ value: 2, why: 'written by gw1, gw2' });
    expect(two.site.messages).toBe(fit.site.messages);
    expect(Math.abs(two.site.rate.value * 1000 - 5)).toBeLessThan(0.1);
    expect(compiled(two, true).gateways).toBe(2);
  });

  it('simulates to the same delays within what its replications differ', () => {
    const input = compiled(fit, true);
    // Of 40 runs of one law, the first lies between the least and the largest of the others in 95%.
    const runs = Array.from(
      { length: 39 },
      (_, i) => simulate(input, 'round-trip', i).cohort.delays,
    );
    const original = simulate(truth, scenario.seed, 0).cohort.delays;
    const measures: ((delays: DelayHistogram) => number)[] = [
      ({ mean }) => mean,
      (delays) => delays.quantile(0.5),
      (delays) => delays.quantile(0.9),
      (delays) => delays.quantile(0.99),
      ({ max }) => max,
    ];
    for (const measure of measures) {
      const values = runs.map(measure).sort((a, b) => a - b);
      expect(measure(original)).toBeGreaterThanOrEqual(values[0]);
      expect(measure(original)).toBeLessThanOrEqual(values[38]);
      // A range that holds anything would prove nothing: the middle of it is near as well.
      expect(Math.abs(values[19] / measure(original) - 1)).toBeLessThan(0.25);
    }
  });
});
