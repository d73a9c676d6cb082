/**
 * The connections of a run over time, for a terminal: a bar a connection with how it ended, the marks
 * of each host below them.
 *
 *   08:30 |==========================x            |  exo 199 messages, cut at 20 min 12 s
 *
 * Units in: milliseconds from the start of the run. The longest connections and those that were cut
 * are shown; how many there were is said.
 */

import { count, duration } from '../document/quantity.ts';
import type { Page } from '../document/text-layout.ts';
import { name, plural } from '../document/words.ts';
import { type TraceContext, timeOfRun } from './run-recorder.ts';
import type { Timeline, TimelineConnection, TimelineMark } from './timeline.ts';

const MAX_CONNECTIONS = 40;
const MAX_MARKS = 15;
const WORDS_WIDTH = 34;

const END_SIGN: Readonly<Record<TimelineConnection['end'], string>> = {
  quit: '|',
  messages: '|',
  cut: 'x',
  fault: '!',
  'too-many': '!',
  open: '>',
};

export function timelineText(timeline: Timeline, context: TraceContext, page: Page): string {
  const { paint } = page;
  const width = Math.max(20, page.columns - WORDS_WIDTH - 11);
  const shown = [...timeline.connections]
    .filter(({ byRunner, end }) => byRunner || end === 'cut')
    .sort((a, b) => rank(b) - rank(a) || lengthOf(b) - lengthOf(a))
    .slice(0, MAX_CONNECTIONS)
    .sort((a, b) => a.openedMs - b.openedMs);
  const marks = [...timeline.marks]
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, MAX_MARKS)
    .sort((a, b) => a.fromMs - b.fromMs);
  const spans = [
    ...shown.map(({ openedMs, closedMs }) => ({ fromMs: openedMs, toMs: closedMs })),
    ...marks,
  ];
  const fromMs = Math.min(...spans.map((span) => span.fromMs));
  const toMs = Math.max(...spans.map((span) => span.toMs));
  const scale: Scale = { fromMs, toMs, width };
  const total = Object.values(timeline.ended).reduce((sum, n) => sum + n, 0);
  if (spans.length === 0) {
    return `${plural(total, 'connection')}, none of a queue runner, none cut; no mark. One replication is an example, not an estimate.\n`;
  }
  const lines = [
    paint.bold(
      `Connections over time, ${timeOfRun(context, fromMs)} to ${timeOfRun(context, toMs)}`,
    ),
    paint.dim('= open   | closed in order   x cut at its lifetime   ! fault   # host marked'),
    '',
    ...shown.map((connection) => connectionLine(connection, scale, timeline, context, page)),
    ...(marks.length > 0 ? ['', paint.bold('Marks in the host-status table')] : []),
    ...marks.map((mark) => markLine(mark, scale, timeline, context)),
    '',
    paint.dim(leftOut(timeline, shown.length, marks.length, total)),
  ];
  return `${lines.join('\n')}\n`;
}

interface Scale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
}

function connectionLine(
  connection: TimelineConnection,
  scale: Scale,
  { hosts }: Timeline,
  context: TraceContext,
  { paint }: Page,
): string {
  const { openedMs, closedMs, end, messages, host } = connection;
  const drawn = bar(openedMs, closedMs, scale, '=', END_SIGN[end]);
  const age = duration(closedMs - openedMs);
  const ended = end === 'cut' ? `cut at ${age}` : age;
  const words = `${plural(messages, 'message')}, ${ended}${hosts.length > 1 ? `, ${name(hosts[host].name)}` : ''}`;
  const line = `${timeOfRun(context, openedMs).slice(-8)} ${drawn} ${words}`;
  return end === 'cut' ? paint.red(line) : line;
}

function markLine(
  { fromMs, toMs, host }: TimelineMark,
  scale: Scale,
  { hosts }: Timeline,
  context: TraceContext,
): string {
  const drawn = bar(fromMs, toMs, scale, '#', '#');
  return `${timeOfRun(context, fromMs).slice(-8)} ${drawn} ${name(hosts[host].name)}, ${duration(toMs - fromMs)}`;
}

function bar(fromMs: number, toMs: number, scale: Scale, ink: string, end: string): string {
  const span = Math.max(1, scale.toMs - scale.fromMs);
  const column = (ms: number): number =>
    Math.min(scale.width - 1, Math.floor(((ms - scale.fromMs) / span) * scale.width));
  const [from, to] = [column(fromMs), column(toMs)];
  return `${' '.repeat(from)}${ink.repeat(to - from)}${end}`.padEnd(scale.width);
}

function leftOut(timeline: Timeline, shown: number, marks: number, total: number): string {
  const more = total - shown;
  const others = timeline.marksSeen - marks;
  const parts = [
    ...(more > 0 ? [`${count(more)} more connections`] : []),
    ...(others > 0 ? [`${count(others)} more marks`] : []),
  ];
  const omitted = parts.length > 0 ? `Not shown: ${parts.join(', ')}. ` : '';
  return `${omitted}One replication is an example, not an estimate.`;
}

const rank = ({ end }: TimelineConnection): number => (end === 'cut' ? 1 : 0);
const lengthOf = ({ openedMs, closedMs }: TimelineConnection): number => closedMs - openedMs;
