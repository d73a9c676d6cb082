import { describe, expect, it } from 'vitest';
import { replayOf } from '../../../../sim/trace/replay/record-replay.ts';
import type { Replay } from '../../../../sim/trace/replay/replay.ts';
import { stateAt } from '../../../../sim/trace/replay/state.ts';
import { windowOf } from '../../../../web/client/lesson/play-window.ts';
import {
  factsOf,
  LESSON_SCENARIO,
  type LessonStep,
  STEPS,
} from '../../../../web/client/lesson/steps.ts';
import { readShipped } from '../../../scenario/shipped-scenarios.ts';

const MINUTE = 60_000;

function replayed(setting: string, set: readonly string[], fromMs: number, toMs: number): Replay {
  const { settings, seed, startsAtMs } = readShipped(`${LESSON_SCENARIO}.yaml`, set);
  const input = settings.get(setting);
  if (input === undefined) throw new Error(`the scenario has no setting ${setting}`);
  return replayOf(input, { seed, startsAtMs, replication: 0, fromMs, toMs, maxLines: 800 });
}

const BASE = replayed('default', [], 0, 120 * MINUTE);

interface ShownStep {
  readonly window: NonNullable<ReturnType<typeof windowOf>>;
  readonly now: Replay;
  readonly sentences: readonly string[];
}

const alreadyShown = new Map<LessonStep, ShownStep>();

/** A step as it is shown; each is simulated once. */
function shown(step: LessonStep): ShownStep {
  const found = alreadyShown.get(step) ?? simulated(step);
  alreadyShown.set(step, found);
  return found;
}

function simulated({ view, setting = 'default', set = [], says }: LessonStep): ShownStep {
  const window = windowOf(view, BASE.moments);
  if (window === null) throw new Error(`${view.from} does not happen`);
  const now = replayed(setting, set, window.fromMs, window.toMs);
  return { window, now, sentences: says(factsOf(now), factsOf(BASE)) };
}

describe('the lesson', () => {
  it.each(STEPS)('has a moment to show, and plays it in seconds: $id', (step) => {
    const { window } = shown(step);
    expect(window.playFromMs).toBeGreaterThanOrEqual(window.fromMs);
    expect(window.stopMs).toBeGreaterThan(window.playFromMs);
    expect(window.stopMs).toBeLessThanOrEqual(window.toMs);
    const seconds = (window.stopMs - window.playFromMs) / 1000 / window.speed;
    expect(seconds).toBeGreaterThan(4);
    expect(seconds).toBeLessThan(12);
  });

  it.each(STEPS)('says it in two to four short sentences, each number found: $id', (step) => {
    const { sentences } = shown(step);
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(4);
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(/–|NaN|undefined|null|Infinity/);
      expect(sentence.length).toBeLessThan(230);
    }
  });

  it('shows the cut, the mark and the skips where it says so', () => {
    const step = (id: string) => shown(STEPS.find((one) => one.id === id) as LessonStep);
    const cut = step('cut');
    expect(cut.now.connections.some(({ end }) => end === 'cut')).toBe(true);
    expect(cut.now.lines.some(({ kind }) => kind === 'cut')).toBe(true);
    const mark = step('mark');
    expect(mark.now.lines.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['mark', 'skipped-mark', 'skipped-memory']),
    );
    const again = step('run-skips');
    expect(stateAt(again.now, again.window.stopMs).marks).toHaveLength(1);
    const limit = step('limit');
    expect(limit.now.connections.every(({ end }) => end !== 'cut')).toBe(true);
    expect(limit.now.totals.cuts).toBe(0);
    const table = step('no-table');
    expect(table.now.marks).toEqual([]);
    expect(table.now.totals.cuts).toBeGreaterThan(0);
  });

  it('clears the table while a runner still remembers, and has it marked again', () => {
    const { now } = shown(STEPS.find(({ id }) => id === 'clear') as LessonStep);
    const cleared = now.lines.find(({ kind }) => kind === 'action')?.atMs ?? 0;
    expect(now.marks.some(({ toMs }) => Math.abs(toMs - cleared) < 1000)).toBe(true);
    const again = now.marks.find(({ fromMs, toMs }) => fromMs > cleared && toMs - fromMs > MINUTE);
    expect(again).toBeDefined();
    const skips = now.lines.filter(
      ({ kind, atMs }) =>
        kind === 'skipped-memory' && atMs > cleared && atMs < (again?.fromMs ?? 0),
    );
    expect(skips.length).toBeGreaterThan(0);
    // The runner that is at work then is one that was cut.
    expect(stateAt(now, cleared).busyRunners).toBeGreaterThan(0);
  });

  it('ends with less delay in each remedy than the failure had, and least in all together', () => {
    const slowest = (id: string) =>
      shown(STEPS.find((one) => one.id === id) as LessonStep).now.totals.longest.high ?? 0;
    const before = BASE.totals.longest.high ?? 0;
    for (const id of ['limit', 'no-table', 'quick-retry']) {
      expect(slowest(id)).toBeLessThan(before);
      expect(slowest('all')).toBeLessThan(slowest(id));
    }
  });

  it('names each step once', () => {
    expect(new Set(STEPS.map(({ id }) => id)).size).toBe(STEPS.length);
    expect(new Set(STEPS.map(({ heading }) => heading)).size).toBe(STEPS.length);
  });
});
