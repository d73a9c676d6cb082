/** The mail of one host, which the chances of its incidents are worked out from. */
import type { FaultInput, HostInput, MailPathInput } from '../../mailpath/input.ts';
import {
  arrivalRate,
  expectedArrivals,
  type MessageWork,
  messageWork,
} from '../../mailpath/offered-load.ts';
import { type FaultReach, faultReach } from './fault-reach.ts';
import { MessageTime } from './message-time.ts';

/** A fault with whom it reaches, and the mail that comes meanwhile. Units: ms, messages/ms. */
export interface MetFault extends FaultReach {
  readonly fault: FaultInput;
  /** From when on mail may meet it, and for how long. */
  readonly fromMs: number;
  readonly lengthMs: number;
  /** Of this host's mail, at each gateway. */
  readonly rate: number;
}

export interface HostMail {
  readonly host: HostInput;
  readonly index: number;
  /** Of the site's messages: all that may come to it. */
  readonly share: number;
  readonly time: MessageTime;
  readonly work: MessageWork;
  readonly faults: readonly MetFault[];
}

/** Hosts that mail goes to, or may come to go to. */
export function hostMails(input: MailPathInput): HostMail[] {
  return input.hosts.flatMap((host, index) => {
    const share = input.destinations.reduce((sum, one) => {
      const group = one.route.findIndex((hosts) => hosts.includes(index));
      return group < 0 ? sum : sum + one.share / (group === 0 ? one.route[0].length : 1);
    }, 0);
    if (share === 0) return [];
    const time = new MessageTime(input, host);
    const faults = host.faults.map((fault): MetFault => {
      return {
        fault,
        ...faultReach(fault, host, time.meanMs),
        ...faultWindow(input, share, fault),
      };
    });
    return [{ host, index, share, time, work: messageWork(input, host), faults }];
  });
}

function faultWindow(input: MailPathInput, share: number, fault: FaultInput) {
  const arriving = arrivalRate(input);
  const fromMs = Math.max(input.backlog === null ? arriving.fromMs : 0, fault.fromMs);
  const lengthMs = Math.max(0, Math.min(arriving.toMs, fault.toMs) - fromMs);
  const messages = expectedArrivals(input, fromMs, fromMs + lengthMs) * share;
  return { fromMs, lengthMs, rate: lengthMs > 0 ? messages / input.gateways / lengthMs : 0 };
}
