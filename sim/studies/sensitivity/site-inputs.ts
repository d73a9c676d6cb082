/**
 * What a site is like, a row an input: its mail, its remote servers, its gateways and what their work
 * costs. Faults and settings have tables of their own (fault-inputs.ts, inputs.ts).
 *
 * Units: the model's (ms, bytes, bytes/ms, messages/ms), sigma plain. A distribution stands by its
 * mean. Of several hosts the present value is that of the host with most of the mail, and all are
 * changed by the same factor.
 */
import { Sampler } from '../../engine/distributions.ts';
import { COST_ROWS, type CostName, costsBy } from '../../mailpath/costs.ts';
import { type DestinationInput, HITS_ALL, type MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate, hostTraffic } from '../../mailpath/offered-load.ts';
import { areRunnersInAll } from '../../mailpath/settings.ts';
import { withMean, withSigma } from './distributions.ts';
import { HOST_INPUTS } from './host-inputs.ts';
import type { SiteInput } from './input-names.ts';
import { choice, factors, fixed, type InputRow, numeric, values } from './input-row.ts';
import { above0, LEFT_OUT } from './left-out.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const FAULT_MS = 2 * MINUTE_MS;
const A_FAULT = {
  kind: 'greeting-421',
  ...HITS_ALL,
} as const;

const COSTS = Object.fromEntries(COST_ROWS);

function ofCost(name: CostName) {
  const { field } = COSTS[name];
  return {
    fields: [`gateway.costs.${name}`],
    measuredBy: null,
    present: ({ costs }: MailPathInput) => costs[field],
    changed: (input: MailPathInput, value: number) => ({
      ...input,
      costs: { ...input.costs, [field]: value },
    }),
  };
}

/** Costs whose defaults were measured on another machine: small, and changed together. */
const MEASURED_COSTS: readonly CostName[] = [
  'run-start',
  'pass-start',
  'runner-gap',
  'runner-jitter',
  'fork',
  'tick-lateness',
];

