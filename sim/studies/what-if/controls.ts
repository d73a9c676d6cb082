/**
 * The controls of a scenario: which of its values a person can turn, from the compiled settings.
 *
 * Settings first (what an administrator changes; those whose row says so), then the site (what is so). Left out: values
 * without one number of their own, such as recorded arrivals or sizes that are listed.
 */

import { known } from '../../document/bounds.ts';
import { capitalised } from '../../document/quantity.ts';
import { type Distribution, Sampler } from '../../engine/distributions.ts';
import type { HostInput, MailPathInput } from '../../mailpath/input.ts';
import { hostTraffic } from '../../mailpath/offered-load.ts';
import { HELD_SETTINGS } from '../../mailpath/settings.ts';
import { type QuantityKind, writtenQuantity } from '../../scenario/quantity.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Control, type Piece, SITE } from './control.ts';

/** A slider of the site reaches so many times above and below what is stated. */
const REACH = 20;

interface Controls {
  readonly settings: readonly Control[];
  readonly site: readonly Control[];
}

export function controlsOf(scenario: Scenario): Controls {
  const [input] = scenario.settings.values();
  return {
    settings: settingControls(scenario),
    site: [...mailControls(input), ...hostControls(hostTraffic(input).input)],
  };
}

function settingControls({ settings }: Scenario): Control[] {
  return HELD_SETTINGS.flatMap(([name, setting]): Control[] => {
    if (setting.kind === 'choice') return [];
    const { kind, field, label, description } = setting;
    const ends = kind === 'switch' ? setting.checkbox && { from: 0, to: 1 } : setting.slider;
    if (ends === undefined) return [];
    return [
      {
        id: name,
        label: capitalised(label),
        about: description,
        kind,
        path: name,
        values: Object.fromEntries(
          [...settings].map(([n, input]) => [n, known(Number(input.settings[field]))]),
        ),
        min: ends.from,
        max: ends.to,
        unlimited: kind !== 'switch' && setting.unlimited === true,
        written: [1],
      },
    ];
  });
}

/** What a control is, before its value. */
type Subject = Pick<Control, 'id' | 'label' | 'about' | 'kind' | 'path'>;
type VariedSubject = Subject & { readonly kind: QuantityKind };

function mailControls(input: MailPathInput): Control[] {
  const several = input.arrivals.length > 1;
  const arrivals = input.arrivals.flatMap((source, i): Control[] => {
    const number = several ? ` ${i + 1}` : '';
    if (source.kind === 'poisson') {
      const rate: Subject = {
        id: `rate${number}`,
        label: `Arrival rate${number}`,
        about: 'Messages that arrive at the site, over all gateways, on average.',
        kind: 'rate',
        path: `mail.arrivals.${i}.rate`,
      };
      return [site(rate, source.ratePerMs)];
    }
    if (source.kind !== 'bulk') return [];
    const bulk: Subject = {
      id: `bulk${number}`,
      label: `Bulk mailing${number}`,
      about: 'Messages of a mailing that arrive at the same time.',
      kind: 'count',
      path: `mail.arrivals.${i}.bulk`,
    };
    return [site(bulk, source.count)];
  });
  const size: VariedSubject = {
    id: 'size',
    label: 'Message size',
    about: 'Mean size of a message.',
    kind: 'size',
    path: 'mail.sizes',
  };
  return [...arrivals, ...varied(size, input.sizes)];
}

/** What varies at a host, by its field. */
const VARIED = [
  {
    id: 'goodput',
    label: 'Goodput per connection',
    about: 'What one connection carries, on average.',
    kind: 'goodput',
  },
  {
    id: 'latency',
    label: 'Remote server’s time per message',
    about: 'From the end of a message to the remote server’s reply, on average.',
    kind: 'duration',
  },
  {
    id: 'setup',
    label: 'Connection set-up',
    about: 'TCP, greeting, EHLO and STARTTLS, on average.',
    kind: 'duration',
  },
] as const;

