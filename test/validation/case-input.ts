/**
 * From a recording to the simulation's input: the same arrivals, sizes, phase, settings, server.
 *
 * Times in ms from the first message's acceptance, as in the recording.
 */

import type { FaultKind } from '../../sim/mailpath/faults.ts';
import type { FaultInput, HostInput, MailPathInput } from '../../sim/mailpath/input.ts';
import { EMPTY_PASS_SLEEP_MS } from '../../sim/mailpath/queue-runner.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { gatewaySettings } from '../mailpath/gateway-settings.ts';
import {
  MACHINE_COSTS,
  MACHINE_ROUND_TRIP_MS,
  MACHINE_SETUP_MS,
  RECEIVED_BYTES,
} from './machine-costs.ts';
import { endedAfter, type RecordedCase, type RecordedFault } from './recorded-case.ts';

/** The server's words for its faults, and the model's. */
export const FAULT_KINDS: Readonly<Record<RecordedFault['kind'], FaultKind>> = {
  greet421: 'greeting-421',
  greet554: 'greeting-5xx',
  resetOnConnect: 'greeting-reset',
  deferMail: 'mail-4xx',
  deferRcpt: 'rcpt-4xx',
  defer: 'dot-4xx',
  resetInData: 'dot-reset',
  resetAfterAccept: 'accepted-reset',
  '421AfterAccept': 'accepted-421',
  refuse: 'connect-refused',
};

/** How the server's connections end after a refusal (`then`), and the model's. */
const REFUSED_KINDS = {
  reset: 'refused-reset',
  eof: 'refused-reset',
  '421': 'refused-421',
} as const;

/** An empty message as the early recordings sent it, which do not state their sizes. */
const UNSTATED_BYTES = 122;
const NEVER_MS = 1e9;

const ENDED_AFTER_RCPT = endedAfter('deferRcpt');
/** A runner whose probe finds its connection gone connects again within this. */
const REPLACED_AT_ONCE_MS = 50;

/** How a replay differs from the nominal one: for bands. */
export interface Perturbation {
  readonly ties: MailPathInput['ties'];
  readonly overheadSpread: number;
  /** How far the order of runners that start together is left to chance, ms. */
  readonly runnerJitterMs: number;
  /** The machine's pace in this replay: every overhead is multiplied by it. */
  readonly pace: number;
  /** From a tick to the first delivery of its run, ms. */
  readonly runStartMs: number;
  /** Share of the resets after an acceptance that Sendmail's next command was faster than. */
  readonly lateResets: number;
  /** Of the resets after a refused RCPT: the share of those that its RSET and its probe were. */
  readonly lateAfterRcpt: number | 'as recorded';
}

export const NOMINAL: Perturbation = {
  ties: 'random',
  overheadSpread: 0,
  runnerJitterMs: 0,
  pace: 1,
  runStartMs: MACHINE_COSTS.runStartMs,
  lateResets: 0,
  lateAfterRcpt: 'as recorded',
};

export function caseInput(recorded: RecordedCase, perturbation: Perturbation): MailPathInput {
  const { messages, endMs, timeZeroEpochMs } = recorded;
  const settings = caseSettings(recorded);
  const byArrival = [...messages].sort((a, b) => a.arrivalMs - b.arrivalMs);
  return {
    settings,
    costs: {
      ...MACHINE_COSTS,
      overheadMs: MACHINE_COSTS.overheadMs * perturbation.pace,
      runnerJitterMs: perturbation.runnerJitterMs,
      runStartMs: perturbation.runStartMs,
    },
    gateways: 1,
    arrivals: [
      {
        kind: 'recorded',
        timesMs: byArrival.map((m) => m.arrivalMs),
        sizes: byArrival.map((m) => (m.bytes ?? UNSTATED_BYTES) + RECEIVED_BYTES),
      },
    ],
    sizes: { kind: 'constant', value: UNSTATED_BYTES },
    recipients: 1,
    hosts: recorded.route.map((_, i) => caseHost(recorded, i, perturbation)),
    destinations: [{ name: 'example.test', share: 1, route: caseRoute(recorded) }],
    backlog: null,
    marks: [],
    actions: [],
    maxInSystem: Number.POSITIVE_INFINITY,
    endMs,
    arrivalsEndMs: endMs,
    firstTickMs: firstTick(recorded, settings),
    clockMs: timeZeroEpochMs,
    ties: perturbation.ties,
    countFromMs: 0,
    countToMs: Number.POSITIVE_INFINITY,
    readAtMs: Number.POSITIVE_INFINITY,
    maxFollowUpTries: Number.POSITIVE_INFINITY,
    maxEvents: Number.POSITIVE_INFINITY,
    overheadSpread: perturbation.overheadSpread,
  };
}

