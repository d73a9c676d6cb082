import { describe, expect, it } from 'vitest';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import { MOMENT_NAMES, type Moments } from '../../../sim/trace/replay/replay.ts';
import { readShipped } from '../../scenario/shipped-scenarios.ts';
import { officeGateway, RECOMMENDED } from '../../studies/office-gateway.ts';

const MINUTE = 60_000;

function replayOfShipped(file: string, setting = 'default') {
  const { settings, seed, startsAtMs } = readShipped(file);
  const input = settings.get(setting);
  if (input === undefined) throw new Error(`${file} has no setting ${setting}`);
  const window = { fromMs: 0, toMs: 180 * MINUTE, maxLines: 100 };
  return replayOf(input, { seed, startsAtMs, replication: 0, ...window });
}

function at(moments: Moments, name: keyof Moments): number {
  const moment = moments[name];
  if (moment === null) throw new Error(`${name} does not happen`);
  return moment.atMs;
}

describe('the telling moments', () => {
  it('follow each other as the failure does, in the scenario of the lesson', () => {
    const { moments } = replayOfShipped('hour-late.yaml');
    const order = MOMENT_NAMES.filter((name) => name !== 'backlog');
    for (const [i, name] of order.entries()) {
      if (i > 0) expect(at(moments, name), name).toBeGreaterThanOrEqual(at(moments, order[i - 1]));
    }
    expect(at(moments, 'grows-old') - at(moments, 'opened')).toBe(15 * MINUTE);
    const age = at(moments, 'cut') - at(moments, 'opened');
    expect(age).toBeGreaterThanOrEqual(20 * MINUTE);
    expect(age).toBeLessThan(21.1 * MINUTE);
  });

  it('have the numbers of what they name', () => {
    const { moments, runs, connections, marks } = replayOfShipped('hour-late.yaml');
    const cuts = connections.filter(({ end }) => end === 'cut');
    const [cut] = cuts.sort((a, b) => (a.closedMs ?? 0) - (b.closedMs ?? 0));
    expect(moments.cut).toEqual({
      atMs: cut?.closedMs,
      sinceMs: cut?.openedMs,
      messages: cut?.messages,
    });
    const again = runs.find(({ atMs }) => atMs === moments['run-skips']?.atMs);
    expect(moments['run-skips']?.messages).toBe(again?.skippedByMark);
    const mark = marks.find(({ fromMs }) => fromMs === moments.mark?.atMs);
    expect(moments.expiry?.atMs).toBe(mark?.toMs);
    expect(moments['run-delivers']?.messages).toBe(
      runs.find(({ atMs }) => atMs === moments['run-delivers']?.atMs)?.messages,
    );
  });

  it('find the mark of a refusal where no cut leaves one', () => {
    const { moments } = replayOfShipped('main.yaml');
    expect(at(moments, 'mark')).toBeLessThan(at(moments, 'cut'));
    expect(at(moments, 'expiry') - at(moments, 'mark')).toBeGreaterThan(29 * MINUTE);
    expect(at(moments, 'run-skips')).toBeLessThan(at(moments, 'expiry'));
  });

  it('are null where they do not happen', () => {
    const { moments } = replayOf(officeGateway({ ...RECOMMENDED }, { backlog: null }), {
      seed: 'moments',
      replication: 0,
      startsAtMs: 0,
      fromMs: 0,
      toMs: 60 * MINUTE,
      maxLines: 50,
    });
    for (const name of ['cut', 'mark', 'skip', 'run-skips', 'expiry', 'next-cut'] as const) {
      expect(moments[name], name).toBeNull();
    }
  });
});
