/**
 * What each ending of an attempt does: Sendmail's marking rules as data.
 *
 * Source: Sendmail 8.17.1, usersmtp.c (smtpinit, smtpmailfrom, smtprcptstat, smtpdata, reply),
 * deliver.c (deliver), mci.c (mci_get, mci_uncache); confirmed by running it (test/validation).
 * A row is applied by Outcome when the attempt ends; nothing else in the model knows what marks a
 * host. Left out: STARTTLS and AUTH failures (as `greeting-4xx`), DNS failures (as refused).
 */
import type { FaultKind } from './far-side-input.ts';

/** Text after `stat=Deferred`: none, the strerror of the stored errno, or the far side's reply. */
export const DEFERRAL_TEXTS = ['bare', 'reset', 'timeout', 'refused', 'reply'] as const;
export type DeferralText = (typeof DEFERRAL_TEXTS)[number];

export interface MarkingRow {
  readonly message: 'accepted' | 'deferred' | 'returned';
  /**
   * The connection afterwards: open; open with the refused transaction not yet reset (`mail`), so
   * that the next attempt on it begins with an RSET of its own; open if it survives an RSET that is
   * part of this attempt (`rset`; how it may not: `rset-reset`, `rset-421`); closed; or dead without
   * the client knowing yet.
   */
  readonly connection: 'open' | 'mail' | 'rset' | 'closed' | 'dead-reset' | 'dead-421';
  /** This process's memory of the host afterwards. */
  readonly memory: 'bad' | 'unavailable' | 'good' | 'unchanged';
  /**
   * When the shared table hears of it: as the connection closes, or only when the process ends and
   * releases its cache slot (after a 421 the far side closes without answering QUIT, so that
   * Sendmail never gets to the write that follows it).
   */
  readonly stored: 'at-once' | 'at-exit' | 'no';
  /** What this message's own log line says, and what later skips of the host say. */
  readonly text: DeferralText;
  readonly skipText: 'bare' | 'reset' | 'timeout' | 'refused';
}

function row(
  message: MarkingRow['message'],
  connection: MarkingRow['connection'],
  memory: MarkingRow['memory'],
  stored: MarkingRow['stored'],
  text: DeferralText,
  skipText: MarkingRow['skipText'],
): MarkingRow {
  return { message, connection, memory, stored, text, skipText };
}

/** A read error, a reset or an end of file while a reply is awaited: bad at once, everywhere. */
const READ_ERROR = row('deferred', 'closed', 'bad', 'at-once', 'reset', 'reset');
const READ_TIMEOUT = row('deferred', 'closed', 'bad', 'at-once', 'timeout', 'timeout');
/** A 421 in the dialogue before the final dot: the connection goes, nothing is held against the host. */
const CLOSED_421 = row('deferred', 'closed', 'unchanged', 'at-exit', 'reply', 'bare');
/** Faults that end no attempt: they slow one down, or strike after one that was refused. */
type AsideKind = 'slow' | 'refused-reset' | 'refused-421';

/** Everything that can end an attempt: acceptance, a fault, or a connection lost at its RSET. */
export type Ending = 'accepted' | Exclude<FaultKind, AsideKind> | 'rset-reset' | 'rset-421';

export const MARKING_TABLE: Readonly<Record<Ending, MarkingRow>> = {
  accepted: row('accepted', 'open', 'good', 'no', 'bare', 'bare'),
  'accepted-reset': row('accepted', 'dead-reset', 'good', 'no', 'bare', 'bare'),
  'accepted-421': row('accepted', 'dead-421', 'good', 'no', 'bare', 'bare'),
  'connect-refused': row('deferred', 'closed', 'bad', 'at-once', 'refused', 'refused'),
  'connect-timeout': row('deferred', 'closed', 'bad', 'at-once', 'timeout', 'timeout'),
  'greeting-421': row('deferred', 'closed', 'bad', 'at-exit', 'reply', 'bare'),
  'greeting-4xx': row('deferred', 'closed', 'bad', 'at-once', 'reply', 'bare'),
  'greeting-5xx': row('returned', 'closed', 'unavailable', 'at-once', 'reply', 'bare'),
  'greeting-reset': READ_ERROR,
  'greeting-timeout': READ_TIMEOUT,
  // MAIL has begun a transaction that nobody resets before the next message.
  'rset-reset': READ_ERROR,
  'rset-421': row('deferred', 'closed', 'bad', 'at-exit', 'reply', 'bare'),
  'mail-4xx': row('deferred', 'mail', 'unchanged', 'no', 'reply', 'bare'),
  'mail-421': CLOSED_421,
  'mail-5xx': row('returned', 'mail', 'unchanged', 'no', 'reply', 'bare'),
  'mail-reset': READ_ERROR,
  // No recipient is left: the transaction is reset at once.
  'rcpt-4xx': row('deferred', 'rset', 'unchanged', 'no', 'reply', 'bare'),
  'rcpt-421': CLOSED_421,
  'rcpt-5xx': row('returned', 'rset', 'unchanged', 'no', 'reply', 'bare'),
  'rcpt-reset': READ_ERROR,
  // After a 4xx to DATA the client sends QUIT itself; the table is written with an unchanged status.
  'data-4xx': row('deferred', 'closed', 'unchanged', 'at-once', 'reply', 'bare'),
  'data-421': CLOSED_421,
  'data-reset': READ_ERROR,
  'body-reset': READ_ERROR,
  // The open connection wins over the bad memory: the next 250 clears it, a close stores it.
  'dot-4xx': row('deferred', 'open', 'bad', 'no', 'reply', 'bare'),
  'dot-421': row('deferred', 'closed', 'bad', 'at-exit', 'reply', 'bare'),
  'dot-452': row('deferred', 'open', 'unchanged', 'no', 'reply', 'bare'),
  'dot-5xx': row('returned', 'open', 'unchanged', 'no', 'reply', 'bare'),
  'dot-reset': READ_ERROR,
  // errno is 0 for the message itself, yet what is stored is a reset: bare here, not in later skips.
  'dot-eof': row('deferred', 'closed', 'bad', 'at-once', 'bare', 'reset'),
  'dot-timeout': READ_TIMEOUT,
};
