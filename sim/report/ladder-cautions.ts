/** What has to be said of a ladder before any number: what is overloaded, which mail is left behind. */
import { overloadWarnings } from './closed-form-answers.ts';
import type { LadderResult } from './ladder-schema.ts';
import { count, messages } from './quantity.ts';

export function ladderCautions(result: LadderResult): string[] {
  const answered = { settings: [result.from, result.to] };
  return [...overloadWarnings(answered), ...leftWarnings(result)];
}

/** Delays are those of delivered mail: they flatter a step that leaves mail behind. */
function leftWarnings({ from, to, steps, limits }: LadderResult): string[] {
  const all = [from, to, ...steps, ...(limits?.steps ?? [])];
  const counts = all.map(
    ({ measures }) => (measures.queued.value ?? 0) + (measures.returned.value ?? 0),
  );
  const most = Math.max(...counts);
  if (!(most > 0)) return [];
  const [base, target] = counts.map(count);
  return [
    `Not all of ${messages(from.measures.arrived.value ?? 0)} are delivered: ${base} are left or returned under ${from.name}, ${target} under ${to.name}, at most ${count(most)} under any step. Delays are those of the others.`,
  ];
}
