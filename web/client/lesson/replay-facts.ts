/** What a step's sentences say of a replay: its moments and totals as people read them. */

import type { BoundsResult } from '../../../sim/document/bounds-schema.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { count, duration, messages, NOTHING } from '../../../sim/document/quantity.ts';
import type { MomentName, Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';

export interface ReplayFacts {
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

const SECOND_MS = 1000;

export function factsOf(replay: Replay): ReplayFacts {
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
  return duration(Math.floor(ms / SECOND_MS) * SECOND_MS);
}

/** `1 h 29 min`, `at least 24 min`, `for ever`: behind "takes"; in whole seconds that have passed. */
export function slowestWords({ kind, low, high }: BoundsResult): string {
  if (kind === 'never') return 'for ever';
  const whole = (ms: number | null) =>
    ms === null ? null : Math.floor(ms / SECOND_MS) * SECOND_MS;
  return boundsText({ kind, low: whole(low), high: whole(high) }, 'ms');
}
