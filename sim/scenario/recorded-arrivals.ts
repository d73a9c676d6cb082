/** Recorded arrivals: CSV lines `arrival_ms,bytes`, times ascending. Units: ms, bytes. */
import { QUANTITIES } from './quantity.ts';

export interface Recorded {
  readonly timesMs: readonly number[];
  readonly sizes: readonly number[];
}

/** Most lines of a file: what fits into memory without a thought. */
const MAX_LINES = 5_000_000;

/** Reads a file of recorded arrivals; the number of the first line that is wrong. */
export function readRecorded(
  text: string,
): { ok: true; recorded: Recorded } | { ok: false; line: number } {
  const timesMs: number[] = [];
  const sizes: number[] = [];
  const lines = text.split(/\r?\n/, MAX_LINES);
  let last = Number.NEGATIVE_INFINITY;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (i === 0 && /^arrival_ms\s*,\s*bytes$/.test(line.trim())) continue;
    const match = /^\s*(\d+(?:\.\d+)?)\s*,\s*(\d+)\s*$/.exec(line);
    const at = Number(match?.[1]);
    const size = Number(match?.[2]);
    const { duration, size: bytes } = QUANTITIES;
    const isRight = at >= last && at <= duration.extremes.to && size <= bytes.extremes.to;
    if (match === null || !isRight) return { ok: false, line: i + 1 };
    timesMs.push(at);
    sizes.push(size);
    last = at;
  }
  return timesMs.length === 0 ? { ok: false, line: 1 } : { ok: true, recorded: { timesMs, sizes } };
}
