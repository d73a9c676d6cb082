/**
 * The faults of one host, sorted by the stage at which they strike.
 *
 * A fault is a window of time, a probability, a share of unhealthy backends or a count, all of which
 * must hold (far-side-input.ts, FaultInput). What its kind is and leads to is read from faults.ts as
 * the run is set up: here there are only numbers, and the ending's name.
 * Source of the kinds: shapes seen in Exchange Online's replies and in recordings (docs/validation.md).
 */
import type { KeyedDraws } from '../engine/keyed-draws.ts';
import { type Connection, DEAD_421, DEAD_RESET } from './connection.ts';
import type { AddressInput, FaultInput } from './far-side-input.ts';
import { STAGE_ACCEPTED, STAGES } from './fault-columns.ts';
import { type Ending, endingOf, FAULTS } from './faults.ts';
import { DRAW_FAULT } from './purpose.ts';

/** Sets apart the draws of the addresses of one attempt: beyond the attempts of any message. */
const ADDRESS_STEP = 2 ** 16;

/** A fault of a host with what its kind says, as the hot path reads it. */
export interface HostFault extends FaultInput {
  /** Its place in the host's list: part of the key of its probability. */
  readonly index: number;
  /** What an attempt comes to that it ends; `accepted` of a kind that ends none. */
  readonly ending: Ending;
  /** At the dot: it strikes as the dot arrives, before the remote server's own time. */
  readonly beforeLatency: boolean;
  /** Kinds after a refusal: how the connection then looks to the client, DEAD_RESET or DEAD_421. */
  readonly dead: number;
}

function hostFault(fault: FaultInput, index: number): HostFault {
  const row = FAULTS[fault.kind];
  return {
    ...fault,
    index,
    ending: endingOf(fault.kind) ?? 'accepted',
    beforeLatency: row.beforeLatency === true,
    dead: row.stage === 'refused' && row.found === 'rset-421' ? DEAD_421 : DEAD_RESET,
  };
}

export class FaultRules {
  /** Some fault hits a share of the backends: it matters which one a connection lands on. */
  readonly byBackend: boolean;
  /** By the order of the stages. */
  private readonly stages: readonly HostFault[][];
  /** A bit for each stage that has a fault. */
  private readonly stagesHit: number;
  private readonly addresses: readonly AddressInput[];
  private readonly draws: KeyedDraws;

  constructor(
    faults: readonly FaultInput[],
    addresses: readonly AddressInput[],
    draws: KeyedDraws,
  ) {
    this.addresses = addresses;
    this.draws = draws;
    this.byBackend = faults.some(({ sickShare }) => sickShare < 1);
    this.stages = Object.values(STAGES).map(() => []);
    let stagesHit = 0;
    faults.forEach((fault, index) => {
      const { order } = STAGES[FAULTS[fault.kind].stage];
      this.stages[order].push(hostFault(fault, index));
      stagesHit |= 1 << order;
    });
    this.stagesHit = stagesHit;
  }

  /** Is there a fault at this stage at all? */
  has(stage: number): boolean {
    return ((this.stagesHit >>> stage) & 1) === 1;
  }

  /**
   * The fault of a connection (connect, greeting, transfer) at time `at`, or null. `step`: how many
   * addresses were tried before; each has its own chance.
   */
  ofConnection(stage: number, at: number, connection: Connection, step = 0): HostFault | null {
    const attempt = connection.openerAttempt + step * ADDRESS_STEP;
    for (const fault of this.stages[stage]) {
      if (
        this.holds(fault, at, connection, connection.brought) &&
        this.chance(fault, connection.openerMessage, attempt)
      ) {
        return fault;
      }
    }
    return null;
  }

  /** The fault of a message (MAIL to what follows its reply) at time `at`, or null. */
  ofMessage(
    stage: number,
    at: number,
    connection: Connection,
    message: number,
    attempt: number,
  ): HostFault | null {
    const count = stage === STAGE_ACCEPTED ? connection.accepted : connection.brought;
    for (const fault of this.stages[stage]) {
      if (this.holds(fault, at, connection, count) && this.chance(fault, message, attempt)) {
        return fault;
      }
    }
    return null;
  }

  private chance({ probability, index }: HostFault, message: number, attempt: number): boolean {
    if (probability >= 1) return true;
    return this.draws.uniform(message, attempt, DRAW_FAULT + index) < probability;
  }

  private holds(fault: HostFault, at: number, connection: Connection, count: number): boolean {
    return (
      at >= fault.fromMs &&
      at < fault.toMs &&
      (fault.address < 0 || fault.address === connection.address) &&
      (fault.sickShare >= 1 || this.isUnhealthy(fault.sickShare, connection)) &&
      (fault.everyConnection === 0 || connection.number % fault.everyConnection === 0) &&
      (fault.atMessage === 0 || count === fault.atMessage) &&
      (fault.everyMessage === 0 || (count > 0 && count % fault.everyMessage === 0))
    );
  }

  /** Whole backends are unhealthy, the first ones behind an address: at least one, if any share is. */
  private isUnhealthy(share: number, { address, backend }: Connection): boolean {
    if (share <= 0) return false;
    const { backends } = this.addresses[address];
    return Math.floor(backend * backends) < Math.max(1, Math.round(share * backends));
  }
}
