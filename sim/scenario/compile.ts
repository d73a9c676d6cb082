/**
 * From checked fields to the model's input: one whole MailPathInput for each named setting.
 *
 *   fields -> remote servers, mail, initial state   (the same for every setting)
 *          -> setting with what it inherits -> GatewaySettings
 */
import { costsBy } from '../mailpath/costs.ts';
import type {
  ArrivalProcess,
  DestinationInput,
  FaultInput,
  HostInput,
  LifetimeLimit,
  LimitScope,
  MailPathInput,
  OperatorAction,
} from '../mailpath/input.ts';
import { hostTraffic, messageWork } from '../mailpath/offered-load.ts';
import { DEFAULT_SETTINGS, type GatewaySettings, HELD_SETTINGS } from '../mailpath/settings.ts';
import type { Bound } from './bound.ts';
import { isAllExchangeOnline } from './check-sense.ts';
import {
  DAY_MS,
  DEFAULT_EVENT_LIMIT,
  DEFAULT_FOLLOW_UP,
  DEFAULT_QUEUED_LIMIT,
  DEFAULT_SIZES,
  HOST_DEFAULTS,
  type HostDefaults,
  OFFICE_DAY,
} from './defaults.ts';
import type { FaultFields, HostFields, ScopeField } from './hosts-schema.ts';
import { resolveSetting, type SettingSite, settingNames } from './named-settings.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { Arrangement, RunnersReading, SettingNote } from './scenario.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';
import type { SettingFields } from './settings-schema.ts';

export interface CompiledSettings {
  readonly settings: Map<string, MailPathInput>;
  readonly notes: readonly SettingNote[];
  readonly runnersReading: Map<string, RunnersReading>;
}

/** The fields must have passed every check. */
export function compileSettings(
  fields: ScenarioFields,
  recorded: ReadonlyMap<string, Recorded>,
  bounds: readonly Bound[],
): CompiledSettings {
  const clock = new RunClock(fields.run);
  const arrangement = fields.gateway?.arrangement ?? 'background';
  const common = compileCommon(fields, clock, recorded);
  const site: SettingSite = {
    allExchangeOnline: isAllExchangeOnline(fields.hosts),
    inCloud: fields.gateway?.deployment === 'cloud',
    bounds,
    work: messageWork(common, hostTraffic(common).input),
  };
  const settings = new Map<string, MailPathInput>();
  const notes: SettingNote[] = [];
  const runnersReading = new Map<string, RunnersReading>();
  for (const name of settingNames(fields.settings)) {
    const resolved = resolveSetting(fields.settings ?? {}, name, site);
    const compiled = compileSetting(resolved.fields, arrangement, fields.gateway);
    settings.set(name, {
      ...common,
      settings: compiled,
      actions: [
        ...resolved.actions,
        ...compileActions(
          fields,
          clock,
          common.hosts.map(({ name: host }) => host),
          arrangement,
          resolved.fields,
        ),
      ],
      endMs: Math.max(clock.readAtMs, followedUntil(clock, compiled)),
    });
    notes.push(...resolved.notes);
    runnersReading.set(name, resolved.runners);
  }
  return { settings, notes, runnersReading };
}

/** Each message of the cohort has left by then, or has been old enough to be returned at a retry. */
function followedUntil({ countToMs }: RunClock, settings: GatewaySettings): number {
  return countToMs + settings.returnAfterMs + 2 * settings.retryIntervalMs;
}

