/**
 * What the far side says where it refuses, and the codes that Sendmail logs for it and stores with a
 * mark.
 *
 * Texts and codes: Exchange Online's published ones (451 4.7.500, 421 4.3.2) and, for codes that
 * Sendmail makes up itself (4.4.1, 4.4.2, 4.5.0), the recorded logs in test/maillog/logs. The
 * lifetime’s 421 text is an assumption; only its code matters.
 */
import type { CutKind } from '../../mailpath/far-side-input.ts';
import type { Ending } from '../../mailpath/marking-table.ts';

export interface FarSideWords {
  /** The SMTP reply; null: the connection broke, or was never there. */
  readonly reply: string | null;
  /** `dsn=` of the message's own line, and of later skips from 8.17 on. */
  readonly dsn: string;
}

function reply(text: string, dsn: string): FarSideWords {
  return { reply: text, dsn };
}

function broken(dsn: string): FarSideWords {
  return { reply: null, dsn };
}

const LOST = broken('4.4.2');
const BUSY = reply('451 4.7.500 Server busy. Please try again later', '4.7.500');
const CLOSING = reply('421 4.3.2 Service not available', '4.3.2');
const REFUSED = reply('550 5.7.1 Message refused', '5.7.1');

const WORDS: Readonly<Record<Ending, FarSideWords>> = {
  accepted: reply('250 2.6.0 Queued mail for delivery', '2.0.0'),
  'accepted-reset': reply('250 2.6.0 Queued mail for delivery', '2.0.0'),
  'accepted-421': reply('250 2.6.0 Queued mail for delivery', '2.0.0'),
  'connect-refused': broken('4.4.1'),
  'connect-timeout': broken('4.4.1'),
  'greeting-421': reply('421 4.3.2 Service not active', '4.5.0'),
  'greeting-4xx': reply('451 4.3.2 Service not active', '4.5.0'),
  'greeting-5xx': reply('554 5.7.1 No mail from here', '5.5.0'),
  'greeting-reset': LOST,
  'greeting-timeout': LOST,
  'rset-reset': LOST,
  'rset-421': reply('421 4.3.2 Service not available', '4.5.0'),
  'mail-4xx': BUSY,
  'mail-421': CLOSING,
  'mail-5xx': REFUSED,
  'mail-reset': LOST,
  'rcpt-4xx': reply('450 4.2.1 Mailbox busy', '4.2.1'),
  'rcpt-421': CLOSING,
  'rcpt-5xx': reply('550 5.1.1 User unknown', '5.1.1'),
  'rcpt-reset': LOST,
  'data-4xx': BUSY,
  'data-421': CLOSING,
  'data-reset': LOST,
  'body-reset': LOST,
  'dot-4xx': BUSY,
  'dot-421': CLOSING,
  'dot-452': reply('452 4.3.1 Insufficient system storage', '4.3.1'),
  'dot-5xx': REFUSED,
  'dot-reset': LOST,
  'dot-eof': LOST,
  'dot-timeout': LOST,
};

const LIFETIME_421 = reply('421 4.4.2 Connection time limit', '4.4.2');

/** `cut`: the connection's lifetime ended the attempt, in the far side's own manner. */
export function farSideWords(ending: Ending, cut: boolean, how: CutKind | null): FarSideWords {
  if (cut && (how === '421' || how === '421-at-boundary')) return LIFETIME_421;
  return WORDS[ending];
}
