/**
 * A delivery process: a queue runner, or the background process of one new message.
 *
 * It has what a Sendmail process has (mci.c): its own memory of each host, read from the shared
 * table at most once, and its own cache of open connections. Both die with it. Pooled. Host-status
 * times are whole seconds of the wall clock.
 *
 * States (`phase`: what its one pending event is for):
 *
 *   START ---- forked for a new message ----------------> an attempt, or GIVE_UP
 *   NEXT ----- a runner takes its next message ----------> an attempt, GIVE_UP, or it ends
 *   GREETED -- the connection is ready (only where an event is needed) --> BODY, or DONE
 *   BODY ----- 354, the body begins on the shared uplink ----------------> DONE
 *   DONE ----- an ending is known -----------------------> NEXT, another host (GREETED, DONE), or it ends
 *   GIVE_UP -- the time of a skip is over ---------------> NEXT, or it ends
 *
 * Invariants: a process has one event pending, or is being handled, or is in the pool; it holds at
 * most one message; it keeps at most one connection to a host, and none to a host that is in no
 * slot.
 */
import { InvariantError } from '../engine/invariant.ts';
import type { Room } from './capacity.ts';
import { ALIVE, type Connection, STATE_OPEN } from './connection.ts';
import type { Ending } from './faults.ts';
import type { Gateway } from './gateway.ts';
import { STATUS_GOOD, TEXT_BARE } from './host-status-table.ts';
import type { QueueRun } from './queue-run.ts';
import type { SettingsInForce } from './settings.ts';

/** What a process is waiting for: its one pending event. */
export const PHASE_NEXT = 0;
export const PHASE_START = 1;
export const PHASE_GREETED = 2;
export const PHASE_BODY = 3;
export const PHASE_DONE = 4;
export const PHASE_GIVE_UP = 5;

/**
 * Where a bad memory came from: decides which part of the delay a skip is charged to.
 *
 * `own`: this process saw the host fail. `table`: it read a mark that another left. `lock`: it
 * could not read the table.
 */
export const ORIGIN_OWN = 0;
export const ORIGIN_TABLE = 1;
export const ORIGIN_LOCK = 2;

export class DeliveryProcess {
  readonly id: number;
  gateway: Gateway;
  /** In force when it started; later changes are not its own. */
  settings: SettingsInForce;
  /** The queue run it is a runner of; null for a background process. */
  run: QueueRun | null = null;
  /** Position in the run's snapshot. */
  cursor = 0;
  phase = PHASE_NEXT;
  /** Of all its events (event-queue.ts): taken when it starts. */
  rank = 0;
  /**
   * Memory, per host. By host, all arrays: `known` is whether the table was looked at (mci_host
   * set), `status` mci_exitstat, `text` mci_errno as far as it shows, `lastUseSecond` mci_lastuse.
   */
  readonly known: Uint8Array;
  readonly status: Uint8Array;
  readonly text: Uint8Array;
  readonly origin: Uint8Array;
  readonly lastUseSecond: Float64Array;
  readonly connection: (Connection | null)[];
  /** Connection cache: hosts in its slots (-1: empty), open or dead. */
  readonly slots: Int32Array;
  slotsUsed = 0;
  /** The current attempt: its message, the hosts to try in order, the one being tried. */
  message = -1;
  readonly candidates: Int32Array;
  candidateCount = 0;
  candidateIndex = 0;
  host = -1;
  current: Connection | null = null;
  /**
   * How the attempt at that host ends, and when that is known: worked out as it begins
   * (transaction.ts), applied when it is time (outcome.ts).
   */
  ending: Ending = 'accepted';
  endsAt = 0.5;
  /** The lifetime limit ended it. */
  cut = false;
  /** Bytes of the body that were on their way by then: wasted if it fails. */
  sentBytes = 0.5;
  /** When the remote server was ready for the current message: connecting was over. */
  welcomedAt = 0.5;
  /** When what is under way on the connection began: the dialogue, then the body. */
  startedAt = 0.5;
  /** What is to be sent of the body, and how its transfer ends: half of it, if a fault says so. */
  bodyBytes = 0.5;
  bodyEnding: Ending = 'accepted';
  /** The current message still counts as waiting: until it is really tried. */
  waits = false;
  /** A connection was really tried in this attempt. */
  tried = false;
  /** The candidate that was looked at last turns all mail away, for good. */
  turnedAway = false;
  /** A candidate has deferred the recipient: no later one that turns all mail away undoes that. */
  recipientDeferred = false;
  skipOrigin = ORIGIN_OWN;

