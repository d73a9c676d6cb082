/**
 * Quantities with units: `20m`, `1h30m`, `75 KiB`, `120 KB/s`, `9000/h`, `5%`, `09:05`.
 *
 * Values are in the model's units: milliseconds, bytes, bytes per millisecond, events per
 * millisecond, shares from 0 to 1. KB is 1000 bytes, KiB 1024. A bare number is refused, since
 * nobody can know what it counts; 0 needs no unit.
 */

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

/** Bytes per unit: KB/s, and what links are sold by. */
const BYTES_PER_SECOND: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(BYTES).map(([unit, bytes]) => [`${unit}/s`, bytes])),
  'kbit/s': 1e3 / 8,
  'Kbit/s': 1e3 / 8,
  'Mbit/s': 1e6 / 8,
  'Gbit/s': 1e9 / 8,
};

interface Kind {
  /** As messages call it. */
  readonly name: string;
  /** What to write: for messages, of a value and of a range, and for the JSON Schema. */
  readonly forms: string;
  readonly range: string;
  readonly example: string;
  readonly pattern: string;
  /** What may stand behind a number, without spaces. */
  readonly units: Readonly<Record<string, number>>;
  /** Of a number with its unit. */
  readonly inModel: (amount: number, unit: number) => number;
  /** As one writes it into a scenario. */
  readonly write: (value: number) => string;
  /**
   * What none is beyond: far from what a site has, and near enough that sums of them are exact
   * (times up to 2^42 ms) or finite.
   */
  readonly extremes: { readonly from: number; readonly to: number; readonly shown: string };
}

export const QUANTITIES = {
  duration: {
    name: 'a duration',
    forms: '350ms, 20m or 1h30m (units: ms, s, m, h, d)',
    range: '15m..1h',
    example: '30m',
    pattern: '^(0|(\\d+(\\.\\d+)?\\s*(ms|s|min|m|h|d)\\s*)+)$',
    units: TIME,
    inModel: (amount, ms) => amount * ms,
    write: writtenDuration,
    extremes: { from: 0, to: 3650 * TIME.d, shown: 'at most 3650d' },
  },
  size: {
    name: 'a size',
    forms: '75 KB or 35 MiB (units: B, KB, MB, GB of 1000; KiB, MiB, GiB of 1024)',
    range: '40KB..150KB',
    example: '75 KB',
    pattern: '^(0|\\d+(\\.\\d+)?\\s*([KMG]i?B|B))$',
    units: BYTES,
    inModel: (amount, bytes) => amount * bytes,
    write: scaled,
    extremes: { from: 0, to: 1e12, shown: 'at most 1000 GB' },
  },
  goodput: {
    name: 'bytes per time',
    forms: '250 KB/s or 40 Mbit/s',
    range: '60KB/s..240KB/s',
    example: '250 KB/s',
    pattern: '^\\d+(\\.\\d+)?\\s*(([KMG]i?B|B)|(k|K|M|G)bit)/s$',
    units: BYTES_PER_SECOND,
    inModel: (amount, bytes) => (amount * bytes) / TIME.s,
    write: (value) => `${scaled(value * TIME.s)}/s`,
    extremes: { from: 1e-3, to: 1e12, shown: 'from 1 B/s to 1000000 GB/s' },
  },
  rate: {
    name: 'messages per time',
    forms: '5/s or 9000/h (per s, m, h, d)',
    range: '2/s..8/s',
    example: '5/s',
    pattern: '^(0|\\d+(\\.\\d+)?\\s*/\\s*(s|m|min|h|d))$',
    units: Object.fromEntries(Object.entries(TIME).map(([unit, ms]) => [`/${unit}`, ms])),
    inModel: (amount, ms) => amount / ms,
    write: writtenRate,
    extremes: { from: 0, to: 1e6, shown: 'at most 1000000000/s' },
  },
  share: {
    name: 'a share in percent',
    forms: '5% (from 0% to 100%)',
    range: '1%..5%',
    example: '5%',
    pattern: '^(0|\\d+(\\.\\d+)?\\s*%)$',
    units: { '%': 100 },
    inModel: (amount, percent) => amount / percent,
    write: (value) => `${short(value * 100)}%`,
    extremes: { from: 0, to: 1, shown: 'from 0% to 100%' },
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type QuantityKind = keyof typeof QUANTITIES;

/** No quantity takes as many letters. */
const MAX_LENGTH = 100;

/** Reads a quantity of the kind: one part, or of a duration several, the largest unit first. */
export function parseQuantity(kind: QuantityKind, text: string) {
  const refuse = (code: 'E_UNIT_MISSING' | 'E_UNIT_WRONG' | 'E_QUANTITY') =>
    ({ ok: false, code }) as const;
  if (text.length > MAX_LENGTH) return refuse('E_QUANTITY');
  const trimmed = text.trim();
  if (/^0+(\.0+)?$/.test(trimmed)) return { ok: true, value: 0 } as const;
  if (/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(trimmed)) return refuse('E_UNIT_MISSING');
  const { pattern, units, inModel }: Kind = QUANTITIES[kind];
  const looksLikeOne = /^\d+(\.\d+)?\s*[a-zA-Z%/]/.test(trimmed);
  if (!new RegExp(pattern).test(trimmed)) {
    return refuse(looksLikeOne ? 'E_UNIT_WRONG' : 'E_QUANTITY');
  }
  let value = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [, amount, name] of trimmed.matchAll(/([\d.]+)([^\d.]+)/g)) {
    const unit = units[name.replace(/\s/g, '')];
    if (unit >= last) return refuse('E_UNIT_WRONG');
    last = unit;
    value += inModel(Number(amount), unit);
  }
  return { ok: true, value } as const;
}

/** A clock time `09:05` or `9:05:30`: milliseconds after midnight; null if it is none. */
export function parseClock(text: string): number | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * TIME.h + Number(match[2]) * TIME.m + Number(match[3] ?? 0) * TIME.s;
}

/**
 * As one writes it into a scenario. `value` in the model's units; four digits that matter: a value of
 * a slider has no more.
 */
export function writtenQuantity(kind: QuantityKind, value: number): string {
  return QUANTITIES[kind].write(value);
}

function writtenDuration(ms: number): string {
  if (ms < TIME.s) return `${short(ms)}ms`;
  if (ms < TIME.m) return `${short(ms / TIME.s)}s`;
  // Whole seconds: what a slider says is what is simulated.
  const seconds = Math.round(ms / TIME.s);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 ? `${s}s` : ''}`;
}

function scaled(bytes: number): string {
  const unit = bytes < 1e3 ? 'B' : bytes < 1e6 ? 'KB' : bytes < 1e9 ? 'MB' : 'GB';
  return `${short(bytes / BYTES[unit])} ${unit}`;
}

function writtenRate(perMs: number): string {
  const perSecond = perMs * TIME.s;
  if (perSecond >= 1) return `${short(perSecond)}/s`;
  return perSecond * 60 >= 1 ? `${short(perSecond * 60)}/m` : `${short(perSecond * 3600)}/h`;
}

/** Without an exponent: quantities are read without. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return rounded < 1e-6 ? '0' : String(rounded);
}
