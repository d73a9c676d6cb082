/**
 * A course over time in characters: filled blocks, a scale at the left, times below.
 *
 * Each character covers a step of time (time-series.ts); its height is the mean there, in eighths of a
 * line.
 */
import { count, duration } from './quantity.ts';

const BLOCKS = ' ▁▂▃▄▅▆▇█';

/** Below this share of the largest nothing is drawn: a handful of messages is no backlog. */
const SMALLEST = 0.005;

/** One line: heights against the largest of them all. */
export function sparkline(heights: readonly number[], largest: number): string {
  return heights
    .map((height) => {
      if (largest <= 0 || height / largest < SMALLEST) return BLOCKS[0];
      return BLOCKS[Math.max(1, Math.min(8, Math.round((height / largest) * 8)))];
    })
    .join('');
}

/** A chart of several lines, with its scale and its times. `title` stands above it. */
export function blockChart(heights: readonly number[], endMs: number, rows: number): string[] {
  const largest = Math.max(...heights, 0);
  const scale = [count(largest), '0'];
  const margin = Math.max(...scale.map((label) => label.length));
  const lines: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    const label = row === rows - 1 ? scale[0] : row === 0 ? scale[1] : '';
    const bars = heights.map((height) => {
      if (largest === 0) return BLOCKS[0];
      const eighths = Math.round((height / largest) * rows * 8) - row * 8;
      const visible = row === 0 && height / largest >= SMALLEST ? Math.max(1, eighths) : eighths;
      return BLOCKS[Math.max(0, Math.min(8, visible))];
    });
    lines.push(`  ${label.padStart(margin)} ┤${bars.join('').trimEnd()}`);
  }
  lines.push(`  ${' '.repeat(margin)} └${'─'.repeat(heights.length)}`);
  lines.push(`  ${' '.repeat(margin)}  ${timeAxis(endMs, heights.length)}`);
  return lines;
}

/** 0 at the left, the end at the right, the middle between them. */
function timeAxis(endMs: number, width: number): string {
  const [middle, end] = [duration(wholeMinutes(endMs / 2)), duration(wholeMinutes(endMs))];
  const half = Math.floor(width / 2) - Math.floor(middle.length / 2);
  const left = `0${' '.repeat(Math.max(1, half - 1))}${middle}`;
  return left + end.padStart(Math.max(end.length + 1, width - left.length));
}

function wholeMinutes(ms: number): number {
  return ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000;
}
