/**
 * The inputs that an answer may depend on, a row each: what it is called, how it is measured, and what
 * a lower and a higher value of it make of a whole simulation input, all else equal.
 *
 *   MailPathInput + range -> { base, low, high }, or why it does not apply
 *
 * Ranges are factors on the present value, or values where it has none of its own kind (the overshoot
 * of a cut, the timeout of a mark); those of settings stand in their table. The default ranges are
 * assumptions: how far off a guess of that input commonly is. Units: the model's (ms, bytes, bytes/ms,
 * messages/ms), sigma plain. Left out: faults, which are the scenario's question.
 */
import { bytes, count, duration, rate } from '../../document/quantity.ts';
import { type Distribution, Sampler } from '../../engine/distributions.ts';
import type { HostInput, MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate, hostTraffic } from '../../mailpath/offered-load.ts';
import { withRunners } from '../../mailpath/settings.ts';
import type { QuantityKind } from '../../scenario/quantity.ts';
import type { RangeEnd } from '../../scenario/value-range.ts';
import {
  type InputName,
  type SettingInput,
  type SiteInput,
  VARIED_SETTINGS,
} from './input-names.ts';

export const INPUT_UNITS = ['bytes/ms', 'bytes', 'sigma', 'messages/ms', 'ms', 'count'] as const;
export type InputUnit = (typeof INPUT_UNITS)[number];

/** How a value is written on the command line (null: as a number), and how people read it. */
export const UNITS: Readonly<
  Record<InputUnit, { kind: QuantityKind | null; text: (value: number) => string }>
> = {
  'bytes/ms': { kind: 'goodput', text: (value) => `${bytes(value * 1000)}/s` },
  bytes: { kind: 'size', text: bytes },
  'messages/ms': { kind: 'rate', text: (value) => rate(value).replace(/ messages?/, '') },
  ms: { kind: 'duration', text: duration },
  sigma: { kind: null, text: (value) => `sigma ${Number(value.toFixed(2))}` },
  count: { kind: null, text: count },
};

/** An input's value as people read it. */
export function inputValue(value: number, unit: InputUnit): string {
  return UNITS[unit].text(value);
}

export interface Range {
  readonly low: RangeEnd;
  readonly high: RangeEnd;
}

/** Why an input is left out. */
export const LEFT_OUT = {
  noLifetime: 'no host ends connections at a lifetime',
  recordedSizes: 'every message comes with its recorded size',
  noSpread: 'the sizes are not lognormal, so that they have no sigma to change',
  recordedArrivals: 'all arrivals are recorded',
  nothingToChange: 'it is 0, so that no factor changes it',
  sameEnds: 'both ends of its range are the same value (--range gives it another)',
};

/** An input with another value: what that is, and what is then simulated. */
export interface ChangedInput {
  readonly value: number;
  readonly input: MailPathInput;
}

interface InputDefinition {
  readonly label: string;
  /** In the middle of a sentence. */
  readonly the: string;
  /** How it is measured at the site; null: the administrator sets it. */
  readonly measuredBy: string | null;
  readonly unit: InputUnit;
  readonly range: Range;
  /** Its present value; why it is left out where it has none that could be changed. */
  readonly present: (input: MailPathInput) => number | string;
  /** The value comes back where only some values are possible (whole runners). */
  readonly changed: (input: MailPathInput, value: number, factor: number) => ChangedInput;
}

const MINUTE_MS = 60_000;

