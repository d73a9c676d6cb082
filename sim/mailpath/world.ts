/**
 * What the parts of one simulation share: one object, made once, handed to each of them; the kinds
 * of its events, and the purposes of its draws.
 */
import type { EventQueue } from '../engine/event-queue.ts';
import type { KeyedDraws } from '../engine/random.ts';
import type { Room } from './capacity.ts';
import type { ConnectionPool } from './connection.ts';
import type { DeliveryProcess, ProcessPool } from './delivery-process.ts';
import type { Gateway } from './gateway.ts';
import type { MailPathInput } from './input.ts';
import type { Measures } from './measures.ts';
import type { MessagePool } from './message-pool.ts';
import type { Observer } from './observer.ts';
import type { QueueRunPool } from './queue-run.ts';
import type { Host } from './remote-server.ts';
import type { Uplink } from './uplink.ts';

export interface World {
  readonly input: MailPathInput;
  readonly events: EventQueue;
  readonly draws: KeyedDraws;
  readonly messages: MessagePool;
  readonly connections: ConnectionPool;
  readonly processes: ProcessPool;
  readonly runs: QueueRunPool;
  readonly uplink: Uplink;
  readonly hosts: readonly Host[];
  readonly gateways: readonly Gateway[];
  readonly measures: Measures;
  readonly observer: Observer | null;
  /** Steps that nobody can come between may be taken without an event. Off: for tests only. */
  readonly runAhead: boolean;
  /** Wall clock at time 0, ms. */
  readonly clockMs: number;
  /** Memory for snapshots of queue runs. */
  readonly snapshotRoom: Room;
  /** Until the run is refused as too much work (maxEvents). A fraction: kept as a float64 for good. */
  eventsLeft: number;
  /** No step is taken ahead beyond this: the reading time, then the end of the run. */
  horizonMs: number;
}

/**
 * Whole seconds of the wall clock, as Sendmail keeps host-status and last-try times.
 *
 * Sendmail keeps time_t: a mark, an age and a last try are compared in whole seconds, so that a
 * wait of 30 minutes is up to a second shorter or longer.
 */
export function wallSecond(world: World, at: number): number {
  return Math.floor((world.clockMs + at) / 1000);
}

/**
 * A process's next step, at `at`: with the rank that it took as it started, so that of two
 * processes due at one moment the older one goes first, however many events either needed so far.
 */
export function scheduleStep(
  { events }: World,
  process: DeliveryProcess,
  phase: number,
  at: number,
): void {
  process.phase = phase;
  events.scheduleRanked(at, EVENT_PROCESS, process.id, process.rank);
}

/**
 * True if nobody else acts up to and including `at`: the clock is there now, and the process may
 * take its next step without an event. Otherwise an event stands for that step. The order of things
 * is the same either way; a property test holds it so.
 *
 * Strictly before the next event: one that is due at the same moment was scheduled earlier and
 * comes first. Not beyond the reading: what is counted then must have happened by then.
 */
export function runsAhead(
  world: World,
  process: DeliveryProcess,
  phase: number,
  at: number,
): boolean {
  const { events } = world;
  if (world.runAhead && at < events.peekTime() && at <= world.horizonMs) {
    events.advance(at);
    return true;
  }
  scheduleStep(world, process, phase, at);
  return false;
}

// Kinds of events in the queue; what the subject is stands beside each.

/** The next arrival of one of the site's arrival processes: its index. */
export const EVENT_ARRIVAL = 0;
/** A process's next step: process id. */
export const EVENT_PROCESS = 1;
/** A tick of the queue runs, or the next persistent pass: gateway index. */
export const EVENT_TICK = 2;
/** A run has read and sorted the queue, its runners start: run id. */
export const EVENT_RUN = 3;
/** The transfer that ends first on the uplink: no subject. */
export const EVENT_UPLINK = 4;
/** A connection is cut while a transfer shares the uplink: process id. */
export const EVENT_CUT = 5;
/** An operator's action: its index. */
export const EVENT_ACTION = 6;

/**
 * Purposes of draws: the last key of KeyedDraws. A draw is addressed by (replication, message, attempt,
 * purpose), so that two settings see the same sizes, backends and faults whatever the order of their
 * events. The attempt is the number of times that the message was really tried: skips do not shift it.
 */
export const DRAW_SIZE = 0;
export const DRAW_DESTINATION = 1;
export const DRAW_BACKEND = 2;
export const DRAW_SETUP = 3;
export const DRAW_LATENCY = 4;
export const DRAW_GOODPUT = 5;
export const DRAW_OVERSHOOT = 6;
export const DRAW_OVERHEAD = 7;
export const DRAW_TIE = 8;
export const DRAW_SHUFFLE = 9;
export const DRAW_FIRST_REFUSAL = 10;
export const DRAW_ADDRESS = 11;
export const DRAW_DUPLICATE = 12;
/** Keyed by the number of the queue run and of the runner, not by a message. */
export const DRAW_RUNNER = 13;
/** Which gateway a message comes in at; not drawn where there is one. */
export const DRAW_GATEWAY = 14;
/** The probability of fault number i of a host is drawn with purpose DRAW_FAULT + i. */
export const DRAW_FAULT = 32;
const MAX_FAULTS = 96;
/** The machine behind the k-th address tried (k >= 1) is drawn with DRAW_NEXT_BACKEND + k. */
export const DRAW_NEXT_BACKEND = DRAW_FAULT + MAX_FAULTS;
export const MAX_ADDRESSES = 64;
