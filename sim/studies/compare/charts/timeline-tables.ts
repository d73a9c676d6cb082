/** The tables of a timeline: its connections, marks and queue runs with their moments. */

import { timeOfDay } from '../../../document/charts/ticks.ts';
import { count, duration } from '../../../document/quantity.ts';
import type { Timeline } from '../../../trace/timeline.ts';
import { type ConnectionBar, END_WORDS } from './connections.ts';
import { markLanes } from './host-marks.ts';
import { lasted } from './telling-connections.ts';

interface DatedTimeline {
  readonly timeline: Timeline;
  /** Time of day at the start, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
}

/** A moment of the run as the axis has it, to the second. */
function moment({ startsAtMs }: DatedTimeline, ms: number): string {
  return startsAtMs > 0 ? timeOfDay(Math.round((startsAtMs + ms) / 1000) * 1000) : duration(ms);
}

export function connectionTable(view: DatedTimeline, bars: readonly ConnectionBar[]) {
  const { hosts } = view.timeline;
  return {
    caption: 'Connections',
    head: ['opened', 'lasted', 'messages', 'ended', 'of', 'host'],
    rows: [...bars]
      .sort((a, b) => a.openedMs - b.openedMs)
      .map((bar) => [
        moment(view, bar.openedMs),
        duration(lasted(bar)),
        count(bar.messages),
        END_WORDS[bar.end],
        bar.byRunner ? 'a queue runner' : 'a new message',
        hosts[bar.host].name,
      ]),
  };
}

export function markTable(view: DatedTimeline) {
  return {
    caption: 'Marks',
    head: ['host', 'from', 'to', 'for'],
    rows: markLanes(view.timeline).lanes.flatMap(({ name, marks }) =>
      marks.map(({ fromMs, toMs }) => [
        name,
        moment(view, fromMs),
        moment(view, toMs),
        duration(toMs - fromMs),
      ]),
    ),
  };
}

/** Rows of the table: the longest lists tell the story. */
const MOST_RUNS = 40;

export function runTable(view: DatedTimeline) {
  const { runs, runsSeen } = view.timeline;
  const longest = [...runs]
    .sort((a, b) => b.messages - a.messages)
    .slice(0, MOST_RUNS)
    .sort((a, b) => a.atMs - b.atMs);
  const part = longest.length < runsSeen ? `, the ${MOST_RUNS} longest of ${count(runsSeen)}` : '';
  return {
    caption: `Queue runs${part}`,
    head: ['at', 'messages in its list'],
    rows: longest.map(({ atMs, messages }) => [moment(view, atMs), count(messages)]),
  };
}
