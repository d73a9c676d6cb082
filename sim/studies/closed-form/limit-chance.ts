/**
 * How many messages a day find no place: all background processes busy, or one connection too many.
 *
 * Background mail is a loss system: of Poisson mail that offers a processes' work to c of them
 * Erlang's B(a, c) finds none free, whatever the distribution of times (Erlang 1917), also far below
 * a load of 100%. Faults shorten attempts, or make the gateway wait.
 */
import { FAULTS } from '../../mailpath/faults.ts';
import type { ArrivalProcess, MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate } from '../../mailpath/offered-load.ts';
import { runnersOfRun } from '../../mailpath/settings.ts';
import { erlangB } from '../../statistics/erlang.ts';
import { ALWAYS, about, both, type Expected, NONE, perhaps, UNKNOWN } from './expected-events.ts';
import type { HostMail } from './host-mail.ts';
import { queueWork } from './queue-work.ts';

/** Messages of a day that are queued at once since all background processes are busy. */
export function expectedWithoutProcess(input: MailPathInput, mails: readonly HostMail[]): Expected {
  const { firstAttempt, backgroundLimit } = input.settings;
  if (firstAttempt !== 'background' || !Number.isFinite(backgroundLimit)) return NONE;
  return withoutPlace(input, mails, backgroundLimit, input.gateways);
}

/** Connections of a day to one host that are one too many. `hasQueue`: mail waits for its runners. */
export function expectedTooMany(input: MailPathInput, mail: HostMail, hasQueue: boolean): Expected {
  const { settings, gateways } = input;
  const { connectionLimit, connectionLimitOf } = mail.host;
  if (!Number.isFinite(connectionLimit)) return NONE;
  const isEach = connectionLimitOf === 'gateway';
  const together = isEach ? 1 : gateways;
  const overlaps = settings.queueRuns === 'interval' && settings.maxQueueChildren === 0;
  const runners = overlaps ? Number.POSITIVE_INFINITY : runnersOfRun(settings) * together;
  if (settings.firstAttempt === 'background') {
    const processes = settings.backgroundLimit * together;
    const alone =
      processes <= connectionLimit
        ? NONE
        : withoutPlace(input, [mail], connectionLimit, isEach ? gateways : 1);
    const crowded = hasQueue && Math.min(processes, 10) + runners > connectionLimit;
    return crowded ? UNKNOWN : mail.faults.length > 0 ? perhaps(alone) : alone;
  }
  const work = queueWork(settings, mail.work, (arrivalRate(input).mean * mail.share) / gateways);
  const isOnly = input.destinations.every(({ route }) => route.flat().length === 1);
  const isSure = work.runners > connectionLimit && mail.faults.length === 0 && isOnly;
  return {
    low: isSure ? ALWAYS.low : 0,
    high: runners > connectionLimit ? Number.POSITIVE_INFINITY : 0,
  };
}

function withoutPlace(
  input: MailPathInput,
  mails: readonly HostMail[],
  places: number,
  sharing: number,
): Expected {
  const share = mails.reduce((sum, one) => sum + one.share, 0);
  const workOf = (messages: number) =>
    mails.reduce((sum, one) => sum + messages * one.share * one.time.meanMs, 0) / sharing;
  const steady = { ...input, arrivals: input.arrivals.filter(({ kind }) => kind !== 'bulk') };
  const { mean, peak, messages } = arrivalRate(steady);
  const usual: Expected = {
    low: about(messages * share * erlangB(workOf(mean), places)).low,
    high: about(messages * share * erlangB(workOf(peak), places)).high,
  };
  const faults = mails.flatMap((mail) => mail.faults.map((met) => ({ ...met, mail })));
  const waits = faults.map(({ fault, first, failsAfterMs, lengthMs, rate, mail }): Expected => {
    const isWait = FAULTS[fault.kind].ends !== null && failsAfterMs > mail.time.meanMs;
    if (!isWait && FAULTS[fault.kind].stage !== 'transfer') return NONE;
    const slow = isWait ? first * failsAfterMs : mail.time.meanMs / fault.factor;
    const offered = (rate * input.gateways * Math.min(slow, lengthMs)) / sharing;
    return { low: 0, high: 2 * rate * lengthMs * input.gateways * erlangB(offered, places) };
  });
  const mailings = input.arrivals.map((one) => inMailing(one, share, workOf, places, sharing));
  const sum = [usual, ...waits, ...mailings].reduce(both, NONE);
  const isShortened =
    faults.some(({ first }) => first > 0.2) ||
    mails.some(({ host }) => host.greylisting !== null || host.throttle !== null);
  return isShortened ? perhaps(sum) : sum;
}

function inMailing(
  arrival: ArrivalProcess,
  share: number,
  workOf: (messages: number) => number,
  places: number,
  sharing: number,
): Expected {
  if (arrival.kind !== 'bulk') return NONE;
  const { count, overMs } = arrival;
  const messages = count * share;
  if (overMs > 0) {
    // At even distances it meets busy places more rarely than Poisson mail, unless it wants them all.
    const offered = workOf(count / overMs);
    const blocked = about(messages * erlangB(offered, places));
    return offered > 1.25 * places ? blocked : perhaps(blocked);
  }
  const beyond = messages / sharing - places;
  if (beyond > places / 4) return ALWAYS;
  return beyond > -places / 4 ? perhaps(ALWAYS) : NONE;
}
