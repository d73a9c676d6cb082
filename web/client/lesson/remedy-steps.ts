/**
 * The second half of the lesson: each remedy alone, what it does and what it leaves, then all of them.
 *
 * Facts: docs/model.md and the article; what a remedy brings is read off its replay and that of the
 * failure, both with the same mail. Units: ms.
 */

import { duration } from '../../../sim/document/quantity.ts';
import { capitalised } from '../../../sim/document/words.ts';
import { remedyOf } from '../../../sim/mailpath/remedies.ts';
import { settingsWords } from '../../../sim/studies/remedy-words.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { factsOf } from './replay-facts.ts';
import type { LessonStep, StepView } from './step.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** From before the first queue run until the failure is in its second round. */
const MORNING: StepView = {
  moment: 'opened',
  until: 'next-cut',
  beforeMs: 5 * MINUTE,
  afterMs: 12 * MINUTE,
  leadMs: MINUTE,
  restMs: 11 * MINUTE,
  speed: 600,
};

/** What it bought, from both replays. */
function bought(now: Replay, before: Replay): string {
  const [after, failure] = [factsOf(now), factsOf(before)];
  return `The slowest message takes ${after.slowest} instead of ${failure.slowest}, and ${after.overAnHour} of the mail is more than an hour late, instead of ${failure.overAnHour}.`;
}

/** When the table was cleared. */
function clearedAt(now: Replay): string {
  const line = now.lines.find(({ kind }) => kind === 'action');
  return line === undefined ? '' : clockOf(now, line.atMs);
}

/** When it is marked again after that. */
function markedAgainAt(now: Replay): string {
  const cleared = now.lines.find(({ kind }) => kind === 'action')?.atMs ?? 0;
  const mark = now.marks.find(({ fromMs }) => fromMs > cleared);
  return mark === undefined ? '' : clockOf(now, mark.fromMs);
}

/** The longest time that a host stood marked in the window. */
function longestMark({ marks }: Replay): string {
  const ms = Math.max(0, ...marks.map(({ fromMs, toMs }) => toMs - fromMs));
  return duration(Math.round(ms / SECOND) * SECOND);
}

export const REMEDY_STEPS: readonly LessonStep[] = [
  {
    id: 'limit',
    heading: `Remedy: ${remedyOf('limit').does}`,
    setting: 'limit',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      `With at most ${now.settings.messagesPerConnection} messages on a connection, the gateway closes it itself. The longest one here lasts ${factsOf(now).longestConnection}, and ${factsOf(now).cuts}.`,
      `Opening connections takes time, so ${now.settings.runners} queue runners do the work of ${before.settings.runners}.`,
      bought(now, before),
    ],
    look: 'Many short bars in place of two long ones. The dashed line is the queue without the remedy.',
  },
  {
    id: 'no-table',
    heading: `Remedy: ${remedyOf('host-status').does}`,
    setting: 'no-table',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      'Now no process knows what another one saw. New mail flows through the cut as if nothing had happened.',
      `But ${factsOf(now).cuts}, and a runner that was cut still remembers it. The rest of its list waits for the next queue run.`,
      bought(now, before),
    ],
    look: 'No mark at all, and “new mail” stays green. The queue falls in steps.',
  },
  {
    id: 'quick-retry',
    heading: `Remedy: ${remedyOf('retry').does}`,
    setting: 'quick-retry',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      `A queue run starts every ${duration(now.settings.retryIntervalMs)} instead of every ${duration(before.settings.retryIntervalMs)}. Runs overlap, so more runners share the backlog.`,
      `Connections can still grow old: ${factsOf(now).cuts}. But soon a healthy one closes and erases the mark, which stands for ${longestMark(now)} at most.`,
      bought(now, before),
    ],
    look: 'The short mark, and how soon the next queue run comes after it.',
  },
  {
    id: 'clear',
    heading: 'Clearing the table reaches only what is stored',
    setting: 'default',
    set: ['actions=[{ at: "08:55:20", clear: all }]'],
    remedy: false,
    view: {
      moment: 'cut',
      beforeMs: MINUTE,
      afterMs: 3 * MINUTE,
      leadMs: 5 * SECOND,
      restMs: MINUTE,
      speed: 10,
    },
    says: (now) => [
      `At ${clearedAt(now)} an administrator clears the host-status table. The mark is gone, and new mail flows.`,
      'What a runner remembers is in its own memory: no clearing reaches it, and it goes on skipping its list.',
      `At ${markedAgainAt(now)} the second runner is cut and the host is marked again; each runner also writes what it remembers when it ends.`,
      'So clear it when the runners are done, and start a queue run by hand: clearing starts none.',
    ],
    look: 'The gap in the mark. In the log the runners’ lines without an address go on through it.',
  },
  {
    id: 'all',
    heading: 'All of it together',
    setting: 'recommended',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      `${capitalised(settingsWords(now.settings))}: ${factsOf(now).cuts}.`,
      bought(now, before),
      'Which of these your site needs depends on its mail. Put your own scenario in below, or ask “Recommend”.',
    ],
    look: 'The queue is gone before the connection of the first step would have been cut.',
  },
];
