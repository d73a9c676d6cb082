/**
 * What of a simulation's input a sensitivity study changes, and what it leaves alone, with the reason:
 * a field that is added to the model has to be entered here, or nothing compiles.
 */
import type { GatewayCosts } from '../../mailpath/costs.ts';
import type { FaultInput, HostInput, MailPathInput } from '../../mailpath/input.ts';
import { type GatewaySettings, HELD_SETTINGS } from '../../mailpath/settings.ts';
import type { InputName } from './input-names.ts';

/** The inputs that change it; or why none does. */
type Covered = readonly InputName[] | string;

type SettingField = (typeof HELD_SETTINGS)[number][1]['field'];
type Own = Exclude<keyof MailPathInput, 'settings' | 'costs' | 'hosts'>;

const WHAT_IS_COUNTED = 'which mail counts, and when it is looked at: the question’s';
const A_LIMIT = 'limits of a run: far from what one takes';
const OF_RECORDINGS = 'what only recordings that are replayed have';
const DRAWN = 'when queue runs begin: drawn anew for each day, unless the scenario says when';

export const COVERAGE: {
  readonly input: Readonly<Record<Own, Covered>>;
  /** What a gateway is built and arranged like; settings say it in their rows (settings.ts). */
  readonly settings: Readonly<Record<Exclude<keyof GatewaySettings, SettingField>, Covered>>;
  readonly costs: Readonly<Record<keyof GatewayCosts, Covered>>;
  readonly hosts: Readonly<Record<keyof HostInput, Covered>>;
  readonly faults: Readonly<Record<keyof FaultInput, Covered>>;
} = {
  input: {
    gateways: ['gateways'],
    arrivals: ['rate', 'profile'],
    sizes: ['size', 'size-tail'],
    recipients: ['recipients'],
    destinations: ['route'],
    backlog: ['backlog'],
    marks: ['mark-age'],
    actions: 'what the operator does: a decision, so compare scenarios with other actions',
    maxInSystem: A_LIMIT,
    maxEvents: A_LIMIT,
    maxFollowUpTries: A_LIMIT,
    endMs: WHAT_IS_COUNTED,
    arrivalsEndMs: WHAT_IS_COUNTED,
    countFromMs: WHAT_IS_COUNTED,
    countToMs: WHAT_IS_COUNTED,
    readAtMs: WHAT_IS_COUNTED,
    firstTickMs: DRAWN,
    clockMs: DRAWN,
    overheadSpread: OF_RECORDINGS,
    ties: OF_RECORDINGS,
  },
  settings: {
    firstAttempt: ['arrangement'],
    queueRuns: ['arrangement'],
    lockStyle: ['lock-style'],
    skipDomains: ['skip-domains'],
  },
  costs: {
    runStartMs: ['measured-costs'],
    passStartMs: ['measured-costs'],
    runnerGapMs: ['measured-costs'],
    runnerJitterMs: ['measured-costs'],
    scanMs: ['scan-per-message'],
    forkMs: ['measured-costs'],
    overheadMs: ['overhead'],
    betweenMs: ['between-messages'],
    tickLateMs: ['measured-costs'],
    skipMs: ['skip'],
    statusLockMs: ['status-lock'],
    uplinkPerMs: ['uplink'],
  },
  hosts: {
    name: 'names of hosts',
    addresses: ['addresses', 'backends'],
    addressOrder: ['address-order'],
    lifetime: ['lifetime', 'overshoot', 'cut'],
    setup: ['setup'],
    latency: ['latency'],
    latencyPerByteMs: ['latency-per-megabyte'],
    goodput: ['goodput'],
    roundTripMs: ['round-trip'],
    faults: ['fault', 'equals-ill'],
    connectionLimit: ['connection-limit'],
    connectionLimitOf: ['limit-scope'],
    throttle: ['throttle', 'limit-scope'],
    greylisting: ['greylisting'],
    duplicateShare: 'how often an accepted message is sent twice: moves no delay',
  },
  faults: {
    kind: ['fault-kind'],
    fromMs: ['fault-at'],
    toMs: ['fault-length', 'fault-at'],
    address: ['fault-place'],
    unhealthyShare: ['fault-share'],
    probability: ['fault-probability'],
    everyConnection: ['fault-every'],
    atMessage: ['fault-every'],
    everyMessage: ['fault-every'],
    factor: ['fault-factor'],
    waitMs: ['fault-wait', 'fault-kind'],
  },
};

/** What no input stands for, and why. */
export function notVaried(): string[] {
  const reasons = [
    ...Object.values(COVERAGE).flatMap((group) => Object.values<Covered>(group)),
    ...HELD_SETTINGS.map(([, { label, sensitivity }]) =>
      typeof sensitivity === 'string' ? `${label}: ${sensitivity}` : [],
    ),
  ];
  return [...new Set(reasons.filter((covered) => typeof covered === 'string'))];
}