/** What is so whatever the setting. */
function compileCommon(
  fields: ScenarioFields,
  clock: RunClock,
  recorded: ReadonlyMap<string, Recorded>,
): Omit<MailPathInput, 'settings' | 'actions' | 'endMs'> {
  const hosts = compileHosts(fields, clock);
  const { backlog, marks } = fields.initial ?? {};
  const firstRun = fields.run?.['first-run-at'];
  return {
    costs: costsBy((name, row) => fields.gateway?.costs?.[name] ?? row.default),
    gateways: fields.gateway?.gateways ?? 1,
    arrivals: fields.mail.arrivals.map((source) => compileArrivals(source, clock, recorded)),
    sizes: fields.mail.sizes ?? DEFAULT_SIZES,
    recipients: fields.mail.recipients?.each ?? 1,
    hosts,
    destinations: compileDestinations(fields, hosts),
    backlog: backlog === undefined ? null : { messages: backlog.messages, ageMs: backlog.age },
    marks: (marks ?? []).map(({ host, age }) => ({
      host: hosts.findIndex((candidate) => candidate.name === host),
      ageMs: age ?? 0,
    })),
    maxInSystem: fields.limits?.queued ?? DEFAULT_QUEUED_LIMIT,
    maxEvents: fields.limits?.events ?? DEFAULT_EVENT_LIMIT,
    readAtMs: clock.readAtMs,
    countToMs: clock.countToMs,
    maxFollowUpTries: fields.limits?.['follow-up'] ?? DEFAULT_FOLLOW_UP,
    arrivalsEndMs: clock.arrivalsEndMs,
    firstTickMs: firstRun === undefined ? null : clock.toMs(firstRun),
    clockMs: null,
    countFromMs: clock.toMs(fields.run?.['count-from']),
    overheadSpread: 0,
    ties: 'arrival',
  };
}

function compileSetting(
  fields: SettingFields,
  arrangement: Arrangement,
  gateway: ScenarioFields['gateway'],
): GatewaySettings {
  return {
    ...DEFAULT_SETTINGS,
    lockStyle: gateway?.['lock-style'] ?? 'fcntl',
    skipDomains: gateway?.['skip-domains'] ?? false,
    firstAttempt: arrangement === 'background' ? 'background' : 'queue',
    queueRuns: arrangement === 'persistent' ? 'persistent' : 'interval',
    ...changedSettings(fields, arrangement),
  };
}

/** The settings that the fields state, as far as they mean anything in the arrangement. */
function changedSettings(
  fields: SettingFields,
  arrangement: Arrangement,
): Partial<GatewaySettings> {
  const meant: SettingFields = {
    ...fields,
    'max-queue-children': queueChildren(fields),
    ...(arrangement === 'persistent'
      ? // Between passes MinQueueAge is the retry interval, by whichever name it is stated.
        {
          'retry-interval': fields['min-queue-age'] ?? fields['retry-interval'],
          'min-queue-age': undefined,
        }
      : { 'pass-interval': undefined }),
  };
  return Object.fromEntries(
    HELD_SETTINGS.flatMap(([name, { field }]) =>
      meant[name] === undefined ? [] : [[field, meant[name]]],
    ),
  );
}

/** MaxQueueChildren; undefined where the fields say nothing of it. */
function queueChildren(fields: SettingFields): number | undefined {
  const reading = fields['runners-are'];
  if (reading === 'in-all') return fields.runners;
  return fields['max-queue-children'] ?? (reading === undefined ? undefined : 0);
}

