import { describe, expect, it } from 'vitest';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import { stateAt, stateWords, stepAt } from '../../../sim/trace/replay/state.ts';
import { officeGateway, RECOMMENDED } from '../../studies/office-gateway.ts';

const MINUTE = 60_000;
const OPTIONS = {
  seed: 'standing',
  replication: 0,
  startsAtMs: 9 * 60 * MINUTE,
  fromMs: 0,
  toMs: 60 * MINUTE,
  maxLines: 100,
};
const REPLAY = replayOf(officeGateway({}, { backlog: { messages: 1500, ageMs: MINUTE } }), OPTIONS);

describe('the state at a moment of a replay', () => {
  it('has as many open connections as runners have at each step', () => {
    const { series, fromMs } = REPLAY;
    for (const [step, busy] of series.busyRunners.entries()) {
      const { open, busyRunners, waiting } = stateAt(REPLAY, fromMs + step * series.stepMs);
      expect(busyRunners).toBe(busy);
      expect(waiting).toBe(series.waiting[step]);
      expect(open.length).toBeLessThanOrEqual(busy);
    }
  });

  it('knows a connection’s age and what it has carried up to then', () => {
    const [first] = REPLAY.connections.filter(({ end, byRunner }) => end === 'cut' && byRunner);
    const middle = (first.openedMs + first.closedMs) / 2;
    const found = stateAt(REPLAY, middle).open.find(({ connection }) => connection === first);
    expect(found?.ageMs).toBe(middle - first.openedMs);
    expect(found?.carried).toBeGreaterThan(0);
    expect(found?.carried).toBeLessThan(first.messages);
    expect(stateAt(REPLAY, first.closedMs).open.map((one) => one.connection)).not.toContain(first);
  });

  it('stays within its steps, before the window and after it', () => {
    expect(stepAt(REPLAY, -1e9)).toBe(0);
    expect(stepAt(REPLAY, 1e12)).toBe(REPLAY.series.waiting.length - 1);
  });

  it('is told in sentences, marks and all', () => {
    const mark = REPLAY.marks.find(({ fromMs, toMs }) => toMs - fromMs > MINUTE);
    const words = stateWords(REPLAY, (mark?.fromMs ?? 0) + 30_000);
    expect(words).toMatch(/^At 09:\d\d:\d\d: [\d,]+ messages? waiting\./);
    expect(words).toContain('exchange-online.test is marked as bad since');
    expect(words).not.toMatch(/undefined|NaN|–/);
  });

  it('tells many connections by their number', () => {
    const many = replayOf(
      officeGateway({ ...RECOMMENDED, runners: 9 }, { backlog: { messages: 1500, ageMs: MINUTE } }),
      OPTIONS,
    );
    const busiest = many.series.busyRunners.indexOf(Math.max(...many.series.busyRunners));
    const words = stateWords(many, busiest * many.series.stepMs);
    expect(words).toMatch(/\d+ more connections are open\./);
    expect(words).toContain('No host is marked.');
  });
});
