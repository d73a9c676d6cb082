/**
 * What the remote servers are like, a row an input: times, addresses, the cut at the lifetime, limits.
 * Of several hosts the present value is that of the host with most of the mail, and all are changed by
 * the same factor.
 */
import { Sampler } from '../../engine/distributions.ts';
import type { CutKind, HostInput, LimitScope, MailPathInput } from '../../mailpath/input.ts';
import { hostTraffic } from '../../mailpath/offered-load.ts';
import { scaled } from './distributions.ts';
import type { SiteInput } from './input-names.ts';
import { choice, factors, fixed, type InputRow, numeric, values } from './input-row.ts';
import { above0, LEFT_OUT } from './left-out.ts';

const MINUTE_MS = 60_000;
const BYTES_IN_MEGABYTE = 1e6;

const onHosts = (input: MailPathInput, change: (host: HostInput) => HostInput): MailPathInput => ({
  ...input,
  hosts: input.hosts.map(change),
});

/** A distribution of every host, scaled. */
function drawnAtHosts(key: 'goodput' | 'setup' | 'latency') {
  return {
    fields: [`hosts.*.${key}`],
    range: factors(0.5, 2),
    present: (input: MailPathInput) => above0(new Sampler(hostTraffic(input).input[key]).mean),
    changed: (input: MailPathInput, _: number, factor: number) =>
      onHosts(input, (host) => ({ ...host, [key]: scaled(host[key], factor) })),
  };
}

