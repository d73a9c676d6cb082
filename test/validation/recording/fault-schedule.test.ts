import { describe, expect, it } from 'vitest';
import { faultAt, type Occasion } from './fault-schedule.ts';

const OCCASION: Occasion = {
  sinceStartMs: 5000,
  host: '127.0.0.2',
  connection: 6,
  messagesStarted: 14,
  accepted: 9,
};

describe('the fault schedule', () => {
  it('hits at the stage of its kind only', () => {
    expect(faultAt([{ kind: 'deferMail' }], 'mail', OCCASION)?.kind).toBe('deferMail');
    expect(faultAt([{ kind: 'deferMail' }], 'rcpt', OCCASION)).toBeNull();
    expect(faultAt([{ kind: 'defer' }], 'waited', OCCASION)?.kind).toBe('defer');
    expect(faultAt([{ kind: 'resetInData' }], 'dot', OCCASION)?.kind).toBe('resetInData');
  });

  it('holds from the start of its window until just before its end', () => {
    const faults = [{ kind: 'greet421' as const, fromMs: 5000, toMs: 6000 }];
    expect(faultAt(faults, 'greeting', OCCASION)?.kind).toBe('greet421');
    expect(faultAt(faults, 'greeting', { ...OCCASION, sinceStartMs: 4999 })).toBeNull();
    expect(faultAt(faults, 'greeting', { ...OCCASION, sinceStartMs: 6000 })).toBeNull();
  });

  it('hits one address if it names one', () => {
    const faults = [{ kind: 'greet421' as const, host: '127.0.0.3' }];
    expect(faultAt(faults, 'greeting', OCCASION)).toBeNull();
    expect(faultAt(faults, 'greeting', { ...OCCASION, host: '127.0.0.3' })?.kind).toBe('greet421');
  });

  it('counts connections over all addresses, messages of one connection', () => {
    expect(faultAt([{ kind: 'greet421', everyConn: 3 }], 'greeting', OCCASION)?.kind).toBe(
      'greet421',
    );
    expect(faultAt([{ kind: 'greet421', everyConn: 4 }], 'greeting', OCCASION)).toBeNull();
    expect(faultAt([{ kind: 'defer', atMsg: 14 }], 'waited', OCCASION)?.kind).toBe('defer');
    expect(faultAt([{ kind: 'defer', atMsg: 3 }], 'waited', OCCASION)).toBeNull();
    expect(faultAt([{ kind: 'defer', everyMsg: 7 }], 'waited', OCCASION)?.kind).toBe('defer');
    expect(faultAt([{ kind: 'defer', everyMsg: 9 }], 'waited', OCCASION)).toBeNull();
  });

  it('counts accepted messages for the kinds that follow acceptance', () => {
    const faults = [{ kind: 'resetAfterAccept' as const, everyMsg: 9 }];
    expect(faultAt(faults, 'accepted', OCCASION)?.kind).toBe('resetAfterAccept');
    expect(faultAt(faults, 'accepted', { ...OCCASION, accepted: 14 })).toBeNull();
  });

  it('hits one recipient if it names one', () => {
    const faults = [{ kind: 'fullMailbox' as const, mailbox: 'b@inj.test' }];
    expect(faultAt(faults, 'rcpt', { ...OCCASION, mailbox: 'b@inj.test' })?.kind).toBe(
      'fullMailbox',
    );
    expect(faultAt(faults, 'rcpt', { ...OCCASION, mailbox: 'c@inj.test' })).toBeNull();
  });

  it('defers a recipient until it has been known for a while', () => {
    const faults = [{ kind: 'greylist' as const, retryMs: 1000 }];
    expect(faultAt(faults, 'rcpt', { ...OCCASION, knownForMs: 0 })?.kind).toBe('greylist');
    expect(faultAt(faults, 'rcpt', { ...OCCASION, knownForMs: 1000 })).toBeNull();
  });
});
