/**
 * "Can this happen here at all?": three answers in closed form, before any simulation.
 *
 *   1. Does a cut's mark survive this traffic?   exp(-L s)
 *   2. Does a runner's share exceed the lifetime? messages x s / runners against 20 minutes
 *   3. Is anything overloaded?                    load of runners, processes, uplink, limits
 *
 * L: arrivals at each gateway (the site's over the number of gateways), s: mean time of a message
 * (offered-load.ts). Data only: the words are in sim/report. Sources: docs/model.md, "When a mark
 * lives". Units: milliseconds.
 * Left out: retries, and that a mark's end and the queue runs' phase shift a pile a little.
 */
import { exp } from '../engine/elementary.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import {
  type ArrivalRate,
  arrivalRate,
  atEachGateway,
  type HostTraffic,
  hostTraffic,
  type MessageWork,
  messageWork,
} from '../mailpath/offered-load.ts';
import { type LoadAnswer, loads } from './load.ts';
import { runnerShare, type ShareAnswer } from './runner-share.ts';
import { type StickyFault, stickyFault } from './sticky-fault.ts';

interface SurvivalAnswer {
  /**
   * `off`: nothing is shared between processes, so no mark outlives one. `stands`: first attempts
   * wait for a queue run, whose runners are cut together: nobody is left to erase the mark.
   * `chance`: fresh mail erases it, unless no connection was open at the cut: exp(-L s).
   */
  readonly kind: 'off' | 'stands' | 'chance';
  /** At the mean rate, in the busiest stretch, in the quietest; 0 to 1. */
  readonly chance: number;
  readonly chanceAtPeak: number;
  readonly chanceWhenQuiet: number;
  /** L s: connections of a gateway that are open on average. */
  readonly openConnections: number;
  readonly lastsMs: number;
  /** A fault of this scenario that outlasts a transaction: its mark sticks whatever the traffic. */
  readonly sticky: StickyFault | null;
}

export interface ClosedForm {
  /** The host that most of the mail goes to, and the share of the mail that does. */
  readonly host: HostTraffic;
  /** Of the site, over all its gateways. */
  readonly arrivals: ArrivalRate;
  readonly gateways: number;
  readonly work: MessageWork;
  readonly survival: SurvivalAnswer;
  readonly share: ShareAnswer;
  readonly loads: readonly LoadAnswer[];
}

/** The three answers for one setting, at the host that most of its mail goes to. */
export function closedForm(input: MailPathInput): ClosedForm {
  const arrivals = arrivalRate(input);
  const host = hostTraffic(input);
  const work = messageWork(input, host.input);
  const sticky = stickyFault(host.input, work.aloneMs);
  return {
    host,
    arrivals,
    gateways: input.gateways,
    work,
    survival: survival(input, atEachGateway(arrivals, input.gateways), host, work, sticky),
    share: runnerShare(input, host, work, sticky),
    loads: loads(input, arrivals, host, work),
  };
}

function survival(
  { settings }: MailPathInput,
  arrivals: ArrivalRate,
  { share }: HostTraffic,
  { aloneMs }: MessageWork,
  sticky: StickyFault | null,
): SurvivalAnswer {
  const open = (rate: number) => Math.min(rate * share * aloneMs, settings.backgroundLimit);
  const background = settings.firstAttempt === 'background';
  const chance = (rate: number) => (background ? exp(-open(rate)) : 1);
  return {
    kind: !settings.hostStatus ? 'off' : background ? 'chance' : 'stands',
    chance: settings.hostStatus ? chance(arrivals.mean) : 0,
    chanceAtPeak: settings.hostStatus ? chance(arrivals.peak) : 0,
    chanceWhenQuiet: settings.hostStatus ? chance(arrivals.quiet) : 0,
    openConnections: open(arrivals.mean),
    lastsMs: settings.hostStatus ? settings.hostStatusTimeoutMs : 0,
    sticky,
  };
}
