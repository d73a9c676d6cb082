/** Reports two values that cannot hold at once. */
import { messages } from './messages.ts';
import type { Path, ProblemList } from './problem-list.ts';

export function contradiction(
  problems: ProblemList,
  path: Path,
  message: string,
  remedy: string,
): void {
  problems.add('E_CONTRADICTION', path, messages.contradiction(message, remedy));
}
