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
import { arrivalRate } from '../../mailpath/offered-load.ts';
import { runnersOfRun } from '../../mailpath/settings.ts';
import type { PossibleBacklog } from './backlogs.ts';
import { both, type Expected, eventsOf, NONE, perhaps, UNKNOWN } from './expected-events.ts';
import { MANY, power } from './fault-reach.ts';
import type { HostMail } from './host-mail.ts';
import { sharedWorkMs } from './queue-work.ts';

/** What takes longer than so much of a lifetime may be cut, and is cut for certain. */
const SHORTER = 0.75;
const LONGER = 1.25;
/** Standard deviations by which a sum of sizes is larger or smaller. */
const SDS = 2.5;
/** How often it is larger by that, with a margin for a few sizes that are not normal. */
const RARELY = 0.02;

export function expectedCuts(
  input: MailPathInput,
  mail: HostMail,
  backlogs: readonly PossibleBacklog[],
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
      const reach = Math.max(met.first, met.fails(MANY));
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
  return hosts.length > 1 && fails(MANY) > 0 && failsAfterMs > early / 4 ? UNKNOWN : NONE;
}

function ofBacklog(
  { settings, gateways }: MailPathInput,
  mail: HostMail,
  { messages, fromMs, times }: PossibleBacklog,
  late: number,
  early: number,
): Expected {
  const { work, time, faults } = mail;
  const runners = runnersOfRun(settings);
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
