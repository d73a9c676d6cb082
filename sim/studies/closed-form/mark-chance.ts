/**
 * How many marks a day outlive their cause and stand until they time out, at one host.
 *
 *   faults that mark, cuts, connections one too many, marks at the start
 *     -> marks that no connection erases as it closes well -> of over five minutes in all
 *
 * In the background arrangement a mark that is written u after a fault began stands unless one of the
 * connections that are open then closes well. Of Poisson mail at rate L, of which the fault hits p,
 * with S the time of a message, those are Poisson; their mean is, v after the fault's end,
 *
 *   m = L E[(S - u)+] + L (1 - p) (E[(S - v)+] - E[(S - u)+]) + L (E[S] - E[(S - v)+])
 *       begun before it, begun in it and spared, begun after it
 *
 * and the marks that stand are the integral of L p exp(-m) over the fault. Where first attempts wait
 * for a queue run its connections end with their lists: a mark stands if all runners of a run met
 * the fault. Source of the rules: docs/model.md, "When a mark lives". Units: milliseconds, messages
 * per millisecond at one gateway. Left out: what queue runners do beside background mail: where
 * they have any, the upper end knows nothing.
 */
import { exp, ln } from '../../engine/elementary.ts';
import { STAGES } from '../../mailpath/fault-columns.ts';
import { FAULTS, type FaultKind } from '../../mailpath/faults.ts';
import type { FaultInput, MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate } from '../../mailpath/offered-load.ts';
import { betweenRunsMs } from '../../mailpath/settings.ts';
import { MARKED_TOO_LONG_MS } from '../objective.ts';
import type { PossibleBacklog } from './backlogs.ts';
import { ALWAYS, about, both, type Expected, NONE, perhaps, UNKNOWN } from './expected-events.ts';
import { MANY, power } from './fault-reach.ts';
import type { HostMail, MetFault } from './host-mail.ts';
import { queueWork, sharedWorkMs } from './queue-work.ts';

/** Points at which the integral over a fault is taken. */
const POINTS = 60;

/** What sets the marks: a fault by its kind, or else a cut, a connection one too many, the start. */
export type MarkCause = FaultKind | 'cut' | 'one-too-many' | 'start';

export interface ExpectedMarks extends Expected {
  /** What sets most of them; null: nothing does. */
  readonly cause: MarkCause | null;
}

export interface Causes {
  /** Connections a day that are cut, and that are one too many. */
  readonly cuts: Expected;
  readonly refusals: Expected;
  /** Mail that waits for the queue runners of a gateway, beside what marking faults defer. */
  readonly backlogs: readonly PossibleBacklog[];
}

export function expectedMarks(
  input: MailPathInput,
  mail: HostMail,
  { cuts, refusals, backlogs }: Causes,
): ExpectedMarks {
  const { settings, marks, actions } = input;
  if (!settings.hostStatus) return { ...NONE, cause: null };
  const leftMs =
    settings.hostStatusTimeoutMs -
    Math.min(...marks.filter(({ host }) => host === mail.index).map(({ ageMs }) => ageMs));
  const stands = leftMs > MARKED_TOO_LONG_MS ? ALWAYS : NONE;
  // The first queue run may come when it is over.
  const isSeen = settings.firstAttempt === 'background' || betweenRunsMs(settings) < leftMs;
  const causes: { readonly cause: MarkCause; readonly marks: Expected }[] = [
    { cause: 'start', marks: isSeen ? stands : perhaps(stands) },
    ...mail.faults.map((met) => {
      return { cause: met.fault.kind, marks: marksOfFault(input, mail, met, backlogs) };
    }),
    { cause: 'cut', marks: marksOfCuts(input, mail, cuts) },
    {
      cause: 'one-too-many',
      marks: erasesRefusals(input, mail, backlogs) ? NONE : perhaps(refusals),
    },
  ];
  const sum = causes.map((one) => one.marks).reduce(both, NONE);
  const main = causes.reduce((best, one) =>
    one.marks.low > best.marks.low ||
    (one.marks.low === best.marks.low && one.marks.high > best.marks.high)
      ? one
      : best,
  );
  const cause = main.marks.high > 0 ? main.cause : null;
  // An operator may clear the table, or switch it off.
  const isOpen = actions.some(({ kind }) => kind !== 'flush');
  return { ...(isOpen || !mail.isSure ? perhaps(sum) : sum), cause };
}

/** At most: a cut marks, and of background mail a connection that is open then may erase it. */
function marksOfCuts(
  input: MailPathInput,
  { host, share, time }: HostMail,
  cuts: Expected,
): Expected {
  const { settings, gateways } = input;
  if (host.lifetime?.how === '421-at-boundary' || cuts.high === 0) return NONE;
  if (settings.firstAttempt === 'queue') return perhaps(cuts);
  const open = (arrivalRate(input).mean * share * time.meanMs) / gateways;
  return { low: 0, high: cuts.high * exp(-open / 2) };
}

