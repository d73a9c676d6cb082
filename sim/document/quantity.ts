/**
 * Quantities as people read them: `1 h 32 min`, `4.2 s`, `350 ms`, `12,345`, `1.3%`, `75 KB`.
 *
 * Two to three digits that matter, units with a space, counts in groups of three. A missing value
 * (NaN) is a dash. Units in: milliseconds, shares from 0 to 1, bytes.
 */

import type { MetricUnit } from '../mailpath/metrics.ts';

/** Stands for a value that does not exist: no message was delivered, no interval from one run. */
export const NOTHING = '–';

/* Units of time, ms. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A text of what has a size, from one of sizes; a value that does not exist has none. */
function signed(text: (size: number) => string): (value: number) => string {
  return (value) => {
    if (Number.isNaN(value)) return NOTHING;
    return value < 0 ? `−${text(-value)}` : text(value);
  };
}

/** A duration. Below a minute in decimals, above in two units, each whole. */
export const duration = signed((ms) => {
  if (ms === Number.POSITIVE_INFINITY) return 'indefinitely';
  if (ms === 0) return '0 s';
  if (ms < 0.005) return '<0.01 ms';
  if (ms < 0.9995) return `${trimmed(ms, 2)} ms`;
  if (ms < 999.5) return `${ms < 9.95 ? trimmed(ms, 1) : Math.round(ms)} ms`;
  if (ms < 9.995 * SECOND) return `${trimmed(ms / SECOND, 2)} s`;
  if (ms < 59.95 * SECOND) return `${trimmed(ms / SECOND, 1)} s`;
  if (ms < HOUR - SECOND / 2) return pair(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY - MINUTE / 2) return pair(ms, HOUR, 'h', MINUTE, 'min');
  return pair(ms, DAY, 'd', HOUR, 'h');
});

/** Two units, the smaller one rounded; left out where it is zero. */
function pair(ms: number, large: number, largeName: string, small: number, smallName: string) {
  const smalls = Math.round(ms / small);
  const perLarge = Math.round(large / small);
  const rest = smalls % perLarge;
  const whole = `${Math.floor(smalls / perLarge)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

/** So many decimals at most: no zeros at the end. */
function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** A count: whole from 100 on, one decimal below (it is often a mean over replications). */
export const count = signed((value) => {
  if (value === Number.POSITIVE_INFINITY) return 'unlimited';
  if (value < 10 && value > 0) return trimmed(value, 2);
  return value < 100 ? trimmed(value, 1) : grouped(Math.round(value));
});

/** 1234567 as 1,234,567. */
function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share as a percentage; what is not zero never looks like zero, nor short of all like all. */
export const share = signed((value) => {
  const percent = value * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.001) return '<0.001%';
  if (percent < 0.0995) return `${trimmed(percent, 3)}%`;
  if (percent < 0.995) return `${trimmed(percent, 2)}%`;
  if (percent > 99.99 && percent < 100) return '>99.99%';
  return `${trimmed(percent, percent > 99 && percent < 100 ? 2 : 1)}%`;
});

/** Bytes in decimal units: KB is 1000. */
export const bytes = signed((value) => {
  if (value < 999.5) return `${Math.round(value)} B`;
  if (value < 999.5e3) return `${trimmed(value / 1e3, value < 9.95e3 ? 1 : 0)} KB`;
  if (value < 999.5e6) return `${trimmed(value / 1e6, value < 9.95e6 ? 1 : 0)} MB`;
  return `${trimmed(value / 1e9, 1)} GB`;
});

/** So many messages: one of them in the singular. */
export function messages(value: number): string {
  const number = count(value);
  return number === '1' ? '1 message' : `${number} messages`;
}

/** A rate of messages: per second, or per minute or hour where that would be a fraction. */
export function rate(perMs: number): string {
  const perSecond = perMs * SECOND;
  if (perSecond >= 0.995 || perSecond === 0) return `${messages(perSecond)}/s`;
  if (perSecond * 60 >= 0.995) return `${messages(perSecond * 60)}/min`;
  return `${messages(perSecond * 3600)}/h`;
}

const TEXTS = { ms: duration, share, bytes, count } satisfies Record<MetricUnit, unknown>;

/** A value in the unit of its metric. */
export function quantity(value: number, unit: MetricUnit): string {
  return TEXTS[unit](value);
}

/** In sentences: `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** `1 message`, `2 messages`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A host as one says it: without the final dot. */
export function name(host: string | null): string {
  return host === null ? 'the remote server' : host.replace(/\.$/, '');
}