function caseSettings({ sendmail, lockStyle }: RecordedCase): GatewaySettings {
  const { persistent, queueInterval, minQueueAge } = sendmail;
  return gatewaySettings({
    firstAttempt: sendmail.deliveryMode === 'background' ? 'background' : 'queue',
    queueRuns: persistent ? 'persistent' : 'interval',
    retryIntervalMs: milliseconds(persistent ? minQueueAge : queueInterval),
    passIntervalMs: milliseconds(queueInterval),
    minQueueAgeMs: milliseconds(minQueueAge),
    runners: sendmail.runnersPerQueue,
    maxQueueChildren: sendmail.queueChildren,
    messagesPerConnection: sendmail.maxMsgs ?? Number.POSITIVE_INFINITY,
    hostStatus: sendmail.hostStatus,
    hostStatusTimeoutMs: milliseconds(sendmail.hostStatusTimeout),
    connectionCacheSize: Math.max(1, sendmail.connectionCache),
    sort: sendmail.sort,
    backgroundLimit: Number.POSITIVE_INFINITY,
    lockStyle,
    // Debian, which builds with flock, also builds with this.
    skipDomains: lockStyle === 'flock',
    warnAfterMs: NEVER_MS,
    returnAfterMs: NEVER_MS,
  });
}

/** The first start of a queue run that finds mail: ticks before time 0 find an empty queue. */
function firstTick({ daemonStartedMs }: RecordedCase, settings: GatewaySettings): number {
  const step = settings.queueRuns === 'persistent' ? EMPTY_PASS_SLEEP_MS : settings.retryIntervalMs;
  return daemonStartedMs + Math.max(0, Math.ceil(-daemonStartedMs / step)) * step;
}

function caseRoute({ route }: RecordedCase): number[][] {
  const groups = new Map<number, number[]>();
  route.forEach((host, i) => {
    const preference = host.preference ?? i;
    groups.set(preference, [...(groups.get(preference) ?? []), i]);
  });
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, hosts]) => hosts);
}

function caseHost(recorded: RecordedCase, index: number, perturbation: Perturbation): HostInput {
  const { sink, route } = recorded;
  const { name, addresses } = route[index];
  return {
    name,
    addresses: addresses.map((address) => ({ address, backends: 1 })),
    addressOrder: 'fixed',
    lifetime:
      sink.capMs === undefined
        ? null
        : {
            limitMs: sink.capMs,
            overshoot: { kind: 'constant', value: 0 },
            how: sink.capHow ?? 'reset',
          },
    setup: { kind: 'constant', value: MACHINE_SETUP_MS },
    latency: { kind: 'constant', value: sink.serviceMs ?? sink.latencyMs ?? 0 },
    latencyPerByteMs: sink.bytesPerMs === undefined ? 0 : 1 / sink.bytesPerMs,
    // Loopback: a body takes no time worth counting; the server waits by itself.
    goodput: { kind: 'constant', value: 1e6 },
    roundTripMs: MACHINE_ROUND_TRIP_MS,
    faults: caseFaults(recorded).flatMap((fault) =>
      fault.host === undefined || addresses.includes(fault.host)
        ? [
            ...withLateResets(caseFault(recorded, fault, addresses), perturbation.lateResets),
            ...afterRefusal(recorded, fault, addresses, perturbation.lateAfterRcpt),
          ]
        : [],
    ),
    connectionLimit: Number.POSITIVE_INFINITY,
    connectionLimitOf: 'all',
    throttle: sink.throttle === undefined ? null : { ...sink.throttle, of: 'all' },
    greylisting: null,
    duplicateShare: 0,
  };
}

