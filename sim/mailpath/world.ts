/** What the parts of one simulation share. One object, made once, handed to each of them. */
import type { EventQueue } from '../engine/event-queue.ts';
import type { KeyedDraws } from '../engine/keyed-draws.ts';
import type { Room } from './capacity.ts';
import type { ConnectionPool } from './connection.ts';
import type { ProcessPool } from './delivery-process.ts';
import type { Host } from './far-side.ts';
import type { Gateway } from './gateway.ts';
import type { MailPathInput } from './input.ts';
import type { Measures } from './measures.ts';
import type { MessagePool } from './message-pool.ts';
import type { Observer } from './observer.ts';

export interface World {
  readonly input: MailPathInput;
  readonly events: EventQueue;
  readonly draws: KeyedDraws;
  readonly messages: MessagePool;
  readonly connections: ConnectionPool;
  readonly processes: ProcessPool;
  readonly hosts: readonly Host[];
  readonly gateways: readonly Gateway[];
  readonly measures: Measures;
  readonly observer: Observer | null;
  /** Steps that nobody can come between may be taken without an event. Off: for tests only. */
  readonly runAhead: boolean;
  /** Wall clock at time 0, ms. */
  readonly clockMs: number;
  /** Memory for snapshots of queue runs, and for processes, connections and runs. */
  readonly snapshotRoom: Room;
  readonly objectRoom: Room;
  /** Until the run is refused as too much work (mostEvents). A fraction: kept as a float64 for good. */
  eventsLeft: number;
  /** No step is taken ahead beyond this: the reading time, then the end of the run. */
  horizonMs: number;
}

/** Whole seconds of the wall clock, as Sendmail keeps host-status and last-try times. */
export function wallSecond(world: World, at: number): number {
  return Math.floor((world.clockMs + at) / 1000);
}

/**
 * True if nobody else acts up to and including `until`, so that a process may take its next step
 * without an event. The order of things is the same either way; a property test holds it so.
 */
export function canRunAhead(world: World, until: number): boolean {
  return world.runAhead && until < world.events.peekTime() && until <= world.horizonMs;
}
