/** From the fields of hosts and destinations to the model's far side. Units: ms, bytes. */
import type {
  FaultInput,
  HostInput,
  LifetimeLimit,
  LimitScope,
} from '../mailpath/far-side-input.ts';
import type { DestinationInput } from '../mailpath/input.ts';
import { HOST_DEFAULTS, type HostDefaults } from './defaults.ts';
import type { FaultFields, HostFields, ScopeField } from './hosts-schema.ts';
import type { RunClock } from './run-clock.ts';
import type { ScenarioFields } from './scenario-schema.ts';

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
    hastyRetry:
      host['hasty-retry'] === undefined
        ? null
        : {
            minimumMs: host['hasty-retry'].minimum,
            penaltyMs: host['hasty-retry'].penalty,
            firstRefusal: host['hasty-retry']['first-refusal'],
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
    lateness: lifetime?.lateness ?? standard.lateness,
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
  const fromMs = fault.at === undefined ? 0 : clock.toMs(fault.at);
  return {
    kind: fault.kind,
    fromMs,
    toMs: fault.for === undefined ? Number.POSITIVE_INFINITY : fromMs + fault.for,
    address: (fault.address ?? 0) - 1,
    sickShare: fault['sick-share'] ?? 1,
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
