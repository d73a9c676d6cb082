/**
 * The faults of one host, sorted by the stage at which they strike.
 *
 * A fault is a window of time, a probability, a share of sick backends or a count, all of which
 * must hold (far-side-input.ts, FaultInput). What a fault leads to is not said here but in marking-table.ts.
 * Source of the kinds: shapes seen in Exchange Online's replies and in recordings (docs/validation.md).
 */
import type { KeyedDraws } from '../engine/keyed-draws.ts';
import type { Connection } from './connection.ts';
import type { AddressInput, FaultInput, FaultKind } from './far-side-input.ts';
import { DRAW_FAULT } from './purpose.ts';

export const STAGE_CONNECT = 0;
export const STAGE_GREETING = 1;
export const STAGE_MAIL = 2;
export const STAGE_RCPT = 3;
export const STAGE_DATA = 4;
export const STAGE_BODY = 5;
export const STAGE_DOT = 6;
export const STAGE_ACCEPTED = 7;
export const STAGE_REFUSED = 8;
export const STAGE_SLOW = 9;
const STAGES = 10;

const STAGE_OF: Readonly<Record<FaultKind, number>> = {
  'connect-refused': STAGE_CONNECT,
  'connect-timeout': STAGE_CONNECT,
  'greeting-421': STAGE_GREETING,
  'greeting-4xx': STAGE_GREETING,
  'greeting-5xx': STAGE_GREETING,
  'greeting-reset': STAGE_GREETING,
  'greeting-timeout': STAGE_GREETING,
  'mail-4xx': STAGE_MAIL,
  'mail-421': STAGE_MAIL,
  'mail-5xx': STAGE_MAIL,
  'mail-reset': STAGE_MAIL,
  'rcpt-4xx': STAGE_RCPT,
  'rcpt-421': STAGE_RCPT,
  'rcpt-5xx': STAGE_RCPT,
  'rcpt-reset': STAGE_RCPT,
  'data-4xx': STAGE_DATA,
  'data-421': STAGE_DATA,
  'data-reset': STAGE_DATA,
  'body-reset': STAGE_BODY,
  'dot-4xx': STAGE_DOT,
  'dot-421': STAGE_DOT,
  'dot-452': STAGE_DOT,
  'dot-5xx': STAGE_DOT,
  'dot-reset': STAGE_DOT,
  'dot-eof': STAGE_DOT,
  'dot-timeout': STAGE_DOT,
  'accepted-reset': STAGE_ACCEPTED,
  'accepted-421': STAGE_ACCEPTED,
  'refused-reset': STAGE_REFUSED,
  'refused-421': STAGE_REFUSED,
  slow: STAGE_SLOW,
};

/** These strike as the final dot arrives; the other kinds at the dot after the far side's wait. */
export function strikesBeforeWait(kind: FaultKind): boolean {
  return kind === 'dot-reset' || kind === 'dot-eof';
}

/** Sets apart the draws of the addresses of one attempt: beyond the attempts of any message. */
const ADDRESS_STEP = 2 ** 16;

/** Every kind, in the order of the stages. */
export const FAULT_KINDS = Object.keys(STAGE_OF) as readonly FaultKind[] as readonly [
  FaultKind,
  ...FaultKind[],
];

interface Rule {
  readonly fault: FaultInput;
  /** Its place in the host's list: part of the key of its probability. */
  readonly index: number;
}

export class FaultRules {
  /** Some fault hits a share of the machines: it matters which one a connection lands on. */
  readonly bySickShare: boolean;
  private readonly stages: Rule[][] = [];
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
    this.bySickShare = faults.some(({ sickShare }) => sickShare < 1);
    for (let stage = 0; stage < STAGES; stage++) this.stages.push([]);
    let stagesHit = 0;
    faults.forEach((fault, index) => {
      const stage = STAGE_OF[fault.kind];
      this.stages[stage].push({ fault, index });
      stagesHit |= 1 << stage;
    });
    this.stagesHit = stagesHit;
  }

  /** Is there a fault at this stage at all? */
  has(stage: number): boolean {
    return ((this.stagesHit >>> stage) & 1) === 1;
  }

  /**
   * The fault of a connection (connect, greeting, slow) at time `at`, or null. `step`: how many
   * addresses were tried before; each has its own chance.
   */
  ofConnection(stage: number, at: number, connection: Connection, step = 0): FaultInput | null {
    const attempt = connection.openerAttempt + step * ADDRESS_STEP;
    for (const rule of this.stages[stage]) {
      if (
        this.holds(rule.fault, at, connection, connection.brought) &&
        this.chance(rule, connection.openerMessage, attempt)
      ) {
        return rule.fault;
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
  ): FaultInput | null {
    const count = stage === STAGE_ACCEPTED ? connection.accepted : connection.brought;
    for (const rule of this.stages[stage]) {
      if (this.holds(rule.fault, at, connection, count) && this.chance(rule, message, attempt)) {
        return rule.fault;
      }
    }
    return null;
  }

  private chance(rule: Rule, message: number, attempt: number): boolean {
    const { probability } = rule.fault;
    if (probability >= 1) return true;
    return this.draws.uniform(message, attempt, DRAW_FAULT + rule.index) < probability;
  }

  private holds(fault: FaultInput, at: number, connection: Connection, count: number): boolean {
    return (
      at >= fault.fromMs &&
      at < fault.toMs &&
      (fault.address < 0 || fault.address === connection.address) &&
      (fault.sickShare >= 1 || this.isSick(fault.sickShare, connection)) &&
      (fault.everyConnection === 0 || connection.number % fault.everyConnection === 0) &&
      (fault.atMessage === 0 || count === fault.atMessage) &&
      (fault.everyMessage === 0 || (count > 0 && count % fault.everyMessage === 0))
    );
  }

  /** Whole machines are sick, the first ones behind an address: at least one, if any share is. */
  private isSick(share: number, { address, backend }: Connection): boolean {
    if (share <= 0) return false;
    const { backends } = this.addresses[address];
    return Math.floor(backend * backends) < Math.max(1, Math.round(share * backends));
  }
}
