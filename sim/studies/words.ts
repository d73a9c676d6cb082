/**
 * Words of the reports: what resources and causes are called. Metrics, the parts of the delay and
 * faults have theirs in their tables (mailpath/metrics.ts, delay-part.ts, faults.ts). Sentences that
 * need numbers are put together from these (verdict-sentence.ts, closed-form-text.ts).
 */

import { type DeferralText, statOf } from '../mailpath/fault-columns.ts';
import type { PileCause, Resource } from './closed-form.ts';

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

/** A deferral's line: `attempted-reset` has the relay's address, `skipped-reset` has not. */
export function logLine(name: string): string {
  const [kind, text] = name.split('-');
  const relay = kind === 'attempted' ? 'relay=H [address]' : 'relay=H';
  const reply = '4.. and the remote server’s words';
  return `${relay}, stat=${statOf('deferred', text as DeferralText, 'H', reply)}`;
}
