import { describe, expect, it } from 'vitest';
import type { DeferralText } from '../../sim/mailpath/fault-columns.ts';
import type { Ending } from '../../sim/mailpath/faults.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { type Ear, fault, hear, host, smallGateway } from './small-gateway.ts';

/** Held by tests of their own: what is found at the next message. */
type Elsewhere = 'accepted' | 'accepted-reset' | 'accepted-421' | 'rset-reset' | 'rset-421';

interface Row {
  /** What becomes of the message, and of the next one of the same runner. */
  readonly message: 'deferred' | 'returned';
  readonly next: 'sent' | 'skipped' | 'returned';
  /** Does a process that begins afterwards find the host marked? */
  readonly marks: boolean;
  /** What the message's own line says, and what skips for the mark say. */
  readonly text?: DeferralText;
  readonly skipText?: DeferralText;
}

const unhealthy = (text: DeferralText, skipText: DeferralText = text): Row => ({
  message: 'deferred',
  next: 'skipped',
  marks: true,
  text,
  skipText,
});
const HARMLESS: Row = { message: 'deferred', next: 'sent', marks: false, text: 'reply' };
const RETURNED: Row = { message: 'returned', next: 'sent', marks: false };

/**
 * As running Sendmail and its source have it, written down apart from the table: a row that is changed
 * by mistake is found here. What a row says is held against what the model does for every kind
 * (test/scenario/reference.test.ts).
 */
const ROWS: Readonly<Partial<Record<Exclude<Ending, Elsewhere>, Row>>> = {
  'connect-refused': unhealthy('refused'),
  'connect-timeout': unhealthy('timeout'),
  'greeting-421': unhealthy('reply', 'bare'),
  'greeting-4xx': unhealthy('reply', 'bare'),
  'greeting-5xx': { message: 'returned', next: 'returned', marks: false },
  'greeting-reset': unhealthy('reset'),
  'greeting-timeout': unhealthy('timeout'),
  'mail-4xx': HARMLESS,
  'mail-421': HARMLESS,
  'mail-5xx': RETURNED,
  'mail-reset': unhealthy('reset'),
  'rcpt-4xx': HARMLESS,
  'rcpt-421': HARMLESS,
  'rcpt-5xx': RETURNED,
  'rcpt-reset': unhealthy('reset'),
  'data-4xx': HARMLESS,
  'data-421': HARMLESS,
  'data-reset': unhealthy('reset'),
  'body-reset': unhealthy('reset'),
  'dot-4xx': HARMLESS,
  'dot-421': unhealthy('reply', 'bare'),
  'dot-452': HARMLESS,
  'dot-5xx': RETURNED,
  'dot-reset': unhealthy('reset'),
  'dot-eof': unhealthy('bare', 'reset'),
  'dot-timeout': unhealthy('timeout'),
};

/** One process meets the fault (at its connection, or at its second message); another comes later. */
function seen(kind: Exclude<Ending, Elsewhere>): Row {
  const ofConnection = /^(connect|greeting)-/.test(kind);
  const exo = host('exo.test', {
    faults: [fault(kind, { atMessage: ofConnection ? 0 : 2, toMs: 5000 })],
  });
  const { lines } = hear(smallGateway({ hosts: [exo] }));
  const first = ofConnection ? 0 : 1;
  const own = lines[first];
  const skips = lines.filter(({ cause }) => cause === 'mark');
  return {
    message: own.what as Row['message'],
    next: lines[first + 1].what as Row['next'],
    marks: skips.length > 0,
    ...(own.text === undefined ? {} : { text: own.text }),
    ...(skips[0]?.text === undefined ? {} : { skipText: skips[0].text }),
  };
}

