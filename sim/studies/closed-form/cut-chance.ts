/**
 * How many connections a day are cut at their lifetime, at one host.
 *
 *   one message that takes longer than the lifetime           first attempts of background mail
 *   a runner's share of a backlog that takes longer           intervals, marks, faults, mailings
 *
 * A connection has one goodput for its life: its messages are slow together, and the chance is one
 * over goodputs. Between the ends lies what the approximation leaves out: a lifetime a quarter shorter
 * and one a quarter longer, and the spread of sizes. Units: milliseconds. Left out: a shared
 * uplink's waits.
 */
import { Sampler } from '../../engine/distributions.ts';
import { FAULTS } from '../../mailpath/faults.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate, maxArrivals } from '../../mailpath/offered-load.ts';
import {
  both,
  chanceOf,
  type Expected,
  eventsOf,
  NONE,
  perhaps,
  UNKNOWN,
} from './expected-events.ts';
import { power } from './fault-reach.ts';
import type { HostMail } from './host-mail.ts';
import { parallelRunners, queueWork, sharedWorkMs } from './queue-work.ts';

/** Mail that waits for the runners of one gateway at one time. */
export interface Backlog {
  readonly messages: number;
  /** When, if that is known: a fault that holds then keeps runners from working it off. */
  readonly fromMs: number | null;
  /** How often a day at each gateway, and how often at most. */
  readonly times: Expected;
}

const SHORTER = 0.75;
const LONGER = 1.25;
/** Standard deviations by which a sum of sizes is larger or smaller. */
const SDS = 2.5;
/** How often it is larger by that, with a margin for a few sizes that are not normal. */
const RARELY = 0.02;

export function expectedCuts(
  input: MailPathInput,
  mail: HostMail,
  backlogs: readonly Backlog[],
): Expected {
  const { lifetime } = mail.host;
  if (lifetime === null) return NONE;
  const overshootMs = new Sampler(lifetime.overshoot).mean;
  const late = lifetime.limitMs * LONGER + overshootMs;
  const early = lifetime.limitMs * SHORTER;
  const messages = arrivalRate(input).messages * mail.share;
  const single: Expected = {
    low: messages * mail.time.above(late),
    high: messages * mail.time.above(early),
  };
  return [
    mail.faults.length > 0 || !mail.isOnly ? perhaps(single) : single,
    ...backlogs.map((backlog) => ofBacklog(input, mail, backlog, late, early)),
    ...mail.faults.map((met): Expected => {
      // A slower goodput is a shorter lifetime.
      if (FAULTS[met.fault.kind].stage !== 'transfer') return waitsLong(input, met, early);
      const { factor } = met.fault;
      const alone = met.rate * met.lengthMs * input.gateways * mail.time.above(early * factor);
      const shares = backlogs.map((backlog) =>
        ofBacklog(input, mail, backlog, late, early * factor),
      );
      const reach = Math.max(met.first, met.fails(1000));
      return perhaps({ low: 0, high: reach * shares.reduce(both, { low: 0, high: alone }).high });
    }),
  ].reduce(both, NONE);
}

/** A runner that waits for one host may have another's connection open meanwhile. */
function waitsLong(
  { hosts }: MailPathInput,
  { failsAfterMs, fails }: HostMail['faults'][number],
  early: number,
): Expected {
  return hosts.length > 1 && fails(1000) > 0 && failsAfterMs > early / 4 ? UNKNOWN : NONE;
}

function ofBacklog(
  { settings, gateways }: MailPathInput,
  mail: HostMail,
  { messages, fromMs, times }: Backlog,
  late: number,
  early: number,
): Expected {
  const { work, time, faults } = mail;
  const runners = parallelRunners(settings);
  const shareMs = sharedWorkMs(settings, work, messages);
  const carried = Math.min(shareMs / work.sharedMs, settings.messagesPerConnection);
  if (carried < 1) return NONE;
  const betweenMs = work.sharedMs - (work.aloneMs - work.setupMs);
  const chance = (limitMs: number, sds: number): number => {
    // No message begins on it beyond its age: then the last one decides.
    const beyond = limitMs - settings.connectionAgeMs;
    if (beyond > 0) return Math.min(1, carried * time.above(beyond));
    return Math.min(1, time.sumAbove(carried, betweenMs, limitMs, sds));
  };
  const someone = (p: number) => eventsOf(1 - power(1 - p, runners * gateways));
  const isInterrupted = faults.some(
    ({ fault, fails }) =>
      FAULTS[fault.kind].ends !== null &&
      fails(carried) > 0.02 &&
      (fromMs === null || (fault.fromMs < fromMs + 2 * late && fault.toMs > fromMs)),
  );
  // On average too long; rarely, by sizes above average; or by one message alone.
  const above = chance(early, 0) + RARELY * chance(early, SDS) + carried * mail.time.above(early);
  return {
    low: isInterrupted || !mail.isOnly ? 0 : someone(chance(late, -SDS)) * times.low,
    high: someone(Math.min(1, above)) * times.high,
  };
}

