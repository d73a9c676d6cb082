/**
 * Quantities as one writes them into a scenario, the reverse of quantity.ts: `20m`, `75 KB`, `5/s`.
 * Four digits that matter; a value of a slider has no more.
 */
import type { QuantityKind } from './quantity.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** `value` in the model's units (ms, bytes, bytes/ms, messages/ms, 0 to 1). */
export function writtenQuantity(kind: QuantityKind, value: number): string {
  switch (kind) {
    case 'duration':
      return writtenDuration(value);
    case 'size':
      return scaled(value);
    case 'goodput':
      return `${scaled(value * SECOND_MS)}/s`;
    case 'rate':
      return writtenRate(value);
    case 'share':
      return `${short(value * 100)}%`;
  }
}

function writtenDuration(ms: number): string {
  if (ms < SECOND_MS) return `${short(ms)}ms`;
  if (ms < MINUTE_MS) return `${short(ms / SECOND_MS)}s`;
  // Whole seconds: what a slider says is what is simulated.
  const seconds = Math.round(ms / SECOND_MS);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 ? `${s}s` : ''}`;
}

function scaled(bytes: number): string {
  if (bytes < 1e3) return `${short(bytes)} B`;
  if (bytes < 1e6) return `${short(bytes / 1e3)} KB`;
  if (bytes < 1e9) return `${short(bytes / 1e6)} MB`;
  return `${short(bytes / 1e9)} GB`;
}

function writtenRate(perMs: number): string {
  const perSecond = perMs * SECOND_MS;
  if (perSecond >= 1) return `${short(perSecond)}/s`;
  return perSecond * 60 >= 1 ? `${short(perSecond * 60)}/m` : `${short(perSecond * 3600)}/h`;
}

/** Without an exponent: quantities are read without. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return rounded < 1e-6 ? '0' : String(rounded);
}
