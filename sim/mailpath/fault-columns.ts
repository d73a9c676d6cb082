/**
 * The columns of the table of faults (faults.ts): the stages of an attempt, what an ending marks, and
 * what the log says of it.
 *
 * Source: Sendmail 8.17.1, usersmtp.c (smtpinit, smtpmailfrom, smtprcptstat, smtpdata, smtprset,
 * reply), deliver.c (deliver, giveresponse), daemon.c (makeconnection), mci.c (mci_get, mci_setstat,
 * mci_unlock_host); confirmed by running it (test/validation). Replies and codes: Exchange Online's
 * published ones (451 4.7.500, 421 4.3.2); where Sendmail makes the code up itself (4.4.1, 4.4.2,
 * 4.5.0, 5.5.0), the recorded logs in test/maillog/logs.
 */
import { SKIP_TEXTS } from './host-status-table.ts';

/** Text after `stat=Deferred`: none, the strerror of the stored errno, or the remote server's reply. */
export const DEFERRAL_TEXTS = [...SKIP_TEXTS, 'reply'] as const;
export type DeferralText = (typeof DEFERRAL_TEXTS)[number];
type SkipText = (typeof SKIP_TEXTS)[number];

/** The stages of an attempt, in their order: what the hot path asks by. */
export const STAGE_CONNECT = 0;
export const STAGE_GREETING = 1;
export const STAGE_MAIL = 2;
export const STAGE_RCPT = 3;
export const STAGE_DATA = 4;
export const STAGE_BODY = 5;
export const STAGE_DOT = 6;
export const STAGE_ACCEPTED = 7;
export const STAGE_REFUSED = 8;
export const STAGE_TRANSFER = 9;

/**
 * What is common to all faults of a stage stands here once, since one mechanism carries them out: a
 * kind that counted messages where no message has come yet would be a fault of the scenario.
 */
interface Stage {
  readonly order: number;
  /** As reports say it: "421 at greeting". */
  readonly when: string;
  /** What its probability is drawn for: each connection, or each attempt at a message. */
  readonly per: 'connection' | 'message';
  /** Whether `at-message` and `every-message` can choose: some message is on the connection by then. */
  readonly countsMessages: boolean;
  /** What `wait` means there; null: nothing, but for kinds that need one. */
  readonly wait: string | null;
}

export const ANSWER = 'how long the gateway waits for the answer';
const AFTERWARDS = 'how long after the reply the connection ends';

const OF_CONNECTION = { per: 'connection', countsMessages: false, wait: ANSWER } as const;
const OF_MESSAGE = { per: 'message', countsMessages: true, wait: null } as const;

/** What holds for all faults of a stage, since its mechanism is one. */
export const STAGES = {
  connect: { order: STAGE_CONNECT, when: 'at connect', ...OF_CONNECTION },
  greeting: { order: STAGE_GREETING, when: 'at greeting', ...OF_CONNECTION },
  mail: { order: STAGE_MAIL, when: 'at MAIL', ...OF_MESSAGE },
  rcpt: { order: STAGE_RCPT, when: 'at RCPT', ...OF_MESSAGE },
  data: { order: STAGE_DATA, when: 'at DATA', ...OF_MESSAGE },
  body: { order: STAGE_BODY, when: 'inside the body', ...OF_MESSAGE },
  dot: { order: STAGE_DOT, when: 'at the final dot', ...OF_MESSAGE, wait: ANSWER },
  accepted: { order: STAGE_ACCEPTED, when: 'after acceptance', ...OF_MESSAGE, wait: AFTERWARDS },
  refused: {
    order: STAGE_REFUSED,
    when: 'after a refusal at MAIL or RCPT',
    ...OF_MESSAGE,
    wait: AFTERWARDS,
  },
  // Its goodput is a connection's, drawn once for each; yet it may begin at one of its messages.
  transfer: {
    order: STAGE_TRANSFER,
    when: 'in the transfer',
    per: 'connection',
    countsMessages: true,
    wait: null,
  },
} as const satisfies Readonly<Record<string, Stage>>;

export type StageName = keyof typeof STAGES;

