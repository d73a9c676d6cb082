/** What has to be said of a ladder before any number: what is overloaded, which mail never arrives. */
import { compareBounds } from '../../document/bounds-order.ts';
import { overloadWarnings } from '../closed-form-answers.ts';
import { losesMail, NEVER_SHARE, neverCaution, neverShare } from '../days-words.ts';
import type { LadderResult } from './ladder-schema.ts';

export function ladderCautions(result: LadderResult): string[] {
  const answered = { settings: [result.from, result.to] };
  return [...overloadWarnings(answered), ...neverWarnings(result)];
}

function neverWarnings({ from, to, steps, limits }: LadderResult): string[] {
  const all = [from, to, ...steps, ...(limits?.steps ?? [])];
  const losing = all.filter(({ measures }) => losesMail(measures));
  if (losing.length === 0) return [];
  const most = losing.reduce((a, b) =>
    compareBounds(b.measures[NEVER_SHARE], a.measures[NEVER_SHARE]) > 0 ? b : a,
  );
  const told = [from, to].map(({ name, measures }) => `${neverShare(measures)} under ${name}`);
  const where = `${told.join(', ')}, at most ${neverShare(most.measures)} under any step`;
  return [neverCaution(where)];
}
