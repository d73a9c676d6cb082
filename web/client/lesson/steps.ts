/**
 * The lesson: "Why is my mail an hour late?", step by step, one idea a step. First how one cut of a
 * connection makes mail an hour late; then each remedy alone, what it does and what it leaves, and all
 * of them.
 *
 * What it says of Sendmail and Exchange Online is in docs/model.md (the problem, what marks a host,
 * when a mark lives) and the article; its numbers are those of the replays: what a remedy brings is
 * read off its replay and that of the failure, both with the same mail. Units: ms, in a
 * StepView s.
 */

import type { BoundsResult } from '../../../sim/document/bounds-schema.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { capitalised, count, duration, messages, NOTHING } from '../../../sim/document/quantity.ts';
import { remedyOf } from '../../../sim/mailpath/remedies.ts';
import { settingsWords } from '../../../sim/studies/setting-changes.ts';
import type { MomentName, Replay } from '../../../sim/trace/replay/replay.ts';
import { age, clockOf, stateAt } from '../../../sim/trace/replay/state.ts';

/** All steps play this scenario; a remedy plays another setting of it, or changes it. */
export const LESSON_SCENARIO = 'hour-late';

/** The stretch of time that a step shows, from one moment of the failure to another or to itself. */
export interface StepView {
  readonly from: MomentName;
  readonly to?: MomentName;
  /** So long before the first moment, and after the last, s. */
  readonly drawn: readonly [before: number, after: number];
  /** What plays by itself: from so long before the first moment to so long after the last, s. */
  readonly played: readonly [before: number, after: number];
  /** Simulated seconds in a second. */
  readonly speed: number;
}

export interface LessonStep {
  readonly id: string;
  readonly heading: string;
  /** Of a remedy; the queue of the failure, which is `default`, is drawn beside its own. */
  readonly setting?: string;
  /** Changes of the scenario, path=value. */
  readonly set?: readonly string[];
  readonly view: StepView;
  /** Two to four short sentences: of the replay that is shown, and of the failure as it was. */
  readonly says: (now: ReplayFacts, before: ReplayFacts) => readonly string[];
  /** What to look at. */
  readonly look: string;
  /** Where it is not so, or not only so. */
  readonly aside?: string;
}

/** From before the first queue run until the failure is in its second round. */
const MORNING: StepView = {
  from: 'opened',
  to: 'next-cut',
  drawn: [300, 720],
  played: [60, 660],
  speed: 600,
};

