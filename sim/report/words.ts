/**
 * Words of the reports: what resources, causes and faults are called. Metrics and the parts of the
 * delay have theirs in their tables (mailpath/metrics.ts, delay-part.ts). Sentences that need
 * numbers are put together from these (verdict-sentence.ts, closed-form-text.ts).
 */

import type { Resource } from '../experiment/load.ts';
import type { PileCause } from '../experiment/runner-share.ts';
import type { FaultKind } from '../mailpath/far-side-input.ts';

export const RESOURCE_WORDS: Readonly<Record<Resource, string>> = {
  runners: 'queue runners',
  'background-processes': 'background processes',
  uplink: 'the uplink',
  'connection-limit': 'the far side’s connection limit',
  throttle: 'the far side’s throttle',
};

/** What piles up mail: "1,800 messages pile up ...". */
export const PILE_WORDS: Readonly<Record<PileCause, string>> = {
  interval: 'between two queue runs',
  mark: 'while a mark stands',
  fault: 'while the fault lasts',
  bulk: 'in the bulk mailing beyond the background processes',
  initial: 'in the backlog at the start',
};

/** Faults in a reader's words: "a 421 at greeting". */
const FAULT_STAGES: Readonly<Record<string, string>> = {
  connect: 'at connect',
  greeting: 'at greeting',
  mail: 'at MAIL',
  rcpt: 'at RCPT',
  data: 'at DATA',
  body: 'inside the body',
  dot: 'at the final dot',
  accepted: 'after acceptance',
  refused: 'after a refusal at MAIL or RCPT',
  rset: 'at the RSET after a refusal',
};

export function faultWords(kind: FaultKind | string): string {
  if (kind === 'lifetime') return 'cut at the lifetime';
  if (kind === 'accepted') return 'accepted';
  const dash = kind.indexOf('-');
  const stage = FAULT_STAGES[kind.slice(0, dash)];
  if (dash < 0 || stage === undefined) return kind;
  const what = kind.slice(dash + 1);
  const how = { eof: 'connection closed', refused: 'refused', reset: 'reset', timeout: 'timeout' };
  return `${(how as Record<string, string>)[what] ?? what} ${stage}`;
}

/** What follows `stat=` in Sendmail's log, by the text that is kept of a deferral; H: the host. */
const LOG_TEXTS: Readonly<Record<string, string>> = {
  bare: 'Deferred',
  reset: 'Deferred: Connection reset by H',
  timeout: 'Deferred: Connection timed out with H',
  refused: 'Deferred: Connection refused by H',
  reply: 'Deferred: 4.. and the far side’s words',
};

/** A deferral's line: `attempted-reset` has the relay's address, `skipped-reset` has not. */
export function logLine(name: string): string {
  const [kind, text] = name.split('-');
  const relay = kind === 'attempted' ? 'relay=H [address]' : 'relay=H';
  return `${relay}, stat=${LOG_TEXTS[text]}`;
}
