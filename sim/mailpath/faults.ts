/**
 * The faults of a remote server, and what each ending of an attempt does: Sendmail's marking rules.
 *
 * One row a kind, and the row is all there is to write: scenario files, their JSON Schema, `explain`,
 * completion, the reference page, reports and the log writer read this table, and FaultKind and
 * Ending are its keys. Only a fault with a mechanism of its own needs a second file, the one that
 * carries it out (connection.ts, transaction.ts).
 *
 *   FAULTS         what a scenario may inflict, by the stage at which it strikes
 *   ENDINGS        whatever an attempt may come to: the faults that end one, and three endings that
 *                  no scenario asks for, the model produces them by itself
 *
 * The table is read when a program starts and when a run is set up (remote-server.ts makes numbers of
 * it), never for an event: an attempt that failed looks at one finished row.
 *
 * Source of the rules and of the replies: fault-columns.ts, which says what the columns mean.
 * Left out: STARTTLS and AUTH failures (as `greeting-4xx`), DNS failures (as `connect-refused`).
 */
import { ANSWER, type Fault, type Marking, STAGES, type StageName } from './fault-columns.ts';

// Markings that several kinds share.

/**
 * No address answers. makeconnection (daemon.c) goes through all addresses of a name before deliver
 * learns of a failure, so that one dead address of eight marks nobody; deliver then stores the errno,
 * which is why skips say the same as the failure itself.
 */
const NOT_CONNECTED = {
  message: 'deferred',
  connection: 'closed',
  memory: 'bad',
  stored: 'at-once',
  reply: null,
  dsn: '4.4.1',
} as const;

/**
 * A read error where a reply is awaited: a reset, or an end of file, of which reply() makes one. It
 * calls mci_setstat(EX_TEMPFAIL, "4.4.2") before it closes, whatever the stage, so that the mark is
 * written at once and the rest of the process's list is skipped. Sendmail cannot tell a server that
 * restarts from one that has had enough of this connection, and this is the article's whole story: a
 * model that held it against the message only would show no delay beyond one retry.
 */
const READ_ERROR = {
  message: 'deferred',
  connection: 'closed',
  memory: 'bad',
  stored: 'at-once',
  text: 'reset',
  skipText: 'reset',
  reply: null,
  dsn: '4.4.2',
} as const;

/** The same with ETIMEDOUT for an errno: sfgets gave up (Timeout.initial, Timeout.datafinal, ...). */
const READ_TIMEOUT = { ...READ_ERROR, text: 'timeout', skipText: 'timeout' } as const;

/**
 * A 421 in the dialogue before the final dot: the connection goes (reply() itself sends QUIT), and
 * nothing is held against the host, since smtpmailfrom returns without mci_setstat ("handled by
 * reply()") and smtprcptstat and smtpdata never call it for a 4xx. Marking here would make of the
 * most ordinary way to close a connection the costliest one.
 */
const CLOSED_421 = {
  message: 'deferred',
  connection: 'closed',
  memory: 'unchanged',
  stored: 'at-exit',
  text: 'reply',
  skipText: 'bare',
  reply: '421 4.3.2 Service not available',
  dsn: '4.3.2',
} as const;

/** The greeting went wrong by a reply: smtpinit marks (tempfail2, 4.5.0) and gives no errno. */
const BAD_GREETING = {
  message: 'deferred',
  connection: 'closed',
  memory: 'bad',
  text: 'reply',
  skipText: 'bare',
  dsn: '4.5.0',
} as const;

/** A reply that is about this message: mci_setstat(EX_NOTSTICKY), the memory stays as it is. */
const REFUSED_FOR_NOW = {
  message: 'deferred',
  memory: 'unchanged',
  stored: 'no',
  text: 'reply',
  skipText: 'bare',
} as const;
const REFUSED_FOR_GOOD = { ...REFUSED_FOR_NOW, message: 'returned' } as const;

const BUSY = {
  reply: '451 4.7.500 Server busy. Please try again later',
  dsn: '4.7.500',
} as const;
const REJECTED = { reply: '550 5.7.1 Message refused', dsn: '5.7.1' } as const;

/** A 250 to the dot wipes whatever the process held against the host (smtpdata: EX_OK is stored). */
const ACCEPTED = {
  message: 'accepted',
  connection: 'open',
  memory: 'good',
  stored: 'no',
  text: 'bare',
  skipText: 'bare',
  reply: '250 2.6.0 Queued mail for delivery',
  dsn: '2.0.0',
} as const;

