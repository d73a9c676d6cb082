/** The mail that a run brings, whatever becomes of it: number, time, size and destination of each. */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { Ear } from './small-gateway.ts';

export interface Arrival {
  readonly message: number;
  readonly at: number;
  readonly bytes: number;
  readonly destination: number;
}

class Porch extends Ear {
  readonly mail: Arrival[] = [];
  /** How many came in at each gateway. */
  readonly at = new Map<number, number>();

  arrived(message: number, at: number, bytes: number, gateway: number, destination: number): void {
    this.mail.push({ message, at, bytes, destination });
    this.at.set(gateway, (this.at.get(gateway) ?? 0) + 1);
  }
}

export function mailOf(input: MailPathInput, seed: string, replication: number): Arrival[] {
  const porch = new Porch();
  simulate(input, seed, replication, { observer: porch });
  return porch.mail;
}

/** Messages that came in at each gateway, in the order of their indices. */
export function mailAtGateways(input: MailPathInput, seed: string, replication: number): number[] {
  const porch = new Porch();
  simulate(input, seed, replication, { observer: porch });
  return Array.from({ length: input.gateways }, (_, gateway) => porch.at.get(gateway) ?? 0);
}
