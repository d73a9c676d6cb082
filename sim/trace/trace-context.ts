/** What the forms of a trace know beside its events: names, and the clock. Units: milliseconds. */

import { clockTime, logTime } from '../document/log-time.ts';
import type { MailPathInput } from '../mailpath/input.ts';

export interface TraceContext {
  readonly input: MailPathInput;
  /** The wall clock at time 0 of the run, ms since 1970. */
  readonly startMs: number;
}

/** `12:03:10`, of a time of the run; with its date where it is not the first day. */
export function timeOfRun({ startMs }: TraceContext, atMs: number): string {
  const day = (ms: number): number => Math.floor(ms / 86_400_000);
  return day(startMs + atMs) === day(startMs) ? clockTime(startMs + atMs) : logTime(startMs + atMs);
}
