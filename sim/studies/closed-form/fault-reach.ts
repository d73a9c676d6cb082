/**
 * Whom a fault reaches, as chances: what remote-server.ts decides by its place (address, machines),
 * its probability and its counts.
 *
 * Left out: that each n-th connection comes at even distances, and that faults hide each other.
 */
import { exp, ln } from '../../engine/elementary.ts';
import { STAGES } from '../../mailpath/fault-columns.ts';
import { FAULTS } from '../../mailpath/faults.ts';
import type { FaultInput, HostInput } from '../../mailpath/input.ts';

/** As many messages on a connection as any runner has: whether it meets a fault at all. */
export const MANY = 100_000;

export interface FaultReach {
  /** Chance that the message of a background process meets it: the first of its connection. */
  readonly first: number;
  /** Chance that a connection that carries so many messages ends by it, or remembers it as it closes. */
  readonly fails: (messages: number) => number;
  /** From the connection's start to the failure of its first message, ms. */
  readonly failsAfterMs: number;
  /** It strikes as a connection is opened, so that those that are open are spared. */
  readonly atOpening: boolean;
}

/** `aloneMs`: mean time of a message on a connection of its own. */
export function faultReach(fault: FaultInput, host: HostInput, aloneMs: number): FaultReach {
  const { probability, waitMs } = fault;
  const { stage, ends } = FAULTS[fault.kind];
  const place = placeChance(fault, host) / Math.max(1, fault.everyConnection);
  if (stage === 'connect' || stage === 'greeting') {
    const [chance, failsAfterMs] =
      stage === 'greeting'
        ? [place * probability, aloneMs / 4 + waitMs]
        : [atConnect(fault, host, place), host.addresses.length * (host.roundTripMs + waitMs)];
    return { first: chance, fails: () => chance, failsAfterMs, atOpening: true };
  }
  // Only a 4xx at the dot leaves its connection open: the next 250 wipes it out, the close stores it.
  const isWiped = ends?.connection === 'open' && ends.memory === 'bad';
  const { atMessage, everyMessage } = fault;
  const chances = (messages: number): number => {
    if (messages < atMessage) return 0;
    if (isWiped) return probability / Math.max(1, everyMessage, atMessage > 0 ? messages : 1);
    if (atMessage > 0) return probability;
    return 1 - power(1 - probability, Math.floor(messages / Math.max(1, everyMessage)));
  };
  const isFirst = atMessage <= 1 && everyMessage <= 1;
  return {
    first: isFirst ? place * probability : 0,
    fails: (messages) => place * chances(messages),
    failsAfterMs: STAGES[stage].order >= STAGES.dot.order ? aloneMs + waitMs : aloneMs / 2,
    atOpening: false,
  };
}

/** All addresses of the name are tried before it counts as failed. */
function atConnect(fault: FaultInput, { addresses }: HostInput, place: number): number {
  const spares = addresses.length > 1 && (fault.address >= 0 || fault.everyConnection > 1);
  return spares ? 0 : power(place * fault.probability, addresses.length);
}

/** Chance that a connection lands where the fault is. */
function placeChance({ address, unhealthyShare }: FaultInput, host: HostInput): number {
  const { addresses, addressOrder } = host;
  const chances = addresses.map(({ backends }, i) => {
    if (address >= 0 && address !== i) return 0;
    if (unhealthyShare >= 1) return 1;
    return unhealthyShare <= 0 ? 0 : Math.max(1, Math.round(unhealthyShare * backends)) / backends;
  });
  if (addressOrder === 'fixed') return chances[0];
  return chances.reduce((sum, chance) => sum + chance, 0) / addresses.length;
}

/** Powers of a chance, the same in every engine. */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return base <= 0 ? 0 : exp(exponent * ln(base));
}
