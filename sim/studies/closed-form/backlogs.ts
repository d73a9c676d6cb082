/**
 * What piles up in front of the queue runners of a gateway: as expected, which explains; and at most,
 * which bounds how long a runner's connection may live.
 *
 * Units: messages at one gateway, ms. Left out: that a mark's end and the queue runs' phase shift a
 * backlog a little.
 */
import { FAULTS, type FaultKind } from '../../mailpath/faults.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import {
  arrivalRate,
  expectedArrivals,
  type MessageWork,
  maxArrivals,
} from '../../mailpath/offered-load.ts';
import { runnersOfRun } from '../../mailpath/settings.ts';
import type { ClosedFormResult } from '../result/result-schema.ts';
import { chanceOf, type Expected, perhaps } from './expected-events.ts';
import { MANY } from './fault-reach.ts';
import type { HostMail } from './host-mail.ts';
import { queueWork } from './queue-work.ts';

/** What makes mail pile up in front of the runners. */
export type BacklogCause = ClosedFormResult['runnerShare']['backlogs'][number]['cause'];

/** A fault that puts everybody off, for longer than a message takes. */
export interface LongFault {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly lastsMs: number;
}

export interface LongFaults {
  /** The longest of those that mark; null: none does. */
  readonly sticky: LongFault | null;
  /** The longest of all. */
  readonly longest: LongFault | null;
}

const NO_FAULTS: LongFaults = { sticky: null, longest: null };

interface ExpectedBacklog {
  readonly cause: BacklogCause;
  /** Of all hosts. */
  readonly messages: number;
  /** For how long it grows; 0 for what is there at once. */
  readonly overMs: number;
  /** When it begins to; null: at no time of its own. */
  readonly fromMs: number | null;
}

export function expectedBacklogs(
  input: MailPathInput,
  work: MessageWork,
  { sticky, longest }: LongFaults,
): ExpectedBacklog[] {
  const { settings, backlog, gateways } = input;
  const found: ExpectedBacklog[] = [];
  const waits = settings.firstAttempt === 'queue';
  if (waits && settings.queueRuns === 'interval') {
    const untilFirstMs = (input.firstTickMs ?? 0) - arrivalRate(input).fromMs;
    const overMs = Math.max(settings.retryIntervalMs, untilFirstMs);
    found.push(growing('interval', input, overMs, null));
  }
  if (settings.hostStatus) {
    found.push(growing('mark', input, settings.hostStatusTimeoutMs, sticky));
  }
  if (longest !== null && Number.isFinite(longest.lastsMs)) {
    found.push(growing('fault', input, longest.lastsMs, longest));
  }
  for (const arrival of input.arrivals) {
    if (arrival.kind !== 'bulk') continue;
    // Of a gateway's part those wait that find its background processes busy.
    const { count, overMs, atMs } = arrival;
    const taken = waits ? 0 : settings.backgroundLimit * (1 + overMs / work.aloneMs);
    const messages = Math.max(0, count / gateways - taken);
    found.push({ cause: 'bulk', messages, overMs, fromMs: atMs });
  }
  if (backlog !== null) {
    const messages = backlog.messages / gateways;
    found.push({ cause: 'initial', messages, overMs: 0, fromMs: 0 });
  }
  return found;
}

/** What arrives at a gateway in a stretch of time: from the fault on, or else in the busiest one. */
function growing(
  cause: BacklogCause,
  input: MailPathInput,
  overMs: number,
  fault: LongFault | null,
): ExpectedBacklog {
  const from = Math.max(0, fault?.fromMs ?? 0);
  const messages =
    fault === null ? maxArrivals(input, overMs) : expectedArrivals(input, from, from + overMs);
  return {
    cause,
    messages: messages / input.gateways,
    overMs,
    fromMs: fault === null ? null : from,
  };
}

/** Mail of one host that may wait for the runners of one gateway at one time. */
export interface PossibleBacklog {
  readonly messages: number;
  /** When, if that is known: a fault that holds then keeps runners from working it off. */
  readonly fromMs: number | null;
  /** How often a day at each gateway, and how often at most. */
  readonly times: Expected;
}

const ONCE: Expected = { low: 1, high: 1 };