describe('the marking table, row by row', () => {
  it.each(Object.entries(ROWS) as [Exclude<Ending, Elsewhere>, Row][])('%s', (kind, row) => {
    expect(seen(kind)).toEqual(row);
  });

  it.each([
    ['greeting-4xx', 'before'],
    ['greeting-reset', 'before'],
    ['greeting-421', 'after'],
    ['dot-421', 'after'],
  ] as const)('%s is written %s the rest of the list is skipped', (kind, when) => {
    const exo = host('exo.test', { faults: [fault(kind, { toMs: 5000 })] });
    const { lines, stores } = hear(smallGateway({ hosts: [exo] }));
    const marked = stores.find(({ bad }) => bad)?.at ?? Number.NaN;
    const skips = lines.filter(({ cause }) => cause === 'memory').map(({ at }) => at);
    expect(skips.length).toBeGreaterThan(2);
    if (when === 'before') expect(marked).toBeLessThan(skips[0]);
    else expect(marked).toBeGreaterThanOrEqual(skips[skips.length - 1]);
  });

  it('leaves the table bad when a 4xx at the dot hits the last message before a close', () => {
    const exo = host('exo.test', { faults: [fault('dot-4xx', { atMessage: 2, toMs: 5000 })] });
    const { lines } = hear(smallGateway({ hosts: [exo], settings: { messagesPerConnection: 2 } }));
    expect(lines.slice(0, 5).map(({ what }) => what)).toEqual([
      'sent',
      'deferred',
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(lines.some(({ what, cause }) => what === 'skipped' && cause === 'mark')).toBe(true);
  });

  it('bounces the rest of the list after a 5xx greeting', () => {
    const exo = host('exo.test', { faults: [fault('greeting-5xx')] });
    const { lines } = hear(smallGateway({ hosts: [exo] }));
    expect(lines.map(({ what }) => what)).toEqual(Array(5).fill('returned'));
  });

  it('marks the table, but not its own process, when a reset is found between two messages', () => {
    const exo = host('exo.test', {
      faults: [fault('accepted-reset', { atMessage: 2, toMs: 5000 })],
    });
    const ear = hear(smallGateway({ hosts: [exo] }));
    expect(ear.lines.map(({ what }) => what)).toEqual(Array(5).fill('sent'));
    // The second connection meets the same after two messages; the third closes well.
    expect(ear.stores.map(({ bad }) => bad)).toEqual([true, true, false]);
  });

  it.each(['accepted-reset', 'accepted-421'] as const)(
    'lets a late %s meet the next message while its reply to the dot is awaited',
    (kind) => {
      // Each message takes 100 ms: the end comes 50 ms into the third, and marks as there.
      const exo = host('exo.test', {
        faults: [fault(kind, { atMessage: 2, toMs: 5000, waitMs: 50 })],
      });
      const { lines } = hear(smallGateway({ hosts: [exo] }));
      expect(lines.slice(0, 4).map(({ what }) => what)).toEqual([
        'sent',
        'sent',
        'deferred',
        'skipped',
      ]);
      expect(lines[3].cause).toBe('memory');
    },
  );

  it('harms nobody when a 421 is found between two messages', () => {
    const exo = host('exo.test', { faults: [fault('accepted-421', { atMessage: 2, toMs: 5000 })] });
    const ear = hear(smallGateway({ hosts: [exo] }));
    expect(ear.lines.map(({ what }) => what)).toEqual(Array(5).fill('sent'));
    expect(ear.stores.every(({ bad }) => !bad)).toBe(true);
  });

  it('lets a mark expire in whole seconds of the clock', () => {
    // Marked 200 ms before a full second; the run 22.7 s later, at a timeout of 23 s, finds it gone.
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const sentAt = (clockMs: number) =>
      hear(
        smallGateway({
          hosts: [exo],
          messages: 1,
          settings: { hostStatusTimeoutMs: 23_000, retryIntervalMs: 22_700 },
          input: { clockMs },
        }),
      ).lines.find(({ what }) => what === 'sent')?.at;
    expect(sentAt(1e12 + 800)).toBeCloseTo(1000 + 22_700 + 110, 0);
    expect(sentAt(1e12)).toBeGreaterThan(40_000);
  });

  it('does not refresh a mark by skips', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const { lines } = hear(
      smallGateway({ hosts: [exo], settings: { hostStatusTimeoutMs: 30_000 } }),
    );
    const sent = lines.find(({ what }) => what === 'sent');
    expect(sent?.at).toBeLessThan(32_000);
  });

  it('keeps nothing beyond a process when host status is off', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const { lines } = hear(smallGateway({ hosts: [exo], settings: { hostStatus: false } }));
    expect(lines.filter(({ at }) => at > 10_000).every(({ what }) => what === 'sent')).toBe(true);
  });
});

