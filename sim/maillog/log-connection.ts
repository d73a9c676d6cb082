/**
 * The connections of a log, from the consecutive deliveries of a process to one host and address.
 *
 * At LogLevel 12 Sendmail says when it opens one; below that a connection begins, as far as the log
 * shows, with the process's first delivery there, and a reconnect after m messages cannot be seen:
 * `exact` tells which of the two holds. Units: milliseconds since 1970, by the log's whole seconds.
 */
import type { Attempt, AttemptEnd, FailureKind } from './attempt.ts';
import { SPAN } from './log-line.ts';
import type { Contact, LogProcess } from './log-process.ts';
import { type NameTable, NO_NAME } from './name-table.ts';

/** `closed`: nothing was wrong with it. `replaced`: its process opened another one at once. */
export type ConnectionEnd =
  | 'closed'
  | 'replaced'
  | Exclude<AttemptEnd, 'sent' | 'skipped' | 'failed'>;

/** One that is over. Who keeps something of it copies it: the contact goes on to the next one. */
export interface LogConnection {
  readonly process: LogProcess;
  /** Its host, its times, what was accepted on it. */
  readonly contact: Contact;
  readonly end: ConnectionEnd;
  /** Null: nothing was wrong with it. */
  readonly failure: FailureKind | null;
}

export class ConnectionTracker {
  private readonly addresses: NameTable;
  private readonly ended: (connection: LogConnection) => void;

  constructor(addresses: NameTable, ended: (connection: LogConnection) => void) {
    this.addresses = addresses;
    this.ended = ended;
  }

  /** Before the listeners are called: which connection it is on, how old that is. */
  begin(attempt: Attempt): void {
    const { line, process, contact, startMs, endMs } = attempt;
    attempt.ageMs = Number.NaN;
    attempt.carried = 0;
    if (attempt.end === 'skipped') return;
    const address = this.addresses.numberIn(line, SPAN.relayAddress);
    const connecting = !Number.isNaN(process.connectingMs);
    const open = !Number.isNaN(contact.openedMs);
    const moved = address !== NO_NAME && contact.address !== NO_NAME && address !== contact.address;
    if (open && (connecting || moved)) this.close(process, contact, 'replaced', null);
    if (Number.isNaN(contact.openedMs)) {
      contact.openedMs = connecting ? process.connectingMs : startMs;
      contact.openedExactly = connecting;
      contact.accepted = 0;
    }
    if (address !== NO_NAME) contact.address = address;
    process.connectingMs = Number.NaN;
    attempt.ageMs = Math.max(0, endMs - contact.openedMs);
    attempt.carried = contact.accepted;
    contact.usedMs = Math.max(endMs, contact.openedMs);
    if (attempt.end !== 'sent') return;
    if (contact.accepted === 0) contact.firstAcceptedMs = endMs;
    contact.accepted++;
    contact.lastAcceptedMs = Math.max(endMs, contact.firstAcceptedMs);
  }

  /** After the listeners: a connection that broke is over. */
  finish({ process, contact, end, failure }: Attempt): void {
    if (end === 'sent' || end === 'skipped' || end === 'failed' || failure === 'reply') return;
    this.close(process, contact, end, failure);
  }

  endProcess(process: LogProcess): void {
    process.eachContact((contact) => {
      if (!Number.isNaN(contact.openedMs)) this.close(process, contact, 'closed', null);
    });
  }

  private close(
    process: LogProcess,
    contact: Contact,
    end: ConnectionEnd,
    failure: FailureKind | null,
  ): void {
    this.ended({ process, contact, end, failure });
    contact.openedMs = Number.NaN;
    contact.address = NO_NAME;
  }
}
