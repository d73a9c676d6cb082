/**
 * The lesson: "Why is my mail an hour late?", step by step, one idea a step. First how one cut of a
 * connection makes mail an hour late; then each remedy alone, what it does and what it leaves, and all
 * of them.
 *
 * What it says of Sendmail and Exchange Online is in docs/model.md (the problem, what marks a host,
 * when a mark lives) and the article; its numbers are those of the replays: what a remedy brings is
 * read off its replay and that of the failure, both with the same mail. Units: ms.
 */

import type { BoundsResult } from '../../../sim/document/bounds-schema.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { capitalised, count, duration, messages, NOTHING } from '../../../sim/document/quantity.ts';
import { remedyOf } from '../../../sim/mailpath/remedies.ts';
import { settingsWords } from '../../../sim/studies/setting-changes.ts';
import type { MomentName, Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf, stateAt } from '../../../sim/trace/replay/state.ts';
import type { LessonStep, StepView } from './step.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const AS_IT_WAS = { setting: 'default', set: [], remedy: false } as const;

const FAILURE_STEPS: readonly LessonStep[] = [
  {
    ...AS_IT_WAS,
    id: 'grows-old',
    heading: 'A connection grows old',
    view: {
      moment: 'opened',
      until: 'grows-old',
      beforeMs: 3 * MINUTE,
      afterMs: 8 * MINUTE,
      leadMs: 30 * SECOND,
      restMs: 2 * MINUTE,
      speed: 120,
    },
    says: (now) => {
      const { clock, messages: of, between } = factsOf(now);
      return [
        `At ${clock('opened')} a queue run starts with ${of('opened')}. ${now.settings.runners} queue runners share them.`,
        'Each runner opens one connection to Exchange Online and sends message after message over it.',
        `While it has mail, it keeps the connection open. After ${between('opened', 'grows-old')} this one has carried ${of('grows-old')}.`,
      ];
    },
    look: 'The bars of the two connections grow towards the 20-minute line.',
  },
  {
    ...AS_IT_WAS,
    id: 'cut',
    heading: 'The cut at 20 minutes',
    view: {
      moment: 'cut',
      beforeMs: 2 * MINUTE,
      afterMs: MINUTE,
      leadMs: 20 * SECOND,
      restMs: 20 * SECOND,
      speed: 5,
    },
    says: (now) => {
      const { clock, messages: of, since } = factsOf(now);
      return [
        'Exchange Online closes every connection once it is 20 minutes old, whatever is being sent.',
        `At ${clock('cut')} it resets this one, ${since('cut')} old, in the middle of a message. By then it has carried ${of('cut')}.`,
        'Nothing is wrong with the mail or with Exchange Online.',
      ];
    },
    look: 'The bar ends with a cross. The log has its first line with “Connection reset”.',
  },
  {
    ...AS_IT_WAS,
    id: 'mark',
    heading: 'One cut, and the host is marked',
    view: {
      moment: 'cut',
      until: 'mark',
      beforeMs: 90 * SECOND,
      afterMs: 3 * MINUTE,
      leadMs: 10 * SECOND,
      restMs: 2 * MINUTE,
      speed: 20,
    },
    says: (now) => {
      const { clock } = factsOf(now);
      const { name } = now.hosts[now.marks[0]?.host ?? 0];
      return [
        `The gateway takes the reset as a sign of an unhealthy host. At ${clock('mark')} it marks ${name} as bad in its host-status table.`,
        'All processes read that table, so new mail is now skipped: nothing is tried, and the log says Deferred.',
        'The runner whose connection was cut also remembers it, and skips the rest of its list within seconds.',
      ];
    },
    look: 'In the log, skipped messages have a relay without an address. In “New mail”, green turns to orange.',
    aside:
      'Hundreds of healthy servers stand behind that name. At a busy site, another connection that closes normally erases the mark within a second; what then holds up the list is the runner’s own memory.',
  },
  {
    ...AS_IT_WAS,
    id: 'run-skips',
    heading: 'The next queue run skips again',
    view: {
      moment: 'run-skips',
      beforeMs: 2 * MINUTE,
      afterMs: 3 * MINUTE,
      leadMs: 15 * SECOND,
      restMs: 90 * SECOND,
      speed: 20,
    },
    says: (now) => {
      const { clock, messages: of } = factsOf(now);
      return [
        `At ${clock('run-skips')} the next queue run starts. The mark still stands, so it skips ${of('run-skips')} and opens no connection.`,
        `A skip counts as a try, so all of them wait for the next queue run, ${duration(now.settings.retryIntervalMs)} later.`,
      ];
    },
    look: 'The queue does not shrink. The log repeats the old error with a relay that has no address: nothing was tried.',
  },
  {
    ...AS_IT_WAS,
    id: 'expiry',
    heading: 'The mark expires, the queue still waits',
    view: {
      moment: 'mark',
      until: 'run-delivers',
      beforeMs: 3 * MINUTE,
      afterMs: 4 * MINUTE,
      leadMs: 0,
      restMs: 2 * MINUTE,
      speed: 300,
    },
    says: (now) => {
      const { clock, between } = factsOf(now);
      const { waiting } = stateAt(now, now.moments.expiry?.atMs ?? 0);
      return [
        `A mark is valid for ${duration(now.settings.hostStatusTimeoutMs)} after it was last written. At ${clock('expiry')} it expires, and new mail is delivered at once.`,
        `The ${messages(waiting)} in the queue must wait for the next queue run at ${clock('run-delivers')}: ${between('mark', 'run-delivers')} after the cut.`,
      ];
    },
    look: 'The end of the mark, and the gap up to the next queue run.',
  },
  {
    ...AS_IT_WAS,
    id: 'next-cut',
    heading: 'The backlog makes the next connection long',
    view: {
      moment: 'run-delivers',
      until: 'next-cut',
      beforeMs: 3 * MINUTE,
      afterMs: 13 * MINUTE,
      leadMs: MINUTE,
      restMs: 11 * MINUTE,
      speed: 300,
    },
    says: (now) => {
      const { clock, messages: of, cuts, overAnHour, slowest } = factsOf(now);
      return [
        `This run has ${of('run-delivers')} in its list: again more than its runners can send in 20 minutes.`,
        `At ${clock('next-cut')} the next connection is cut, the host is marked, and it starts all over again.`,
        `Over the whole run ${cuts}. ${overAnHour} of the mail is more than an hour late; the slowest message takes ${slowest}.`,
      ];
    },
    look: 'The same picture as before: cut, mark, and a queue run that skips.',
  },
];

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

