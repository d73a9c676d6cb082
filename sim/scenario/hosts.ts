/**
 * Remote servers in a scenario file: hosts with their limits and faults, destinations with routes; their
 * defaults (test/scenario/defaults.test.ts holds them to what users read of them), and the model's input
 * that is made of them. Times in ms.
 *
 * The public logs that values come from are listed in docs/model.md.
 */
import { z } from 'zod';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
import type {
  DestinationInput,
  FaultInput,
  HostInput,
  LifetimeLimit,
  LimitScope,
} from '../mailpath/input.ts';
import { MAX_HOSTS } from './defaults.ts';
import { choice, count, distribution, duration, number, runTime, share, text } from './field.ts';
import type { RunClock } from './run-clock.ts';

const MINUTE_MS = 60_000;

const faultSchema = z.strictObject({
  kind: choice(
    FAULT_KINDS,
    { description: 'What goes wrong, and at which stage: mailpath explain KIND.' },
    FAULT_KINDS.map((kind) => FAULTS[kind].meaning),
  ),
  at: runTime({ description: 'When it begins.', default: 'the start of the run' }).optional(),
  for: duration({ description: 'How long it lasts.', default: 'to the end of the run' }).optional(),
  address: count({ description: 'The one address that it hits, from 1.' }).optional(),
  'unhealthy-share': share({
    description:
      'Share of the backends behind each address that are unhealthy: whole machines, at least one.',
    default: '100%',
  }).optional(),
  probability: share({
    description: 'Per connection or per message, as the kind has it.',
    default: '100%',
  }).optional(),
  'every-connection': count({ description: 'Only each n-th connection.' }).optional(),
  'at-message': count({ description: 'Only the n-th message of a connection.' }).optional(),
  'every-message': count({ description: 'Only each n-th message of a connection.' }).optional(),
  factor: number({
    description: 'slow: goodput is multiplied by this.',
    from: 1e-6,
    to: 1,
    shown: 'from 0.000001 to 1',
  }).optional(),
  wait: duration({
    description:
      'How long the gateway waits for the answer, or how long after the reply the connection ends, as the kind has it.',
  }).optional(),
});

type FaultFields = z.output<typeof faultSchema>;

/** Whose connections or messages a limit counts, where there are several gateways. */
const SCOPES = ['each-gateway', 'all-gateways'] as const;

const connectionLimitSchema = z.strictObject({
  connections: count({ description: 'Open connections at one time.', unlimited: true }),
  of: choice(SCOPES, {
    description: "Whether each gateway's address has this limit, or all gateways together.",
    default: 'all-gateways',
    source:
      'assumption after the reply itself: "maximum number of concurrent connections per resource forest"',
  }).optional(),
});

type ConnectionLimit = z.output<typeof connectionLimitSchema>;

const lifetimeSchema = z.strictObject({
  limit: duration({
    description: 'How long a connection lives.',
    default: '20m',
    source: 'article: 20 minutes; confirmed in Haraka issue 2321 (20:55)',
    above: 0,
    shown: 'above 0 (leave lifetime: none for no limit)',
  }).optional(),
  overshoot: distribution('duration', {
    description: 'How much later than the limit the cut comes.',
    default: 'uniform from 0s to 60s',
    source: 'assumption around the one public trace, 20:55 (Haraka issue 2321)',
  }).optional(),
  how: choice(['reset', 'eof', '421', 'reset-at-boundary', '421-at-boundary'], {
    description: 'How the remote server cuts: at once, or after the message in service.',
    default: 'reset',
    source: 'article: "ConnectionReset"; the public trace shows an SMTP reply',
  }).optional(),
});