function marksOfFault(
  input: MailPathInput,
  mail: HostMail,
  met: MetFault,
  backlogs: readonly PossibleBacklog[],
): Expected {
  const { ends, stage } = FAULTS[met.fault.kind];
  const { settings, gateways, readAtMs } = input;
  const background = settings.firstAttempt === 'background';
  const beside = background ? besideBackground(input, mail, met, backlogs) : NOBODY;
  // A connection lost after a reply: its runner forgives, and marks until its own next close.
  if (stage === 'refused') return met.fails(MANY) > 0 && isRefusing(mail) ? UNKNOWN : NONE;
  if (ends?.connection === 'dead-reset') {
    // A reset that comes late meets the next message, and then it is no idle one.
    const isLate = met.fault.waitMs > 0;
    const seen = background ? beside.marks.high > 0 : isLate || overlaps(input, mail, backlogs);
    return met.fails(MANY) > 0 && seen ? UNKNOWN : NONE;
  }
  if (ends?.memory !== 'bad' || met.lengthMs === 0) return NONE;
  // What began too late is not five minutes old as the marked time is read.
  const lengthMs = Math.min(met.lengthMs, readAtMs - MARKED_TOO_LONG_MS - met.fromMs);
  if (lengthMs <= 0) return NONE;
  const found = background
    ? standingOfBackground(met.rate, lengthMs, met, mail)
    : standingOfRuns(input, mail, lengthMs, met);
  const marks: Expected = { low: gateways * found.low, high: gateways * found.high };
  // A mark shorter than five minutes, or at one gateway of many, is not enough by itself.
  const { hostStatusTimeoutMs } = settings;
  const needed = Math.ceil((MARKED_TOO_LONG_MS * gateways) / hostStatusTimeoutMs);
  const possibleMarks = gateways * (1 + lengthMs / hostStatusTimeoutMs);
  const isEnough = Math.min(marks.low, possibleMarks) > 2 * needed;
  const enough = needed > 1 && !isEnough ? perhaps(marks) : marks;
  const possible = both(possibleMarks < needed ? NONE : enough, beside.marks);
  // A fault that outlasts what runners had in hand leaves none of them to erase the mark.
  const isUndone = beside.busyMs > 0 && !(met.first >= 1 && lengthMs > beside.busyMs);
  return isUndone || isHidden(met, mail) ? perhaps(possible) : possible;
}

/** A queue run may begin while another is at work, and then see what that has marked meanwhile. */
function overlaps(
  { settings }: MailPathInput,
  { work }: HostMail,
  backlogs: readonly PossibleBacklog[],
): boolean {
  if (settings.queueRuns === 'persistent') return false;
  return backlogs.some(
    ({ messages }) =>
      2 * (work.setupMs + sharedWorkMs(settings, work, messages)) > settings.retryIntervalMs,
  );
}

/** Something refuses messages of the host at MAIL or RCPT. */
function isRefusing({ host, faults }: HostMail): boolean {
  if (host.throttle !== null || host.greylisting !== null) return true;
  return faults.some(({ fault }) => {
    const connection = FAULTS[fault.kind].ends?.connection;
    return connection === 'mail' || connection === 'rset';
  });
}

/** An earlier refusal that marks nobody keeps mail from meeting this one. */
function isHidden({ fault, fromMs, lengthMs }: MetFault, { faults, host }: HostMail): boolean {
  const orderOf = (one: FaultInput) => STAGES[FAULTS[one.kind].stage].order;
  const isRefused = host.throttle !== null || (host.greylisting?.firstRefusal ?? 0) > 0;
  if (isRefused && orderOf(fault) >= STAGES.mail.order) return true;
  return faults.some((other) => {
    const { ends } = FAULTS[other.fault.kind];
    const overlapMs =
      Math.min(fromMs + lengthMs, other.fromMs + other.lengthMs) - Math.max(fromMs, other.fromMs);
    return (
      other.fault !== fault &&
      ends !== null &&
      ends.memory !== 'bad' &&
      orderOf(fault) >= orderOf(other.fault) &&
      other.first > 0.2 &&
      overlapMs > lengthMs / 4
    );
  });
}

interface RunnersBeside {
  /** How long runners may be at work when the fault begins, whose connections erase marks. */
  readonly busyMs: number;
  /** Marks that they may set. */
  readonly marks: Expected;
}

const NOBODY: RunnersBeside = { busyMs: 0, marks: NONE };