const REMEDY_STEPS: readonly LessonStep[] = [
  {
    id: 'limit',
    heading: `Remedy: ${remedyOf('limit').does}`,
    setting: 'limit',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      `With at most ${now.settings.messagesPerConnection} messages per connection, the gateway closes each connection itself. The longest one here lasts ${factsOf(now).longestConnection}, and ${factsOf(now).cuts}.`,
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
      'Now no process learns of another one’s failure. New mail keeps flowing as if nothing had happened.',
      `But ${factsOf(now).cuts}, and a runner whose connection was cut still remembers it. The rest of its list waits for the next queue run.`,
      bought(now, before),
    ],
    look: 'No mark at all, and “New mail” stays green. The queue shrinks in steps.',
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
      `Connections can still grow old: ${factsOf(now).cuts}. But a healthy one soon closes and erases the mark, which lasts ${longestMark(now)} at most.`,
      bought(now, before),
    ],
    look: 'The short mark, and how soon the next queue run comes after it.',
  },
  {
    id: 'clear',
    heading: 'Clearing the table leaves the runners’ memory',
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
      'What a runner remembers is in its own memory, which clearing does not reach: it goes on skipping its list.',
      `At ${markedAgainAt(now)} the second runner’s connection is cut and the host is marked again; each runner also writes what it remembers when it exits.`,
      'So clear it once the runners have finished, then start a queue run by hand: clearing does not start one.',
    ],
    look: 'The gap in the mark. In the log, the runners’ skips continue through it.',
  },
  {
    id: 'all',
    heading: 'All remedies together',
    setting: 'recommended',
    set: [],
    remedy: true,
    view: MORNING,
    says: (now, before) => [
      `${capitalised(settingsWords(now.settings))}: ${factsOf(now).cuts}.`,
      bought(now, before),
      'Which of these your site needs depends on its mail. Load your own scenario below, or use “Recommend”.',
    ],
    look: 'The queue is gone before the connection of the first step would have been cut.',
  },
];

export const STEPS: readonly LessonStep[] = [...FAILURE_STEPS, ...REMEDY_STEPS];

/** What a step's sentences say of a replay: its moments and totals as people read them. */
interface ReplayFacts {
  /** `08:55:04`. */
  readonly clock: (name: MomentName) => string;
  /** `8,611 messages`, as the moment counts them. */
  readonly messages: (name: MomentName) => string;
  /** `20 min 2 s`: from its beginning to the moment, in whole seconds that have passed. */
  readonly since: (name: MomentName) => string;
  /** `15 min`: from one moment to another. */
  readonly between: (from: MomentName, to: MomentName) => string;
  readonly slowest: string;
  readonly overAnHour: string;
  /** `no connection is cut`, `3 connections are cut`. */
  readonly cuts: string;
  readonly longestConnection: string;
}

function factsOf(replay: Replay): ReplayFacts {
  const { moments, totals, connections } = replay;
  const ms = (name: MomentName): number => moments[name]?.atMs ?? Number.NaN;
  const longest = Math.max(0, ...connections.map(({ openedMs, closedMs }) => closedMs - openedMs));
  return {
    clock: (name) => (moments[name] === null ? NOTHING : clockOf(replay, ms(name))),
    messages: (name) => messages(moments[name]?.messages ?? Number.NaN),
    since: (name) => lasting(ms(name) - (moments[name]?.sinceMs ?? Number.NaN)),
    between: (from, to) => lasting(ms(to) - ms(from)),
    slowest: slowestWords(totals.longest),
    overAnHour: boundsText(totals.overAnHour, 'share'),
    cuts: totals.cuts === 0 ? 'no connection is cut' : cutWords(totals.cuts),
    longestConnection: lasting(longest),
  };
}

function cutWords(cuts: number): string {
  return cuts === 1 ? 'one connection is cut' : `${count(cuts)} connections are cut`;
}

function lasting(ms: number): string {
  return duration(Math.floor(ms / SECOND) * SECOND);
}

/** `1 h 29 min`, `at least 24 min`, `indefinitely long`: behind "takes"; in whole seconds that have passed. */
export function slowestWords({ kind, low, high }: BoundsResult): string {
  if (kind === 'never') return 'indefinitely long';
  const whole = (ms: number | null) => (ms === null ? null : Math.floor(ms / SECOND) * SECOND);
  return boundsText({ kind, low: whole(low), high: whole(high) }, 'ms');
}