const OF_SITE: Readonly<Record<SiteInput, InputDefinition>> = {
  goodput: {
    label: 'goodput',
    the: 'goodput',
    measuredBy: 'xdelay against size of large messages in the mail log',
    ...onHosts('bytes/ms', 'goodput'),
  },
  size: {
    label: 'mean size',
    the: 'the mean size',
    measuredBy: 'size= in the mail log',
    unit: 'bytes',
    range: rangeOf('factor', 0.5, 2),
    present: (input) =>
      drawsSizes(input) ? new Sampler(input.sizes).mean : LEFT_OUT.recordedSizes,
    changed: (input, value) => {
      const sizes = withMean(input.sizes, value);
      return { value: new Sampler(sizes).mean, input: { ...input, sizes } };
    },
  },
  'size-tail': {
    label: 'spread of sizes',
    the: 'the spread of sizes',
    measuredBy: 'quantiles of size= in the mail log',
    unit: 'sigma',
    range: rangeOf('factor', 0.75, 1.25),
    present: (input) => {
      if (!drawsSizes(input)) return LEFT_OUT.recordedSizes;
      return 'sigma' in input.sizes && input.sizes.sigma > 0
        ? input.sizes.sigma
        : LEFT_OUT.noSpread;
    },
    changed: (input, value) => ({
      value,
      input: { ...input, sizes: withSigma(input.sizes, value) },
    }),
  },
  rate: {
    label: 'arrival rate',
    the: 'the arrival rate',
    measuredBy: 'messages an hour in the mail log',
    unit: 'messages/ms',
    range: rangeOf('factor', 0.8, 1.25),
    present: (input) => {
      if (input.arrivals.every(({ kind }) => kind === 'recorded')) return LEFT_OUT.recordedArrivals;
      const { mean } = arrivalRate(input);
      return mean > 0 ? mean : LEFT_OUT.nothingToChange;
    },
    changed: (input, _, factor) => {
      const changed = { ...input, arrivals: input.arrivals.map((a) => morePer(a, factor)) };
      return { value: arrivalRate(changed).mean, input: changed };
    },
  },
  setup: {
    label: 'set-up time',
    the: 'the set-up time',
    measuredBy: 'how much longer the first message of a connection takes than those after it',
    ...onHosts('ms', 'setup'),
  },
  latency: {
    label: 'latency',
    the: 'the remote server’s latency',
    measuredBy: 'time from acceptance to acceptance of small messages on one connection',
    ...onHosts('ms', 'latency'),
  },
  overshoot: {
    label: 'overshoot of the cut',
    the: 'the overshoot of the cut',
    measuredBy: 'age of connections when they are cut, beyond their lifetime',
    unit: 'ms',
    range: rangeOf('value', 0, MINUTE_MS),
    present: (input) => {
      const limited = input.hosts.filter(({ lifetime }) => lifetime !== null);
      const { lifetime } = limited.find((h) => h === hostTraffic(input).input) ?? limited[0] ?? {};
      return lifetime ? new Sampler(lifetime.overshoot).mean : LEFT_OUT.noLifetime;
    },
    changed: (input, value) => ({
      value,
      input: {
        ...input,
        hosts: input.hosts.map((host) =>
          host.lifetime === null
            ? host
            : { ...host, lifetime: { ...host.lifetime, overshoot: { kind: 'constant', value } } },
        ),
      },
    }),
  },
};

export const INPUTS: Readonly<Record<InputName, InputDefinition>> = {
  ...OF_SITE,
  ...(Object.fromEntries(
    VARIED_SETTINGS.map((setting) => [setting.name, ofSetting(setting)]),
  ) as Record<SettingInput, InputDefinition>),
};

/** What an input is, and what it becomes at both ends of the range; or why it does not apply. */
export function changedInputs(
  input: MailPathInput,
  name: InputName,
  range: Range,
): { base: number; low: ChangedInput; high: ChangedInput } | string {
  const { present, changed } = INPUTS[name];
  const base = present(input);
  if (typeof base !== 'number') return base;
  const at = ({ kind, amount }: RangeEnd): ChangedInput =>
    kind === 'factor'
      ? changed(input, base * amount, amount)
      : changed(input, amount, base > 0 ? amount / base : 1);
  const [low, high] = [at(range.low), at(range.high)];
  return low.value < high.value ? { base, low, high } : LEFT_OUT.sameEnds;
}

function rangeOf(kind: RangeEnd['kind'], low: number, high: number): Range {
  return { low: { kind, amount: low }, high: { kind, amount: high } };
}

