/**
 * From checked fields to the model's input: one whole MailPathInput for each named setting.
 *
 *   fields -> far side, mail, initial state   (the same for every setting)
 *          -> setting with what it inherits -> GatewaySettings
 */
import type {
  ArrivalProcess,
  GatewayCosts,
  GatewaySettings,
  MailPathInput,
  OperatorAction,
} from '../mailpath/input.ts';
import { retryIntervalField } from '../mailpath/retry-interval.ts';
import { isAllExchangeOnline } from './check-sense.ts';
import { compileDestinations, compileHosts } from './compile-hosts.ts';
import {
  DAY_MS,
  DEFAULT_COSTS,
  DEFAULT_QUEUED_LIMIT,
  DEFAULT_SIZES,
  OFFICE_DAY,
} from './defaults.ts';
import { resolveSetting, settingNames } from './named-settings.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { Arrangement } from './scenario.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';
import type { SettingFields } from './settings-schema.ts';

const HOUR_MS = 3_600_000;

/** The fields must have passed every check. */
export function compileSettings(
  fields: ScenarioFields,
  recorded: ReadonlyMap<string, Recorded>,
): Map<string, MailPathInput> {
  const clock = new RunClock(fields.run);
  const hosts = compileHosts(fields, clock);
  const firstRun = fields.run?.['first-run-at'];
  const countFrom = fields.run?.['count-from'];
  const arrangement = fields.gateway?.arrangement ?? 'background';
  const compiled = new Map<string, MailPathInput>();
  for (const name of settingNames(fields.settings)) {
    const setting = resolveSetting(fields.settings ?? {}, name, isAllExchangeOnline(fields.hosts));
    const { backlog } = fields.initial ?? {};
    compiled.set(name, {
      settings: compileSetting(setting.fields, arrangement, fields.gateway),
      costs: compileCosts(fields.gateway?.costs),
      gateways: fields.gateway?.gateways ?? 1,
      arrivals: fields.mail.arrivals.map((source) => compileArrivals(source, clock, recorded)),
      sizes: fields.mail.sizes ?? DEFAULT_SIZES,
      recipients: fields.mail.recipients?.each ?? 1,
      hosts,
      destinations: compileDestinations(fields, hosts),
      backlog: backlog === undefined ? null : { messages: backlog.messages, ageMs: backlog.age },
      marks: (fields.initial?.marks ?? []).map(({ host, age }) => ({
        host: hosts.findIndex((candidate) => candidate.name === host),
        ageMs: age ?? 0,
      })),
      actions: [
        ...(setting.clearsTable ? [{ kind: 'clear' as const, atMs: 0, host: -1 }] : []),
        ...compileActions(
          fields,
          clock,
          hosts.map(({ name: host }) => host),
          arrangement,
        ),
      ],
      mostInSystem: fields.limits?.queued ?? DEFAULT_QUEUED_LIMIT,
      endMs: clock.endMs,
      arrivalsEndMs: clock.arrivalsEndMs,
      firstTickMs: firstRun === undefined ? null : clock.toMs(firstRun),
      clockMs: null,
      countFromMs: countFrom === undefined ? 0 : clock.toMs(countFrom),
      overheadSpread: 0,
      ties: 'arrival',
    });
  }
  return compiled;
}

function compileSetting(
  fields: SettingFields,
  arrangement: Arrangement,
  gateway: ScenarioFields['gateway'],
): GatewaySettings {
  return {
    minQueueAgeMs: 0,
    maxQueueAgeMs: 0,
    runners: 1,
    maxQueueChildren: 0,
    messagesPerConnection: Number.POSITIVE_INFINITY,
    connectionAgeMs: Number.POSITIVE_INFINITY,
    hostStatus: true,
    hostStatusTimeoutMs: HOUR_MS / 2,
    connectionCacheSize: 2,
    connectionCacheTimeoutMs: HOUR_MS / 12,
    sort: 'priority',
    backgroundLimit: 200,
    lockStyle: gateway?.['lock-style'] ?? 'fcntl',
    skipDomains: gateway?.['skip-domains'] ?? false,
    warnAfterMs: 4 * HOUR_MS,
    returnAfterMs: 5 * DAY_MS,
    queueIntervalMs: HOUR_MS / 2,
    firstAttempt: arrangement === 'background' ? 'background' : 'queue',
    queueRuns: arrangement === 'persistent' ? 'persistent' : 'interval',
    ...changedSettings(fields, arrangement, true),
  };
}

