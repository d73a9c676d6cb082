/**
 * Values as steps of a colour ramp, computed here so that one drawing serves light and dark.
 *
 * Even steps, or even ratios where values differ by more than a factor of ten. Eight steps: an
 * eighth root is three square roots, and those are exact everywhere.
 */
import { colour, RAMP_STEPS, RAMP_TURN } from '../../document/charts/palette.ts';

const WIDE_RANGE = 10;

/** The step of each value, 0 for the lowest; of Infinity (never, or no upper end) the last. */
export function rampSteps(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return values.map((value) => (Number.isFinite(value) ? 0 : RAMP_STEPS - 1));
  const byRatio = low > 0 && high / low > WIDE_RANGE;
  const ratio = Math.sqrt(Math.sqrt(Math.sqrt(high / low)));
  const edges: number[] = [];
  let edge = low;
  for (let step = 1; step < RAMP_STEPS; step++) {
    edge = byRatio ? edge * ratio : low + ((high - low) * step) / RAMP_STEPS;
    edges.push(edge);
  }
  return values.map((value) => edges.filter((from) => value >= from).length);
}

export function rampColour(step: number): string {
  return colour(`ramp-${step}`);
}

/** Of text on it. */
export function onRamp(step: number): string {
  return colour(step >= RAMP_TURN ? 'on-ramp-high' : 'on-ramp-low');
}
