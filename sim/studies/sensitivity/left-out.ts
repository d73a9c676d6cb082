/** Why inputs of the site are left out. */
import { type Fixed, fixed } from './input-row.ts';

export const LEFT_OUT = {
  noLifetime: 'no host ends connections at a lifetime',
  recordedSizes: 'every message comes with its recorded size',
  noSpread: 'the sizes are not lognormal, so that they have no sigma to change',
  recordedArrivals: 'all arrivals are recorded',
  noMail: 'no mail arrives',
  nothingToChange: 'it is 0, so that no factor changes it',
  noBacklog: 'no mail waits at the start',
  noMarks: 'no host is marked at the start',
  oneHost: 'no mail has a choice of hosts',
  ownFaults: 'faults are assumed, which are varied by themselves',
  noIllEqual: 'no host that shares its mail with others is ill, or all of them are',
  oneAddress: 'no host has several addresses',
  noFaultOfAddress: 'no fault is of one address',
  noFaultOfMachines: 'no fault is of some of the machines',
  noLimit: 'no host has such a limit',
  oneGateway: 'there is one gateway',
  statusOff: 'HostStat is off',
  noOverlap: 'passes of persistent queue runners do not overlap',
  statedChildren: 'MaxQueueChildren is another number, which is varied by itself',
  noBackground: 'first attempts are no background processes',
  otherOrder: 'the queue is not sorted by host',
};

/** A number above 0, or why it is no use to change it. */
export function above0(value: number): number | Fixed {
  return value > 0 ? value : fixed(LEFT_OUT.nothingToChange);
}
