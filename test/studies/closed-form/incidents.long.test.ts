import { describe, expect, it } from 'vitest';
import type { FaultInput, MailPathInput } from '../../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import { meanInterval } from '../../../sim/statistics/confidence.ts';
import { erlangB } from '../../../sim/statistics/erlang.ts';
import { incidents } from '../../../sim/studies/closed-form/incidents.ts';
import { MessageTime } from '../../../sim/studies/closed-form/message-time.ts';
import { officeGateway, RECOMMENDED, REFUSAL } from '../office-gateway.ts';

const MINUTE = 60_000;

function site(
  fault: Partial<FaultInput> | null,
  settings: Partial<GatewaySettings> = {},
  changes: Partial<MailPathInput['hosts'][number]> = {},
): MailPathInput {
  const input = officeGateway(settings);
  const faults = fault === null ? [] : [{ ...REFUSAL, ...fault }];
  return { ...input, hosts: [{ ...input.hosts[0], faults, ...changes }] };
}

const FOR_GOOD = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };

describe('whether a mark holds mail up', () => {
  // Nobody cuts: a cut may mark, too.
  const answerOf = (fault: Partial<FaultInput> | null, settings: Partial<GatewaySettings> = {}) =>
    incidents(site(fault, settings, { lifetime: null })).mark.answer;

  it.each<[string, string, ...Parameters<typeof answerOf>]>([
    ['yes', 'after a refusal of two minutes', {}],
    ['no', 'without a fault', null],
    ['no', 'with host status off', {}, { hostStatus: false }],
    ['no', 'after a refusal at MAIL, which marks nobody', { kind: 'mail-421' }],
    ['no', 'where one address of two does not answer', { kind: 'connect-refused', address: 0 }],
    ['yes', 'where none answers', { kind: 'connect-refused' }],
    ['depends', 'after a refusal of a second', { toMs: REFUSAL.fromMs + 1000 }],
    ['yes', 'where half of the machines refuse for two minutes', { unhealthyShare: 0.5 }],
    ['no', 'where one message in 2000 is refused in a minute', { probability: 0.0005 }],
    [
      'yes',
      'where one message in 20 is reset all day',
      { ...FOR_GOOD, kind: 'dot-reset', probability: 0.05 },
    ],
    [
      'yes',
      'where mail waits for queue runs, of a fault that outlasts one',
      { toMs: 40 * MINUTE },
      { firstAttempt: 'queue', retryIntervalMs: 5 * MINUTE },
    ],
    [
      'no',
      'where queue runs are rarer than marks are old',
      { toMs: 40 * MINUTE },
      { firstAttempt: 'queue', retryIntervalMs: 30 * MINUTE, hostStatusTimeoutMs: 6 * MINUTE },
    ],
  ])('%s, %s', (answer, _, ...of) => {
    expect(answerOf(...of)).toBe(answer);
  });

  it('no, where another name of the route is well', () => {
    const input = site({});
    const well = { ...input.hosts[0], name: 'well', faults: [] };
    const both = { ...input, hosts: [...input.hosts, well] };
    const route = [{ name: 'all', share: 1, route: [[0, 1]] }];
    expect(incidents({ ...both, destinations: route }).mark.answer).toBe('no');
  });

  it('yes where a mark stands at the start, unless somebody may clear the table', () => {
    const marks = [{ host: 0, ageMs: 0 }];
    const input = { ...site(null, {}, { lifetime: null }), marks };
    expect(incidents(input).mark.answer).toBe('yes');
    const actions = [{ kind: 'clear', atMs: MINUTE, host: -1 }] as const;
    expect(incidents({ ...input, actions }).mark.answer).toBe('depends');
  });
});

describe('whether a connection is cut', () => {
  const answerOf = (settings: Partial<GatewaySettings>, fault: Partial<FaultInput> | null = {}) =>
    incidents(site(fault, settings)).cut.answer;

  it('no, where nothing piles up or the limit of messages fits into the lifetime', () => {
    expect(answerOf({}, null)).toBe('no');
    expect(answerOf(RECOMMENDED, null)).toBe('no');
  });

  it('no, where nobody cuts', () => {
    expect(incidents(site({}, {}, { lifetime: null })).cut.answer).toBe('no');
  });

  it('yes, where a backlog is hours of work for each runner', () => {
    const backlog = { messages: 5000, ageMs: MINUTE };
    expect(incidents({ ...site(null), backlog }).cut.answer).toBe('yes');
    const limited = { ...site(null, { messagesPerConnection: 20 }), backlog };
    expect(incidents(limited).cut.answer).toBe('no');
  });
});

describe('whether mail finds no place', () => {
  it('follows Erlang’s B, which is a share of the mail far below a load of 1', () => {
    // Tables: B(1, 1) = 1/2, B(2, 3) = 4/19, B(9, 10) = 0.1680.
    expect(erlangB(1, 1)).toBeCloseTo(1 / 2, 12);
    expect(erlangB(2, 3)).toBeCloseTo(4 / 19, 12);
    expect(erlangB(9, 10)).toBeCloseTo(0.168, 4);
    const of = (backgroundLimit: number) => incidents(site(null, { backgroundLimit })).noProcess;
    expect(of(2).answer).toBe('yes');
    expect(of(12).answer).toBe('no');
    expect(incidents(site(null, {}, { connectionLimit: 2 })).tooMany.answer).toBe('yes');
  });
});

describe('the time of a message', () => {
  it('leaves after some time what its distribution says, and a tail beyond what was drawn', () => {
    const input = site(null, {}, { latency: { kind: 'exponential', mean: 1000 } });
    const sizes = { kind: 'constant', value: 0 } as const;
    const time = new MessageTime({ ...input, sizes }, input.hosts[0]);
    // 0.35 s without chance, then an exponential of a second: E[(S - 1.35)+] = 1/e s.
    expect(time.meanMs / 1350).toBeCloseTo(1, 2);
    expect(time.excess(1350) / (1000 / Math.E)).toBeCloseTo(1, 1);
    const large = { kind: 'lognormal', mean: 1e5, sigma: 1, minimum: 0, maximum: 1e12 } as const;
    // One in a million is 4.753 standard deviations out.
    const bytes = Math.exp(Math.log(1e5) - 0.5 + 4.753);
    const tail = new MessageTime({ ...input, sizes: large }, input.hosts[0]);
    expect(tail.above(1350 + bytes / 250) / 1e-6).toBeCloseTo(1, 1);
  });
});

describe('a mark that one connection in sixty sets', () => {
  it('stands with exp(-L s): inside the interval of 600 simulated ones', () => {
    // Every message takes 900 ms; the 60th connection is reset at the final dot, no other one.
    const base = site({ ...FOR_GOOD, kind: 'dot-reset', everyConnection: 60 });
    const input: MailPathInput = {
      ...base,
      sizes: { kind: 'constant', value: 50_000 },
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
    const chance = Math.exp((-1 / 1000) * new MessageTime(input, input.hosts[0]).meanMs);
    expect(interval?.low).toBeLessThan(chance);
    expect(interval?.high).toBeGreaterThan(chance);
  });
});
