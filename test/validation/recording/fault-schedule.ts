/**
 * Which of a script's faults hits: at which stage of a connection, when, on which connection, on
 * which message. Times in ms from the server's start.
 *
 * `atMsg` and `everyMsg` count what the connection has started (MAIL commands), `everyMsg` for the
 * kinds after acceptance what was accepted on it; `everyConn` counts connections over all addresses.
 */
import type { ScriptedFault } from './recording-plan.ts';

export type Stage = 'listen' | 'greeting' | 'mail' | 'rcpt' | 'dot' | 'waited' | 'accepted';

const STAGE_OF: Readonly<Record<ScriptedFault['kind'], Stage>> = {
  refuse: 'listen',
  greet421: 'greeting',
  greet554: 'greeting',
  resetOnConnect: 'greeting',
  deferMail: 'mail',
  deferRcpt: 'rcpt',
  resetInData: 'dot',
  defer: 'waited',
  resetAfterAccept: 'accepted',
  '421AfterAccept': 'accepted',
  silent: 'greeting',
  greylist: 'rcpt',
  fullMailbox: 'rcpt',
  unknownUser: 'rcpt',
};

export interface Occasion {
  readonly sinceStartMs: number;
  readonly host: string;
  /** The connection's running number over all addresses, from 1. */
  readonly connection: number;
  /** Messages of this connection so far. */
  readonly messagesStarted: number;
  readonly accepted: number;
  /** The recipient that RCPT names, and how long ago it was named first, ms. */
  readonly mailbox?: string;
  readonly knownForMs?: number;
}

/** The first fault of the script that hits at this stage, or null. */
export function faultAt(
  faults: readonly ScriptedFault[],
  stage: Stage,
  occasion: Occasion,
): ScriptedFault | null {
  for (const fault of faults) {
    if (STAGE_OF[fault.kind] === stage && hits(fault, stage, occasion)) return fault;
  }
  return null;
}

function hits(fault: ScriptedFault, stage: Stage, at: Occasion): boolean {
  const count = stage === 'accepted' ? at.accepted : at.messagesStarted;
  return (
    at.sinceStartMs >= (fault.fromMs ?? Number.NEGATIVE_INFINITY) &&
    at.sinceStartMs < (fault.toMs ?? Number.POSITIVE_INFINITY) &&
    (fault.host === undefined || fault.host === at.host) &&
    (fault.everyConn === undefined || at.connection % fault.everyConn === 0) &&
    (fault.atMsg === undefined || at.messagesStarted === fault.atMsg) &&
    (fault.everyMsg === undefined || (count > 0 && count % fault.everyMsg === 0)) &&
    hitsRecipient(fault, at) &&
    (fault.p === undefined || Math.random() < fault.p)
  );
}

function hitsRecipient(fault: ScriptedFault, at: Occasion): boolean {
  if (!('mailbox' in fault || 'retryMs' in fault)) return true;
  return (
    (fault.mailbox === undefined || fault.mailbox === at.mailbox) &&
    (fault.retryMs === undefined || (at.knownForMs ?? 0) < fault.retryMs)
  );
}
