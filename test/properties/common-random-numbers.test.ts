/** Two settings see the same machines, goodputs and faults, and two faults have chances of their own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from '../mailpath/small-gateway.ts';
import { InvariantWatcher } from './invariant-watcher.ts';
import { anyScenario } from './scenario-generator.ts';

/** What chance gave each connection, by the message and the attempt that opened it, and its address. */
class Landing extends InvariantWatcher {
  readonly landed = new Map<string, string>();

  override opened(connection: Connection): void {
    const { host: name, address, openerMessage, openerAttempt, backend, goodput } = connection;
    const key = `${openerMessage} ${openerAttempt} ${name} ${address}`;
    this.landed.set(key, `${backend} ${goodput}`);
  }
  override closed(): void {}
}

function landings(input: MailPathInput, replication: number): ReadonlyMap<string, string> {
  const listener = new Landing(input);
  simulate(input, 'crn', replication, { observer: listener });
  return listener.landed;
}

const OTHER: Partial<GatewaySettings> = {
  runners: 3,
  messagesPerConnection: 2,
  hostStatus: false,
  retryIntervalMs: 3000,
  sort: 'time',
};

describe('common random numbers', () => {
  it('give two settings the same machines and goodputs, attempt by attempt', () => {
    let common = 0;
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (anything, replication) => {
        // Some machines are unhealthy, so that it matters which one a connection lands on.
        const hosts = anything.hosts.map((h) => ({
          ...h,
          faults: [...h.faults, fault('mail-4xx', { unhealthyShare: 0.3 })],
        }));
        const input = { ...anything, hosts, actions: [] };
        const one = landings(input, replication);
        const two = landings({ ...input, settings: { ...input.settings, ...OTHER } }, replication);
        for (const [key, landed] of one) {
          if (!two.has(key)) continue;
          common++;
          expect(two.get(key)).toBe(landed);
        }
      }),
      { numRuns: 150, seed: 20_260_102 },
    );
    expect(common).toBeGreaterThan(1000);
  });

  it('give two faults of one probability chances of their own', () => {
    const half = { probability: 0.5 };
    const exo = host('exo.test', { faults: [fault('mail-4xx', half), fault('rcpt-4xx', half)] });
    const { failures } = simulate(
      smallGateway({ hosts: [exo], messages: 2000, input: { endMs: 250_000 } }),
      'faults',
      0,
    );
    // Half are refused at MAIL, half of the others at RCPT: with one chance for both, none.
    const share = (failures['rcpt-4xx'] ?? 0) / (failures['mail-4xx'] ?? 1);
    expect(Math.abs(share - 0.5)).toBeLessThan(0.06);
  });

  it('give a message another chance at each attempt', () => {
    const exo = host('exo.test', { faults: [fault('mail-4xx', { probability: 0.5 })] });
    const { delivered } = simulate(smallGateway({ hosts: [exo], messages: 200 }), 'attempts', 0);
    expect(delivered).toBe(200);
  });
});
