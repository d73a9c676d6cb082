/**
 * From a log to a site: arrivals, sizes, the remote server's speed, settings in force, faults, each with
 * how sure it is.
 *
 *   lines -> LogFacts + arrivals -> FittedSite
 *
 * What the log cannot tell is marked as assumed, with the value that the scenario then has. Units:
 * milliseconds, bytes.
 */
import { type HostFacts, hostStatusSeen, LogFacts } from '../diagnose/log-facts.ts';
import type { MailLogOptions } from '../mail-log.ts';
import { transferFit } from '../transfers.ts';
import { ArrivalFacts, fitSizes, rateProfile } from './arrivals.ts';
import { fittedHost, scenarioNames } from './fitted-host.ts';
import { assumed, type FittedSite, measured, observed } from './fitted-site.ts';

/** Hosts with a smaller share of the mail are counted to the first one. */
const MIN_SHARE = 0.02;
const MAX_HOSTS = 8;
/** As many as a scenario takes (sim/scenario/scenario-schema.ts, sim/scenario/defaults.ts). */
const MAX_RECIPIENTS = 1000;
const MAX_GATEWAYS = 64;
const MAX_RUNNERS = 10_000;

export interface LogFit {
  readonly site: FittedSite;
  readonly facts: LogFacts;
  readonly arrivals: ArrivalFacts;
}

export class FitStudy extends LogFacts {
  private readonly arrivals: ArrivalFacts;

  /** `keepsArrivals`: each message's arrival and size, for a recorded trace. */
  constructor(options: MailLogOptions, keepsArrivals: boolean) {
    super(options);
    this.arrivals = new ArrivalFacts(keepsArrivals);
    this.reader.join(this.arrivals);
  }

  /** At the end of the log. `lifetimeMs`: as the user states it; null: it is looked for. */
  fit(lifetimeMs: number | null): LogFit {
    const { arrivals } = this;
    this.end();
    return { site: fittedSite(this, arrivals, lifetimeMs), facts: this, arrivals };
  }
}

function fittedSite(
  facts: LogFacts,
  arrivals: ArrivalFacts,
  lifetimeMs: number | null,
): FittedSite {
  const { runs, traffic, transfers } = facts;
  const startsMs = Math.floor(traffic.fromMs / 60_000) * 60_000;
  const profile = rateProfile(arrivals);
  const hosts = mainHosts(facts);
  const total = hosts.reduce((sum, host) => sum + taken(host), 0);
  const names = scenarioNames(hosts.map(({ name }) => name));
  const messageMs = transfers.first.meanMs || transfers.onOpen.meanMs || 0;
  return {
    startsMs,
    firstArrivalMs: arrivals.count > 0 ? arrivals.firstMs - startsMs : 0,
    lastArrivalMs: arrivals.count > 0 ? arrivals.lastMs - startsMs + 1000 : 1000,
    messages: arrivals.count,
    arrangement: arrangementOf(facts),
    lockStyle: lockStyleOf(facts),
    gateways: gatewaysOf(facts),
    rate: rateOf(arrivals, profile),
    profile: profile.slots,
    burstiness: profile.burstiness,
    sizes: fitSizes(arrivals),
    recipients: recipientsOf(arrivals),
    ...transferFit(transfers, cyclesOf(hosts)),
    runners: runnersOf(facts),
    intervalMs: intervalOf(facts),
    firstRunMs: Number.isNaN(runs.firstRunMs)
      ? null
      : Math.max(0, (runs.firstRunMs - startsMs) % (runs.intervalMs || Number.POSITIVE_INFINITY)),
    messagesPerConnection: limitOf(hosts),
    hostStatus: hostStatusOf(facts),
    hostStatusTimeoutMs: timeoutOf(hosts),
    hosts: hosts.map((host, i) => {
      const share = total > 0 ? taken(host) / total : 1 / hosts.length;
      return fittedHost(host, { name: names[i], share, startsMs, lifetimeMs, messageMs });
    }),
  };
}

/** Messages that followed another on its connection, over all hosts. */
function cyclesOf(hosts: readonly HostFacts[]): { count: number; meanMs: number } {
  let [count, sumMs] = [0, 0];
  for (const { connections } of hosts) {
    count += connections.following;
    if (connections.following > 0) sumMs += connections.following * connections.cycleMs;
  }
  return { count, meanMs: sumMs / count };
}

function mainHosts({ hosts }: LogFacts): HostFacts[] {
  const all = hosts.reduce((sum, host) => sum + taken(host), 0);
  const main = hosts.filter((host) => taken(host) >= MIN_SHARE * all).slice(0, MAX_HOSTS);
  return main.length > 0 ? main : hosts.slice(0, 1);
}

function taken({ attempts }: HostFacts): number {
  return attempts.sent + attempts.skipped / 1000;
}

