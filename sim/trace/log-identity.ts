/**
 * What a log knows messages and processes by: queue ids and pids. The same run has the same ones.
 *
 * Source: Sendmail 8.17.1, queue.c (assign_queueid, QueueIdChars). Units: milliseconds.
 */
import { civilTimeOf } from '../maillog/calendar.ts';
import type { TracedMessage, TracedProcess } from './mail-event.ts';

/** The daemon's own pid; those of processes follow it. */
export const DAEMON_PID = 4000;
const MOST_PID = 999_999;

/** Base 60, as queue ids count. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx';

/** Pids of one kind are odd, of the other even: a receiver is no delivery process. */
export function pidOf({ number }: TracedProcess): number {
  return DAEMON_PID + 1 + ((2 * number) % (MOST_PID - DAEMON_PID - 1));
}

/** A receiving process takes a hundred messages: one client's session. */
export function receiverOf({ number }: TracedMessage): number {
  return DAEMON_PID + 2 + ((2 * Math.floor(number / 100)) % (MOST_PID - DAEMON_PID - 2));
}

/**
 * `6AO4FqDI004123`: year, month, day, hour, minute, second, a running number, the receiver.
 * `startMs`: wall clock at time 0 of the run, ms since 1970.
 */
export function queueIdOf(message: TracedMessage, startMs: number): string {
  const { year, month, day, hour, minute, second } = civilTimeOf(startMs + message.arrivedMs);
  const running = message.number % 3600;
  const time = [(year - 1900) % 60, month - 1, day, hour, minute, second]
    .map((part) => DIGITS[part])
    .join('');
  const pid = String(receiverOf(message)).padStart(6, '0');
  return `${time}${DIGITS[Math.floor(running / 60)]}${DIGITS[running % 60]}${pid}`;
}
