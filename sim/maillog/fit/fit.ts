/**
 * From a log to a site: arrivals, sizes, the remote server's speed, settings in force, faults, each with
 * how sure it is.
 *
 *   lines -> LogStudy (facts) + recorders of its own -> FittedSite
 *
 * What the log cannot tell is marked as assumed, with the value that the scenario then has. Units:
 * milliseconds, bytes.
 */
import { type HostFacts, type LogFacts, LogStudy } from '../diagnose/log-facts.ts';
import type { MailLogOptions } from '../mail-log.ts';
import { type ArrivalFacts, ArrivalRecorder, fitSizes, rateProfile } from './arrivals.ts';
import { fittedHost, scenarioNames } from './fitted-host.ts';
import {
  arrangementOf,
  GatewayHabits,
  gatewaysOf,
  hostStatusOf,
  intervalOf,
  limitOf,
  lockStyleOf,
  runnersOf,
  timeoutOf,
} from './fitted-settings.ts';
import type { FittedSite, FittedSizes, FittedValue } from './fitted-site.ts';
import { LongTransferRecorder, transferFit } from './fitted-transfers.ts';

/** Hosts with a smaller share of the mail are counted to the first one. */
const MIN_SHARE = 0.02;
const MAX_HOSTS = 8;
/** As many as a scenario takes (sim/scenario/scenario-schema.ts). */
const MAX_RECIPIENTS = 1000;

export interface LogFit {
  readonly site: FittedSite;
  readonly facts: LogFacts;
  readonly arrivals: ArrivalFacts;
}

export class FitStudy {
  private readonly study: LogStudy;
  private readonly arrivals: ArrivalRecorder;
  private readonly habits: GatewayHabits;
  private readonly long: LongTransferRecorder;

  /** `keepsArrivals`: each message's arrival and size, for a recorded trace. */
  constructor(options: MailLogOptions, keepsArrivals: boolean) {
    this.study = new LogStudy(options);
    const { reader } = this.study;
    this.arrivals = new ArrivalRecorder(keepsArrivals);
    this.habits = new GatewayHabits(reader.messages);
    this.long = new LongTransferRecorder(reader.messages);
    reader.join(this.arrivals);
    reader.join(this.habits);
    reader.join(this.long);
  }

  push(bytes: Uint8Array): void {
    this.study.push(bytes);
  }

  endFile(): void {
    this.study.endFile();
  }

  /** `lifetimeMs`: as the user states it; null: it is looked for. */
  fit(lifetimeMs: number | null): LogFit {
    const facts = this.study.facts();
    const arrivals = this.arrivals.facts();
    const { habits, long } = this;
    const { runs, traffic } = facts;
    const startsMs = Math.floor(traffic.fromMs / 60_000) * 60_000;
    const profile = rateProfile(arrivals);
    const { addresses } = this.study.reader;
    const hosts = mainHosts(facts);
    const total = hosts.reduce((sum, host) => sum + taken(host), 0);
    const names = scenarioNames(hosts.map(({ name }) => name));
    const site: FittedSite = {
      startsMs,
      firstArrivalMs: arrivals.count > 0 ? arrivals.firstMs - startsMs : 0,
      lastArrivalMs: arrivals.count > 0 ? arrivals.lastMs - startsMs + 1000 : 1000,
      messages: arrivals.count,
      arrangement: arrangementOf(facts),
      lockStyle: lockStyleOf(habits),
      gateways: gatewaysOf(facts),
      rate: rateOf(arrivals, profile.meanPerMs, profile.burstiness),
      profile: profile.slots,
      burstiness: profile.burstiness,
      sizes: sizesOf(arrivals),
      recipients: recipientsOf(arrivals),
      ...transferFit(facts.transfers, long.transfers, cyclesOf(hosts)),
      runners: runnersOf(facts),
      intervalMs: intervalOf(facts),
      firstRunMs: Number.isNaN(habits.firstRunMs)
        ? null
        : Math.max(
            0,
            (habits.firstRunMs - startsMs) % (runs.intervalMs || Number.POSITIVE_INFINITY),
          ),
      messagesPerConnection: limitOf(hosts),
      hostStatus: hostStatusOf(facts),
      hostStatusTimeoutMs: timeoutOf(hosts),
      hosts: hosts.map((host, i) =>
        fittedHost(host, {
          name: names[i],
          share: total > 0 ? taken(host) / total : 1 / hosts.length,
          addresses: this.addressesOf(host, addresses.size),
          startsMs,
          lifetimeMs,
          messageMs: facts.transfers.first.meanMs || facts.transfers.onOpen.meanMs || 0,
        }),
      ),
    };
    return { site, facts, arrivals };
  }

  private addressesOf({ number }: HostFacts, max: number): number {
    return Math.min(this.habits.addresses.get(number)?.size ?? 0, max);
  }
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
  meanPerMs: number,
  burstiness: number,
): FittedValue<number> {
  // Counts that vary more than Poisson's make the mean less sure by the root of that.
  const half = 1.96 * Math.sqrt(Math.max(1, burstiness || 1) / Math.max(1, count));
  const bursts = Number.isNaN(burstiness)
    ? ''
    : `; counts a minute vary ${burstiness.toFixed(1)} times as much as Poisson's`;
  return {
    value: meanPerMs,
    origin: 'measured',
    why: `95%: ±${(100 * half).toFixed(1)}%, from ${count} messages${bursts}`,
  };
}

function sizesOf(arrivals: ArrivalFacts): FittedValue<FittedSizes> {
  const { sizes, how } = fitSizes(arrivals);
  return { value: sizes, origin: 'measured', why: how };
}

function recipientsOf({ recipients, count }: ArrivalFacts): FittedValue<number> {
  const mean = recipients / Math.max(1, count);
  return {
    value: Math.min(Math.max(1, Math.round(mean)), MAX_RECIPIENTS),
    origin: 'measured',
    why: `mean ${mean.toFixed(2)}; every message has as many in the scenario`,
  };
}
