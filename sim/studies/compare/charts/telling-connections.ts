/**
 * Which connections of a run are worth a bar: those that the far side cut, then the longest.
 *
 * Tens of thousands of a second each would be a grey area; the ones that are left out are counted.
 */
import type { Timeline, TimelineConnection } from '../../../trace/timeline.ts';

/** Bars of one chart. */
const MOST = 250;
/** Besides those that were cut: at least this share of the time that is drawn ... */
const SHORTEST_SHARE = 1 / 200;
/** ... unless there are so few that some shorter ones have room. */
const AT_LEAST = 16;

/** Cut ones first, each kind in the order of time. */
export function tellingConnections({ connections, endedAtMs }: Timeline): TimelineConnection[] {
  const cut = connections.filter(({ end }) => end === 'cut');
  const others = connections
    .filter(({ end }) => end !== 'cut')
    .sort((a, b) => lasted(b) - lasted(a) || a.openedMs - b.openedMs)
    .filter((other, i) => i + cut.length < AT_LEAST || lasted(other) >= SHORTEST_SHARE * endedAtMs);
  const room = Math.max(0, MOST - cut.length);
  return [...evenly(cut, MOST), ...others.slice(0, room).sort((a, b) => a.openedMs - b.openedMs)];
}

export function lasted({ openedMs, closedMs }: TimelineConnection): number {
  return closedMs - openedMs;
}

/** At most so many of them, from all over. */
function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}
