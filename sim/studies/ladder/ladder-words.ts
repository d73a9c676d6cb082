/** The words of a ladder: what its changes, groups, effects and roles are called. */

import { duration } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { remedyOf } from '../../mailpath/remedies.ts';
import type { Effect } from '../estimate.ts';
import { remedyName } from '../remedy-words.ts';
import type { LadderGroup } from './ladder.ts';
import type { Change, ChangeId } from './ladder-changes.ts';
import type { Role } from './ladder-verdict.ts';

/** What a change does, by the target's value: `limit of 199`, `HostStat off`. */
export function changeName(id: ChangeId, target: MailPathInput): string {
  return id === 'rest' ? 'the rest' : remedyName(remedyOf(id), target);
}

/** Beside a change that is not run. */
export const NOTHING_WORDS: Readonly<Record<NonNullable<Change['nothing']>, string>> = {
  equal: 'changes nothing here: it is so already',
  'no-mark': 'changes nothing here: no mark stands at the start',
};

/** Behind a change that the scenario's own actions take out of its hands. */
export function overruledWords(ms: number | null): string {
  if (ms === null) return '';
  const until = ms === 0 ? 'from the start' : `after ${duration(ms)}`;
  return `; ${until} the scenario’s own actions set it on every step`;
}

/** Above each group, above its column of differences, and above its other metrics. */
export function groupWords(
  group: LadderGroup,
  from: string,
  to: string,
): { readonly title: string; readonly column: string; readonly beside: string } {
  switch (group) {
    case 'in order':
      return {
        title: `In the article’s order: each change on top of those before it, up to ${to}`,
        column: 'to the step before',
        beside: 'In the article’s order: other measures',
      };
    case 'alone':
      return {
        title: `Alone: ${from} and one change`,
        column: `to ${from}`,
        beside: 'Alone: other measures',
      };
    case 'removed':
      return {
        title: `Taken away: ${to} without one change`,
        column: `to ${to}`,
        beside: 'Taken away: other measures',
      };
  }
}

/** Behind a difference. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  better: 'better',
  worse: 'worse',
  slight: 'slight',
  unclear: 'not clear',
  same: 'the same',
  unknown: '',
};

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  needed: 'needed',
  minor: 'under a tenth',
  'left-out': 'can be left out',
  harmful: 'better without it',
  unknown: '',
};
