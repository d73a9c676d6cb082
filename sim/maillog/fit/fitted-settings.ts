/**
 * The settings of the gateways as a log shows them: observed where something depends on them, stated where
 * the daemon says so, assumed where nothing tells. Units: milliseconds.
 */
import { RETRY_FACTOR } from '../../mailpath/disposition.ts';
import type { Attempt } from '../attempt.ts';
import { limitSeen } from '../diagnose/connections.ts';
import type { HostFacts, LogFacts } from '../diagnose/log-facts.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';
import { NO_NAME } from '../name-table.ts';
import type { FittedSite, FittedValue } from './fitted-site.ts';

const MAX_ADDRESSES = 64;

/**
 * What only a scenario needs: how queue files are locked (from the priority of first attempts made at
 * once), the addresses of each host, when queue runs began.
 */
export class GatewayHabits implements LogListener {
  private readonly messages: MessageTable;
  /** First attempts at once, by whether the queue file was read again for them. */
  readAgain = 0;
  notRead = 0;
  readonly addresses = new Map<number, Set<number>>();
  /** The start of the first queue run that was seen. */
  firstRunMs = Number.NaN;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  attempt({ line, message, process, contact, host, retry, end }: Attempt): void {
    const { of } = this.messages;
    const initial = of.priority[message];
    if (!retry && process.attempts === 1 && !process.runner && !Number.isNaN(initial)) {
      const added = line.priority - initial;
      if (added === 0) this.notRead++;
      else if (added === RETRY_FACTOR) this.readAgain++;
    }
    if (process.runner && Number.isNaN(this.firstRunMs)) this.firstRunMs = process.firstMs;
    if (end !== 'sent' || contact.address === NO_NAME) return;
    let known = this.addresses.get(host);
    if (known === undefined) {
      known = new Set();
      this.addresses.set(host, known);
    }
    if (known.size < MAX_ADDRESSES) known.add(contact.address);
  }
}

export function arrangementOf({ runs }: LogFacts): FittedSite['arrangement'] {
  const { background, queued, persistent } = runs;
  const tries = `${background} first tries at once, ${queued} by a queue run`;
  if (persistent) return { value: 'persistent', origin: 'stated', why: 'the daemon says -qp' };
  return {
    value: background > queued ? 'background' : 'queue-only',
    origin: 'observed',
    why: tries,
  };
}

export function lockStyleOf({ readAgain, notRead }: GatewayHabits): FittedSite['lockStyle'] {
  if (readAgain + notRead === 0) {
    return { value: 'fcntl', origin: 'assumed', why: 'no first try at once in the log' };
  }
  const value = readAgain >= notRead ? 'fcntl' : 'flock';
  return {
    value,
    origin: 'observed',
    why: `pri= of ${readAgain + notRead} first tries ${value === 'fcntl' ? 'has' : 'lacks'} 90000`,
  };
}

/** As many as a scenario takes. */
const MAX_GATEWAYS = 64;

/** The names that write the log: a log that several gateways share has the mail of all. */
export function gatewaysOf({ gateways }: LogFacts): FittedValue<number> {
  const shown = gateways.slice(0, 4).join(', ');
  return {
    value: Math.min(Math.max(1, gateways.length), MAX_GATEWAYS),
    origin: 'observed',
    why: `written by ${shown}${gateways.length > 4 ? ' and others' : ''}`,
  };
}

/** As many as a scenario takes (sim/scenario/defaults.ts). */
const MAX_RUNNERS = 10_000;

export function runnersOf({ runs }: LogFacts): FittedValue<number> {
  const value = Math.min(runs.runners, MAX_RUNNERS);
  return value > 0
    ? { value, origin: 'observed', why: 'most that began together' }
    : { value: 2, origin: 'assumed', why: 'no queue run is in the log' };
}

const USUAL_INTERVAL_MS = 30 * 60_000;
/** What is shorter whole seconds do not tell from 0. */
const MIN_MS = 1000;

export function intervalOf({ runs }: LogFacts): FittedValue<number> {
  if (runs.intervalFrom === 'unknown') {
    const why = 'too few queue runs are in the log';
    return { value: USUAL_INTERVAL_MS, origin: 'assumed', why };
  }
  const stated = runs.intervalFrom === 'stated';
  const value = Math.round(runs.intervalMs / 1000) * 1000;
  if (value < MIN_MS) {
    return { value: USUAL_INTERVAL_MS, origin: 'assumed', why: 'the log says less than a second' };
  }
  return {
    value,
    origin: stated ? 'stated' : 'measured',
    why: stated ? 'the daemon says so' : `from the starts of ${runs.runs} queue runs`,
  };
}

export function limitOf(hosts: readonly HostFacts[]): FittedValue<number> {
  const limits = hosts
    .map(({ connections }) => limitSeen(connections))
    .filter((limit) => limit !== null);
  if (limits.length > 0) {
    const why = 'connections are replaced after so many';
    return { value: Math.max(...limits), origin: 'observed', why };
  }
  const max = Math.max(0, ...hosts.map(({ connections }) => connections.maxCarried));
  const exact = hosts.every(({ connections }) => connections.exact === connections.connections);
  return {
    value: Number.POSITIVE_INFINITY,
    origin: exact ? 'observed' : 'assumed',
    why: exact
      ? `no limit is seen: a connection carried ${max}`
      : `a process delivered ${max} in a row; LogLevel 12 would tell on how many connections`,
  };
}

export function hostStatusOf({ hosts }: LogFacts): FittedValue<boolean> {
  const skips = hosts.reduce((sum, { marks }) => sum + marks.tableSkips, 0);
  if (skips > 0) {
    return { value: true, origin: 'observed', why: `${skips} skips by marks` };
  }
  const tried = hosts.reduce((sum, { marks }) => sum + marks.failuresThatDidNot, 0);
  return tried >= 3
    ? {
        value: false,
        origin: 'observed',
        why: `after ${tried} failures new processes tried the host`,
      }
    : { value: true, origin: 'assumed', why: 'nothing in the log shows it' };
}

const USUAL_TIMEOUT_MS = 30 * 60_000;

export function timeoutOf(hosts: readonly HostFacts[]): FittedValue<number> {
  const [known] = hosts.filter(({ marks }) => !Number.isNaN(marks.timeoutHighMs));
  if (known === undefined) {
    return { value: USUAL_TIMEOUT_MS, origin: 'assumed', why: 'no mark ran out within the log' };
  }
  const { timeoutLowMs, timeoutHighMs } = known.marks;
  const usual = timeoutLowMs <= USUAL_TIMEOUT_MS && USUAL_TIMEOUT_MS <= timeoutHighMs;
  const middle = Math.max(MIN_MS, Math.round((timeoutLowMs + timeoutHighMs) / 2000) * 1000);
  return {
    value: usual ? USUAL_TIMEOUT_MS : middle,
    origin: 'measured',
    why: `between ${timeoutLowMs / 1000} s and ${timeoutHighMs / 1000} s, from marks that ran out`,
  };
}