function compileActions(
  fields: ScenarioFields,
  clock: RunClock,
  hosts: readonly string[],
  arrangement: Arrangement,
  setting: SettingFields,
): OperatorAction[] {
  // In what is set, runners keep the reading and the number that hold before it.
  let counted: SettingFields = { 'runners-are': setting['runners-are'], runners: setting.runners };
  return (fields.actions ?? []).map(({ at, clear, set }): OperatorAction => {
    const atMs = clock.toMs(at);
    if (clear !== undefined) return { kind: 'clear', atMs, host: hosts.indexOf(clear) };
    if (set !== undefined) {
      const changed = { ...counted, ...set };
      counted = { 'runners-are': changed['runners-are'], runners: changed.runners };
      const isCounted = set.runners !== undefined || set['runners-are'] !== undefined;
      const stated =
        isCounted && counted['runners-are'] === 'in-all' ? { ...counted, ...set } : set;
      return { kind: 'set', atMs, settings: changedSettings(stated, arrangement) };
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
    const { at, over = 0, bulk } = source;
    return { kind: 'bulk', atMs: clock.toMs(at), overMs: over, count: bulk };
  }
  return {
    kind: 'poisson',
    ratePerMs: source.rate ?? 0,
    profile: compileProfile(source.profile, clock.startsAtMs),
    periodMs: DAY_MS,
    ...clock.spanOf(source),
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

export function compileHosts(fields: ScenarioFields, clock: RunClock): HostInput[] {
  const named = Object.entries(fields.hosts ?? {});
  const hosts: [string, HostFields][] = named.length > 0 ? named : [['exchange-online', {}]];
  return hosts.map(([name, host]) => compileHost(name, host, clock));
}

function compileHost(name: string, host: HostFields, clock: RunClock): HostInput {
  const standard = HOST_DEFAULTS[host.like ?? 'exchange-online'];
  const backends = host.backends ?? standard.backends;
  return {
    name,
    addresses: Array.from({ length: host.addresses ?? standard.addresses }, (_, i) => ({
      address: `192.0.2.${i + 1}`,
      backends,
    })),
    addressOrder: host['address-order'] ?? 'rotated',
    lifetime: compileLifetime(host, standard),
    setup: host.setup ?? standard.setup,
    latency: host.latency ?? standard.latency,
    latencyPerByteMs: (host['latency-per-megabyte'] ?? 0) / 1e6,
    goodput: host.goodput ?? standard.goodput,
    roundTripMs: host['round-trip'] ?? standard.roundTripMs,
    faults: (host.faults ?? []).map((fault) => compileFault(fault, clock)),
    ...compileConnectionLimit(host),
    throttle:
      host.throttle === undefined
        ? null
        : {
            messages: host.throttle.messages,
            windowMs: host.throttle.per,
            of: compileScope(host.throttle.of ?? 'each-gateway'),
          },
    greylisting:
      host.greylisting === undefined
        ? null
        : {
            minimumMs: host.greylisting.minimum,
            penaltyMs: host.greylisting.penalty,
            firstRefusal: host.greylisting['first-refusal'],
          },
    duplicateShare: host.duplicates ?? 0,
  };
}

function compileLifetime({ lifetime }: HostFields, standard: HostDefaults): LifetimeLimit | null {
  if (lifetime === 'none') return null;
  const limitMs = lifetime?.limit ?? standard.lifetimeMs;
  if (limitMs === Number.POSITIVE_INFINITY) return null;
  return {
    limitMs,
    overshoot: lifetime?.overshoot ?? standard.overshoot,
    how: lifetime?.how ?? 'reset',
  };
}

function compileConnectionLimit({
  'connection-limit': limit = Number.POSITIVE_INFINITY,
}: HostFields): Pick<HostInput, 'connectionLimit' | 'connectionLimitOf'> {
  const { connections, of } =
    typeof limit === 'number' ? { connections: limit, of: undefined } : limit;
  return { connectionLimit: connections, connectionLimitOf: compileScope(of ?? 'all-gateways') };
}

function compileScope(scope: ScopeField): LimitScope {
  return scope === 'all-gateways' ? 'all' : 'gateway';
}

function compileFault(fault: FaultFields, clock: RunClock): FaultInput {
  const fromMs = clock.toMs(fault.at);
  return {
    kind: fault.kind,
    fromMs,
    toMs: fault.for === undefined ? Number.POSITIVE_INFINITY : fromMs + fault.for,
    address: (fault.address ?? 0) - 1,
    unhealthyShare: fault['unhealthy-share'] ?? 1,
    probability: fault.probability ?? 1,
    everyConnection: fault['every-connection'] ?? 0,
    atMessage: fault['at-message'] ?? 0,
    everyMessage: fault['every-message'] ?? 0,
    factor: fault.factor ?? 1,
    waitMs: fault.wait ?? 0,
  };
}

/** A share that is not given takes the rest; a route that is not given is the one host. */
export function compileDestinations(
  fields: ScenarioFields,
  hosts: readonly HostInput[],
): DestinationInput[] {
  const index = new Map(hosts.map(({ name }, i) => [name, i]));
  const indexOf = (name: string) => index.get(name) ?? 0;
  const given = fields.destinations ?? [{ name: hosts[0].name }];
  const stated = given.reduce((sum, { share }) => sum + (share ?? 0), 0);
  return given.map(({ name, share, route }) => ({
    name,
    share: share ?? 1 - stated,
    route: (route ?? [hosts[0].name]).map((step) =>
      typeof step === 'string' ? [indexOf(step)] : step.map(indexOf),
    ),
  }));
}
