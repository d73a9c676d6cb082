import { describe, expect, it } from 'vitest';
import { readDeliveryLog } from './delivery-log.ts';

const ACCEPTED =
  'AAA1: from=<a@inj.test>, size=100, class=0, nrcpts=1, msgid=<1@lab.test>, proto=ESMTP, daemon=lab, relay=localhost [127.0.0.1]';
const QUEUED = 'AAA1: to=<info@domain.info>, delay=00:00:00, mailer=relay, pri=30100, stat=queued';
const SENT =
  'AAA1: to=<info@domain.info>, delay=00:00:04, xdelay=00:00:00, mailer=relay, pri=120100, relay=exo.test. [127.0.0.2], dsn=2.0.0, stat=Sent (ok)';

function deferred(relay: string, stat: string): string {
  return `AAA1: to=<info@domain.info>, delay=00:00:04, xdelay=00:00:00, mailer=relay, pri=120100, relay=${relay}, dsn=4.0.0, stat=${stat}`;
}

describe('the delivery log', () => {
  it('knows messages in the order of acceptance, with their sizes', () => {
    const { accepted } = readDeliveryLog([ACCEPTED, ACCEPTED.replace('AAA1', 'AAA2')]);
    expect(accepted).toEqual([
      { id: 'AAA1', bytes: 100 },
      { id: 'AAA2', bytes: 100 },
    ]);
  });

  it('counts deliveries as tries, but not the line that a message was queued', () => {
    const { tries, stats } = readDeliveryLog([
      ACCEPTED,
      QUEUED,
      deferred('exo.test.', 'Deferred'),
      SENT,
    ]);
    expect(tries.get('AAA1')).toBe(2);
    expect(stats).toEqual({ Deferred: 1, 'Sent (ok)': 1 });
  });

  it('takes a deferral for attempted where the relay has an address or its reply is quoted', () => {
    const { deferrals } = readDeliveryLog([
      deferred('exo.test. [127.0.0.2]', 'Deferred: Connection reset by exo.test.'),
      deferred('exo.test.', 'Deferred: 421 4.3.2 Service not active'),
      deferred('exo.test.', 'Deferred: Connection reset by exo.test.'),
      deferred('exo.test.', 'Deferred'),
      deferred('[127.0.0.2]', 'Deferred'),
      SENT,
    ]);
    expect(deferrals).toEqual({ attempted: 2, skipped: 3 });
  });
});
