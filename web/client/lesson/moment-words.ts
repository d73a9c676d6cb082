/** What the telling moments of any scenario are called, and what is said where there is none. */
import type { MomentName } from '../../../sim/trace/replay/replay.ts';

export const MOMENT_WORDS: Readonly<Record<MomentName, string>> = {
  opened: 'A connection opens that will grow old',
  'grows-old': 'It passes three quarters of its lifetime',
  cut: 'The first connection is cut',
  mark: 'The host is marked',
  skip: 'The first message is skipped for it',
  'run-skips': 'A queue run skips its list again',
  expiry: 'The mark is gone',
  'run-delivers': 'The next queue run delivers',
  backlog: 'The queue is longest',
  'next-cut': 'The next long connection is cut',
  drained: 'The queue is empty, or nearly so',
};
