import { describe, expect, it } from 'vitest';
import type { FaultInput, MailPathInput } from '../../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { closedForm } from '../../../sim/studies/closed-form/closed-form.ts';
import { officeGateway, RECOMMENDED, REFUSAL } from '../office-gateway.ts';

const MINUTE = 60_000;

function withFaults(faults: readonly FaultInput[], changes: Partial<MailPathInput> = {}) {
  const input = officeGateway({}, changes);
  return { ...input, hosts: [{ ...input.hosts[0], faults }] };
}

function shareOf(settings: Partial<GatewaySettings>, changes: Partial<MailPathInput> = {}) {
  return closedForm(officeGateway(settings, changes)).runnerShare;
}

describe('what keeps a mark from outliving its cause', () => {
  it('is the connections that are open, none with host status off or mail that waits', () => {
    expect(closedForm(officeGateway()).mark.openConnections).toBeCloseTo(0.9, 1);
    expect(closedForm(officeGateway({ hostStatus: false })).mark.lastsMs).toBe(0);
    expect(closedForm(officeGateway({ firstAttempt: 'queue' })).mark.openConnections).toBe(0);
  });

  it('names a fault that refuses everybody for longer than a message takes', () => {
    const { stickyFault } = closedForm(withFaults([REFUSAL])).mark;
    expect(stickyFault).toEqual({ kind: 'greeting-421', fromMs: 5 * MINUTE, lastsMs: 2 * MINUTE });
  });

  it.each([
    ['is shorter than a message', { toMs: REFUSAL.fromMs + 500 }],
    ['hits a share of the machines only', { unhealthyShare: 0.5 }],
    ['hits by chance', { probability: 0.9 }],
    ['marks nothing', { kind: 'mail-4xx' as const }],
  ])('names no fault that %s', (_, change) => {
    expect(closedForm(withFaults([{ ...REFUSAL, ...change }])).mark.stickyFault).toBeNull();
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
    expect(background.mark.openConnections).toBeCloseTo(alone.mark.openConnections / 3, 9);
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

describe('what piles up while a fault lasts', () => {
  it('is named for a fault that puts everybody off, whether or not it marks', () => {
    const backlogOf = (change: Partial<FaultInput>) =>
      closedForm(withFaults([{ ...REFUSAL, ...change }])).runnerShare.backlogs.find(
        ({ cause }) => cause === 'fault',
      );
    expect(backlogOf({})?.messages).toBeCloseTo(120, 6);
    expect(backlogOf({ kind: 'rcpt-4xx' })?.messages).toBeCloseTo(120, 6);
    expect(backlogOf({ kind: 'rcpt-5xx' })).toBeUndefined();
    expect(backlogOf({ kind: 'rcpt-4xx', probability: 0.5 })).toBeUndefined();
  });

  it('grows up to the first queue run, if that comes later than an interval', () => {
    const settings = { firstAttempt: 'queue', retryIntervalMs: 5 * MINUTE } as const;
    const of = (firstTickMs: number | null) =>
      shareOf(settings, { firstTickMs }).backlogs.find(({ cause }) => cause === 'interval');
    expect(of(null)?.overMs).toBe(5 * MINUTE);
    expect(of(15 * MINUTE)?.messages).toBeCloseTo(3 * (of(null)?.messages ?? 0), 6);
  });
});
