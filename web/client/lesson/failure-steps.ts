/**
 * The first half of the lesson: how one cut of a connection makes mail an hour late.
 *
 * What it says of Sendmail and Exchange Online is in docs/model.md (the problem, what marks a host,
 * when a mark lives); its numbers are those of the replay. Units: ms.
 */
import { duration, messages } from '../../../sim/document/quantity.ts';
import { stateAt } from '../../../sim/trace/replay/state.ts';
import { factsOf } from './replay-facts.ts';
import type { LessonStep } from './step.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const AS_IT_WAS = { setting: 'default', set: [], remedy: false } as const;

export const FAILURE_STEPS: readonly LessonStep[] = [
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
        'Each runner opens one connection to Exchange Online and sends message after message on it.',
        `While it has mail, it keeps the connection open. After ${between('opened', 'grows-old')} this one has carried ${of('grows-old')}.`,
      ];
    },
    look: 'The bars of the two connections grow towards the line where they are 20 minutes old.',
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
        'Exchange Online ends every connection when it is 20 minutes old, whatever it is doing.',
        `At ${clock('cut')} it resets this one, ${since('cut')} old, in the middle of a message. It has carried ${of('cut')}.`,
        'Nothing is wrong with the mail, and nothing with Exchange Online.',
      ];
    },
    look: 'The bar ends with a cross. In the log, the first line with “Connection reset”.',
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
        `The gateway takes the break for an unhealthy host. At ${clock('mark')} it marks ${name} as bad in its host-status table.`,
        'All processes read that table. New mail is now skipped: nothing is tried, the log says Deferred.',
        'The runner that was cut remembers it as well, and skips the rest of its list within seconds.',
      ];
    },
    look: 'Skipped lines in the log have a relay without an address. Green turns to orange in “new mail”.',
    aside:
      'Hundreds of healthy machines stand behind that name. At a busy site a healthy connection that closes erases the mark within a second; then it is the runner’s own memory that holds its list up.',
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
        `A skip counts as a try. They all wait for the queue run after it, ${duration(now.settings.retryIntervalMs)} later.`,
      ];
    },
    look: 'The queue does not fall. In the log the old error comes again and again, with a relay without an address: nothing was tried.',
  },
  {
    ...AS_IT_WAS,
    id: 'expiry',
    heading: 'The mark runs out, the queue still waits',
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
        `A mark counts for ${duration(now.settings.hostStatusTimeoutMs)} after it was last written. At ${clock('expiry')} it is over, and new mail goes through at once.`,
        `The ${messages(waiting)} in the queue do not. They wait for the next queue run at ${clock('run-delivers')}: ${between('mark', 'run-delivers')} after the cut.`,
      ];
    },
    look: 'The end of the mark, and the gap up to the next queue run.',
  },
  {
    ...AS_IT_WAS,
    id: 'next-cut',
    heading: 'The backlog makes the next long connection',
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
        `At ${clock('next-cut')} the next connection is cut, the host is marked, and it all begins anew.`,
        `In the whole run ${cuts}. ${overAnHour} of the mail is more than an hour late, the slowest message ${slowest}.`,
      ];
    },
    look: 'The same picture as before: cut, mark, and a queue run that skips.',
  },
];
