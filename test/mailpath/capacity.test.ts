/** A run ends in order where it would take more work, memory or machines than it may have. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CapacityError } from '../../sim/mailpath/capacity.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from './small-gateway.ts';

const YEAR_MS = 365 * 86_400_000;

function refusalOf(input: MailPathInput): CapacityError {
  try {
    simulate(input, 'capacity', 0);
  } catch (error) {
    expect(error).toBeInstanceOf(CapacityError);
    return error as CapacityError;
  }
  throw new Error('the run was not refused');
}

describe('the limit on events', () => {
  const everySecond = { retryIntervalMs: 1000, returnAfterMs: YEAR_MS };
  const unreachable = [
    host('dead.test', { faults: [fault('connect-refused', { toMs: 2 * YEAR_MS })] }),
  ];

  it('ends a run whose mail is retried every second and never leaves, and says so', () => {
    const input = smallGateway({
      settings: { ...everySecond, hostStatus: false },
      hosts: unreachable,
      input: { endMs: YEAR_MS, maxEvents: 20_000 },
    });
    const { resource, limit, doing } = refusalOf(input);
    expect({ resource, limit }).toEqual({ resource: 'events', limit: 20_000 });
    expect(doing).toMatch(
      /^5 messages, [\d,]+ queue runs, [\d,]+ tries that delivered nothing, in 0\.\d+ days of the run$/,
    );
  });

  it('counts what queue runs read, though nothing is old enough to be tried', () => {
    const input = smallGateway({
      settings: { ...everySecond, minQueueAgeMs: YEAR_MS },
      hosts: unreachable,
      messages: 10_000,
      input: { endMs: YEAR_MS, maxEvents: 100_000 },
    });
    // 10,000 arrivals and tries, then 2,500 events a run.
    const { doing } = refusalOf(input);
    expect(Number(/([\d,]+) queue runs/.exec(doing)?.[1])).toBeLessThan(60);
  });

  it('counts runs without any mail to try while other mail is still to come', () => {
    const input = smallGateway({
      settings: everySecond,
      input: {
        arrivals: [{ kind: 'recorded', timesMs: [0, YEAR_MS - 1], sizes: null }],
        arrivalsEndMs: YEAR_MS,
        endMs: 2 * YEAR_MS,
        maxEvents: 10_000,
      },
    });
    expect(refusalOf(input).doing).toMatch(/^1 messages, [\d,]+ queue runs, 0 tries/);
  });

  it('lets a run through that takes just as many', () => {
    const takes = (maxEvents: number) => simulate(smallGateway({ input: { maxEvents } }), 'x', 0);
    const whole = JSON.stringify(takes(Number.POSITIVE_INFINITY));
    let enough = 1;
    for (; ; enough++) {
      try {
        expect(JSON.stringify(takes(enough))).toBe(whole);
        break;
      } catch (error) {
        if (!(error instanceof CapacityError)) throw error;
      }
    }
    expect(enough).toBeGreaterThan(5);
    expect(enough).toBeLessThan(50);
  });
});

describe('the limit on messages at one time bounds what works on them', () => {
  it('the lists of queue runs that overlap', () => {
    const input = smallGateway({
      settings: { retryIntervalMs: 1000, hostStatus: false },
      hosts: [host('slow.test', { latency: { kind: 'constant', value: 1e7 } })],
      messages: 100_000,
      input: { maxInSystem: 100_000, endMs: YEAR_MS },
    });
    // 1.2 MB a run and more: the room for 100,000 messages is over after some 60 of them.
    expect(refusalOf(input).resource).toBe('queue-runs');
  });

  it('processes and their connections', () => {
    const input = smallGateway({
      settings: { firstAttempt: 'background' },
      messages: 50_000,
      input: { maxInSystem: 50_000 },
    });
    expect(refusalOf(input).resource).toBe('processes');
  });

  it('not at all where a few work on few', () => {
    const input = smallGateway({ messages: 100, input: { maxInSystem: 100 } });
    expect(simulate(input, 'x', 0).delivered).toBe(100);
  });
});

it('a throttle takes memory for the messages that it lets past, not for those that it may', () => {
  const throttle = { messages: 1_000_000, windowMs: 1000, of: 'gateway' } as const;
  const hosts = Array.from({ length: 40 }, (_, i) => host(`h${i}.test`, { throttle }));
  const before = process.memoryUsage().arrayBuffers;
  simulate(smallGateway({ hosts, input: { gateways: 64 } }), 'x', 0);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200e6);
});

it('a throttle that has room for many counts the last of them', () => {
  const throttle = { messages: 3000, windowMs: 1e6, of: 'all' } as const;
  const input = smallGateway({
    settings: { hostStatus: false },
    hosts: [host('h.test', { throttle, latency: { kind: 'constant', value: 0.1 } })],
    messages: 4000,
    input: { endMs: 100_000 },
  });
  expect(simulate(input, 'x', 0).delivered).toBe(3000);
});

describe('memory that the machine does not have', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('ends a run as what it is', () => {
    class SmallMachine extends Float64Array {
      constructor(...args: unknown[]) {
        if (Number(args[0]) > 1e6) throw new RangeError('Array buffer allocation failed');
        super(...(args as [number]));
      }
    }
    vi.stubGlobal('Float64Array', SmallMachine);
    const input = smallGateway({ messages: 60_000, input: { maxInSystem: 60_000 } });
    expect(refusalOf(input)).toMatchObject({ resource: 'memory', limit: 60_000 });
  });

  it('is told from other errors of that kind, which are ours', () => {
    const broken = smallGateway({ input: { hosts: [] } });
    expect(() => simulate(broken, 'x', 0)).toThrow(TypeError);
  });
});
