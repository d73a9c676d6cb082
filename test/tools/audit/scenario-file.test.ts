import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../../sim/mailpath/faults.ts';
import { ARRANGEMENTS, scenarioFile } from '../../../tools/audit/scenario-file.ts';
import { Site } from '../../../tools/audit/site.ts';

const MANY = 90;
const sites = Array.from({ length: MANY }, (_, number) => {
  return new Site(number, scenarioFile('a', number));
});
const inputs = sites.map((site) => site.input('default'));

/** How many of the scenarios have that. */
function having(is: (input: (typeof inputs)[number]) => boolean): number {
  return inputs.filter(is).length;
}

describe('random scenarios of the audit', () => {
  it('are the same for the same seed and number, and others for others', () => {
    expect(scenarioFile('a', 7)).toEqual(scenarioFile('a', 7));
    expect(scenarioFile('a', 7).text).not.toBe(scenarioFile('b', 7).text);
    expect(scenarioFile('a', 7).text).not.toBe(scenarioFile('a', 8).text);
  });

  it('have every kind of fault, for a third of a second and for hours, in every kind of place', () => {
    const faults = inputs.flatMap(({ hosts }) => hosts.flatMap((host) => host.faults));
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    const lengths = faults.map(({ fromMs, toMs }) => toMs - fromMs);
    expect(Math.min(...lengths)).toBeLessThan(2000);
    expect(Math.max(...lengths.filter(Number.isFinite))).toBeGreaterThan(3_600_000);
    expect(lengths).toContain(Number.POSITIVE_INFINITY);
    expect(faults.some(({ address }) => address >= 0)).toBe(true);
    expect(faults.some(({ unhealthyShare }) => unhealthyShare < 1)).toBe(true);
    expect(faults.some(({ probability }) => probability < 1)).toBe(true);
    expect(faults.some(({ everyConnection }) => everyConnection > 0)).toBe(true);
    expect(faults.some(({ atMessage }) => atMessage > 0)).toBe(true);
    expect(faults.some(({ everyMessage }) => everyMessage > 0)).toBe(true);
  });

  it('have every arrangement, kind of route, limit, lifetime and initial state', () => {
    const arrangements = sites.map(({ scenario }) => scenario.arrangement);
    expect(new Set(arrangements)).toEqual(new Set(ARRANGEMENTS));
    const hosts = inputs.flatMap((input) => input.hosts);
    const cuts = new Set(hosts.map(({ lifetime }) => lifetime?.how ?? 'none'));
    expect(cuts.size).toBe(6);
    expect(hosts.some(({ connectionLimit }) => Number.isFinite(connectionLimit))).toBe(true);
    expect(hosts.some(({ throttle }) => throttle !== null)).toBe(true);
    expect(hosts.some(({ greylisting }) => greylisting !== null)).toBe(true);
    const routes = inputs.flatMap(({ destinations }) => destinations.map(({ route }) => route));
    expect(routes.some((route) => route.some((names) => names.length > 1))).toBe(true);
    expect(routes.some((route) => route.length > 1)).toBe(true);
    for (const is of [
      having(({ gateways }) => gateways > 1),
      having(({ settings }) => settings.maxQueueChildren > 0),
      having(({ settings }) => settings.hostStatus),
      having(({ settings }) => !settings.hostStatus),
      having(({ backlog }) => backlog !== null),
      having(({ marks }) => marks.length > 0),
      having(({ actions }) => actions.length > 0),
      having(({ arrivals }) => arrivals.some(({ kind }) => kind === 'bulk')),
      having(({ countFromMs }) => countFromMs > 0),
    ]) {
      expect(is).toBeGreaterThan(0);
    }
  });

  it('bring at most five thousand messages, and settings that differ', () => {
    for (const { arrivals, backlog, arrivalsEndMs } of inputs) {
      const mail = arrivals.map((one) => {
        if (one.kind === 'bulk') return one.count;
        return one.kind === 'poisson' ? one.ratePerMs * arrivalsEndMs : 0;
      });
      const all = mail.reduce((sum, one) => sum + one, backlog?.messages ?? 0);
      expect(all).toBeLessThanOrEqual(5000);
    }
  });
});
