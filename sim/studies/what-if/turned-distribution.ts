/**
 * A distribution around the one amount of it that is turned, as pieces of what one writes: the spread
 * stays in proportion (uniform) or what it is (lognormal). Units: the model's.
 */
import { type Distribution, Sampler } from '../../engine/distributions.ts';
import type { HostInput } from '../../mailpath/input.ts';
import { type QuantityKind, writtenQuantity } from '../../scenario/quantity.ts';
import type { Piece } from './control.ts';

/** The amount that is turned: the mean, as the scenario states it. */
export function meanOf(distribution: Distribution): number {
  if (distribution.kind === 'lognormal' || distribution.kind === 'lognormal-pareto') {
    return distribution.mean;
  }
  return new Sampler(distribution).mean;
}

/** The distribution around its mean; null where it has none that could be turned. */
export function piecesOf(distribution: Distribution, kind: QuantityKind): Piece[] | null {
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
export function lifetimePieces({ overshoot, how }: NonNullable<HostInput['lifetime']>): Piece[] {
  const late = piecesOf(overshoot, 'duration');
  const own = late === null ? [] : [', overshoot: ', ...fixed(late, overshoot, 'duration')];
  return ['{ limit: ', 1, ...own, `, how: ${how} }`];
}

/** Amounts as they stand, since another amount is turned. */
function fixed(pieces: readonly Piece[], of: Distribution, kind: QuantityKind): Piece[] {
  const mean = meanOf(of);
  return pieces.map((p) => (typeof p === 'string' ? p : writtenQuantity(kind, p * mean)));
}
