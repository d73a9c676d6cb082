/** Values on a logarithmic slider of a thousand steps; beyond its end stands `unlimited`. */
import { type Control, writtenValue } from '../../../sim/studies/what-if/control.ts';

const STEPS = 1000;
/** From here on a slider that may say so says `unlimited`. */
const UNLIMITED_FROM = 985;

export function valueToSlider({ min, max, unlimited }: Control, value: number | null): number {
  if (value === null) return STEPS;
  const last = unlimited ? UNLIMITED_FROM - 1 : STEPS;
  const at = Math.log(Math.max(value, min) / min) / Math.log(max / min);
  return Math.round(Math.min(1, at) * last);
}

export function valueOnSlider(control: Control, at: number): number | null {
  const { kind, min, max, unlimited } = control;
  if (unlimited && at >= UNLIMITED_FROM) return null;
  const last = unlimited ? UNLIMITED_FROM - 1 : STEPS;
  const exact = min * (max / min) ** (at / last);
  if (kind === 'count') return Math.max(1, exact < 100 ? Math.round(exact) : toDigits(exact, 2));
  if (kind === 'duration' && exact >= 60_000) return Math.round(exact / 30_000) * 30_000;
  return toDigits(exact, 2);
}

/**
 * The value that a slider reaches from another one: a step of a key is at min one value on, also
 * where many steps of the slider stand for the same one.
 */
export function valueFrom(control: Control, from: number | null, at: number): number | null {
  const before = valueToSlider(control, from);
  const way = Math.sign(at - before);
  for (let step = at; way !== 0 && step >= 0 && step <= STEPS; step += way) {
    const value = valueOnSlider(control, step);
    if (value !== from) return value;
  }
  return from;
}

/** What a person reads and may write: the amount alone, without the distribution around it. */
export function formatValue(control: Control, value: number | null): string {
  const text = writtenValue({ ...control, written: [1] }, value);
  return control.kind === 'count' && value !== null ? value.toLocaleString('en-US') : text;
}

function toDigits(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
