import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, hear, host, smallGateway } from './small-gateway.ts';

describe('queue runs', () => {
  it('interleave their snapshot: runner k takes items k, k + R, k + 2R', () => {
    const { lines } = hear(smallGateway({ messages: 6, settings: { runners: 2 } }));
    // Two at a time, each 100 ms: 0 and 1, then 2 and 3, then 4 and 5.
    expect(lines.map(({ message }) => message)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lines.map(({ at }) => Math.round(at))).toEqual([1110, 1110, 1211, 1211, 1312, 1312]);
  });

  it('do not steal: a slow runner keeps its own share', () => {
    const input = smallGateway({ messages: 4, settings: { runners: 2 } });
    const sizes = [100_000, 1, 100_000, 1];
    const slow = host('exo.test', { goodput: { kind: 'constant', value: 10 } });
    const { lines } = hear({
      ...input,
      hosts: [slow],
      arrivals: [{ kind: 'recorded', timesMs: [0, 0, 0, 0], sizes }],
      settings: { ...input.settings, sort: 'time', retryIntervalMs: 300_000 },
    });
    expect(lines.map(({ message }) => message)).toEqual([1, 3, 0, 2]);
  });

  it('overlap: each tick starts a run while older ones work, and locked messages are passed over', () => {
    const ear = hear(smallGateway({ messages: 250, settings: { retryIntervalMs: 10_000 } }));
    expect(ear.runs.map(({ messages }) => messages)).toEqual([250, 152]);
    expect(new Set(ear.lines.map(({ message }) => message)).size).toBe(250);
  });

  it('lose their tick when MaxQueueChildren would be exceeded', () => {
    const input = smallGateway({
      messages: 250,
      settings: { retryIntervalMs: 5000, maxQueueChildren: 1 },
    });
    const result = simulate(input, 'test', 0);
    expect(result.ticksLost).toBe(5);
    expect(result.runsStarted).toBe(1);
  });

  it('have at most MaxQueueChildren runners, whatever is asked for', () => {
    const { lines } = hear(smallGateway({ settings: { runners: 4, maxQueueChildren: 2 } }));
    // Two at a time, each 100 ms.
    expect(lines.map(({ at }) => Math.round(at))).toEqual([1110, 1110, 1211, 1211, 1312]);
  });

  it('are one persistent pass at a time, though its interval is changed while it works', () => {
    const slow = host('exo.test', { latency: { kind: 'constant', value: 8000 } });
    const { runs } = hear(
      smallGateway({
        hosts: [slow],
        messages: 1,
        settings: { queueRuns: 'persistent', passIntervalMs: 1000, retryIntervalMs: 0 },
        input: {
          arrivals: [{ kind: 'recorded', timesMs: [0, 30_000], sizes: null }],
          actions: [{ kind: 'set', atMs: 2000, settings: { passIntervalMs: 1001 } }],
        },
      }),
    );
    // At 1 s for 8 s; then every five seconds, since they find nothing, until 30 s.
    expect(runs.map(({ at }) => Math.round(at / 1000))).toEqual([1, 10, 15, 20, 25, 30]);
  });

  it('look at ages only when they reach a message, where they do not open queue files', () => {
    const exo = host('exo.test', { faults: [fault('mail-4xx', { toMs: 5000 })] });
    const sentAt = (sort: 'filename' | 'priority') =>
      hear(
        smallGateway({
          hosts: [exo],
          settings: { sort, maxQueueAgeMs: 300_000 },
          input: { arrivals: [], backlog: { messages: 1, ageMs: 20_000 } },
        }),
      ).lines.find(({ what }) => what === 'sent')?.at;
    expect(Math.round((sentAt('priority') ?? 0) / 1000)).toBe(31);
    expect(Math.round((sentAt('filename') ?? 0) / 1000)).toBe(11);
  });

  it('pass over messages that were tried too short a while ago', () => {
    const exo = host('exo.test', { faults: [fault('mail-4xx', { toMs: 5000 })] });
    const { lines } = hear(
      smallGateway({
        hosts: [exo],
        messages: 1,
        settings: { minQueueAgeMs: 25_000, retryIntervalMs: 10_000 },
      }),
    );
    expect(lines.map(({ at }) => Math.round(at / 1000))).toEqual([1, 31]);
  });

  it('double the wait of a message with MaxQueueAge', () => {
    const exo = host('exo.test', { faults: [fault('mail-4xx')] });
    const { lines } = hear(
      smallGateway({
        hosts: [exo],
        messages: 1,
        settings: { maxQueueAgeMs: 200_000, retryIntervalMs: 1000 },
        input: { endMs: 70_000, firstTickMs: 2000 },
      }),
    );
    const times = lines.map(({ at }) => Math.round(at / 1000));
    expect(times.slice(0, 6)).toEqual([2, 4, 8, 16, 32, 64]);
  });

  it('sleep five seconds after an empty persistent pass, their interval after another', () => {
    const ear = hear(
      smallGateway({
        settings: { queueRuns: 'persistent', passIntervalMs: 2000, retryIntervalMs: 0 },
        input: {
          arrivals: [{ kind: 'recorded', timesMs: [2000, 6500], sizes: null }],
          firstTickMs: 1000,
        },
      }),
    );
    expect(ear.runs.map(({ at }) => Math.round(at / 100))).toEqual([10, 60, 81]);
  });

  it('send deferred mail behind newer mail: each attempt adds 90,000 to its priority', () => {
    const exo = host('exo.test', { faults: [fault('mail-4xx', { atMessage: 1, toMs: 5000 })] });
    const { lines } = hear(
      smallGateway({
        hosts: [exo],
        input: {
          arrivals: [{ kind: 'recorded', timesMs: [0, 500, 3000], sizes: null }],
        },
      }),
    );
    const second = lines.filter(({ at }) => at > 10_000).map(({ message }) => message);
    expect(second).toEqual([2, 0]);
  });
});

