/**
 * The controls of a scenario: which of its values a person can turn, from the compiled settings.
 *
 * Settings first (what an administrator changes; those whose row says so), then the site (what is so). Left out: values
 * without one number of their own, such as recorded arrivals or sizes that are listed.
 */

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
          [...settings].map(([n, input]) => [n, finite(Number(input.settings[field]))]),
        ),
        min: ends.from,
        max: ends.to,
        unlimited: kind !== 'switch' && setting.unlimited === true,
        written: [1],
      },
    ];
  });
}

function mailControls(input: MailPathInput): Control[] {
  const several = input.arrivals.length > 1;
  const arrivals = input.arrivals.flatMap((source, i) => {
    const number = several ? ` ${i + 1}` : '';
    if (source.kind === 'poisson') {
      const about = 'Messages that arrive at the site, over all gateways, on average.';
      const path = `mail.arrivals.${i}.rate`;
      return [
        site(`rate${number}`, `Arrival rate${number}`, about, 'rate', path, source.ratePerMs),
      ];
    }
    if (source.kind === 'bulk') {
      const about = 'Messages of a mailing that arrive at the same time.';
      const path = `mail.arrivals.${i}.bulk`;
      return [site(`bulk${number}`, `Bulk mailing${number}`, about, 'count', path, source.count)];
    }
    return [];
  });
  const about = 'Mean size of a message.';
  const sizes = varied('size', 'Message size', about, 'size', 'mail.sizes', input.sizes);
  return [...arrivals, ...sizes];
}

function hostControls(host: HostInput): Control[] {
  const path = `hosts.${/^[\w-]+$/.test(host.name) ? host.name : `"${host.name}"`}`;
  const { lifetime, faults } = host;
  return [
    ...varied(
      'goodput',
      'Goodput per connection',
      'What one connection carries, on average.',
      'goodput',
      `${path}.goodput`,
      host.goodput,
    ),
    ...varied(
      'latency',
      'Remote server’s time per message',
      'From the end of a message to the remote server’s reply, on average.',
      'duration',
      `${path}.latency`,
      host.latency,
    ),
    ...varied(
      'setup',
      'Connection set-up',
      'TCP, greeting, EHLO and STARTTLS, on average.',
      'duration',
      `${path}.setup`,
      host.setup,
    ),
    ...(lifetime === null
      ? []
      : [
          {
            ...site(
              'lifetime',
              'Connection lifetime',
              'The age at which the remote server closes a connection.',
              'duration',
              `${path}.lifetime`,
              lifetime.limitMs,
            ),
            written: lifetimePieces(lifetime),
          },
        ]),
    ...faults.flatMap(({ fromMs, toMs, kind }, i) =>
      Number.isFinite(toMs) && toMs > fromMs
        ? [
            site(
              `fault-${i}`,
              `Duration of fault ${i + 1}`,
              `How long the remote server’s fault lasts (${kind}).`,
              'duration',
              `${path}.faults.${i}.for`,
              toMs - fromMs,
            ),
          ]
        : [],
    ),
  ];
}

function varied(
  id: string,
  label: string,
  about: string,
  kind: QuantityKind,
  path: string,
  distribution: Distribution,
): Control[] {
  const written = piecesOf(distribution, kind);
  const mean = meanOf(distribution);
  if (written === null || !(mean > 0)) return [];
  return [{ ...site(id, label, about, kind, path, mean), written }];
}

function site(
  id: string,
  label: string,
  about: string,
  kind: Control['kind'],
  path: string,
  value: number,
): Control {
  const [min, max] = [value / REACH, value * REACH];
  const whole = kind === 'count';
  return {
    id,
    label,
    about,
    kind,
    path,
    values: { [SITE]: value },
    min: whole ? Math.max(1, Math.round(min)) : min,
    max: whole ? Math.max(2, Math.round(max)) : max,
    unlimited: false,
    written: [1],
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
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

/** The limit is turned; how late a cut comes, and how, stays. */
function lifetimePieces({ overshoot, how }: NonNullable<HostInput['lifetime']>): Piece[] {
  const late = piecesOf(overshoot, 'duration');
  const own = late === null ? [] : [', overshoot: ', ...fixed(late, overshoot, 'duration')];
  return ['{ limit: ', 1, ...own, `, how: ${how} }`];
}

/** Amounts as they stand, since another amount is turned. */
function fixed(pieces: readonly Piece[], of: Distribution, kind: QuantityKind): Piece[] {
  const mean = meanOf(of);
  return pieces.map((p) => (typeof p === 'string' ? p : writtenQuantity(kind, p * mean)));
}
