/**
 * What ends a run that asks for more than it may have: room for messages, for processes and queue
 * runs at one time, or events.
 *
 * All of it follows from two limits of the input: `maxInSystem` messages at one time, which also
 * decides the memory of what works on them, and `maxEvents` steps of work. Units: bytes.
 */

/** What ran out. `memory`: the machine gave no more, whatever the limits. */
export type Resource = 'messages' | 'events' | 'queue-runs' | 'processes' | 'memory';

/** A limit was reached: a matter of the scenario, not a bug. Plain data crosses between threads. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
  readonly resource: Resource;
  /** Messages, events or bytes; where the machine's memory ran out the messages that there may be. */
  readonly limit: number;
  /** What the run was busy with, as far as that says what to change; '' otherwise. */
  readonly doing: string;

  constructor(resource: Resource, limit: number, doing = '') {
    super(
      resource === 'memory' ? 'there is no memory left' : `more than ${limit} ${UNITS[resource]}`,
    );
    this.resource = resource;
    this.limit = limit;
    this.doing = doing;
  }
}

const UNITS: Readonly<Record<Exclude<Resource, 'memory'>, string>> = {
  messages: 'messages were in the system at one time',
  events: 'events were needed',
  'queue-runs': 'bytes were needed for queue runs at one time',
  processes: 'bytes were needed for processes and connections at one time',
};

/** So much whatever the messages: a small queue may be worked by many processes. */
const MIN_BYTES = 1 << 26;
/** Objects live on the engine's heap, which ends at 2 GB or more. */
const MAX_OBJECT_BYTES = 1 << 30;
// Some 85 snapshots of the whole queue at one time (12 bytes a message): runs overlap where one
// takes longer than the interval, and each holds its own.
const SNAPSHOT_BYTES_PER_MESSAGE = 1024;
// A process for every fourth message at one time (2000 bytes and more).
const OBJECT_BYTES_PER_MESSAGE = 512;

/** Memory of one kind that a run has taken. Pools only grow, so nothing is given back. */
export class Room {
  private taken = 0;
  private readonly resource: Resource;
  private readonly limit: number;

  constructor(resource: Resource, limit: number) {
    this.resource = resource;
    this.limit = limit;
  }

  /** The room that snapshots of queue runs have where so many messages may be in the system. */
  static forSnapshots(maxInSystem: number): Room {
    return new Room('queue-runs', Math.max(MIN_BYTES, SNAPSHOT_BYTES_PER_MESSAGE * maxInSystem));
  }

  /** Likewise of processes, connections and queue runs, as objects. */
  static forObjects(maxInSystem: number): Room {
    const bytes = Math.min(MAX_OBJECT_BYTES, OBJECT_BYTES_PER_MESSAGE * maxInSystem);
    return new Room('processes', Math.max(MIN_BYTES, bytes));
  }

  /**
   * Throws a CapacityError if there is not so much left. Checked before the memory is taken: an
   * engine that runs out of it ends the program, not the run.
   */
  take(bytes: number): void {
    this.taken += bytes;
    if (this.taken > this.limit) throw new CapacityError(this.resource, this.limit);
  }
}

/**
 * Does it; that the machine has no memory for it is a CapacityError.
 *
 * Typed arrays that cannot be allocated throw a RangeError, in V8's own words, of two forms; that
 * is a matter of the scenario's size, and is said as one. Other RangeErrors (an index, a radix) are
 * bugs and stay so.
 */
export function withinMemory<T>(maxInSystem: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isOfMemory =
      error instanceof RangeError &&
      /allocation failed|Invalid (typed )?array length/.test(error.message);
    throw isOfMemory ? new CapacityError('memory', maxInSystem) : error;
  }
}
