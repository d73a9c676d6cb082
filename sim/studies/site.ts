/**
 * The site that a study is about and the faults that its scenario assumes, in words: without them no
 * figure of a report means anything.
 */
import { clockTime } from '../document/log-time.ts';
import { bytes, count, duration, messages, rate, share } from '../document/quantity.ts';
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULTS } from '../mailpath/faults.ts';
import type { ArrivalProcess, FaultInput, HostInput, MailPathInput } from '../mailpath/input.ts';
import type { Arrangement, Scenario } from '../scenario/scenario.ts';

const ARRANGEMENTS: Readonly<Record<Arrangement, string>> = {
  background: 'a background process for each new message, queue runs for the rest',
  persistent: 'persistent queue runners',
  'queue-only': 'queue runs only',
};

/** What holds under every setting. */
export function siteRows(scenario: Scenario, input: MailPathInput): [string, string][] {
  const { gateways, arrivals, sizes, backlog } = input;
  const size = 'mean' in sizes ? `, of ${bytes(sizes.mean)} on average` : '';
  const each = gateways === 1 ? '1 gateway' : `${count(gateways)} gateways`;
  return [
    [
      'Mail',
      `${arrivals.map((source) => arrivalWords(source, scenario)).join('; ') || 'none'}${size}`,
    ],
    ...(backlog === null
      ? []
      : [
          [
            'At the start',
            `${messages(backlog.messages)} in the queue, up to ${duration(backlog.ageMs)} old`,
          ] as [string, string],
        ]),
    ['Gateway', `${each}, ${scenario.deployment}; ${ARRANGEMENTS[scenario.arrangement]}`],
    ...input.hosts.map(({ name, lifetime }): [string, string] => [
      name,
      lifetime === null
        ? 'never closes a connection for its age'
        : `closes connections at ${duration(lifetime.limitMs)} (${lifetime.how})`,
    ]),
  ];
}

/** Each fault that the scenario assumes, and each limit of a host that refuses mail. */
export function assumedFaults(scenario: Scenario, { hosts }: MailPathInput): string[] {
  return hosts.flatMap((host) => {
    const at = hosts.length === 1 ? '' : ` at ${host.name}`;
    return [
      ...host.faults.map((fault) => `${faultSentence(fault, host, scenario)}${at}`),
      ...limitSentences(host).map((text) => `${text}${at}`),
    ];
  });
}

function arrivalWords(source: ArrivalProcess, scenario: Scenario): string {
  switch (source.kind) {
    case 'bulk':
      return `${messages(source.count)} at ${when(source.atMs, scenario)}`;
    case 'recorded':
      return `${messages(source.timesMs.length)} as recorded`;
    case 'poisson':
      return `${rate(source.ratePerMs)}${source.profile.length > 0 ? ' on average, with a profile over the day' : ''}`;
  }
}

function faultSentence(fault: FaultInput, host: HostInput, scenario: Scenario): string {
  const { kind, fromMs, toMs, address, unhealthyShare, probability } = fault;
  const { what, stage } = FAULTS[kind];
  const limits = [
    ...(address >= 0 ? [`address ${host.addresses[address]?.address ?? address + 1} only`] : []),
    ...(unhealthyShare < 1 ? [`${share(unhealthyShare)} of the machines`] : []),
    ...(probability < 1 ? [`${share(probability)} of the ${STAGES[stage].per}s`] : []),
    ...everyWords(fault),
    ...(kind === 'slow' ? [`goodput times ${count(fault.factor)}`] : []),
  ];
  const always = fromMs <= 0 && toMs === Number.POSITIVE_INFINITY;
  const span = always
    ? 'all the time'
    : toMs === Number.POSITIVE_INFINITY
      ? `from ${when(fromMs, scenario)} on`
      : `at ${when(fromMs, scenario)} for ${duration(toMs - fromMs)}`;
  return `${what} ${STAGES[stage].when}, ${span}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
}

function everyWords({ everyConnection, atMessage, everyMessage }: FaultInput): string[] {
  return [
    ...(everyConnection > 0 ? [`one connection in ${everyConnection}`] : []),
    ...(atMessage > 0 ? [`message ${atMessage} of a connection`] : []),
    ...(everyMessage > 0 ? [`one message in ${everyMessage} of a connection`] : []),
  ];
}

function limitSentences({ connectionLimit, throttle, greylisting }: HostInput): string[] {
  return [
    ...(Number.isFinite(connectionLimit)
      ? [`no more than ${count(connectionLimit)} connections at one time`]
      : []),
    ...(throttle === null
      ? []
      : [`no more than ${messages(throttle.messages)} in ${duration(throttle.windowMs)}`]),
    ...(greylisting === null
      ? []
      : [`a retry within ${duration(greylisting.minimumMs)} of a refusal is refused`]),
  ];
}

/** By the clock of the site. */
function when(atMs: number, { startsAtMs }: Scenario): string {
  return clockTime(startsAtMs + Math.max(0, atMs)).replace(/:00$/, '');
}