export const STEPS: readonly LessonStep[] = [
  {
    id: 'grows-old',
    heading: 'A connection grows old',
    view: { from: 'opened', to: 'grows-old', drawn: [180, 480], played: [30, 120], speed: 120 },
    says: ({ clock, messages: of, between, settings }) => [
      `At ${clock('opened')} a queue run starts with ${of('opened')}. ${settings.runners} queue runners share them.`,
      'Each runner opens one connection to Exchange Online and sends message after message over it.',
      `While it has mail, it keeps the connection open. After ${between('opened', 'grows-old')} this one has carried ${of('grows-old')}.`,
    ],
    look: 'The bars of the runners’ connections grow towards the 20-minute line.',
  },
  {
    id: 'cut',
    heading: 'The cut at 20 minutes',
    view: { from: 'cut', drawn: [120, 60], played: [20, 20], speed: 5 },
    says: ({ clock, messages: of, since }) => [
      'Exchange Online closes every connection once it is 20 minutes old, whatever is being sent.',
      `At ${clock('cut')} it resets this one, ${since('cut')} old, in the middle of a message. By then it has carried ${of('cut')}.`,
      'Nothing is wrong with the mail or with Exchange Online.',
    ],
    look: 'The bar ends with a cross. The log has its first line with “Connection reset”.',
  },
  {
    id: 'mark',
    heading: 'One cut, and the host is marked',
    view: { from: 'cut', to: 'mark', drawn: [90, 180], played: [10, 120], speed: 20 },
    says: (now) => {
      const { name } = now.hosts[now.marks[0]?.host ?? 0];
      return [
        `The gateway takes the reset as a sign of an unhealthy host. At ${now.clock('mark')} it marks ${name} as bad in its host-status table.`,
        'All processes read that table, so new mail is now skipped: nothing is tried, and the log says Deferred.',
        'The runner whose connection was cut also remembers it, and skips the rest of its list within seconds.',
      ];
    },
    look: 'In the log, skipped messages have a relay without an address. In “New mail”, green turns to orange.',
    aside:
      'Hundreds of healthy servers stand behind that name. At a busy site, another connection that closes normally erases the mark within a second; what then holds up the list is the runner’s own memory.',
  },
  {
    id: 'run-skips',
    heading: 'The next queue run skips again',
    view: { from: 'run-skips', drawn: [120, 180], played: [15, 90], speed: 20 },
    says: ({ clock, messages: of, settings }) => [
      `At ${clock('run-skips')} the next queue run starts. The mark still stands, so it skips ${of('run-skips')} and opens no connection.`,
      `A skip counts as a try, so all of them wait for the next queue run, ${duration(settings.retryIntervalMs)} later.`,
    ],
    look: 'The queue does not shrink. The log repeats the old error with a relay that has no address: nothing was tried.',
  },
  {
    id: 'expiry',
    heading: 'The mark expires, the queue still waits',
    view: { from: 'mark', to: 'run-delivers', drawn: [180, 240], played: [0, 120], speed: 300 },
    says: (now) => {
      const { waiting } = stateAt(now, now.moments.expiry?.atMs ?? 0);
      return [
        `A mark is valid for ${duration(now.settings.hostStatusTimeoutMs)} after it was last written. At ${now.clock('expiry')} it expires, and new mail is delivered at once.`,
        `The ${messages(waiting)} in the queue must wait for the next queue run at ${now.clock('run-delivers')}: ${now.between('mark', 'run-delivers')} after the cut.`,
      ];
    },
    look: 'The end of the mark, and the gap up to the next queue run.',
  },
  {
    id: 'next-cut',
    heading: 'The backlog makes the next connection long',
    view: {
      from: 'run-delivers',
      to: 'next-cut',
      drawn: [180, 780],
      played: [60, 660],
      speed: 300,
    },
    says: ({ clock, messages: of, cuts, overAnHour, slowest }) => [
      `This run has ${of('run-delivers')} in its list: again more than its runners can send in 20 minutes.`,
      `At ${clock('next-cut')} the next connection is cut, the host is marked, and it starts all over again.`,
      `Over the whole simulation ${cuts}. ${overAnHour} of the mail is more than an hour late; the slowest message takes ${slowest}.`,
    ],
    look: 'The same picture as before: cut, mark, and a queue run that skips.',
  },
  {
    id: 'limit',
    heading: `Remedy: ${remedyOf('limit').does}`,
    setting: 'limit',
    view: MORNING,
    says: (now, before) => [
      `With at most ${now.settings.messagesPerConnection} messages per connection, the gateway closes each connection itself. The longest one here lasts ${now.longestConnection}, and ${now.cuts}.`,
      `Opening connections takes time, so ${now.settings.runners} queue runners do the work of ${before.settings.runners}.`,
      bought(now, before),
    ],
    look: 'Many short bars in place of two long ones. The dashed line is the queue without the remedy.',
  },
  {
    id: 'no-table',
    heading: `Remedy: ${remedyOf('host-status').does}`,
    setting: 'no-table',
    view: MORNING,
    says: (now, before) => [
      'Now no process learns of another’s failure. New mail keeps flowing as if nothing had happened.',
      `But ${now.cuts}, and a runner whose connection was cut still remembers it. The rest of its list waits for the next queue run.`,
      bought(now, before),
    ],
    look: 'No mark at all, and “New mail” stays green. The queue shrinks in steps.',
  },
  {
    id: 'quick-retry',
    heading: `Remedy: ${remedyOf('retry').does}`,
    setting: 'quick-retry',
    view: MORNING,
    says: (now, before) => [
      `A queue run starts every ${duration(now.settings.retryIntervalMs)} instead of every ${duration(before.settings.retryIntervalMs)}. Runs overlap, so more runners share the backlog.`,
      `Connections can still grow old: ${now.cuts}. But a healthy one soon closes and erases the mark, which lasts ${longestMark(now)} at most.`,
      bought(now, before),
    ],
    look: 'The short mark, and how soon the next queue run comes after it.',
  },
  {
    id: 'clear',
    heading: 'Clearing the table leaves the runners’ memory',
    set: ['actions=[{ at: "08:55:20", clear: all }]'],
    view: { from: 'cut', drawn: [60, 180], played: [5, 60], speed: 10 },
    says: (now) => {
      const cleared = now.lines.find(({ kind }) => kind === 'action')?.atMs ?? Number.NaN;
      const again = now.marks.find(({ fromMs }) => fromMs > cleared)?.fromMs ?? Number.NaN;
      return [
        `At ${clockOf(now, cleared)} an administrator clears the host-status table. The mark is gone, and new mail flows.`,
        'What a runner remembers is in its own memory, which clearing does not reach: it goes on skipping its list.',
        `At ${clockOf(now, again)} the second runner’s connection is cut and the host is marked again; each runner also writes what it remembers when it exits.`,
        'So clear it once the runners have finished, then start a queue run by hand: clearing does not start one.',
      ];
    },
    look: 'The gap in the mark. In the log, the runners’ skips continue through it.',
  },
  {
    id: 'all',
    heading: 'All remedies together',
    setting: 'recommended',
    view: MORNING,
    says: (now, before) => [
      `${capitalised(settingsWords(now.settings))}: ${now.cuts}.`,
      bought(now, before),
      'Which of these your site needs depends on its mail. Load your own scenario below, or use “Recommend”.',
    ],
    look: 'The queue is gone before the connection of the first step would have been cut.',
  },
];