/** Of the mail of one host. `withoutProcess`: messages a day that find no background process. */
export function possibleBacklogs(
  input: MailPathInput,
  mail: HostMail,
  withoutProcess: Expected,
  marks: Expected,
): PossibleBacklog[] {
  const { settings, gateways } = input;
  const { retryIntervalMs, hostStatusTimeoutMs } = settings;
  const queued = settings.firstAttempt === 'queue';
  const part = (messages: number) => (messages * mail.share) / gateways;
  const { mean, messages, fromMs, toMs } = arrivalRate(input);
  const found: PossibleBacklog[] = [];
  const atAnyTime = (many: number, times: Expected): void => {
    if (many > 0) found.push({ messages: many, fromMs: null, times });
  };
  const work = queueWork(settings, mail.work, part(mean));
  // What a mark or a fault leaves follows below, by the chances of this host.
  for (const backlog of expectedBacklogs(input, mail.work, NO_FAULTS)) {
    const { cause, fromMs: at } = backlog;
    if (cause === 'mark' || backlog.messages === 0) continue;
    const isKnown = cause !== 'interval' || !work.isOverloaded;
    const times = isKnown ? ONCE : perhaps(ONCE);
    found.push({ messages: backlog.messages * mail.share, fromMs: at, times });
  }
  if (queued) {
    const runs = Math.min(part(messages), (toMs - fromMs) / work.everyMs);
    atAnyTime(work.runners * work.messagesPerRunner, { low: 0, high: runs });
    if (settings.queueRuns === 'persistent') {
      atAnyTime(part(maxArrivals(input, work.everyMs)), perhaps(ONCE));
    }
    if (work.isOverloaded) atAnyTime(part(messages), perhaps(ONCE));
  } else {
    atAnyTime(part(Math.min(messages, withoutProcess.high)), perhaps(ONCE));
  }
  const { chance } = chanceOf(marks);
  if (chance.high > 0) {
    const held = part(maxArrivals(input, hostStatusTimeoutMs + retryIntervalMs));
    atAnyTime(held, { low: 0, high: 5 * chance.high });
  }
  for (const met of mail.faults) {
    const { ends } = FAULTS[met.fault.kind];
    if (ends?.message !== 'deferred' || met.fails(MANY) === 0) continue;
    // A runner that meets a fault that marks leaves the rest of its list.
    const leavesAll = queued && ends.memory === 'bad';
    const reached = leavesAll ? 1 : Math.min(1, 2 * Math.max(met.first, met.fails(1)));
    atAnyTime(met.rate * (met.lengthMs + retryIntervalMs) * reached, { low: 0, high: 3 });
    const endMs = met.fault.toMs;
    if (met.first < 1 || queued || endMs >= input.readAtMs) continue;
    // What it defers waits for its end, and for the mark that it leaves.
    const heldMs = settings.hostStatus && chance.low > 0.9 ? hostStatusTimeoutMs : 0;
    const waiting =
      met.rate * met.lengthMs + (part(mean) * Math.min(heldMs, Math.max(0, toMs - endMs))) / 2;
    found.push({ messages: waiting, fromMs: endMs, times: ONCE });
  }
  if ((mail.host.greylisting?.firstRefusal ?? 0) > 0 || isThrottled(input, mail)) {
    atAnyTime(part(maxArrivals(input, 2 * retryIntervalMs)), { low: 0, high: 3 });
  }
  return found;
}

/** Beyond it Poisson mail does not come in a window: so many standard deviations, and messages. */
const SPREAD = 6;
const FEW = 3;

/** More messages may come in a window than the throttle lets past. */
function isThrottled(input: MailPathInput, { host, share, work }: HostMail): boolean {
  const { throttle } = host;
  if (throttle === null) return false;
  const { settings, gateways } = input;
  const sharing = throttle.of === 'gateway' ? gateways : 1;
  const offered = (maxArrivals(input, throttle.windowMs) * share) / sharing;
  const arriving = offered + SPREAD * Math.sqrt(offered) + FEW;
  if (settings.firstAttempt === 'background') return arriving > throttle.messages;
  // One after another, whatever has piled up.
  const overlaps = settings.queueRuns === 'interval' && settings.maxQueueChildren === 0;
  const runners = runnersOfRun(settings) * (gateways / sharing);
  const possible = overlaps ? arriving : (runners * throttle.windowMs) / work.sharedMs;
  return Math.min(arriving * 2, possible) > throttle.messages;
}