export const SITE_INPUTS: Readonly<Record<SiteInput, InputRow>> = {
  size: numeric({
    label: 'mean size',
    the: 'the mean size',
    measuredBy: 'size= in the mail log',
    fields: ['mail.sizes'],
    unit: 'bytes',
    range: factors(0.5, 2),
    present: (input) =>
      drawsSizes(input) ? new Sampler(input.sizes).mean : fixed(LEFT_OUT.recordedSizes),
    changed: (input, value) => ({ ...input, sizes: withMean(input.sizes, value) }),
  }),
  'size-tail': numeric({
    label: 'spread of sizes',
    the: 'the spread of sizes',
    measuredBy: 'quantiles of size= in the mail log',
    fields: ['mail.sizes'],
    unit: 'sigma',
    range: factors(0.75, 1.25),
    present: (input) => {
      if (!drawsSizes(input)) return fixed(LEFT_OUT.recordedSizes);
      return 'sigma' in input.sizes && input.sizes.sigma > 0
        ? input.sizes.sigma
        : fixed(LEFT_OUT.noSpread);
    },
    changed: (input, value) => ({ ...input, sizes: withSigma(input.sizes, value) }),
  }),
  recipients: numeric({
    label: 'recipients',
    the: 'the number of recipients',
    measuredBy: 'nrcpts= in the mail log',
    fields: ['mail.recipients.each'],
    unit: 'count',
    range: factors(0.5, 3),
    bounds: { from: 1, to: 1000 },
    whole: true,
    present: ({ recipients }) => recipients,
    changed: (input, recipients) => ({ ...input, recipients }),
  }),
  rate: numeric({
    label: 'arrival rate',
    the: 'the arrival rate',
    measuredBy: 'messages an hour in the mail log',
    fields: ['mail.arrivals[].rate', 'mail.arrivals[].bulk'],
    unit: 'messages/ms',
    range: factors(0.8, 1.25),
    present: (input) => {
      if (!input.arrivals.some(({ kind }) => kind !== 'recorded')) return fixed(noRate(input));
      return above0(arrivalRate(input).mean);
    },
    changed: (input, _, factor) => ({
      ...input,
      arrivals: input.arrivals.map((source) => morePer(source, factor)),
    }),
  }),
  profile: choice({
    label: 'profile of arrivals',
    the: 'the profile of arrivals',
    measuredBy: 'messages of each quarter of an hour in the mail log',
    fields: ['mail.arrivals[].profile'],
    source: 'assumption: the same mail evenly, or with a sharper peak',
    choices: () => ['even', 'peaked'],
    present: (input) => {
      const drawn = input.arrivals.filter((source) => source.kind === 'poisson');
      if (drawn.length === 0) return fixed(noRate(input));
      return drawn.every(({ profile }) => new Set(profile).size <= 1) ? 'even' : 'as stated';
    },
    changed: (input, shape) => ({
      ...input,
      arrivals: input.arrivals.map((source) =>
        source.kind === 'poisson' ? withShape(source, shape, input.arrivalsEndMs) : source,
      ),
    }),
  }),
  backlog: numeric({
    label: 'mail that waits at the start',
    the: 'the mail that waits at the start',
    measuredBy: 'mailq',
    fields: ['initial.backlog.messages'],
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1 },
    whole: true,
    present: ({ backlog }) => backlog?.messages ?? fixed(LEFT_OUT.noBacklog),
    changed: (input, messages) => ({
      ...input,
      backlog: input.backlog && { ...input.backlog, messages },
    }),
  }),
  'mark-age': numeric({
    label: 'age of the marks at the start',
    the: 'the age of the marks at the start',
    measuredBy: 'hoststat',
    fields: ['initial.marks[].age'],
    unit: 'ms',
    range: values(0, 20 * MINUTE_MS),
    present: ({ marks }) => marks[0]?.ageMs ?? fixed(LEFT_OUT.noMarks),
    changed: (input, ageMs) => ({
      ...input,
      marks: input.marks.map((mark) => ({ ...mark, ageMs })),
    }),
  }),
  gateways: numeric({
    label: 'gateways',
    the: 'the number of gateways',
    measuredBy: null,
    fields: ['gateway.gateways'],
    unit: 'count',
    range: factors(0.5, 2),
    bounds: { from: 1, to: 64 },
    whole: true,
    present: ({ gateways }) => gateways,
    changed: (input, gateways) => ({ ...input, gateways }),
  }),
  route: choice({
    label: 'route',
    the: 'the route',
    measuredBy: null,
    fields: ['destinations[].route'],
    choices: () => ['one name', 'equal names', 'names in order'],
    present: ({ destinations }) => {
      const routes = destinations.filter(({ route }) => route.flat().length > 1);
      if (routes.length === 0) return fixed(LEFT_OUT.oneHost);
      if (routes.every(({ route }) => route.length === 1)) return 'equal names';
      const isInOrder = routes.every(({ route }) => route.every((group) => group.length === 1));
      return isInOrder ? 'names in order' : 'as stated';
    },
    changed: (input, kind) => ({
      ...input,
      destinations: input.destinations.map((one) => ({
        ...one,
        route: routeAs(one.route.flat(), kind, input.hosts),
      })),
    }),
  }),
  fault: choice({
    label: 'a fault',
    the: 'whether a fault is assumed',
    measuredBy: 'stat=Deferred in the mail log',
    fields: ['hosts.*.faults'],
    source: 'assumption: of two minutes, in the middle of the arrivals',
    choices: () => ['none', '421 at greeting'],
    present: ({ hosts }) =>
      hosts.every(({ faults }) => faults.length === 0) ? 'none' : fixed(LEFT_OUT.ownFaults),
    changed: (input) => {
      const { fromMs, toMs } = arrivalRate(input);
      const { index } = hostTraffic(input);
      const fault = { ...A_FAULT, fromMs: (fromMs + toMs) / 2 };
      return {
        ...input,
        hosts: input.hosts.map((host, at) =>
          at === index ? { ...host, faults: [{ ...fault, toMs: fault.fromMs + FAULT_MS }] } : host,
        ),
      };
    },
  }),
  'equals-ill': choice({
    label: 'names that are ill',
    the: 'how many of the names of a route are ill',
    measuredBy: 'relay= of the deferred lines in the mail log',
    fields: ['hosts.*.faults', 'destinations[].route'],
    source: 'assumption: the faults of one are those of all',
    choices: (input) => [illWords(withAllIll(input))],
    present: (input) => {
      if (!input.destinations.some(({ route }) => route.flat().length > 1)) {
        return fixed(LEFT_OUT.oneHost);
      }
      const all = illWords(withAllIll(input));
      return illWords(input) === all ? fixed(LEFT_OUT.noIllEqual) : illWords(input);
    },
    changed: withAllIll,
  }),
  ...HOST_INPUTS,
  uplink: numeric({
    label: 'uplink',
    the: 'the uplink',
    ...ofCost('uplink'),
    measuredBy: 'the contract with the provider, or a test of the line',
    source: 'assumption; 10 Mbit/s where none is stated',
    unit: 'bytes/ms',
    range: factors(0.5, 2),
    insteadOfUnlimited: 1250,
  }),
  'scan-per-message': numeric({
    label: 'scan per message',
    the: 'the time to read a message of the queue',
    ...ofCost('scan-per-message'),
    measuredBy: 'mailq with a long queue, by the clock',
    unit: 'ms',
    range: values(0, 1),
  }),
  overhead: numeric({
    label: 'overhead of a message',
    the: 'a message’s own work',
    ...ofCost('overhead'),
    measuredBy: 'delay= beyond xdelay= of messages that were sent at once',
    source: '40 ms were recorded, nearly all of it an effect of loopback',
    unit: 'ms',
    range: values(0, 40),
  }),
  'between-messages': numeric({
    label: 'work between two messages',
    the: 'the work between two messages',
    ...ofCost('between-messages'),
    measuredBy: 'time between the lines of two messages on one connection, beyond xdelay=',
    unit: 'ms',
    range: factors(0.25, 10),
  }),
  skip: numeric({
    label: 'time for a skip',
    the: 'the time for a skip',
    ...ofCost('skip'),
    measuredBy: 'time between the lines of two skipped messages in the mail log',
    source: '1 ms was recorded, perhaps 5 to 20 ms on a busy gateway',
    unit: 'ms',
    range: values(1, 20),
  }),
  'status-lock': numeric({
    label: 'lock on host status',
    the: 'how long a process holds the lock on a host-status file',
    ...ofCost('status-lock'),
    measuredBy:
      'strace -T of a queue runner; longer where the directory is on a network file system',
    unit: 'ms',
    range: values(0, 2),
    present: ({ settings, costs }) =>
      settings.hostStatus ? costs.statusLockMs : fixed(LEFT_OUT.statusOff),
  }),
  'measured-costs': numeric({
    label: 'work of processes and runs',
    the: 'the work of processes and queue runs',
    measuredBy: 'the mail log’s times around a tick of the queue runs',
    fields: MEASURED_COSTS.map((name) => `gateway.costs.${name}`),
    source: 'assumption: how much slower than the machine that was measured',
    unit: 'ms',
    range: factors(0.5, 4),
    present: ({ costs }) =>
      above0(MEASURED_COSTS.reduce((sum, name) => sum + costs[COSTS[name].field], 0)),
    changed: (input, _, factor) => ({
      ...input,
      costs: costsBy((name, { field }) =>
        MEASURED_COSTS.includes(name) ? input.costs[field] * factor : input.costs[field],
      ),
    }),
  }),
  arrangement: choice({
    label: 'arrangement',
    the: 'the arrangement',
    measuredBy: null,
    fields: ['gateway.arrangement'],
    choices: () => ['background', 'persistent', 'queue-only'],
    present: ({ settings: { firstAttempt, queueRuns } }) =>
      firstAttempt === 'background'
        ? 'background'
        : queueRuns === 'persistent'
          ? 'persistent'
          : 'queue-only',
    changed: (input, arrangement) => ({
      ...input,
      settings: {
        ...input.settings,
        firstAttempt: arrangement === 'background' ? 'background' : 'queue',
        queueRuns: arrangement === 'persistent' ? 'persistent' : 'interval',
      },
    }),
  }),
  'runners-are': choice({
    label: 'queue runners are counted',
    the: 'whether queue runners are counted per run or in all',
    measuredBy: null,
    fields: ['settings.*.runners-are'],
    choices: () => ['per run', 'in all'],
    present: ({ settings }) => {
      if (settings.queueRuns === 'persistent') return fixed(LEFT_OUT.noOverlap);
      if (areRunnersInAll(settings)) return 'in all';
      return settings.maxQueueChildren === 0 ? 'per run' : fixed(LEFT_OUT.statedChildren);
    },
    changed: (input, reading) => ({
      ...input,
      settings: {
        ...input.settings,
        maxQueueChildren: reading === 'in all' ? input.settings.runners : 0,
      },
    }),
  }),
  'lock-style': choice({
    label: 'locks of queue files',
    the: 'how queue files are locked',
    measuredBy: 'pri= of first attempts in the mail log: 90000 more with fcntl',
    fields: ['gateway.lock-style'],
    choices: () => ['fcntl', 'flock'],
    present: ({ settings }) =>
      settings.firstAttempt === 'background' ? settings.lockStyle : fixed(LEFT_OUT.noBackground),
    changed: (input, lockStyle) => ({ ...input, settings: { ...input.settings, lockStyle } }),
  }),
  'skip-domains': choice({
    label: 'runners share out',
    the: 'whether runners share out domains or messages',
    measuredBy: 'sendmail -d0.13: _FFR_SKIP_DOMAINS',
    fields: ['gateway.skip-domains'],
    choices: () => ['messages', 'domains'],
    present: ({ settings: { sort, skipDomains } }) => {
      if (sort !== 'host') return fixed(LEFT_OUT.otherOrder);
      return skipDomains ? 'domains' : 'messages';
    },
    changed: (input, shared) => ({
      ...input,
      settings: { ...input.settings, skipDomains: shared === 'domains' },
    }),
  }),
};