function rateOf(
  { count }: ArrivalFacts,
  { meanPerMs, burstiness }: ReturnType<typeof rateProfile>,
): FittedSite['rate'] {
  // Counts that vary more than Poisson's make the mean less sure by the root of that.
  const half = 1.96 * Math.sqrt(Math.max(1, burstiness || 1) / Math.max(1, count));
  const bursts = Number.isNaN(burstiness)
    ? ''
    : `; counts a minute vary ${burstiness.toFixed(1)} times as much as Poisson's`;
  return measured(meanPerMs, `95%: ±${(100 * half).toFixed(1)}%, from ${count} messages${bursts}`);
}

function recipientsOf({ recipients, count }: ArrivalFacts): FittedSite['recipients'] {
  const mean = recipients / Math.max(1, count);
  return measured(
    Math.min(Math.max(1, Math.round(mean)), MAX_RECIPIENTS),
    `mean ${mean.toFixed(2)}; every message has as many in the scenario`,
  );
}

/*
 * The settings of the gateways as a log shows them: observed where something depends on them, stated where
 * the daemon says so, assumed where nothing tells.
 */

function arrangementOf({ runs }: LogFacts): FittedSite['arrangement'] {
  const { background, queued, persistent } = runs;
  if (persistent) return { value: 'persistent', origin: 'stated', why: 'the daemon says -qp' };
  return observed(
    background > queued ? 'background' : 'queue-only',
    `${background} first tries at once, ${queued} by a queue run`,
  );
}

/** How queue files are locked: from the priority of first attempts made at once. */
function lockStyleOf({ runs: { readAgain, notRead } }: LogFacts): FittedSite['lockStyle'] {
  const seen = readAgain + notRead;
  if (seen === 0) return assumed('fcntl', 'no first try at once in the log');
  const tries = seen === 1 ? '1 first try' : `${seen} first tries`;
  const value = readAgain >= notRead ? 'fcntl' : 'flock';
  const has = value === 'fcntl' ? 'has' : 'lacks';
  return observed(value, `pri= of ${tries} ${has} 90000`);
}

/** The names that write the log: a log that several gateways share has the mail of all. */
function gatewaysOf({ gateways }: LogFacts): FittedSite['gateways'] {
  const shown = gateways.slice(0, 4).join(', ');
  return observed(
    Math.min(Math.max(1, gateways.length), MAX_GATEWAYS),
    `written by ${shown}${gateways.length > 4 ? ' and others' : ''}`,
  );
}

function runnersOf({ runs }: LogFacts): FittedSite['runners'] {
  return runs.runners > 0
    ? observed(Math.min(runs.runners, MAX_RUNNERS), 'most that began together')
    : assumed(2, 'no queue run is in the log');
}

/** What is shorter whole seconds do not tell from 0. */
const MIN_MS = 1000;
const USUAL_INTERVAL_MS = 30 * 60_000;

function intervalOf({ runs }: LogFacts): FittedSite['intervalMs'] {
  if (runs.intervalFrom === 'unknown') {
    return assumed(USUAL_INTERVAL_MS, 'too few queue runs are in the log');
  }
  const value = Math.round(runs.intervalMs / 1000) * 1000;
  if (value < MIN_MS) return assumed(USUAL_INTERVAL_MS, 'the log says less than a second');
  return runs.intervalFrom === 'stated'
    ? { value, origin: 'stated', why: 'the daemon says so' }
    : measured(value, `from the starts of ${runs.runs} queue runs`);
}

function limitOf(hosts: readonly HostFacts[]): FittedSite['messagesPerConnection'] {
  const limits = hosts
    .map(({ connections }) => connections.limit)
    .filter((limit) => limit !== null);
  if (limits.length > 0) {
    return observed(Math.max(...limits), 'connections are replaced after so many');
  }
  const max = Math.max(0, ...hosts.map(({ connections }) => connections.maxCarried));
  const exact = hosts.every(({ connections }) => connections.exact === connections.connections);
  return exact
    ? observed(Number.POSITIVE_INFINITY, `no limit is seen: a connection carried ${max}`)
    : assumed(
        Number.POSITIVE_INFINITY,
        `a process delivered ${max} in a row; LogLevel 12 would tell on how many connections`,
      );
}

function hostStatusOf(facts: LogFacts): FittedSite['hostStatus'] {
  const { state, skips, tried } = hostStatusSeen(facts);
  if (state === 'on') return observed(true, `${skips} skips by marks`);
  return state === 'off'
    ? observed(false, `after ${tried} failures new processes tried the host`)
    : assumed(true, 'nothing in the log shows it');
}

const USUAL_TIMEOUT_MS = 30 * 60_000;

function timeoutOf(hosts: readonly HostFacts[]): FittedSite['hostStatusTimeoutMs'] {
  const [known] = hosts
    .map(({ marks }) => marks.timeoutMs)
    .filter(({ high }) => !Number.isNaN(high));
  if (known === undefined) return assumed(USUAL_TIMEOUT_MS, 'no mark ran out within the log');
  const { low, high } = known;
  const usual = low <= USUAL_TIMEOUT_MS && USUAL_TIMEOUT_MS <= high;
  const middle = Math.max(MIN_MS, Math.round((low + high) / 2000) * 1000);
  return measured(
    usual ? USUAL_TIMEOUT_MS : middle,
    `between ${low / 1000} s and ${high / 1000} s, from marks that ran out`,
  );
}