export const HOST_INPUTS = {
  goodput: numeric({
    label: 'goodput',
    the: 'goodput',
    measuredBy: 'xdelay against size of large messages in the mail log',
    unit: 'bytes/ms',
    ...drawnAtHosts('goodput'),
  }),
  setup: numeric({
    label: 'set-up time',
    the: 'the set-up time',
    measuredBy: 'how much longer the first message of a connection takes than those after it',
    unit: 'ms',
    ...drawnAtHosts('setup'),
  }),
  latency: numeric({
    label: 'latency',
    the: 'the remote server’s latency',
    measuredBy: 'time from acceptance to acceptance of small messages on one connection',
    unit: 'ms',
    ...drawnAtHosts('latency'),
  }),
  'latency-per-megabyte': numeric({
    label: 'latency per megabyte',
    the: 'the remote server’s latency per megabyte',
    measuredBy: 'xdelay against size of large messages in the mail log',
    fields: ['hosts.*.latency-per-megabyte'],
    unit: 'ms',
    range: values(0, 200),
    present: (input) => hostTraffic(input).input.latencyPerByteMs * BYTES_IN_MEGABYTE,
    changed: (input, value) =>
      onHosts(input, (host) => ({ ...host, latencyPerByteMs: value / BYTES_IN_MEGABYTE })),
  }),
  'round-trip': numeric({
    label: 'round trip',
    the: 'the round trip',
    measuredBy: 'ping, or tcptraceroute to port 25',
    fields: ['hosts.*.round-trip'],
    unit: 'ms',
    range: factors(0.5, 3),
    present: (input) => above0(hostTraffic(input).input.roundTripMs),
    changed: (input, _, factor) =>
      onHosts(input, (host) => ({ ...host, roundTripMs: host.roundTripMs * factor })),
  }),
  addresses: numeric({
    label: 'addresses of the name',
    the: 'the number of addresses of the name',
    measuredBy: 'dig, of the name in the route',
    fields: ['hosts.*.addresses'],
    source: 'DNS: 2 in 2019, 8 since 2023',
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1, to: 64 },
    whole: true,
    present: (input) => {
      const ill = input.hosts.filter(({ faults }) => faults.some(({ address }) => address >= 0));
      return ill.length === 0 ? fixed(LEFT_OUT.noFaultOfAddress) : ill[0].addresses.length;
    },
    changed: (input, number) => onHosts(input, (host) => withAddresses(host, number)),
  }),
  backends: numeric({
    label: 'machines behind an address',
    the: 'the number of machines behind an address',
    measuredBy: 'names in the greetings of many connections',
    fields: ['hosts.*.backends'],
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1 },
    whole: true,
    present: (input) => {
      const ill = input.hosts.filter(({ faults }) => faults.some((one) => one.unhealthyShare < 1));
      return ill.length === 0 ? fixed(LEFT_OUT.noFaultOfMachines) : ill[0].addresses[0].backends;
    },
    changed: (input, backends) =>
      onHosts(input, (host) => ({
        ...host,
        addresses: host.addresses.map((address) => ({ ...address, backends })),
      })),
  }),
  'address-order': choice({
    label: 'order of addresses',
    the: 'the order of addresses',
    measuredBy: 'relay= in the mail log: one address, or all of them',
    fields: ['hosts.*.address-order'],
    choices: () => ['rotated', 'fixed'],
    present: (input) => {
      const several = input.hosts.filter(({ addresses }) => addresses.length > 1);
      return several.length === 0 ? fixed(LEFT_OUT.oneAddress) : several[0].addressOrder;
    },
    changed: (input, addressOrder: HostInput['addressOrder']) =>
      onHosts(input, (host) => ({ ...host, addressOrder })),
  }),
  lifetime: numeric({
    label: 'lifetime of connections',
    the: 'the lifetime of connections',
    measuredBy: 'age of connections when they are cut',
    fields: ['hosts.*.lifetime.limit'],
    unit: 'ms',
    range: factors(0.75, 1.5),
    present: (input) => limitedHost(input)?.lifetime?.limitMs ?? fixed(LEFT_OUT.noLifetime),
    changed: (input, _, factor) =>
      onLifetimes(input, (lifetime) => ({ ...lifetime, limitMs: lifetime.limitMs * factor })),
  }),
  overshoot: numeric({
    label: 'overshoot of the cut',
    the: 'the overshoot of the cut',
    measuredBy: 'age of connections when they are cut, beyond their lifetime',
    fields: ['hosts.*.lifetime.overshoot'],
    unit: 'ms',
    range: values(0, MINUTE_MS),
    present: (input) => {
      const { lifetime } = limitedHost(input) ?? {};
      return lifetime ? new Sampler(lifetime.overshoot).mean : fixed(LEFT_OUT.noLifetime);
    },
    changed: (input, value) =>
      onLifetimes(input, (lifetime) => ({ ...lifetime, overshoot: { kind: 'constant', value } })),
  }),
  cut: choice({
    label: 'kind of cut',
    the: 'the kind of cut',
    measuredBy: 'stat= of the message that a cut interrupts, in the mail log',
    fields: ['hosts.*.lifetime.how'],
    choices: () => ['reset', 'eof', '421', 'reset-at-boundary', '421-at-boundary'],
    present: (input) => limitedHost(input)?.lifetime?.how ?? fixed(LEFT_OUT.noLifetime),
    changed: (input, how: CutKind) => onLifetimes(input, (lifetime) => ({ ...lifetime, how })),
  }),
  'connection-limit': numeric({
    label: 'limit of connections',
    the: 'the remote server’s limit of connections',
    measuredBy: '421 4.3.2 in the mail log, and the connections open by then',
    fields: ['hosts.*.connection-limit.connections'],
    source: 'assumption; 20 is what a receive connector of Exchange Server takes from one source',
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1 },
    whole: true,
    insteadOfUnlimited: 20,
    present: (input) => Math.min(...input.hosts.map(({ connectionLimit }) => connectionLimit)),
    changed: (input, connectionLimit) => onHosts(input, (host) => ({ ...host, connectionLimit })),
  }),
  throttle: numeric({
    label: 'throttle',
    the: 'the remote server’s throttle',
    measuredBy: '451 4.7.500 in the mail log, and the messages accepted before it',
    fields: ['hosts.*.throttle.messages'],
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1 },
    whole: true,
    present: ({ hosts }) =>
      hosts.flatMap(({ throttle }) => throttle?.messages ?? [])[0] ?? fixed(LEFT_OUT.noLimit),
    changed: (input, messages) =>
      onHosts(input, (host) => ({
        ...host,
        throttle: host.throttle && { ...host.throttle, messages },
      })),
  }),
  'limit-scope': choice({
    label: 'whom limits count',
    the: 'whom the remote server’s limits count',
    measuredBy: 'whether refusals begin at all gateways at once',
    fields: ['hosts.*.connection-limit.of', 'hosts.*.throttle.of'],
    choices: () => ['all', 'gateway'],
    present: ({ gateways, hosts }) => {
      const limited = hosts.find((h) => h.throttle !== null || Number.isFinite(h.connectionLimit));
      if (limited === undefined) return fixed(LEFT_OUT.noLimit);
      if (gateways === 1) return fixed(LEFT_OUT.oneGateway);
      return limited.throttle?.of ?? limited.connectionLimitOf;
    },
    changed: (input, of: LimitScope) =>
      onHosts(input, (host) => ({
        ...host,
        connectionLimitOf: of,
        throttle: host.throttle && { ...host.throttle, of },
      })),
  }),
  greylisting: numeric({
    label: 'greylisting',
    the: 'the time that greylisting asks for',
    measuredBy: 'from the first refusal of a message to its acceptance in the mail log',
    fields: ['hosts.*.greylisting'],
    unit: 'ms',
    range: factors(0.5, 2),
    present: ({ hosts }) =>
      hosts.flatMap(({ greylisting }) => greylisting?.minimumMs ?? [])[0] ??
      fixed(LEFT_OUT.noLimit),
    changed: (input, _, factor) =>
      onHosts(input, ({ greylisting: rule, ...host }) => ({
        ...host,
        greylisting: rule && {
          ...rule,
          minimumMs: rule.minimumMs * factor,
          penaltyMs: rule.penaltyMs * factor,
        },
      })),
  }),
} satisfies Partial<Record<SiteInput, InputRow>>;

function withAddresses(host: HostInput, number: number): HostInput {
  const needed = Math.max(number, ...host.faults.map(({ address }) => address + 1));
  const [first] = host.addresses;
  const more = Array.from({ length: Math.max(0, needed - host.addresses.length) }, (_, i) => ({
    ...first,
    address: `192.0.2.${host.addresses.length + i + 1}`,
  }));
  return { ...host, addresses: [...host.addresses.slice(0, needed), ...more] };
}

/** The host with most of the mail among those that cut connections. */
function limitedHost(input: MailPathInput): HostInput | undefined {
  const limited = input.hosts.filter(({ lifetime }) => lifetime !== null);
  return limited.find((host) => host === hostTraffic(input).input) ?? limited[0];
}

type Lifetime = NonNullable<HostInput['lifetime']>;

function onLifetimes(input: MailPathInput, change: (lifetime: Lifetime) => Lifetime) {
  return onHosts(input, (host) => ({ ...host, lifetime: host.lifetime && change(host.lifetime) }));
}