/** What it bought, from both replays. */
function bought(now: ReplayFacts, before: ReplayFacts): string {
  return `The slowest message takes ${now.slowest} instead of ${before.slowest}, and ${now.overAnHour} of the mail is more than an hour late, instead of ${before.overAnHour}.`;
}

/** The longest time that a host stood marked in the window. */
function longestMark({ marks }: Replay): string {
  const ms = Math.max(0, ...marks.map(({ fromMs, toMs }) => toMs - fromMs));
  return duration(Math.round(ms / 1000) * 1000);
}

export type ReplayFacts = ReturnType<typeof factsOf>;

/** A replay, with its moments and totals as people read them. */
export function factsOf(replay: Replay) {
  const { moments, totals, connections } = replay;
  const ms = (name: MomentName): number => moments[name]?.atMs ?? Number.NaN;
  const longest = Math.max(0, ...connections.map(({ openedMs, closedMs }) => closedMs - openedMs));
  return {
    ...replay,
    /** `08:55:04`. */
    clock: (name: MomentName) => (moments[name] === null ? NOTHING : clockOf(replay, ms(name))),
    /** `8,611 messages`, as the moment counts them. */
    messages: (name: MomentName) => messages(moments[name]?.messages ?? Number.NaN),
    /** `20 min 2 s`: from its beginning to the moment. */
    since: (name: MomentName) => age(ms(name) - (moments[name]?.sinceMs ?? Number.NaN)),
    /** `15 min`: from one moment to another. */
    between: (from: MomentName, to: MomentName) => age(ms(to) - ms(from)),
    slowest: slowestWords(totals.longest),
    overAnHour: boundsText(totals.overAnHour, 'share'),
    /** `no connection is cut`, `3 connections are cut`. */
    cuts: cutWords(totals.cuts),
    longestConnection: age(longest),
  };
}

function cutWords(cuts: number): string {
  if (cuts === 0) return 'no connection is cut';
  return cuts === 1 ? 'one connection is cut' : `${count(cuts)} connections are cut`;
}

/** `1 h 29 min`, `at least 24 min`, `indefinitely long`: behind "takes"; in whole seconds that have passed. */
export function slowestWords({ kind, low, high }: BoundsResult): string {
  if (kind === 'never') return 'indefinitely long';
  const whole = (ms: number | null) => (ms === null ? null : Math.floor(ms / 1000) * 1000);
  return boundsText({ kind, low: whole(low), high: whole(high) }, 'ms');
}
