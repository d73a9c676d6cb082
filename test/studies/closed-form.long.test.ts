import { describe, expect, it } from 'vitest';
import type { FaultInput, MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';
import { closedForm } from '../../sim/studies/closed-form.ts';
import { officeGateway, RECOMMENDED, REFUSAL } from './office-gateway.ts';

const MINUTE = 60_000;

function withFaults(faults: readonly FaultInput[], changes: Partial<MailPathInput> = {}) {
  const input = officeGateway({}, changes);
  return { ...input, hosts: [{ ...input.hosts[0], faults }] };
}

function shareOf(settings: Partial<GatewaySettings>, changes: Partial<MailPathInput> = {}) {
  return closedForm(officeGateway(settings, changes)).runnerShare;
}

describe('whether a mark survives', () => {
  it('is no question with host status off', () => {
    expect(closedForm(officeGateway({ hostStatus: false })).markSurvives.kind).toBe('off');
  });

  it('is certain where first attempts wait for a queue run', () => {
    const { markSurvives } = closedForm(officeGateway({ firstAttempt: 'queue' }));
    expect(markSurvives).toMatchObject({ kind: 'stands', chance: 1 });
  });

  it('is exp(-L s) in background mode: inside the interval of 600 simulated cuts', () => {
    // Every message takes 900 ms; the 60th connection is reset at the final dot, no other one.
    const fault: FaultInput = {
      ...REFUSAL,
      kind: 'dot-reset',
      fromMs: 0,
      toMs: 1e9,
      everyConnection: 60,
    };
    const base = withFaults([fault], { sizes: { kind: 'constant', value: 50_000 } });
    const input: MailPathInput = {
      ...base,
      costs: { ...base.costs, statusLockMs: 0, forkMs: 0 },
      hosts: [{ ...base.hosts[0], latency: { kind: 'constant', value: 350 } }],
      arrivals: [{ ...base.arrivals[0], toMs: 90_000 } as MailPathInput['arrivals'][0]],
    };
    const survived: number[] = [];
    for (let replication = 0; survived.length < 600; replication++) {
      const { markedMs, failures } = simulate(input, 'survival', replication);
      if (failures['dot-reset'] !== undefined) survived.push(markedMs[0] > 10_000 ? 1 : 0);
    }
    const interval = meanInterval(survived, 0.999);
    const { chance } = closedForm(input).markSurvives;
    expect(chance).toBeCloseTo(Math.exp(-0.9), 9);
    expect(interval?.low).toBeLessThan(chance);
    expect(interval?.high).toBeGreaterThan(chance);
  });

  it('names a fault that refuses everybody for longer than a message takes', () => {
    const { stickyFault } = closedForm(withFaults([REFUSAL])).markSurvives;
    expect(stickyFault).toEqual({ kind: 'greeting-421', fromMs: 5 * MINUTE, lastsMs: 2 * MINUTE });
  });

  it.each([
    ['is shorter than a message', { toMs: REFUSAL.fromMs + 500 }],
    ['hits a share of the machines only', { unhealthyShare: 0.5 }],
    ['hits by chance', { probability: 0.9 }],
    ['marks nothing', { kind: 'mail-4xx' as const }],
  ])('names no fault that %s', (_, change) => {
    expect(closedForm(withFaults([{ ...REFUSAL, ...change }])).markSurvives.stickyFault).toBeNull();
  });
});

describe('whether a runner outlives the lifetime of its connection', () => {
  it('follows from the backlog that a mark leaves: messages x s / runners', () => {
    const { backlogs, lifetimeMs } = shareOf({});
    const [largest] = backlogs;
    expect(lifetimeMs).toBe(3 * MINUTE);
    expect(largest).toMatchObject({ cause: 'mark', messages: 600, cut: true });
    const { messageMs } = closedForm(officeGateway());
    expect(largest.runnerMs).toBeCloseTo((600 * messageMs.shared) / 2, 6);
  });

  it('is avoided by a limit of messages on a connection that fits into the lifetime', () => {
    const [backlog] = shareOf({ messagesPerConnection: 199 }).backlogs;
    expect(backlog.cut).toBe(false);
    expect(backlog.runnerMs).toBeGreaterThan(3 * MINUTE);
    expect(shareOf({ messagesPerConnection: 400 }).backlogs[0].cut).toBe(true);
  });

  it('is avoided by a limit of age, too', () => {
    expect(shareOf({ connectionAgeMs: 2 * MINUTE }).backlogs[0].cut).toBe(false);
  });

  it('looks at a queue interval where first attempts wait for one', () => {
    const causes = shareOf({ firstAttempt: 'queue' }).backlogs.map(({ cause }) => cause);
    expect(causes).toContain('interval');
  });

  it('counts of a bulk mailing only what the background processes do not take', () => {
    const arrivals = [{ kind: 'bulk', atMs: 0, overMs: 0, count: 5000 }] as const;
    const bulkOf = (settings: Partial<GatewaySettings>) =>
      shareOf(settings, { arrivals }).backlogs.find(({ cause }) => cause === 'bulk');
    expect(bulkOf({})).toBeUndefined();
    expect(bulkOf({ backgroundLimit: 200 })?.messages).toBe(4800);
    expect(bulkOf({ firstAttempt: 'queue' })?.messages).toBe(5000);
  });

  it('is no question where nobody cuts connections', () => {
    const input = officeGateway();
    const share = closedForm({
      ...input,
      hosts: [{ ...input.hosts[0], lifetime: null }],
    }).runnerShare;
    expect(share.lifetimeMs).toBeNull();
    expect(share.backlogs.every(({ cut }) => !cut)).toBe(true);
  });
});

describe('whether anything is overloaded', () => {
  const loadsOf = (settings: Partial<GatewaySettings>) => closedForm(officeGateway(settings)).loads;

  it('is nothing where nothing has a limit', () => {
    expect(loadsOf({})).toEqual([]);
  });

  it('asks L s of persistent runners, and calls a load of 1 or more unstable', () => {
    const slow = { firstAttempt: 'queue', queueRuns: 'persistent', runners: 1 } as const;
    const input = officeGateway(slow);
    const { messageMs, loads } = closedForm(input);
    expect(loads).toHaveLength(1);
    expect(loads[0].load).toBeCloseTo(0.001 * messageMs.shared, 9);
    expect(loads[0].beyond).toBe('unstable');
  });

  it('knows that interval runs overlap, unless MaxQueueChildren forbids it', () => {
    expect(loadsOf({ firstAttempt: 'queue' })[0].beyond).toBe('overlap');
    const bounded = loadsOf({ firstAttempt: 'queue', maxQueueChildren: 5 })[0];
    expect(bounded.beyond).toBe('unstable');
    // Five children are room for two whole runs of two runners.
    expect(bounded.load).toBeCloseTo(loadsOf({ firstAttempt: 'queue' })[0].load / 2, 9);
  });

  it('divides the mail of a site over its gateways, but not what they share', () => {
    const slow = { firstAttempt: 'queue', queueRuns: 'persistent', runners: 1 } as const;
    const of = (gateways: number, scope: 'all' | 'gateway', settings: Partial<GatewaySettings>) => {
      const input = officeGateway(settings, { gateways });
      return closedForm({
        ...input,
        costs: { ...input.costs, uplinkPerMs: 100 },
        backlog: { messages: 900, ageMs: MINUTE },
        hosts: [
          {
            ...input.hosts[0],
            connectionLimit: 20,
            connectionLimitOf: scope,
            throttle: { messages: 30, windowMs: MINUTE, of: scope },
          },
        ],
      });
    };
    for (const [scope, part] of [
      ['all', 1],
      ['gateway', 3],
    ] as const) {
      const [one, three] = [of(1, scope, slow), of(3, scope, slow)];
      expect(three.arrivalsPerMs).toEqual(one.arrivalsPerMs);
      const divisor = { runners: 3, uplink: 1, 'connection-limit': part, throttle: part };
      expect(three.loads.map(({ resource }) => resource)).toEqual(Object.keys(divisor));
      Object.values(divisor).forEach((by, i) => {
        expect(three.loads[i].load).toBeCloseTo(one.loads[i].load / by, 9);
        expect(three.loads[i].loadAtPeak).toBeCloseTo(one.loads[i].loadAtPeak / by, 9);
      });
      const backlog = (answer: typeof one) =>
        answer.runnerShare.backlogs.find(({ cause }) => cause === 'initial');
      expect(backlog(three)?.messages).toBe(300);
      expect(backlog(three)?.runnerMs).toBeCloseTo((backlog(one)?.runnerMs ?? 0) / 3, 6);
    }
    const background = of(3, 'all', { firstAttempt: 'background' });
    const alone = of(1, 'all', { firstAttempt: 'background' });
    expect(background.markSurvives.openConnections).toBeCloseTo(
      alone.markSurvives.openConnections / 3,
      9,
    );
    expect(background.markSurvives.chance).toBeCloseTo(alone.markSurvives.chance ** (1 / 3), 9);
  });

  it('tells the uplink by bytes and the throttle by messages', () => {
    const input = officeGateway(RECOMMENDED);
    const { loads, meanBytes } = closedForm({
      ...input,
      costs: { ...input.costs, uplinkPerMs: 100 },
      hosts: [{ ...input.hosts[0], throttle: { messages: 30, windowMs: MINUTE, of: 'all' } }],
    });
    const load = (name: string) => loads.find(({ resource }) => resource === name)?.load;
    expect(load('uplink')).toBeCloseTo((0.001 * meanBytes) / 100, 9);
    expect(load('throttle')).toBeCloseTo(2, 9);
  });
});
