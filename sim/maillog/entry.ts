/**
 * A line of a mail log as plain data: what Sendmail said, without how it was written down.
 *
 * The form in which lines are written (write-line.ts), shown and compared; reading a log of any size
 * goes through LogLine (log-line.ts), which holds the same facts without an object for each line.
 *
 * Units: milliseconds; times since 1970 in UTC, or, of a stamp without a zone, as if it were UTC.
 * `delay=` and `xdelay=` are whole seconds in a log. Source: Sendmail 8.17.1, deliver.c (logdelivery),
 * collect.c and srvrsmtp.c (from=), main.c. Null: the line does not have it.
 */

/** `relay=exo.test. [127.0.0.2]`; a host that was skipped has no address. */
export interface Relay {
  /** A literal with its brackets: `[192.0.2.1]`. */
  readonly name: string;
  readonly address: string | null;
}

/** What Proofpoint's lines have between `mailer=` and `pri=`. */
export interface TlsFields {
  readonly verify: string;
  readonly version: string | null;
  readonly cipher: string | null;
}

interface EntryHead {
  readonly timeMs: number;
  /** The machine that wrote it. */
  readonly host: string | null;
  readonly program: string;
  readonly pid: number | null;
}

/** `from=`: a message was accepted. */
export interface AcceptedEntry extends EntryHead {
  readonly kind: 'accepted';
  readonly queueId: string;
  readonly from: string;
  readonly sizeBytes: number;
  readonly class: number;
  readonly recipients: number;
  readonly messageId: string | null;
  readonly protocol: string | null;
  readonly daemon: string | null;
  readonly relay: Relay | null;
}

/** `to=`: an attempt, a skip, or `stat=queued`. */
export interface DeliveryEntry extends EntryHead {
  readonly kind: 'delivery';
  readonly queueId: string;
  readonly to: string;
  /** `ctladdr=`. */
  readonly controlling: string | null;
  readonly delayMs: number;
  readonly xdelayMs: number | null;
  readonly mailer: string | null;
  readonly tls: TlsFields | null;
  readonly priority: number | null;
  readonly relay: Relay | null;
  readonly dsn: string | null;
  readonly reply: string | null;
  /** All after `stat=`: `Sent (ok)`, `Deferred: Connection reset by exo.test.`, `queued`. */
  readonly stat: string;
}

/** `done; delay=, ntries=` (LogLevel above 9): the message left the queue. */
export interface DoneEntry extends EntryHead {
  readonly kind: 'done';
  readonly queueId: string;
  readonly delayMs: number;
  readonly tries: number;
}

/** `SMTP outgoing connect on` (LogLevel above 11, as the binary of 8.17.1 has it): a connection. */
export interface ConnectEntry extends EntryHead {
  readonly kind: 'connect';
  readonly queueId: string;
  readonly from: string;
}

/** `starting daemon (8.17.1): SMTP+queueing@00:30:00`. */
export interface DaemonEntry extends EntryHead {
  readonly kind: 'daemon';
  readonly version: string;
  /** Of the queue runs; null: the daemon starts none. */
  readonly intervalMs: number | null;
  /** Its queue runners are persistent (-qp). */
  readonly persistent: boolean;
}

/** Another line of Sendmail's, or another program's. */
export interface OtherEntry extends EntryHead {
  readonly kind: 'other';
  readonly queueId: string | null;
  readonly text: string;
}

export type LogEntry =
  | AcceptedEntry
  | DeliveryEntry
  | DoneEntry
  | ConnectEntry
  | DaemonEntry
  | OtherEntry;
