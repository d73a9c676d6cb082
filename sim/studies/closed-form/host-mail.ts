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
  /** Its mail has no other host to go to. */
  readonly isOnly: boolean;
  /** At least half of that share is sure to come. */
  readonly isSure: boolean;
  readonly time: MessageTime;
  readonly work: MessageWork;
  readonly faults: readonly MetFault[];
}

/** Hosts that mail goes to, or may come to go to. */
export function hostMails(input: MailPathInput): HostMail[] {
  return input.hosts.flatMap((host, index) => {
    const routes = input.destinations.filter(({ route }) => mayReach(input, route, index));
    const queued = input.settings.firstAttempt === 'queue';
    let [share, sure] = [0, 0];
    for (const one of routes) {
      const isFirst = one.route[0].includes(index);
      const equal = one.share / one.route[0].length;
      // A runner stays with the one of equal hosts that it has a connection to.
      share += isFirst && !queued ? equal : one.share;
      sure += isFirst ? equal : 0;
    }
    if (share === 0) return [];
    const isOnly = routes.every(({ route }) => route.flat().length === 1);
    const time = new MessageTime(input, host);
    const faults = host.faults.map((fault): MetFault => {
      return {
        fault,
        ...faultReach(fault, host, time.meanMs),
        ...faultWindow(input, share, fault),
      };
    });
    const isSure = sure >= share / 2;
    return [{ host, index, share, isOnly, isSure, time, work: messageWork(input, host), faults }];
  });
}

/** Later hosts of a route have mail where something may keep it from the earlier ones. */
function mayReach(
  { hosts, marks }: MailPathInput,
  route: readonly (readonly number[])[],
  index: number,
): boolean {
  const group = route.findIndex((one) => one.includes(index));
  const isTroubled = (host: number): boolean => {
    const { faults, connectionLimit, throttle, greylisting, lifetime } = hosts[host];
    return (
      faults.length > 0 ||
      Number.isFinite(connectionLimit) ||
      throttle !== null ||
      greylisting !== null ||
      lifetime !== null ||
      marks.some((mark) => mark.host === host)
    );
  };
  return group >= 0 && route.slice(0, group).flat().every(isTroubled);
}

function faultWindow(input: MailPathInput, share: number, fault: FaultInput) {
  const arriving = arrivalRate(input);
  const fromMs = Math.max(input.backlog === null ? arriving.fromMs : 0, fault.fromMs);
  const lengthMs = Math.max(0, Math.min(arriving.toMs, fault.toMs) - fromMs);
  const messages = expectedArrivals(input, fromMs, fromMs + lengthMs) * share;
  return { fromMs, lengthMs, rate: lengthMs > 0 ? messages / input.gateways / lengthMs : 0 };
}
