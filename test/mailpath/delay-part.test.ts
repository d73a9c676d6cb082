import { describe, expect, it } from 'vitest';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from './small-gateway.ts';

/** The parts of one message's delay that are not nought, in whole ms. */
function partsOf(input: MailPathInput): Record<string, number> {
  const { parts } = simulate(input, 'test', 0).cohort;
  return Object.fromEntries(
    PART_NAMES.map((name, i) => [name, Math.round(parts[i])] as const).filter(([, ms]) => ms > 0),
  );
}

// The first queue run starts at 1 s; a set-up takes 10 ms, a message 100 ms.
describe('the parts of a delay', () => {
  it('tell connecting from the transfer where the attempt succeeds', () => {
    expect(partsOf(smallGateway({ messages: 1 }))).toEqual({
      'queue-run': 1000,
      connect: 10,
      transfer: 100,
    });
  });

  it('count the connecting of a failed attempt, and the wait after it, as failure', () => {
    const exo = host('exo.test', { faults: [fault('dot-452', { toMs: 5000 })] });
    expect(partsOf(smallGateway({ hosts: [exo], messages: 1 }))).toEqual({
      'queue-run': 1000,
      // Until the next queue run, ten seconds after the first.
      failure: 10_000,
      connect: 10,
      transfer: 100,
    });
  });

  it('count a failure at one host of the route, and connecting to the next one', () => {
    const first = host('first.test', { faults: [fault('dot-4xx')] });
    const second = host('second.test');
    const input = smallGateway({ hosts: [first, second], route: [[0], [1]], messages: 1 });
    expect(partsOf(input)).toEqual({
      'queue-run': 1000,
      failure: 110,
      connect: 10,
      transfer: 100,
    });
  });

  it('count an address that does not answer as connecting if the next one does', () => {
    const addresses = ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, backends: 1 }));
    const faults = [fault('connect-timeout', { address: 0, waitMs: 5000 })];
    const exo = host('exo.test', { addresses, faults });
    expect(partsOf(smallGateway({ hosts: [exo], messages: 1 }))).toEqual({
      'queue-run': 1000,
      connect: 5011,
      transfer: 100,
    });
  });
});