describe('connections', () => {
  it('carry exactly m messages and are opened again at once', () => {
    const ear = hear(smallGateway({ messages: 7, settings: { messagesPerConnection: 3 } }));
    expect(ear.connections.map(({ accepted }) => accepted)).toEqual([3, 3, 1]);
    expect(ear.connections[1].openedAt - ear.connections[0].closedAt).toBeLessThan(5);
  });

  it('are cut at their lifetime, with the message in service and the rest of the list', () => {
    const exo = host('exo.test', {
      lifetime: { limitMs: 350, overshoot: { kind: 'constant', value: 0 }, how: 'reset' },
    });
    const ear = hear(smallGateway({ hosts: [exo], messages: 5 }));
    expect(ear.connections[0]).toMatchObject({ accepted: 3, end: 'lifetime' });
    expect(ear.connections[0].closedAt - ear.connections[0].openedAt).toBe(350);
    expect(ear.lines.slice(0, 5).map(({ what }) => what)).toEqual([
      'sent',
      'sent',
      'sent',
      'deferred',
      'skipped',
    ]);
  });
});

it('a run beside a persistent pass does not skip past the snapshot of the next pass', () => {
  // The pass has 100 large messages, a flush beside it 900 small ones before them: both are reset
  // after five seconds, and while the pass skips for a second the flush has nine seconds to skip.
  const exo = host('exo.test', {
    latency: { kind: 'constant', value: 5000 },
    faults: [fault('dot-reset')],
  });
  const small = smallGateway({
    hosts: [exo],
    settings: { queueRuns: 'persistent', passIntervalMs: 1000, retryIntervalMs: 0 },
    input: {
      arrivals: [
        { kind: 'recorded', timesMs: Array(100).fill(0), sizes: Array(100).fill(50_000) },
        { kind: 'recorded', timesMs: Array(900).fill(1200), sizes: Array(900).fill(100) },
      ],
      actions: [{ kind: 'flush', atMs: 1300 }],
      endMs: 60_000,
    },
  });
  const input = { ...small, costs: { ...small.costs, skipMs: 10 } };
  const stepwise = simulate(input, 'bulk', 0, { runAhead: false });
  expect(simulate(input, 'bulk', 0)).toEqual(stepwise);
  expect(stepwise.skipped.memory).toBeGreaterThan(500);
});