/** The recorded faults, and a refusal at each address that nobody listened on. */
function caseFaults({ sink, route }: RecordedCase): RecordedFault[] {
  const listening = sink.hosts ?? route.flatMap(({ addresses }) => addresses);
  const silent = route.flatMap(({ addresses }) => addresses.filter((a) => !listening.includes(a)));
  return [
    ...(sink.faults ?? []),
    ...silent.map((host): RecordedFault => ({ kind: 'refuse', host })),
  ];
}

function caseFault(
  { sinkStartedMs }: RecordedCase,
  fault: RecordedFault,
  addresses: readonly string[],
): FaultInput {
  return {
    kind: FAULT_KINDS[fault.kind],
    fromMs: fault.fromMs === undefined ? -NEVER_MS : sinkStartedMs + fault.fromMs,
    toMs: fault.toMs === undefined ? NEVER_MS : sinkStartedMs + fault.toMs,
    address: fault.host === undefined ? -1 : addresses.indexOf(fault.host),
    unhealthyShare: 1,
    probability: fault.p ?? 1,
    everyConnection: fault.everyConn ?? 0,
    atMessage: fault.atMsg ?? 0,
    everyMessage: fault.everyMsg ?? 0,
    factor: 1,
    waitMs: 0,
  };
}

/**
 * The server resets 1 ms after its 250, about when Sendmail's next command is on its way. A reset
 * that comes after the probe was answered meets the next message.
 */
function withLateResets(fault: FaultInput, share: number): FaultInput[] {
  if (fault.kind !== 'accepted-reset' || share === 0) return [fault];
  const late = { ...fault, waitMs: MACHINE_COSTS.betweenMs + 2 * MACHINE_ROUND_TRIP_MS };
  return [{ ...late, probability: share }, fault];
}

/**
 * What ends the connection of a message that the fault refused. After a refused RCPT a reset races
 * with three commands: the RSET of the same attempt, the probe before the next message, its MAIL. It
 * came after the first in all recordings; which of the others it met is drawn, or read off the
 * recording: a connection that the same runner replaced at once was lost at its probe.
 */
function afterRefusal(
  recorded: RecordedCase,
  fault: RecordedFault,
  addresses: readonly string[],
  lateAfterRcpt: Perturbation['lateAfterRcpt'],
): FaultInput[] {
  const { kind, then, thenMs = 1 } = fault;
  if (then === undefined) return [];
  const ends: FaultInput = {
    ...caseFault(recorded, fault, addresses),
    kind: REFUSED_KINDS[then],
    probability: 1,
    waitMs: thenMs,
  };
  if (kind !== 'deferRcpt' || then !== 'reset') return [ends];
  const beforeProbe = { ...ends, waitMs: thenMs + 2 * MACHINE_ROUND_TRIP_MS };
  const late = {
    ...ends,
    waitMs: thenMs + MACHINE_COSTS.betweenMs + 3 * MACHINE_ROUND_TRIP_MS,
  };
  if (lateAfterRcpt !== 'as recorded') {
    return [{ ...late, probability: lateAfterRcpt }, beforeProbe];
  }
  const { connections } = recorded;
  const ended = connections.filter((connection) => connection.ended === ENDED_AFTER_RCPT);
  const closes = ended.map(({ openMs, closeMs = openMs }) => closeMs);
  return closes.map((closeMs, i) => {
    const replaced = connections.some(
      ({ openMs }) => openMs >= closeMs && openMs - closeMs < REPLACED_AT_ONCE_MS,
    );
    return {
      ...(replaced ? beforeProbe : late),
      fromMs: i === 0 ? ends.fromMs : (closes[i - 1] + closeMs) / 2,
      toMs: i === closes.length - 1 ? ends.toMs : (closeMs + closes[i + 1]) / 2,
    };
  });
}

/** Sendmail's own notation: `27s`, `1m`, `0`. */
function milliseconds(duration: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|[smhd]?)$/.exec(duration);
  if (match === null) throw new Error(`"${duration}" is not a duration such as 27s or 1m`);
  const unit =
    { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, '': 1000 }[match[2]] ?? 1000;
  return Number(match[1]) * unit;
}