  constructor(
    id: number,
    hosts: number,
    slots: number,
    gateway: Gateway,
    settings: SettingsInForce,
  ) {
    this.id = id;
    this.gateway = gateway;
    this.settings = settings;
    this.known = new Uint8Array(hosts);
    this.status = new Uint8Array(hosts);
    this.text = new Uint8Array(hosts);
    this.origin = new Uint8Array(hosts);
    this.lastUseSecond = new Float64Array(hosts);
    this.connection = new Array<Connection | null>(hosts).fill(null);
    this.candidates = new Int32Array(hosts);
    this.slots = new Int32Array(Math.max(1, slots)).fill(-1);
  }

  /**
   * Forgets everything: a new process.
   *
   * A process that is used again must know nothing: what it learned dies with it in Sendmail, and a
   * memory that leaked into the next process would be a host-status table of its own.
   */
  reset(gateway: Gateway, settings: SettingsInForce): void {
    this.gateway = gateway;
    this.settings = settings;
    this.run = null;
    this.cursor = 0;
    this.message = -1;
    this.slotsUsed = 0;
    for (let host = 0; host < this.known.length; host++) {
      this.known[host] = 0;
      this.forgive(host);
      this.lastUseSecond[host] = 0;
      this.connection[host] = null;
    }
    for (let slot = 0; slot < this.slots.length; slot++) this.slots[slot] = -1;
  }

  /** The connection of the attempt under way. Throws an InvariantError if there is none. */
  get connected(): Connection {
    if (this.current === null) throw new InvariantError('a message is sent over a connection');
    return this.current;
  }

  /** It holds nothing against a host from now on. */
  forgive(host: number): void {
    this.status[host] = STATUS_GOOD;
    this.text[host] = TEXT_BARE;
    this.origin[host] = ORIGIN_OWN;
  }

  /** Is there an open connection to the host, as far as this process knows? (mci.c, mci_match) */
  hasOpen(host: number): boolean {
    const connection = this.connection[host];
    return connection !== null && connection.state === STATE_OPEN;
  }

  /** Does it keep any connection open, as far as it knows? */
  hasConnections(): boolean {
    for (let i = 0; i < this.slotsUsed; i++) {
      const host = this.slots[i];
      if (host >= 0 && this.connection[host] !== null) return true;
    }
    return false;
  }

  /** Would a probe of the host's connection at `at` find it gone? */
  isDead(connection: Connection, at: number): boolean {
    return connection.dead !== ALIVE && connection.deadAt <= at;
  }
}

/** Of a process, and of what it keeps for each host. */
const BYTES = 2000;
const BYTES_PER_HOST = 24;

export class ProcessPool {
  private readonly hosts: number;
  private readonly slots: number;
  readonly all: DeliveryProcess[] = [];
  private readonly free: DeliveryProcess[] = [];
  private readonly room: Room;
  /** Processes at work now. */
  busy = 0;

  constructor(hosts: number, slots: number, room: Room) {
    this.hosts = hosts;
    this.slots = slots;
    this.room = room;
  }

  /**
   * `rank`: see DeliveryProcess. At most so many objects as there were processes at one time; each
   * is made once.
   */
  start(gateway: Gateway, settings: SettingsInForce, rank: number): DeliveryProcess {
    let process = this.free.pop();
    if (process === undefined) {
      this.room.take(BYTES + BYTES_PER_HOST * this.hosts);
      process = new DeliveryProcess(this.all.length, this.hosts, this.slots, gateway, settings);
      this.all.push(process);
    }
    process.reset(gateway, settings);
    process.rank = rank;
    this.busy++;
    return process;
  }

  end(process: DeliveryProcess): void {
    process.run = null;
    this.busy--;
    this.free.push(process);
  }
}