/** What queue runners do beside background mail. */
function besideBackground(
  { settings }: MailPathInput,
  { work }: HostMail,
  { fromMs, lengthMs, fails }: MetFault,
  backlogs: readonly PossibleBacklog[],
): RunnersBeside {
  // A message that was tried waits for its retry, and a pass for the end of the sleep before it.
  const everyMs = Math.max(settings.retryIntervalMs, betweenRunsMs(settings));
  let [busyMs, high] = [0, 0];
  for (const backlog of backlogs) {
    const messages = Math.max(1, backlog.messages);
    const workMs = work.setupMs + sharedWorkMs(settings, work, messages);
    if (backlog.fromMs === null) {
      // Met at any time by runs that come every interval, or more rarely with less than a message.
      const runs = ((lengthMs + workMs) / everyMs) * Math.min(1, backlog.messages);
      high += runs * fails(messages);
      if (workMs > everyMs / 20) busyMs = Math.max(busyMs, workMs);
    } else {
      const untilMs = backlog.fromMs + 2 * workMs + everyMs;
      if (fromMs > untilMs || fromMs + lengthMs < backlog.fromMs) continue;
      busyMs = Math.max(busyMs, workMs);
      if (fails(MANY) > 0) high = Number.POSITIVE_INFINITY;
    }
  }
  return { busyMs, marks: { low: 0, high } };
}

function standingOfBackground(
  rate: number,
  lengthMs: number,
  { first, failsAfterMs }: MetFault,
  { time }: HostMail,
): Expected {
  if (first === 0) return NONE;
  const step = lengthMs / POINTS;
  let sum = 0;
  for (let i = 0; i < POINTS; i++) {
    const writtenAt = (i + 0.5) * step + failsAfterMs;
    const sinceEnd = Math.max(0, writtenAt - lengthMs);
    const before = time.excess(writtenAt);
    const spared = (1 - first) * (time.excess(sinceEnd) - before);
    sum += exp(-rate * (before + spared + time.meanMs - time.excess(sinceEnd)));
  }
  const { low, high } = about(rate * first * step * sum, 1.4);
  // Marks of one fault meet the same old connections: if one is still open at its end, none stands.
  const oldOnes = rate * time.excess(lengthMs + failsAfterMs);
  return { low: Math.min(low, -ln(1 - exp(-oldOnes))), high };
}

function standingOfRuns(
  { settings }: MailPathInput,
  { work }: HostMail,
  lengthMs: number,
  { rate, fails, atOpening }: MetFault,
): Expected {
  const { everyMs, runners, messagesPerRunner, runnerMs, isOverloaded } = queueWork(
    settings,
    work,
    rate,
  );
  if (runners === 0) return NONE;
  const { messagesPerConnection, hostStatusTimeoutMs } = settings;
  const connections = Math.max(1, messagesPerRunner / messagesPerConnection);
  const failing = fails(Math.min(messagesPerRunner, messagesPerConnection));
  if (isOverloaded) return failing > 0 ? UNKNOWN : NONE;
  // Where it is forgotten by the next run nobody is held up by it.
  const sleepMs = everyMs - runnerMs;
  if (settings.queueRuns === 'interval' && hostStatusTimeoutMs < sleepMs) return NONE;
  const one = 1 - power(1 - failing, connections);
  // A fault of messages also meets the runs that are at work when it begins.
  const runs = (lengthMs + (atOpening ? 0 : runnerMs)) / everyMs;
  // Some runs have fewer messages, and then perhaps fewer runners.
  const perRun = runners * messagesPerRunner;
  const fewer = Math.max(1, Math.min(runners, Math.floor(perRun - 2 * Math.sqrt(perRun))));
  const found: Expected = {
    low: about(power(one, runners) * runs).low,
    high: about(power(one, fewer) * runs).high,
  };
  if (settings.queueRuns === 'interval' && hostStatusTimeoutMs < 1.1 * everyMs)
    return perhaps(found);
  // Of a fault that is certain the number of runs that it meets is known to one.
  const isSure = one >= 1 && lengthMs >= 1.5 * everyMs && rate * everyMs > 5;
  return isSure && settings.queueRuns === 'interval' ? ALWAYS : found;
}

/** Connections that are full are open: one that closes erases the mark of one too many, at its gateway. */
function erasesRefusals(
  input: MailPathInput,
  mail: HostMail,
  backlogs: readonly PossibleBacklog[],
): boolean {
  const { gateways, settings } = input;
  const { connectionLimit, connectionLimitOf } = mail.host;
  // Runners keep theirs for long.
  const areKept =
    settings.firstAttempt === 'queue'
      ? overlaps(input, mail, backlogs)
      : backlogs.some(({ messages }) => messages > 10);
  return !areKept && connectionLimit > 3 && (gateways === 1 || connectionLimitOf === 'gateway');
}