/** Every kind of fault, in the order of the stages. */
const FAULT_ROWS = {
  // makeconnection: EX_TEMPFAIL, 4.4.1, with the errno of the last address; deliver stores it in
  // mci_errno and writes the table at once (mci_unlock_host). The text of later skips is therefore
  // the same.
  'connect-refused': {
    stage: 'connect',
    what: 'refused',
    meaning: 'The remote server refuses the TCP connection.',
    ends: { ...NOT_CONNECTED, text: 'refused', skipText: 'refused' },
  },
  // Timeout.iconnect at a message's first attempt, Timeout.connect afterwards, neither set by
  // default: the system's own then. During the wait the runner does nothing else, which is most of
  // what this costs.
  'connect-timeout': {
    stage: 'connect',
    what: 'timeout',
    needsWait: true,
    meaning: 'Nobody answers: the TCP connection is given up after `wait`, address by address.',
    ends: { ...NOT_CONNECTED, text: 'timeout', skipText: 'timeout' },
  },
  // The message shows the reply, but what skips show is the stored errno, and there is none: the bare
  // "stat=Deferred" of Microsoft's article. A text there would send its reader looking for a reset.
  'greeting-421': {
    stage: 'greeting',
    what: '421',
    meaning:
      'The remote server greets a connection with 421 and closes it, as one does that is overloaded, restarts, or has too many connections from one address.',
    ends: { ...BAD_GREETING, stored: 'at-exit', reply: '421 4.3.2 Service not active' },
  },
  // Not a 421: the connection is Sendmail's to close, its QUIT is answered, the mark is written.
  'greeting-4xx': {
    stage: 'greeting',
    what: '4xx',
    meaning: 'The remote server greets a connection with a temporary refusal (451).',
    ends: { ...BAD_GREETING, stored: 'at-once', reply: '451 4.3.2 Service not active' },
  },
  // smtpinit: EX_UNAVAILABLE is as sticky as EX_TEMPFAIL, and deliver returns mail for it. So one
  // 554 returns the rest of the list unsent; were it the message's own, only that one would be lost.
  'greeting-5xx': {
    stage: 'greeting',
    what: '5xx',
    meaning:
      'The remote server greets a connection with a refusal for good (554): it takes no mail from this gateway.',
    ends: {
      message: 'returned',
      connection: 'closed',
      memory: 'unavailable',
      stored: 'at-once',
      text: 'reply',
      skipText: 'bare',
      reply: '554 5.7.1 No mail from here',
      dsn: '5.5.0',
    },
  },
  // smtpinit, tempfail1: r < 0. reply() has marked by then (EX_TEMPFAIL 4.4.2) and closed by
  // itself.
  'greeting-reset': {
    stage: 'greeting',
    what: 'reset',
    meaning: 'The remote server takes the TCP connection and resets it before its greeting.',
    ends: READ_ERROR,
  },
  // Timeout.initial, 5 minutes by default: a server that accepts and keeps silent holds a runner
  // that long.
  'greeting-timeout': {
    stage: 'greeting',
    what: 'timeout',
    needsWait: true,
    meaning: 'The remote server takes the TCP connection and says nothing for `wait`.',
    ends: READ_TIMEOUT,
  },
  // MAIL has begun a transaction (mci_state MCIS_MAIL) that nobody resets before the next message:
  // mci_get probes only MCIS_OPEN, so the forgiving probe is not sent, and the RSET of smtpinit is
  // part of the next attempt. Taken for `open`, a connection that is gone would be forgiven.
  'mail-4xx': {
    stage: 'mail',
    what: '4xx',
    meaning:
      'The remote server answers MAIL with a temporary refusal (451): a throttle, as a rule.',
    ends: { ...REFUSED_FOR_NOW, ...BUSY, connection: 'mail' },
  },
  // smtpmailfrom: r == SMTPCLOSING, "service shutting down: handled by reply()", which has sent
  // QUIT. The message goes on to the next host of its route (mci_retryrcpt), and the process
  // connects anew.
  'mail-421': {
    stage: 'mail',
    what: '421',
    meaning: 'The remote server answers MAIL with 421 and closes the connection.',
    ends: CLOSED_421,
  },
  // EX_NOTSTICKY, 5.0.0 where the reply has no code of its own: about the sender or the message,
  // not the host. The transaction that MAIL began stays open here, too.
  'mail-5xx': {
    stage: 'mail',
    what: '5xx',
    meaning: 'The remote server answers MAIL with a refusal for good (550).',
    ends: { ...REFUSED_FOR_GOOD, ...REJECTED, connection: 'mail' },
  },
  // Between two messages a reset is forgiven, here it is not: the probe was answered, MAIL is not.
  // Some milliseconds decide between a mark that costs a list and none.
  'mail-reset': {
    stage: 'mail',
    what: 'reset',
    meaning: 'The remote server resets the connection in place of an answer to MAIL.',
    ends: READ_ERROR,
  },
  // No recipient is left: deliver resets the transaction at once (smtprset, in the same attempt), so
  // that an answered RSET leaves the connection open and the next probe forgives as ever.
  'rcpt-4xx': {
    stage: 'rcpt',
    what: '4xx',
    meaning:
      'The remote server refuses all recipients of a message for now (450), as greylisting does.',
    ends: {
      ...REFUSED_FOR_NOW,
      connection: 'rset',
      reply: '450 4.2.1 Mailbox busy',
      dsn: '4.2.1',
    },
  },
  // smtprcptstat keeps the recipient for a retry (QS_RETRY, mci_retryrcpt); the next command finds
  // the connection closed by reply() and returns EX_TEMPFAIL without a word to the host's status.
  'rcpt-421': {
    stage: 'rcpt',
    what: '421',
    meaning: 'The remote server answers RCPT with 421 and closes the connection.',
    ends: CLOSED_421,
  },
  // EX_NOUSER for 550: the recipient's own, said in full in its line. smtprset follows, as after
  // 4xx.
  'rcpt-5xx': {
    stage: 'rcpt',
    what: '5xx',
    meaning: 'The remote server refuses all recipients of a message for good (550).',
    ends: {
      ...REFUSED_FOR_GOOD,
      connection: 'rset',
      reply: '550 5.1.1 User unknown',
      dsn: '5.1.1',
    },
  },
  // r < 0 counts as a 4xx for the recipient, but reply() has marked the host: all messages behind
  // this one in the runner's list are skipped, whatever their recipients.
  'rcpt-reset': {
    stage: 'rcpt',
    what: 'reset',
    meaning: 'The remote server resets the connection in place of an answer to RCPT.',
    ends: READ_ERROR,
  },
  // smtpdata closes after a 4xx to DATA by itself: QUIT is answered, and the close writes the table
  // with the status as it was. So it even erases an earlier mark, as any orderly close does.
  'data-4xx': {
    stage: 'data',
    what: '4xx',
    meaning: 'The remote server answers DATA with a temporary refusal (451).',
    ends: { ...REFUSED_FOR_NOW, ...BUSY, connection: 'closed', stored: 'at-once' },
  },
  // smtpdata calls smtpquit for any 4xx; after a 421 there is nothing left to quit (reply() has),
  // so the table is not written: the opposite of data-4xx, by an accident of who closes first.
  'data-421': {
    stage: 'data',
    what: '421',
    meaning: 'The remote server answers DATA with 421 and closes the connection.',
    ends: CLOSED_421,
  },
  // smtpdata: r < 0, errno = mci_errno, so that the message's own line names the reset.
  'data-reset': {
    stage: 'data',
    what: 'reset',
    meaning: 'The remote server resets the connection in place of an answer to DATA.',
    ends: READ_ERROR,
  },
  // A write fails (writeerr: EX_TEMPFAIL, 4.4.2), or all of it still fits into the socket's buffer
  // and the reply to the dot is what fails: the same marks either way. This is Exchange Online's
  // cut inside a long transfer, the costliest of all: the bytes are wasted, the list is skipped,
  // the host is marked.
  'body-reset': {
    stage: 'body',
    what: 'reset',
    meaning: 'The remote server resets the connection when half of the body is sent.',
    ends: READ_ERROR,
  },
  // smtpdata: xstat = EX_TEMPFAIL, so the host is bad, yet the connection stays open, and deliver
  // looks at the status only where it would have to connect. The next 250 clears the memory; a close
  // before it (the limit of messages per connection!) stores the mark. Written at once, it would stop
  // everybody for a refusal that the next message on the same connection disproves.
  'dot-4xx': {
    stage: 'dot',
    what: '4xx',
    meaning: 'The remote server answers the final dot with a temporary refusal (451).',
    ends: { ...REFUSED_FOR_NOW, ...BUSY, connection: 'open', memory: 'bad' },
  },
  // Here a 421 does mark: reply() closes first, with the status of before, and then smtpdata goes on
  // to mci_setstat like after any 4xx. The table is updated with the cache slot, at the exit.
  'dot-421': {
    stage: 'dot',
    what: '421',
    meaning: 'The remote server answers the final dot with 421 and closes the connection.',
    ends: { ...CLOSED_421, memory: 'bad' },
  },
  // smtpdata has a case of its own for 452 (xstat stays EX_NOTSTICKY): it says that this message is
  // too much for now, not that the host is unwell.
  'dot-452': {
    stage: 'dot',
    what: '452',
    meaning: 'The remote server answers the final dot with 452: no room for this message now.',
    ends: {
      ...REFUSED_FOR_NOW,
      connection: 'open',
      reply: '452 4.3.1 Insufficient system storage',
      dsn: '4.3.1',
    },
  },
  // rstat EX_UNAVAILABLE, xstat EX_NOTSTICKY: this message is returned, the host is well and the
  // connection open, though smtpdata has wiped nothing: an earlier bad memory stays.
  'dot-5xx': {
    stage: 'dot',
    what: '5xx',
    meaning: 'The remote server answers the final dot with a refusal for good (550).',
    ends: { ...REFUSED_FOR_GOOD, ...REJECTED, connection: 'open' },
  },
  // The server may have taken it: it is sent again all the same, perhaps twice (duplicate-share).
  'dot-reset': {
    stage: 'dot',
    what: 'reset',
    beforeLatency: true,
    meaning: 'The remote server resets the connection when the final dot has arrived.',
    ends: READ_ERROR,
  },
  // reply() gives the connection ECONNRESET, which the table stores, but puts back errno, which is 0,
  // and smtpdata returns at once: so giveresponse has nothing to say here, and later skips have. At
  // DATA the same end of file reads "Connection reset by": smtpdata copies mci_errno there.
  'dot-eof': {
    stage: 'dot',
    what: 'connection closed',
    beforeLatency: true,
    meaning:
      'The remote server closes the connection in order when the final dot has arrived, without a reply.',
    ends: { ...READ_ERROR, text: 'bare' },
  },
  // Timeout.datafinal, an hour by default, since a second copy is worse than a long wait (RFC 5321,
  // 4.5.3.2.6). The runner waits, and its list with it.
  'dot-timeout': {
    stage: 'dot',
    what: 'timeout',
    needsWait: true,
    meaning: 'The remote server says nothing to the final dot for `wait`.',
    ends: READ_TIMEOUT,
  },
  // Found by the probe before the next message (mci_get, smtpprobe): reply() marks the table, then
  // mci_get forgives in the process's own memory and connects anew. So the runner that met it loses
  // nothing, and all that start before its next orderly close skip.
  'accepted-reset': {
    stage: 'accepted',
    what: 'reset',
    meaning: 'The remote server accepts a message and resets the connection afterwards.',
    ends: { ...ACCEPTED, connection: 'dead-reset' },
  },
  // smtpprobe reads the 421 in place of the answer to its RSET, quits, and mci_get forgives.
  // Nothing is written for it: the
  // kindest way for a server to end a connection.
  'accepted-421': {
    stage: 'accepted',
    what: '421',
    meaning:
      'The remote server accepts a message and closes the connection afterwards, with a 421.',
    ends: { ...ACCEPTED, connection: 'dead-421' },
  },
  // After a refused MAIL no probe forgives (see mail-4xx): the next attempt's RSET fails it.
  'refused-reset': {
    stage: 'refused',
    what: 'reset',
    meaning:
      'The remote server refuses a message at MAIL or RCPT, by any rule or fault, and resets the connection afterwards.',
    ends: null,
    found: 'rset-reset',
  },
  // smtprset, "if previously OK": EX_TEMPFAIL 4.5.0, no errno. Later skips are bare.
  'refused-421': {
    stage: 'refused',
    what: '421',
    meaning:
      'The remote server refuses a message at MAIL or RCPT, by any rule or fault, and closes the connection afterwards, with a 421.',
    ends: null,
    found: 'rset-421',
  },
  // No ending of its own: transfers take longer, and more of them meet the connection's lifetime.
  slow: {
    stage: 'transfer',
    what: 'slow',
    meaning: 'The remote server takes bodies more slowly: the goodput is multiplied by `factor`.',
    ends: null,
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** What a scenario may inflict on a host. */
export type FaultKind = keyof typeof FAULT_ROWS;

type FaultRow = Fault & {
  /** What `wait` means for it; null: nothing, and a scenario that says one is wrong. */
  readonly wait: string | null;
};

export const FAULTS = Object.fromEntries(
  Object.entries<Fault>(FAULT_ROWS).map(([kind, row]) => {
    return [kind, { ...row, wait: row.needsWait ? ANSWER : STAGES[row.stage].wait }];
  }),
) as Readonly<Record<FaultKind, FaultRow>>;

/** Every kind, in the order of the stages. */
export const FAULT_KINDS = Object.keys(FAULT_ROWS) as readonly FaultKind[] as readonly [
  FaultKind,
  ...FaultKind[],
];

/** Endings that no scenario asks for by name. */
const OTHER_ROWS = {
  accepted: { label: 'accepted', ends: ACCEPTED },
  // MAIL has begun a transaction; the RSET that ends it, in smtpinit or after the last RCPT, is part
  // of an attempt, and so is what it meets.
  'rset-reset': { label: 'reset at the RSET after a refusal', ends: READ_ERROR },
  // smtprset itself: 4.5.0 "if previously OK", after reply() has closed. As bad as a greeting with
  // 421, and as late in the table; a probe that meets the same 421 harms nobody.
  'rset-421': {
    label: '421 at the RSET after a refusal',
    ends: { ...CLOSED_421, memory: 'bad', dsn: '4.5.0' },
  },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly ends: Marking }>>;

type EndingFault = {
  [K in FaultKind]: (typeof FAULT_ROWS)[K]['ends'] extends Marking ? K : never;
}[FaultKind];

/** Everything that can end an attempt: acceptance, a fault, or a connection lost at its RSET. */
export type Ending = EndingFault | keyof typeof OTHER_ROWS;

/** A row as the model reads it: with what follows from it, and all of one shape. */
export interface EndingRow extends Marking {
  /** In a reader's words: "421 at greeting". */
  readonly label: string;
  /** The message was sent in full: only the remote server knows whether it took it. */
  readonly losesReply: boolean;
  /** The remote server has said 4xx to this message: it knows it when it comes back. */
  readonly refusesForNow: boolean;
  /**
   * All recipients were refused for now (deliver.c: QS_RETRY): the message waits for a retry whatever
   * the next host of its route says.
   */
  readonly defersRecipients: boolean;
}

/**
 * One shape for all rows, with all fields in one order: the hot path reads them by name, and V8
 * keeps one hidden class. `refusesForNow` is a 4xx about this message; a 421 is about the server.
 */
function endingRow(ends: Marking, label: string, stage: StageName | null): EndingRow {
  const { message, connection, memory, stored, text, skipText, reply, dsn } = ends;
  const per = stage === null ? null : STAGES[stage].per;
  const is4xx = reply?.startsWith('4') === true && !reply.startsWith('421');
  return {
    message,
    connection,
    memory,
    stored,
    text,
    skipText,
    reply,
    dsn,
    label,
    losesReply: stage === 'dot' && reply === null,
    refusesForNow: per === 'message' && is4xx,
    defersRecipients: message === 'deferred' && connection === 'rset',
  };
}

/** What each ending of an attempt does: applied by outcome.ts, and by nothing else. */
export const ENDINGS: Readonly<Record<Ending, EndingRow>> = Object.fromEntries([
  ...Object.entries(OTHER_ROWS).map(([name, { label, ends }]) => [
    name,
    endingRow(ends, label, null),
  ]),
  ...Object.entries(FAULTS).flatMap(([kind, { stage, what, ends }]) =>
    ends === null ? [] : [[kind, endingRow(ends, `${what} ${STAGES[stage].when}`, stage)]],
  ),
]);

/**
 * The name of the ending that a fault leads to; null: it leaves the attempt to its own ending, and only
 * changes what others meet (a slow transfer, a connection lost afterwards).
 */
export function endingOf(kind: FaultKind): Ending | null {
  return FAULTS[kind].ends === null ? null : (kind as Ending);
}

/** Why an attempt failed, in a reader's words: "421 at greeting". */
export function faultWords(cause: string): string {
  if (cause === 'lifetime') return 'cut at the lifetime';
  return Object.hasOwn(ENDINGS, cause) ? ENDINGS[cause as Ending].label : cause;
}