/** A distribution of every host, scaled; its value is the mean at the host with most of the mail. */
function onHosts(
  unit: InputUnit,
  key: 'goodput' | 'setup' | 'latency',
): Omit<InputDefinition, 'label' | 'the' | 'measuredBy'> {
  const mean = ({ [key]: distribution }: HostInput) => new Sampler(distribution).mean;
  return {
    unit,
    range: rangeOf('factor', 0.5, 2),
    present: (input) => {
      const value = mean(hostTraffic(input).input);
      return value > 0 ? value : LEFT_OUT.nothingToChange;
    },
    changed: (input, value, factor) => ({
      value,
      input: {
        ...input,
        hosts: input.hosts.map((host) => ({ ...host, [key]: scaled(host[key], factor) })),
      },
    }),
  };
}

/** A setting by its row. Counts are whole, and not below the minimum that it takes. */
function ofSetting({
  label,
  field,
  kind,
  bounds,
  sensitivity,
}: (typeof VARIED_SETTINGS)[number]): InputDefinition {
  return {
    label,
    the: kind === 'count' ? `the number of ${label}` : `the ${label}`,
    measuredBy: null,
    unit: kind === 'duration' ? 'ms' : 'count',
    range:
      'factors' in sensitivity
        ? rangeOf('factor', ...sensitivity.factors)
        : rangeOf('value', ...sensitivity.values),
    present: ({ settings }) => {
      const value = Number(settings[field]);
      return value > 0 && Number.isFinite(value) ? value : LEFT_OUT.nothingToChange;
    },
    changed: (input, requested) => {
      const { settings } = input;
      const value =
        kind === 'count' ? Math.max(bounds.from ?? 0, Math.round(requested)) : requested;
      const changed =
        field === 'runners' ? withRunners(settings, value) : { ...settings, [field]: value };
      return { value, input: { ...input, settings: changed } };
    },
  };
}

function morePer(a: MailPathInput['arrivals'][number], factor: number): typeof a {
  if (a.kind === 'poisson') return { ...a, ratePerMs: a.ratePerMs * factor };
  return a.kind === 'bulk' ? { ...a, count: Math.round(a.count * factor) } : a;
}

/** Not all messages come with a recorded size. */
function drawsSizes({ arrivals, backlog }: MailPathInput): boolean {
  return backlog !== null || arrivals.some((a) => a.kind !== 'recorded' || a.sizes === null);
}

/** Every value times the factor; the bounds of a lognormal with it. */
export function scaled(distribution: Distribution, factor: number): Distribution {
  const d = distribution;
  switch (d.kind) {
    case 'constant':
      return { ...d, value: d.value * factor };
    case 'uniform':
      return { ...d, low: d.low * factor, high: d.high * factor };
    case 'exponential':
      return { ...d, mean: d.mean * factor };
    case 'empirical':
      return { ...d, values: d.values.map((value) => value * factor) };
    default:
      return {
        ...d,
        mean: d.mean * factor,
        minimum: d.minimum * factor,
        maximum: d.maximum * factor,
      };
  }
}

/**
 * The same shape with another mean; a lognormal keeps its bounds, which are limits of the site. Where it is
 * clamped, or has a Pareto tail, its mean is not its parameter: the parameter is found so that the mean of
 * what is drawn comes out right (to 0.1%, unless the bounds forbid it).
 */
export function withMean(distribution: Distribution, mean: number): Distribution {
  if (!('sigma' in distribution)) {
    const present = new Sampler(distribution).mean;
    return present > 0 ? scaled(distribution, mean / present) : distribution;
  }
  return settled(distribution, mean);
}

/** Another sigma of a lognormal at the mean that it has. */
export function withSigma(distribution: Distribution, sigma: number): Distribution {
  if (!('sigma' in distribution)) return distribution;
  return settled({ ...distribution, sigma }, new Sampler(distribution).mean);
}

type Lognormal = Extract<Distribution, { readonly sigma: number }>;

const STEPS = 20;
const CLOSE = 0.001;

/** Finds the parameter at which the mean of what is drawn is `mean`. */
function settled(distribution: Lognormal, mean: number): Lognormal {
  let found = distribution;
  for (let step = 0; step < STEPS; step++) {
    const ratio = mean / new Sampler(found).mean;
    if (Math.abs(ratio - 1) < CLOSE) break;
    found = { ...found, mean: found.mean * ratio };
  }
  return found;
}