/** Not all messages come with a recorded size. */
function drawsSizes({ arrivals, backlog }: MailPathInput): boolean {
  return backlog !== null || arrivals.some((a) => a.kind !== 'recorded' || a.sizes === null);
}

function noRate({ arrivals }: MailPathInput): string {
  return arrivals.some(({ kind }) => kind === 'recorded')
    ? LEFT_OUT.recordedArrivals
    : LEFT_OUT.noMail;
}

type Arrivals = MailPathInput['arrivals'][number];

function morePer(a: Arrivals, factor: number): Arrivals {
  if (a.kind === 'poisson') return { ...a, ratePerMs: a.ratePerMs * factor };
  return a.kind === 'bulk' ? { ...a, count: Math.round(a.count * factor) } : a;
}

type Poisson = Extract<Arrivals, { kind: 'poisson' }>;

/** Slots of a quarter of an hour of a day: where a source has no profile to sharpen. */
const SLOTS = 96;
/** Of the mean rate, in the middle of an even source that becomes peaked; at its ends what is left. */
const PEAK = 1.5;

/**
 * The same number of messages in the same time, evenly or with a sharper peak: a profile to the power
 * of 1.5; of an even source a rate that goes from half the mean to one and a half times it and back.
 */
function withShape(source: Poisson, shape: 'even' | 'peaked', arrivalsEndMs: number): Poisson {
  const { profile, periodMs, fromMs, toMs } = source;
  const isEven = new Set(profile).size <= 1;
  if (shape === 'even' && isEven) return source;
  const lengthMs = Math.min(toMs, arrivalsEndMs) - fromMs;
  const risen = (slot: number): number => {
    const at = (((slot + 0.5) / SLOTS) * periodMs - fromMs) / lengthMs;
    const fromEnd = Math.min(1, Math.max(0, 1 - Math.abs(2 * at - 1)));
    return 2 - PEAK + 2 * (PEAK - 1) * fromEnd;
  };
  const relative =
    shape === 'even'
      ? []
      : isEven
        ? Array.from({ length: SLOTS }, (_, slot) => risen(slot))
        : profile.map((rate) => rate * Math.sqrt(rate));
  const shaped = { ...source, profile: relative };
  const messages = (one: Poisson) => arrivalRate({ arrivals: [one], arrivalsEndMs }).messages;
  const before = messages(source);
  return before > 0
    ? { ...shaped, ratePerMs: (source.ratePerMs * before) / messages(shaped) }
    : source;
}