const ONCE: Expected = { low: 1, high: 1 };

/** What piles up before the runners of a gateway, of the mail of one host. */
export function backlogsOf(
  input: MailPathInput,
  mail: HostMail,
  withoutProcess: Expected,
  marks: Expected,
): Backlog[] {
  const { settings, gateways, backlog, arrivals } = input;
  const { retryIntervalMs, hostStatusTimeoutMs, queueRuns } = settings;
  const queued = settings.firstAttempt === 'queue';
  const part = (messages: number) => (messages * mail.share) / gateways;
  const { mean, messages, fromMs, toMs } = arrivalRate(input);
  const found: Backlog[] = [];
  if (backlog !== null) found.push({ messages: part(backlog.messages), fromMs: 0, times: ONCE });
  if (queued) {
    const work = queueWork(settings, mail.work, part(mean));
    const runs = Math.min(part(messages), (toMs - fromMs) / work.everyMs);
    const usual = work.runners * work.messagesPerRunner;
    found.push({ messages: usual, fromMs: null, times: { low: 0, high: runs } });
    const untilFirstMs = Math.max(0, (input.firstTickMs ?? 0) - fromMs);
    const growsMs =
      queueRuns === 'interval' ? Math.max(retryIntervalMs, untilFirstMs) : work.everyMs;
    const peak = part(maxArrivals(input, growsMs));
    const isKnown = queueRuns === 'interval' && !work.isOverloaded;
    found.push({ messages: peak, fromMs: null, times: isKnown ? ONCE : perhaps(ONCE) });
    if (work.isOverloaded)
      found.push({ messages: part(messages), fromMs: null, times: perhaps(ONCE) });
  }
  for (const arrival of arrivals) {
    if (arrival.kind !== 'bulk') continue;
    const { count, overMs, atMs } = arrival;
    const taken = queued ? 0 : settings.backgroundLimit * (1 + overMs / mail.work.aloneMs);
    const left = Math.max(0, part(count) - taken);
    if (left > 0) found.push({ messages: left, fromMs: atMs, times: ONCE });
  }
  if (!queued && withoutProcess.high > 0) {
    const beyond = part(Math.min(messages, withoutProcess.high));
    found.push({ messages: beyond, fromMs: null, times: perhaps(ONCE) });
  }
  const { chance } = chanceOf(marks);
  if (chance.high > 0) {
    const peak = part(maxArrivals(input, hostStatusTimeoutMs + retryIntervalMs));
    found.push({ messages: peak, fromMs: null, times: { low: 0, high: 5 * chance.high } });
  }
  for (const met of mail.faults) {
    if (FAULTS[met.fault.kind].ends?.message !== 'deferred' || met.fails(1000) === 0) continue;
    // A runner that meets a fault that marks leaves the rest of its list.
    const leavesAll = queued && FAULTS[met.fault.kind].ends?.memory === 'bad';
    const reached = leavesAll ? 1 : Math.min(1, 2 * Math.max(met.first, met.fails(1)));
    const deferred = met.rate * (met.lengthMs + retryIntervalMs) * reached;
    found.push({ messages: deferred, fromMs: null, times: perhaps({ low: 0, high: 3 }) });
    const endMs = met.fault.toMs;
    if (met.first < 1 || queued || endMs >= input.readAtMs) continue;
    // What it defers waits for its end, and for the mark that it leaves.
    const heldMs = settings.hostStatus && chance.low > 0.9 ? hostStatusTimeoutMs : 0;
    const waiting =
      met.rate * met.lengthMs + (part(mean) * Math.min(heldMs, Math.max(0, toMs - endMs))) / 2;
    found.push({ messages: waiting, fromMs: endMs, times: ONCE });
  }
  if ((mail.host.greylisting?.firstRefusal ?? 0) > 0 || isThrottled(input, mail)) {
    const refused = part(maxArrivals(input, 2 * retryIntervalMs));
    found.push({ messages: refused, fromMs: null, times: perhaps({ low: 0, high: 3 }) });
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
  const runners = parallelRunners(settings) * (gateways / sharing);
  const possible = overlaps ? arriving : (runners * throttle.windowMs) / work.sharedMs;
  return Math.min(arriving * 2, possible) > throttle.messages;
}
