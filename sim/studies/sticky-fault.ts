/**
 * A fault that nobody comes through: it refuses every message of a host for longer than one takes,
 * so that no connection that was open before it is left to erase the mark that it leaves.
 */

import { FAULTS, type FaultKind } from '../mailpath/faults.ts';
import type { FaultInput, HostInput } from '../mailpath/input.ts';

export interface StickyFault {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly lastsMs: number;
}

/** The longest such fault; null if there is none. `aloneMs`: mean time of a message. */
export function stickyFault(host: HostInput, aloneMs: number): StickyFault | null {
  let longest: StickyFault | null = null;
  for (const fault of host.faults) {
    const lastsMs = fault.toMs - fault.fromMs;
    if (!refusesAll(fault) || lastsMs <= aloneMs) continue;
    if (longest === null || lastsMs > longest.lastsMs) {
      longest = { kind: fault.kind, fromMs: fault.fromMs, lastsMs };
    }
  }
  return longest;
}

function refusesAll(fault: FaultInput): boolean {
  if (FAULTS[fault.kind].ends?.memory !== 'bad') return false;
  const everyOne = fault.everyConnection <= 1 && fault.everyMessage <= 1 && fault.atMessage <= 1;
  return everyOne && fault.address < 0 && fault.unhealthyShare === 1 && fault.probability === 1;
}