export const hostSchema = z.strictObject({
  like: choice(['exchange-online', 'other-server'], {
    description: 'Whose values hold for what is not given.',
    default: 'exchange-online',
  }).optional(),
  addresses: count({
    description: 'Addresses of the name.',
    default: '8 (exchange-online), 1 (other-server)',
    source:
      'DNS: 8 A records of a tenant since 2023, 2 in 2019; not the "two or three" of the article, which is older. Host status is kept by the name, so that their number matters only for faults of one address',
    to: 64,
  }).optional(),
  backends: count({
    description: 'Machines behind each address.',
    default: '300 (exchange-online), 1 (other-server)',
    source: 'article: hundreds of machines',
  }).optional(),
  'address-order': choice(['rotated', 'fixed'], {
    description: 'Which address is tried first: one drawn per connection, or always the first.',
    default: 'rotated',
    source: 'assumption: DNS rotates its answers',
  }).optional(),
  lifetime: z
    .union([z.literal('none'), lifetimeSchema])
    .optional()
    .meta({ description: 'The age at which connections are cut, or none.' }),
  setup: distribution('duration', {
    description: 'TCP, greeting, EHLO and STARTTLS.',
    default: 'uniform from 160ms to 600ms',
    source: 'public logs: 0.16 to 0.6 s (docs/model.md)',
  }).optional(),
  latency: distribution('duration', {
    description:
      "From MAIL to the reply to the final dot, beyond the transfer: the commands' round trips and the remote server's own time.",
    default: 'lognormal, mean 760ms, sigma 0.45, from 10ms to 60s',
    source:
      'public logs: transactions of 8 to 29 KB take 0.33 to 1.8 s as the client sees them (docs/model.md)',
  }).optional(),
  'latency-per-megabyte': duration({
    description: "More of the remote server's time for each megabyte (content filtering).",
    default: '0',
    source: 'assumption',
  }).optional(),
  goodput: distribution('goodput', {
    description: 'Goodput of a connection, drawn once for each.',
    default: 'lognormal, mean 330 KB/s, sigma 0.5, from 10 KB/s to 10 MB/s',
    source: 'assumption: no figure is published',
  }).optional(),
  'round-trip': duration({
    description: 'One round trip: an RSET, a QUIT.',
    default: '30ms',
    source: 'assumption',
  }).optional(),
  faults: z
    .array(faultSchema)
    .max(96)
    .optional()
    .meta({ description: 'What goes wrong, and when.' }),
  'connection-limit': z
    .union([
      connectionLimitSchema,
      count({ description: 'Open connections at one time.', unlimited: true }),
    ])
    .optional()
    .meta({
      description:
        'Open connections at one time, from all gateways if no scope is given; one more is greeted with 421 4.3.2.',
      'x-default': 'unlimited',
      'x-source': 'the limit exists, its value is not public',
    }),
  throttle: z
    .strictObject({
      messages: count({ description: 'Messages let past MAIL in any such time.', to: 1e6 }),
      per: duration({ description: 'The time.', above: 0 }),
      of: choice(SCOPES, {
        description: "Whether each gateway's address is counted, or all gateways together.",
        default: 'each-gateway',
        source:
          "assumption after Microsoft's page on 451 4.7.500-699: IP throttling, of the connecting address",
      }).optional(),
    })
    .optional()
    .meta({
      description:
        'More than so many messages per time, from each gateway if no scope is given, are refused with 451 4.7.500.',
    }),
  greylisting: z
    .strictObject({
      minimum: duration({ description: 'A retry sooner than this is refused again.', above: 0 }),
      penalty: duration({ description: 'And puts its acceptance off by this.' }),
      'first-refusal': share({ description: 'Share of messages whose first attempt is refused.' }),
    })
    .optional()
    .meta({
      description: 'Greylisting: first attempts are refused, and retries that come too soon.',
    }),
  duplicates: share({
    description: 'How often a message was accepted though its last reply was lost: it comes twice.',
    default: '0%',
  }).optional(),
});

export type HostFields = z.output<typeof hostSchema>;

export const destinationSchema = z.strictObject({
  name: text({ description: 'Its name (a domain; host order sorts by it).' }),
  share: share({
    description: 'Its share of the messages; all shares make 100%.',
    default: 'the rest',
  }).optional(),
  route: z
    .array(z.union([z.string(), z.array(z.string()).min(1).max(MAX_HOSTS)]))
    .min(1)
    .max(MAX_HOSTS)
    .optional()
    .meta({
      description:
        'Hosts in the order in which they are tried; a list within it: equal preference.',
      'x-default': 'the one host',
    }),
});

/** What a host is like that is not described further. */
const EXCHANGE_ONLINE = {
  addresses: 8,
  backends: 300,
  lifetimeMs: 20 * MINUTE_MS,
  overshoot: { kind: 'uniform', low: 0, high: MINUTE_MS },
  setup: { kind: 'uniform', low: 160, high: 600 },
  // A transaction of 8 to 29 KB then takes 0.33 to 1.8 s, as in public logs (docs/model.md).
  latency: { kind: 'lognormal', mean: 760, sigma: 0.45, minimum: 10, maximum: 60_000 },
  goodput: { kind: 'lognormal', mean: 330, sigma: 0.5, minimum: 10, maximum: 10_000 },
  roundTripMs: 30,
} as const;