/** The second message is refused at `stage`, and the connection ends `waitMs` later. */
function endedAfterRefusal(
  stage: 'mail-4xx' | 'mail-5xx' | 'rcpt-4xx' | 'rcpt-5xx',
  how: 'refused-reset' | 'refused-421',
  waitMs = 0,
  settings: Partial<GatewaySettings> = {},
): Ear {
  const second = { atMessage: 2, toMs: 5000 };
  const faults = [fault(stage, second), fault(how, { ...second, waitMs })];
  return hear(smallGateway({ hosts: [host('exo.test', { faults })], settings }));
}

/** The first queue run, in short: what the line says, the text, the cause of a skip. */
function firstRun({ lines }: Ear): string[] {
  return lines
    .slice(0, 5)
    .map(({ what, text, cause }) => [what, text, cause].filter((word) => word).join(' '));
}

function firstMark({ stores }: Ear): number {
  return stores.find(({ bad }) => bad)?.at ?? Number.NaN;
}

// A round trip takes 1 ms, a message 100 ms, nothing passes between two messages.
describe('a connection on which a message was refused', () => {
  it('goes on after an RSET that costs one round trip, as a probe does', () => {
    const at = (kind: 'mail-4xx' | 'dot-452') => {
      const exo = host('exo.test', { faults: [fault(kind, { atMessage: 2, toMs: 5000 })] });
      const { lines, connections } = hear(smallGateway({ hosts: [exo] }));
      expect(connections[0].accepted).toBe(4);
      return lines[2].at - lines[1].at;
    };
    expect(at('mail-4xx')).toBe(at('dot-452'));
    expect(at('mail-4xx')).toBeCloseTo(101, 2);
  });

  it('fails the next message, and marks at once, if it was reset after a refused MAIL', () => {
    const ear = endedAfterRefusal('mail-4xx', 'refused-reset');
    expect(firstRun(ear)).toEqual([
      'sent',
      'deferred reply',
      'deferred reset',
      'skipped reset memory',
      'skipped reset memory',
    ]);
    expect(firstMark(ear)).toBe(ear.lines[2].at);
    expect(ear.lines[5]).toMatchObject({ what: 'skipped', cause: 'mark', text: 'reset' });
  });

  it('fails the next message after a MAIL that was refused for good, too', () => {
    const ear = endedAfterRefusal('mail-5xx', 'refused-reset');
    expect(firstRun(ear).slice(0, 4)).toEqual([
      'sent',
      'returned',
      'deferred reset',
      'skipped reset memory',
    ]);
  });

  it('marks as the process ends, with a bare text, if a 421 meets the RSET', () => {
    const ear = endedAfterRefusal('mail-4xx', 'refused-421');
    expect(firstRun(ear)).toEqual([
      'sent',
      'deferred reply',
      'deferred reply',
      'skipped bare memory',
      'skipped bare memory',
    ]);
    expect(firstMark(ear)).toBeGreaterThanOrEqual(ear.lines[4].at);
    expect(ear.lines[5]).toMatchObject({ what: 'skipped', cause: 'mark', text: 'bare' });
  });

  it.each([
    ['refused-reset', 'deferred reset', 'skipped reset memory'],
    ['refused-421', 'deferred reply', 'skipped bare memory'],
  ] as const)(
    'meets the next message’s reply with a %s that the RSET survives',
    (how, own, next) => {
      const ear = endedAfterRefusal('mail-4xx', how, 50);
      expect(firstRun(ear).slice(2, 4)).toEqual([own, next]);
    },
  );

  it('harms nobody if the number of messages is full: QUIT finds it gone', () => {
    const ear = endedAfterRefusal('mail-4xx', 'refused-reset', 0, { messagesPerConnection: 2 });
    expect(firstRun(ear)).toEqual(['sent', 'deferred reply', 'sent', 'deferred reply', 'sent']);
    expect(firstMark(ear)).toBeNaN();
  });

  it.each([
    ['rcpt-4xx', 'deferred reply'],
    ['rcpt-5xx', 'returned'],
  ] as const)('is lost within the attempt if all recipients were refused: %s', (stage, own) => {
    const ear = endedAfterRefusal(stage, 'refused-reset');
    // The message itself shows the refusal; the RSET that follows it marks.
    expect(firstRun(ear)).toEqual(['sent', own, ...Array(3).fill('skipped reset memory')]);
    expect(firstMark(ear)).toBe(ear.lines[1].at);
    const closing = endedAfterRefusal(stage, 'refused-421');
    expect(firstRun(closing)).toEqual(['sent', own, ...Array(3).fill('skipped bare memory')]);
    expect(firstMark(closing)).toBeGreaterThanOrEqual(closing.lines[4].at);
  });

  it('is open again after that RSET: the next probe forgives', () => {
    const ear = endedAfterRefusal('rcpt-4xx', 'refused-reset', 1.5);
    expect(firstRun(ear)).toEqual(['sent', 'deferred reply', 'sent', 'deferred reply', 'sent']);
    // A reset that a probe finds marks the table until the next connection closes well.
    expect(ear.stores.map(({ bad }) => bad).slice(0, 3)).toEqual([true, true, false]);
  });

  it.each([
    ['reset', 'deferred reset', 'skipped reset memory'],
    ['eof', 'deferred reset', 'skipped reset memory'],
    ['421', 'deferred reply', 'skipped bare memory'],
    ['reset-at-boundary', 'deferred reset', 'skipped reset memory'],
    ['421-at-boundary', 'deferred reply', 'skipped bare memory'],
  ] as const)('fails at the RSET if it was cut by its lifetime meanwhile: %s', (how, own, next) => {
    // Opened at 1000, the second message is refused at 1161; 50 ms pass between two messages.
    const lifetime = { limitMs: 180, overshoot: { kind: 'constant', value: 0 }, how } as const;
    const faults = [fault('mail-4xx', { atMessage: 2, toMs: 5000 })];
    const input = smallGateway({ hosts: [host('exo.test', { lifetime, faults })] });
    const ear = hear({ ...input, costs: { ...input.costs, betweenMs: 50 } });
    expect(firstRun(ear).slice(0, 4)).toEqual(['sent', 'deferred reply', own, next]);
    expect(ear.connections[0].end).toBe('lifetime');
    expect(ear.connections[0].closedAt).toBe(1180);
  });

  it.each([
    ['a throttle', { throttle: { of: 'all', messages: 1, windowMs: 5000 } }, 'deferred reset'],
    [
      'greylisting',
      { greylisting: { minimumMs: 1000, penaltyMs: 1000, firstRefusal: 1 } },
      'skipped reset memory',
    ],
  ] as const)('was refused by %s, which is no different', (_rule, rule, next) => {
    const exo = host('exo.test', { ...rule, faults: [fault('refused-reset', { toMs: 5000 })] });
    const run = firstRun(hear(smallGateway({ hosts: [exo] })));
    const refused = run.indexOf('deferred reply');
    expect(run[refused + 1]).toBe(next);
  });
});
