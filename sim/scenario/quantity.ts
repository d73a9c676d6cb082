/**
 * Quantities with units: `20m`, `1h30m`, `75 KiB`, `120 KB/s`, `9000/h`, `5%`, `09:05`.
 *
 * Results are in the model's units: milliseconds, bytes, bytes per millisecond, events per
 * millisecond, shares from 0 to 1. KB is 1000 bytes, KiB 1024. A bare number is refused, since
 * nobody can know what it counts; 0 needs no unit.
 */

export type QuantityKind = 'duration' | 'size' | 'goodput' | 'rate' | 'share';

export type QuantityResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly code: 'E_UNIT_MISSING' | 'E_UNIT_WRONG' | 'E_QUANTITY' };

/** Milliseconds per unit. */
const TIME: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Bytes per unit. */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** What to write, by kind: for messages. */
export const QUANTITY_EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  duration: '350ms, 20m or 1h30m (units: ms, s, m, h, d)',
  size: '75 KB or 35 MiB (units: B, KB, MB, GB of 1000; KiB, MiB, GiB of 1024)',
  goodput: '250 KB/s or 40 Mbit/s',
  rate: '5/s or 9000/h (per s, m, h, d)',
  share: '5% (from 0% to 100%)',
};

const NUMBER = '(\\d+(?:\\.\\d+)?)';

/** No quantity takes as many letters. */
const MAX_LENGTH = 100;

/** Reads a quantity of the kind. */
export function parseQuantity(kind: QuantityKind, text: string): QuantityResult {
  if (text.length > MAX_LENGTH) return { ok: false, code: 'E_QUANTITY' };
  const trimmed = text.trim();
  if (/^0+(\.0+)?$/.test(trimmed)) return { ok: true, value: 0 };
  if (/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(trimmed)) return { ok: false, code: 'E_UNIT_MISSING' };
  const value = readers[kind](trimmed);
  if (value !== null) return { ok: true, value };
  return { ok: false, code: looksLikeQuantity(trimmed) ? 'E_UNIT_WRONG' : 'E_QUANTITY' };
}

const readers: Readonly<Record<QuantityKind, (text: string) => number | null>> = {
  duration: readDuration,
  size: (text) => readScaled(text, new RegExp(`^${NUMBER}\\s*([KMG]i?B|B)$`), BYTES),
  goodput: readGoodput,
  rate: (text) => {
    const match = new RegExp(`^${NUMBER}\\s*/\\s*(s|m|min|h|d)$`).exec(text);
    return match === null ? null : Number(match[1]) / TIME[match[2]];
  },
  share: (text) => {
    const match = new RegExp(`^${NUMBER}\\s*%$`).exec(text);
    return match === null ? null : Number(match[1]) / 100;
  },
};

function readScaled(
  text: string,
  pattern: RegExp,
  units: Readonly<Record<string, number>>,
): number | null {
  const match = pattern.exec(text);
  return match === null ? null : Number(match[1]) * units[match[2]];
}

/** One part or several, largest unit first: `1h30m`. */
function readDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?\s*(ms|s|min|m|h|d)\s*)+$/.test(text)) return null;
  let sum = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const match of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)/g)) {
    const unit = TIME[match[2]];
    if (unit >= last) return null;
    last = unit;
    sum += Number(match[1]) * unit;
  }
  return sum;
}

function readGoodput(text: string): number | null {
  const bytes = new RegExp(`^${NUMBER}\\s*([KMG]i?B|B)/s$`).exec(text);
  if (bytes !== null) return (Number(bytes[1]) * BYTES[bytes[2]]) / 1000;
  const bits = new RegExp(`^${NUMBER}\\s*(k|K|M|G)bit/s$`).exec(text);
  if (bits === null) return null;
  const scale = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 }[bits[2]] ?? 1;
  return (Number(bits[1]) * scale) / 8 / 1000;
}

function looksLikeQuantity(text: string): boolean {
  return /^\d+(\.\d+)?\s*[a-zA-Z%/]/.test(text);
}

/** A clock time `09:05` or `9:05:30`: milliseconds after midnight; null if it is none. */
export function parseClock(text: string): number | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * TIME.h + Number(match[2]) * TIME.m + Number(match[3] ?? 0) * 1000;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * As one writes it into a scenario. `value` in the model's units (ms, bytes, bytes/ms, messages/ms, 0
 * to 1); four digits that matter: a value of a slider has no more.
 */
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
