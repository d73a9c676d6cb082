import { describe, expect, it } from 'vitest';
import type { HostInput, MailPathInput } from '../../../sim/mailpath/input.ts';
import { comparisonStudy } from '../../../sim/studies/compare/compare.ts';
import { estimate } from '../../../sim/studies/estimate.ts';
import { limitCosts, limitVerdict } from '../../../sim/studies/ladder/limits.ts';
import { ladderStudy } from '../../../sim/studies/ladder/study.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';

const HOUR = 3_600_000;

/** One runner of a host that is well: 625 ms a message on an open connection. */
function steady(
  host: Partial<HostInput>,
  changes: Partial<MailPathInput>,
  queueRuns: 'persistent' | 'interval' = 'persistent',
): MailPathInput {
  const input = officeGateway(
    {
      firstAttempt: 'queue',
      queueRuns,
      passIntervalMs: 1000,
      retryIntervalMs: queueRuns === 'persistent' ? 0 : 1000,
      runners: 1,
    },
    { sizes: { kind: 'constant', value: 50_000 }, ...changes },
  );
  return { ...input, hosts: [{ ...input.hosts[0], faults: [], lifetime: null, ...host }] };
}

function arriving(ratePerMs: number): Partial<MailPathInput> {
  const [poisson] = officeGateway().arrivals;
  if (poisson.kind !== 'poisson') throw new Error('the office gateway has Poisson arrivals');
  return { arrivals: [{ ...poisson, ratePerMs, toMs: 2 * HOUR }], arrivalsEndMs: 2 * HOUR };
}

function verdictOf(input: MailPathInput, limits: readonly number[], replications = 5) {
  const found = runStudy(
    ladderStudy({
      from: { name: 'default', input },
      to: { name: 'more', input: { ...input, settings: { ...input.settings, runners: 2 } } },
      limits,
      seed: 'limits',
      replications,
    }),
  );
  if (found.limits === null) throw new Error('limits were asked for');
  return limitVerdict(found.limits, 'p99');
}

describe('the closed form of a limit', () => {
  it.each([1, 5, 40])('is how long a backlog takes on connections of %d', (limit) => {
    const backlog = { messages: 1000, ageMs: 0 };
    const still = { arrivals: [], backlog, firstTickMs: 0 };
    const input = steady({}, still, 'interval');
    const settings = { ...input.settings, messagesPerConnection: limit, retryIntervalMs: HOUR };
    const { outcomes } = runStudy(
      comparisonStudy({
        settings: [{ name: 'limited', input: { ...input, settings } }],
        seed: 'drain',
        replications: 30,
      }),
    );
    const { interval } = estimate(outcomes[0], 'last-delivery');
    const { sharedMs, setupMs } = limitCosts(input, [limit]);
    // Up to the last reply: without the round trip and the gateway's work that would follow it.
    const expected = backlog.messages * (sharedMs + setupMs / limit) - 25 + input.costs.runStartMs;
    expect(interval?.low).toBeLessThan(expected);
    expect(interval?.high).toBeGreaterThan(expected);
  });

  it('asks for runners in proportion', () => {
    const { costs } = limitCosts(steady({}, arriving(0.001)), [1, 10]);
    expect(costs[0].runnersNeeded).toBeCloseTo(1 + 300 / 625, 9);
    expect(costs[0].setupShare).toBeCloseTo(300 / 925, 9);
    expect(costs[1].load).toBeCloseTo(0.001 * (625 + 30), 9);
    expect(costs[1].connectionMs).toBeCloseTo(300 + 10 * 625, 9);
  });
});

describe('a limit by itself', () => {
  it('makes things worse at 199 already, where a set-up is slow and the runner is busy', () => {
    const input = steady({ setup: { kind: 'constant', value: 60_000 } }, arriving(0.0012));
    const { costs, load } = limitCosts(input, [20, 199]);
    expect(load).toBeLessThan(1);
    expect(costs.map(({ overloads }) => overloads)).toEqual([true, true]);
    const { worseFrom, findings } = verdictOf(input, [20, 199]);
    expect(worseFrom).toBe(199);
    expect(findings.map(({ effect }) => effect)).toEqual(['worse', 'worse']);
    const [, { judged }] = findings;
    expect(judged.find(({ measure }) => measure === 'throughput')?.effect).toBe('worse');
  });

  it('makes things worse from where the closed form says that the runner is overloaded', () => {
    const input = steady({}, arriving(0.0013));
    const limits = [1, 2, 20, 199];
    const { costs } = limitCosts(input, limits);
    expect(limits.filter((_, i) => costs[i].overloads)).toEqual([1, 2]);
    const { findings, worseFrom } = verdictOf(input, limits, 8);
    expect(worseFrom).toBeGreaterThanOrEqual(2);
    expect(findings[3].effect).not.toBe('worse');
  });

  it('helps where it spares cuts', () => {
    const backlog = { messages: 4000, ageMs: 0 };
    const input = officeGateway({ runners: 2 }, { backlog, hosts: [wellHost()] });
    const { findings, worseFrom } = verdictOf(input, [100]);
    expect(limitCosts(input, [100, 400]).costs.map(({ cut }) => cut)).toEqual([false, true]);
    expect(findings[0].effect).toBe('better');
    expect(findings[0].outcome.largest('cuts')).toEqual({ low: 0, high: 0 });
    expect(worseFrom).toBeNull();
  });

  it('does nothing where nobody waits for a runner', () => {
    const { findings, worseFrom } = verdictOf(officeGateway({}, { hosts: [wellHost()] }), [1, 199]);
    expect(findings.map(({ effect }) => effect)).toEqual(['none', 'none']);
    expect(worseFrom).toBeNull();
  });
});

function wellHost(): HostInput {
  return { ...officeGateway().hosts[0], faults: [] };
}