function hostControls(host: HostInput): Control[] {
  const path = `hosts.${/^[\w-]+$/.test(host.name) ? host.name : `"${host.name}"`}`;
  const { lifetime, faults } = host;
  const age: Subject = {
    id: 'lifetime',
    label: 'Connection lifetime',
    about: 'The age at which the remote server closes a connection.',
    kind: 'duration',
    path: `${path}.lifetime`,
  };
  return [
    ...VARIED.flatMap((what) => varied({ ...what, path: `${path}.${what.id}` }, host[what.id])),
    ...(lifetime === null ? [] : [site(age, lifetime.limitMs, lifetimePieces(lifetime))]),
    ...faults.flatMap(({ fromMs, toMs, kind }, i): Control[] => {
      if (!Number.isFinite(toMs) || toMs <= fromMs) return [];
      const fault: Subject = {
        id: `fault-${i}`,
        label: `Duration of fault ${i + 1}`,
        about: `How long the remote server’s fault lasts (${kind}).`,
        kind: 'duration',
        path: `${path}.faults.${i}.for`,
      };
      return [site(fault, toMs - fromMs)];
    }),
  ];
}

function varied(what: VariedSubject, distribution: Distribution): Control[] {
  const written = piecesOf(distribution, what.kind);
  const mean = meanOf(distribution);
  return written === null || !(mean > 0) ? [] : [site(what, mean, written)];
}

function site(what: Subject, value: number, written: readonly Piece[] = [1]): Control {
  const [min, max] = [value / REACH, value * REACH];
  const whole = what.kind === 'count';
  return {
    ...what,
    values: { [SITE]: value },
    min: whole ? Math.max(1, Math.round(min)) : min,
    max: whole ? Math.max(2, Math.round(max)) : max,
    unlimited: false,
    written,
  };
}

/** The amount that is turned: the mean, as the scenario states it. */
function meanOf(distribution: Distribution): number {
  if (distribution.kind === 'lognormal' || distribution.kind === 'lognormal-pareto') {
    return distribution.mean;
  }
  return new Sampler(distribution).mean;
}

/** The distribution around its mean; null where it has none that could be turned. */
function piecesOf(distribution: Distribution, kind: QuantityKind): Piece[] | null {
  switch (distribution.kind) {
    case 'constant':
      return [1];
    case 'exponential':
      return ['{ distribution: exponential, mean: ', 1, ' }'];
    case 'uniform': {
      const mean = meanOf(distribution);
      if (!(mean > 0)) return null;
      const { low, high } = distribution;
      return ['{ distribution: uniform, from: ', low / mean, ', to: ', high / mean, ' }'];
    }
    case 'empirical':
      return null;
    case 'lognormal':
    case 'lognormal-pareto': {
      const { sigma, minimum, maximum } = distribution;
      const tail =
        distribution.kind === 'lognormal'
          ? ''
          : `, tail-share: ${distribution.tailShare * 100}%, tail-index: ${distribution.tailIndex}`;
      const to = Number.isFinite(maximum) ? `, to: ${writtenQuantity(kind, maximum)}` : '';
      const from = minimum > 0 ? `, from: ${writtenQuantity(kind, minimum)}` : '';
      return [
        `{ distribution: ${distribution.kind}, mean: `,
        1,
        `, sigma: ${sigma}${from}${to}${tail} }`,
      ];
    }
  }
}

/** The limit is turned; how late a cut comes, and how, stays as it stands. */
function lifetimePieces({ overshoot, how }: NonNullable<HostInput['lifetime']>): Piece[] {
  const mean = meanOf(overshoot);
  const late = piecesOf(overshoot, 'duration')?.map((piece) =>
    typeof piece === 'string' ? piece : writtenQuantity('duration', piece * mean),
  );
  return ['{ limit: ', 1, ...(late ? [', overshoot: ', ...late] : []), `, how: ${how} }`];
}