/** What an attempt leaves behind. */
export interface Marking {
  readonly message: 'accepted' | 'deferred' | 'returned';
  /**
   * The connection afterwards: open; open with the refused transaction not yet reset (`mail`), so
   * that the next attempt on it begins with an RSET of its own; open if it survives an RSET that is
   * part of this attempt (`rset`; how it may not: `rset-reset`, `rset-421`); closed; or dead without
   * the client knowing yet.
   */
  readonly connection: 'open' | 'mail' | 'rset' | 'closed' | 'dead-reset' | 'dead-421';
  /** This process's memory of the host afterwards: Sendmail's mci_exitstat. */
  readonly memory: 'bad' | 'unavailable' | 'good' | 'unchanged';
  /**
   * When the shared table is updated: as the connection closes, or only when the process ends and
   * releases its cache slot. The write is endmailer's (mci_unlock_host), which smtpquit reaches once
   * its QUIT is answered. After a 421 it is not: the remote server has closed, reply() takes that for
   * the end of QUIT (mci_close), and smtpquit leaves without endmailer. A model that wrote at once
   * would have every other process skip while the failing one still works through its list.
   */
  readonly stored: 'at-once' | 'at-exit' | 'no';
  /** What this message's own log line says, and what later skips of the host say. */
  readonly text: DeferralText;
  readonly skipText: SkipText;
  /** The SMTP reply; null: the connection broke, or was never there. */
  readonly reply: string | null;
  /** `dsn=` of the message's own line, and of later skips from 8.17 on. */
  readonly dsn: string;
}

interface KindOfFault {
  /** With the stage's `when`: "421" "at greeting". */
  readonly what: string;
  /** What the remote server does, in one sentence. */
  readonly meaning: string;
  /** A scenario has to say `wait`, for the answer: without one nothing would be waited for. */
  readonly needsWait?: true;
  /** At the dot: as it arrives; other kinds strike after the remote server's own time for a message. */
  readonly beforeLatency?: true;
}

interface EndingFault<S extends StageName, Afterwards extends Marking['connection']>
  extends KindOfFault {
  readonly stage: S;
  readonly ends: Marking & { readonly connection: Afterwards };
}

/** It comes on top of the refusal that ended the attempt: the next one to use the connection suffers. */
interface FaultAfterRefusal extends KindOfFault {
  readonly stage: 'refused';
  readonly ends: null;
  /** What the RSET of that attempt finds. */
  readonly found: 'rset-reset' | 'rset-421';
}

interface SlowingFault extends KindOfFault {
  readonly stage: 'transfer';
  readonly ends: null;
}

/** A row of the table: of a kind that breaks the connection, refuses, strikes an idle one, or slows. */
export type Fault =
  | EndingFault<'connect' | 'greeting' | 'body', 'closed'>
  | EndingFault<'mail' | 'rcpt' | 'data' | 'dot', 'open' | 'mail' | 'rset' | 'closed'>
  | EndingFault<'accepted', 'dead-reset' | 'dead-421'>
  | FaultAfterRefusal
  | SlowingFault;

/** Outcome of a message, as its log line has it. */
export type LoggedAs = 'sent' | 'deferred' | 'returned';

/**
 * What follows `stat=` in Sendmail's line of a message (deliver.c, giveresponse). `host`: as the
 * relay is named; `reply`: the remote server's, where there is one.
 */
export function statOf(
  end: LoggedAs,
  text: DeferralText,
  host: string,
  reply: string | null,
): string {
  if (end === 'sent') return `Sent (${(reply ?? 'ok').slice(4)})`;
  if (end === 'returned') return 'Service unavailable';
  switch (text) {
    case 'reset':
      return `Deferred: Connection reset by ${host}`;
    case 'timeout':
      return `Deferred: Connection timed out with ${host}`;
    case 'refused':
      return `Deferred: Connection refused by ${host}`;
    case 'reply':
      return reply === null ? 'Deferred' : `Deferred: ${reply}`;
    case 'bare':
      return 'Deferred';
  }
}

/** What an attempt's line says of its end: `dsn=`, `reply=` (null: the line has none) and `stat=`. */
export function loggedEnd(
  end: LoggedAs,
  text: DeferralText,
  { reply, dsn }: Pick<Marking, 'reply' | 'dsn'>,
  host: string,
) {
  return {
    // One host refused it for good, another of the route may take it yet.
    dsn: end === 'deferred' && dsn.startsWith('5') ? '4.0.0' : dsn,
    reply: end === 'returned' || (end === 'deferred' && text === 'reply') ? reply : null,
    stat: statOf(end, text, host, reply),
  };
}