type Route = DestinationInput['route'];

/** Of one name: the first that is ill, or the first. */
function routeAs(
  names: readonly number[],
  kind: 'one name' | 'equal names' | 'names in order',
  hosts: MailPathInput['hosts'],
): Route {
  if (kind === 'equal names') return [names];
  if (kind === 'names in order') return names.map((name) => [name]);
  return [[names.find((name) => hosts[name].faults.length > 0) ?? names[0]]];
}

/** Every name of a route has the faults of all names of it. */
function withAllIll(input: MailPathInput): MailPathInput {
  return {
    ...input,
    hosts: input.hosts.map((host, at) => {
      const others = input.destinations
        .filter(({ route }) => route.flat().includes(at))
        .flatMap(({ route }) => route.flat())
        .filter((other, i, all) => other !== at && all.indexOf(other) === i);
      const faults = others.flatMap((other) => input.hosts[other].faults);
      const possible = faults.filter(({ address }) => address < host.addresses.length);
      return host.faults.length > 0 ? host : { ...host, faults: possible };
    }),
  };
}

/** `1 of 3`. */
function illWords({ hosts, destinations }: MailPathInput): string {
  const names = hosts.filter((_, at) =>
    destinations.some(({ route }) => route.flat().length > 1 && route.flat().includes(at)),
  );
  return `${names.filter(({ faults }) => faults.length > 0).length} of ${names.length}`;
}
