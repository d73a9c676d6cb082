/**
 * What stands between the log lines of a replay though Sendmail logs nothing of it: queue runs, marks
 * that are set and run out, an operator's hand. Units: milliseconds from the start of the run.
 */

import { duration, messages } from '../../document/quantity.ts';
import type { MailPathInput, OperatorAction } from '../../mailpath/input.ts';
import type { LineKind, ReplayLine, ReplayMark, ReplayRun } from './replay.ts';

/** A mark as short as this comes and goes within one message's time: nobody notices it. */
export const NOTICEABLE_MS = 1000;

export function remarksOf(
  input: MailPathInput,
  marks: readonly ReplayMark[],
  runs: readonly ReplayRun[],
): ReplayLine[] {
  const name = (host: number): string => input.hosts[host].name;
  const lines: ReplayLine[] = [];
  const say = (atMs: number, kind: LineKind, text: string): void => {
    lines.push({ atMs, kind, text, logged: false });
  };
  for (const { host, fromMs, toMs } of marks) {
    if (toMs - fromMs < NOTICEABLE_MS) continue;
    say(fromMs, 'mark', `The host-status table marks ${name(host)} as bad.`);
    say(toMs, 'expiry', `The mark of ${name(host)} is gone, after ${duration(toMs - fromMs)}.`);
  }
  for (const { atMs, messages: listed } of runs) {
    if (listed > 0) say(atMs, 'run', `A queue run starts, with ${messages(listed)} in its list.`);
  }
  for (const action of input.actions) say(action.atMs, 'action', actionWords(action));
  return lines.sort((a, b) => a.atMs - b.atMs);
}

function actionWords(action: OperatorAction): string {
  switch (action.kind) {
    case 'set':
      return 'The administrator changes settings.';
    case 'clear':
      return 'The administrator clears the host-status table.';
    case 'flush':
      return 'The administrator starts a queue run by hand.';
  }
}
