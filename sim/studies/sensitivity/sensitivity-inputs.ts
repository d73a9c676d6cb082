/**
 * The inputs that an answer may hang on, each as a change of a whole simulation input: what it is
 * now, and the same input with a lower and with a higher value, all else equal.
 *
 *   MailPathInput + range -> { base, low, high }, or why it does not apply
 *
 * Ranges are factors on the present value, or values where it has none of its own kind (the
 * overshoot of a cut, the timeout of a mark); those of settings stand in their table. The ranges that hold unless others are asked for are
 * assumptions: how far off a guess of that input commonly is. Units: the model's (ms, bytes,
 * bytes/ms, messages/ms), sigma plain. Left out: faults, which are the scenario's question.
 */
import { Sampler } from '../../engine/distributions.ts';
import type { HostInput, MailPathInput } from '../../mailpath/input.ts';
import { arrivalRate, hostTraffic } from '../../mailpath/offered-load.ts';
import { withRunners } from '../../mailpath/settings.ts';
import { scaled, withMean, withSigma } from './changed-distribution.ts';
import {
  type InputName,
  type SettingInput,
  type SiteInput,
  VARIED_SETTINGS,
} from './sensitivity-names.ts';

export type InputUnit = 'bytes/ms' | 'bytes' | 'sigma' | 'messages/ms' | 'ms' | 'count';

/** One end of a range: a factor on the present value, or a value of its own. */
export type End =
  | { readonly kind: 'factor'; readonly factor: number }
  | { readonly kind: 'value'; readonly value: number };

export interface Range {
  readonly low: End;
  readonly high: End;
}

/** Why an input is left out. */
export type LeftOutReason =
  | 'no-lifetime'
  | 'recorded-sizes'
  | 'no-spread'
  | 'recorded-arrivals'
  | 'nothing-to-change'
  | 'same-ends';

/** An input with another value: what that is, and what is then simulated. */
export interface ChangedInput {
  readonly value: number;
  readonly input: MailPathInput;
}

interface InputDefinition {
  readonly unit: InputUnit;
  readonly range: Range;
  /** Its present value; a reason where it has none that could be changed. */
  readonly present: (input: MailPathInput) => number | LeftOutReason;
  /** The value comes back where only some values are possible (whole runners). */
  readonly changed: (input: MailPathInput, value: number, factor: number) => ChangedInput;
}

const MINUTE_MS = 60_000;

const OF_SITE: Readonly<Record<SiteInput, InputDefinition>> = {
  goodput: onHosts('bytes/ms', factors(0.5, 2), 'goodput'),
  size: {
    unit: 'bytes',
    range: factors(0.5, 2),
    present: (input) => (drawsSizes(input) ? new Sampler(input.sizes).mean : 'recorded-sizes'),
    changed: (input, value) => {
      const sizes = withMean(input.sizes, value);
      return { value: new Sampler(sizes).mean, input: { ...input, sizes } };
    },
  },
  'size-tail': {
    unit: 'sigma',
    range: factors(0.75, 1.25),
    present: (input) => {
      if (!drawsSizes(input)) return 'recorded-sizes';
      return 'sigma' in input.sizes && input.sizes.sigma > 0 ? input.sizes.sigma : 'no-spread';
    },
    changed: (input, value) => ({
      value,
      input: { ...input, sizes: withSigma(input.sizes, value) },
    }),
  },
  rate: {
    unit: 'messages/ms',
    range: factors(0.8, 1.25),
    present: (input) => {
      if (input.arrivals.every(({ kind }) => kind === 'recorded')) return 'recorded-arrivals';
      const { mean } = arrivalRate(input);
      return mean > 0 ? mean : 'nothing-to-change';
    },
    changed: (input, _, factor) => {
      const changed = { ...input, arrivals: input.arrivals.map((a) => morePer(a, factor)) };
      return { value: arrivalRate(changed).mean, input: changed };
    },
  },
  setup: onHosts('ms', factors(0.5, 2), 'setup'),
  latency: onHosts('ms', factors(0.5, 2), 'latency'),
  overshoot: {
    unit: 'ms',
    range: values(0, MINUTE_MS),
    present: (input) => {
      const limited = input.hosts.filter(({ lifetime }) => lifetime !== null);
      const { lifetime } = limited.find((h) => h === hostTraffic(input).input) ?? limited[0] ?? {};
      return lifetime ? new Sampler(lifetime.overshoot).mean : 'no-lifetime';
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
): { base: number; low: ChangedInput; high: ChangedInput } | LeftOutReason {
  const { present, changed } = INPUTS[name];
  const base = present(input);
  if (typeof base !== 'number') return base;
  const at = (end: End): ChangedInput =>
    end.kind === 'factor'
      ? changed(input, base * end.factor, end.factor)
      : changed(input, end.value, base > 0 ? end.value / base : 1);
  const [low, high] = [at(range.low), at(range.high)];
  return low.value < high.value ? { base, low, high } : 'same-ends';
}

function factors(low: number, high: number): Range {
  return { low: { kind: 'factor', factor: low }, high: { kind: 'factor', factor: high } };
}

function values(low: number, high: number): Range {
  return { low: { kind: 'value', value: low }, high: { kind: 'value', value: high } };
}

/** A distribution of every host, scaled; its value is the mean at the host with most of the mail. */
function onHosts(
  unit: InputUnit,
  range: Range,
  key: 'goodput' | 'setup' | 'latency',
): InputDefinition {
  const mean = ({ [key]: distribution }: HostInput) => new Sampler(distribution).mean;
  return {
    unit,
    range,
    present: (input) => {
      const value = mean(hostTraffic(input).input);
      return value > 0 ? value : 'nothing-to-change';
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

/** A setting by its row. Counts are whole, and not below the least that it takes. */
function ofSetting({
  field,
  kind,
  bounds,
  sensitivity,
}: (typeof VARIED_SETTINGS)[number]): InputDefinition {
  return {
    unit: kind === 'duration' ? 'ms' : 'count',
    range:
      'factors' in sensitivity ? factors(...sensitivity.factors) : values(...sensitivity.values),
    present: ({ settings }) => {
      const value = Number(settings[field]);
      return value > 0 && Number.isFinite(value) ? value : 'nothing-to-change';
    },
    changed: (input, asked) => {
      const { settings } = input;
      const value = kind === 'count' ? Math.max(bounds.from ?? 0, Math.round(asked)) : asked;
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