/** The settings that the fields state. `whole`: also what follows from the arrangement. */
function changedSettings(
  fields: SettingFields,
  arrangement: Arrangement,
  whole: boolean,
): Partial<GatewaySettings> {
  const persistent = arrangement === 'persistent';
  const stated: { [K in keyof GatewaySettings]?: GatewaySettings[K] | undefined } = {
    messagesPerConnection: fields['messages-per-connection'],
    connectionAgeMs: fields['connection-age'],
    runners: fields.runners,
    hostStatus: fields['host-status'],
    hostStatusTimeoutMs: fields['host-status-timeout'],
    maxQueueChildren: fields['max-queue-children'],
    maxQueueAgeMs: fields['max-queue-age'],
    sort: fields.sort,
    connectionCacheSize: fields['connection-cache'],
    connectionCacheTimeoutMs: fields['connection-cache-timeout'],
    backgroundLimit: fields['background-limit'],
    warnAfterMs: fields['warn-after'],
    returnAfterMs: fields['return-after'],
    ...(persistent
      ? { queueIntervalMs: fields['pass-interval'] ?? (whole ? 1000 : undefined) }
      : {}),
    [retryIntervalField({ queueRuns: persistent ? 'persistent' : 'interval' })]:
      fields['retry-interval'],
    ...(fields['min-queue-age'] === undefined ? {} : { minQueueAgeMs: fields['min-queue-age'] }),
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
}

function compileActions(
  fields: ScenarioFields,
  clock: RunClock,
  hosts: readonly string[],
  arrangement: Arrangement,
): OperatorAction[] {
  return (fields.actions ?? []).map(({ at, clear, set }): OperatorAction => {
    const atMs = clock.toMs(at);
    if (clear !== undefined) return { kind: 'clear', atMs, host: hosts.indexOf(clear) };
    if (set !== undefined) {
      return { kind: 'set', atMs, settings: changedSettings(set, arrangement, false) };
    }
    return { kind: 'flush', atMs };
  });
}

function compileArrivals(
  source: ArrivalFields,
  clock: RunClock,
  recorded: ReadonlyMap<string, Recorded>,
): ArrivalProcess {
  if (source.recorded !== undefined) {
    const { timesMs, sizes } = recorded.get(source.recorded) ?? { timesMs: [], sizes: [] };
    return { kind: 'recorded', timesMs, sizes };
  }
  if (source.bulk !== undefined) {
    const atMs = source.at === undefined ? 0 : clock.toMs(source.at);
    return { kind: 'bulk', atMs, overMs: source.over ?? 0, count: source.bulk };
  }
  return {
    kind: 'poisson',
    ratePerMs: source.rate ?? 0,
    profile: compileProfile(source.profile, clock.startsAtMs),
    periodMs: DAY_MS,
    fromMs: source.from === undefined ? 0 : clock.toMs(source.from),
    toMs: source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until),
  };
}

/** Relative rates with mean 1 over the day, beginning at the time of day at which the run does. */
function compileProfile(profile: ArrivalFields['profile'], startsAtMs: number): number[] {
  if (profile === undefined || profile === 'constant') return [];
  const rates = profile === 'office-day' ? OFFICE_DAY : profile;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  // Slots of the clock become slots of the run: finer ones, if the run starts within a slot.
  const minutes = DAY_MS / 60_000;
  const byMinute = Array.from({ length: minutes }, (_, minute) => {
    const clockMinute = (minute + Math.floor(startsAtMs / 60_000)) % minutes;
    return rates[Math.floor((clockMinute * rates.length) / minutes)] / mean;
  });
  return startsAtMs === 0 ? rates.map((rate) => rate / mean) : byMinute;
}

function compileCosts(costs: NonNullable<ScenarioFields['gateway']>['costs']): GatewayCosts {
  return {
    runStartMs: costs?.['run-start'] ?? DEFAULT_COSTS.runStartMs,
    passStartMs: costs?.['pass-start'] ?? DEFAULT_COSTS.passStartMs,
    runnerGapMs: costs?.['runner-gap'] ?? DEFAULT_COSTS.runnerGapMs,
    runnerJitterMs: costs?.['runner-jitter'] ?? DEFAULT_COSTS.runnerJitterMs,
    scanMs: costs?.['scan-per-message'] ?? DEFAULT_COSTS.scanMs,
    forkMs: costs?.fork ?? DEFAULT_COSTS.forkMs,
    overheadMs: costs?.overhead ?? DEFAULT_COSTS.overheadMs,
    betweenMs: costs?.['between-messages'] ?? DEFAULT_COSTS.betweenMs,
    tickLateMs: costs?.['tick-lateness'] ?? DEFAULT_COSTS.tickLateMs,
    skipMs: costs?.skip ?? DEFAULT_COSTS.skipMs,
    statusLockMs: costs?.['status-lock'] ?? DEFAULT_COSTS.statusLockMs,
    uplinkPerMs: costs?.uplink ?? DEFAULT_COSTS.uplinkPerMs,
  };
}