export const HOST_DEFAULTS = {
  'exchange-online': EXCHANGE_ONLINE,
  'other-server': {
    ...EXCHANGE_ONLINE,
    addresses: 1,
    backends: 1,
    lifetimeMs: Number.POSITIVE_INFINITY,
  },
} as const;

function standardOf({ like = 'exchange-online' }: HostFields) {
  return HOST_DEFAULTS[like];
}

export function addressesOf(host: HostFields): number {
  return host.addresses ?? standardOf(host).addresses;
}

/** Whether everything goes to Exchange Online: then a retry every minute is the article's advice. */
export function isAllExchangeOnline(
  hosts: Readonly<Record<string, HostFields>> | undefined,
): boolean {
  return Object.values(hosts ?? {}).every(
    (host) => (host.like ?? 'exchange-online') === 'exchange-online',
  );
}

/** Every host as the model has it; without any, the one of Exchange Online. */
export function compileHosts(
  described: Readonly<Record<string, HostFields>> | undefined,
  clock: RunClock,
): HostInput[] {
  const named = Object.entries(described ?? {});
  const hosts: [string, HostFields][] = named.length > 0 ? named : [['exchange-online', {}]];
  return hosts.map(([name, host]) => compileHost(name, host, clock));
}

function compileHost(name: string, host: HostFields, clock: RunClock): HostInput {
  const standard = standardOf(host);
  const { throttle = null, greylisting = null } = host;
  const { 'connection-limit': stated = Number.POSITIVE_INFINITY } = host;
  const limit: ConnectionLimit = typeof stated === 'number' ? { connections: stated } : stated;
  const backends = host.backends ?? standard.backends;
  return {
    name,
    addresses: Array.from({ length: addressesOf(host) }, (_, i) => ({
      address: `192.0.2.${i + 1}`,
      backends,
    })),
    addressOrder: host['address-order'] ?? 'rotated',
    lifetime: compileLifetime(host),
    setup: host.setup ?? standard.setup,
    latency: host.latency ?? standard.latency,
    latencyPerByteMs: (host['latency-per-megabyte'] ?? 0) / 1e6,
    goodput: host.goodput ?? standard.goodput,
    roundTripMs: host['round-trip'] ?? standard.roundTripMs,
    faults: (host.faults ?? []).map((fault) => compileFault(fault, clock)),
    connectionLimit: limit.connections,
    connectionLimitOf: compileScope(limit.of ?? 'all-gateways'),
    throttle: throttle && {
      messages: throttle.messages,
      windowMs: throttle.per,
      of: compileScope(throttle.of ?? 'each-gateway'),
    },
    greylisting: greylisting && {
      minimumMs: greylisting.minimum,
      penaltyMs: greylisting.penalty,
      firstRefusal: greylisting['first-refusal'],
    },
    duplicateShare: host.duplicates ?? 0,
  };
}

function compileLifetime(host: HostFields): LifetimeLimit | null {
  const standard = standardOf(host);
  if (host.lifetime === 'none') return null;
  const {
    limit = standard.lifetimeMs,
    overshoot = standard.overshoot,
    how = 'reset',
  } = host.lifetime ?? {};
  return limit === Number.POSITIVE_INFINITY ? null : { limitMs: limit, overshoot, how };
}

function compileScope(scope: (typeof SCOPES)[number]): LimitScope {
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
  stated: readonly z.output<typeof destinationSchema>[] | undefined,
  hosts: readonly HostInput[],
): DestinationInput[] {
  const index = new Map(hosts.map(({ name }, i) => [name, i]));
  const indexOf = (name: string) => index.get(name) ?? 0;
  const given = stated ?? [{ name: hosts[0].name }];
  const shared = given.reduce((sum, { share: own }) => sum + (own ?? 0), 0);
  return given.map(({ name, share: own, route }) => ({
    name,
    share: own ?? 1 - shared,
    route: (route ?? [hosts[0].name]).map((step) =>
      typeof step === 'string' ? [indexOf(step)] : step.map(indexOf),
    ),
  }));
}
