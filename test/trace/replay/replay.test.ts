import { describe, expect, it } from 'vitest';
import { boundsResult } from '../../../sim/document/bounds.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { metricOf } from '../../../sim/mailpath/metrics.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import { type ReplayOptions, replayOf } from '../../../sim/trace/replay/record-replay.ts';
import { type MailEvent, recordRun } from '../../../sim/trace/run-recorder.ts';
import { runTimeline } from '../../../sim/trace/timeline.ts';
import { officeGateway, RECOMMENDED } from '../../studies/office-gateway.ts';

const MINUTE = 60_000;
const WHOLE: ReplayOptions = {
  seed: 'replay',
  replication: 0,
  startsAtMs: 9 * 60 * MINUTE,
  fromMs: 0,
  toMs: 240 * MINUTE,
  maxLines: 600,
};

/** More mail than two runners send in a lifetime of three minutes. */
const CUT = officeGateway({}, { backlog: { messages: 1500, ageMs: MINUTE } });

const INPUTS: readonly [string, MailPathInput][] = [
  ['a refusal', officeGateway()],
  ['cuts', CUT],
  ['recommended', officeGateway(RECOMMENDED)],
  ['two gateways', officeGateway({}, { gateways: 2 })],
  ['an early end', officeGateway({}, { endMs: 20 * MINUTE })],
];

function eventsOf(input: MailPathInput): MailEvent[] {
  const events: MailEvent[] = [];
  const run = recordRun(input, WHOLE.seed, 0, (event) => events.push(event));
  run.runUntil(input.endMs);
  run.finish();
  return events;
}

describe('a replay', () => {
  it.each(INPUTS)('counts what the run counts: %s', (_, input) => {
    const run = simulate(input, WHOLE.seed, 0);
    const { series, totals, endedAtMs } = replayOf(input, WHOLE);
    const last = <T>(values: readonly T[]): T => values[values.length - 1];
    expect(endedAtMs).toBe(run.endedAtMs);
    expect(totals.delivered).toBe(run.delivered);
    expect(totals.cuts).toBe(run.ended.lifetime);
    expect(totals.longest).toEqual(boundsResult(metricOf('max').read(run)));
    expect(last(series.deliveredAtOnce) + last(series.deliveredByRunners)).toBe(run.delivered);
    expect(last(series.skippedByMark)).toBe(run.skipped.mark + run.skipped.lock);
    expect(last(series.skippedByMemory)).toBe(run.skipped.memory);
    expect(last(series.skippedAtOnce)).toBe(
      eventsOf(input).filter((event) => event.kind === 'skipped' && !event.process.runner).length,
    );
    expect(last(series.failedAtOnce)).toBe(
      eventsOf(input).filter(
        (event) => event.kind === 'attempted' && event.end === 'deferred' && !event.process.runner,
      ).length,
    );
    expect(last(series.failed)).toBe(run.deferralsAttempted);
    expect(last(series.waiting)).toBe(run.queued);
    expect(Math.max(...series.waiting)).toBeLessThanOrEqual(run.backlog.max);
  });

  it.each(INPUTS)('has the marks and the cuts of the timeline: %s', (_, input) => {
    const timeline = runTimeline(input, WHOLE.seed);
    const { marks, connections } = replayOf(input, WHOLE);
    expect(marks).toEqual([...timeline.marks].sort((a, b) => a.fromMs - b.fromMs));
    const cuts = (all: readonly { end: string; openedMs: number; closedMs: number }[]) =>
      all.filter(({ end }) => end === 'cut').map((cut) => [cut.openedMs, cut.closedMs]);
    expect(cuts(connections)).toEqual(cuts(timeline.connections));
  });

  it.each(INPUTS)(
    'has the queue runs of the trace, and what became of their lists: %s',
    (_, input) => {
      const events = eventsOf(input);
      const { runs } = replayOf(input, WHOLE);
      const started = events.flatMap((event) => (event.kind === 'run' ? [event] : []));
      expect(runs.map(({ atMs, messages }) => [atMs, messages])).toEqual(
        started.map(({ atMs, messages }) => [atMs, messages]),
      );
      const byRunners = events.filter(
        (event) => event.kind === 'attempted' && event.process.runner && event.end === 'sent',
      );
      expect(runs.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(byRunners.length);
      const skips = events.filter((event) => event.kind === 'skipped' && event.process.runner);
      expect(runs.reduce((sum, run) => sum + run.skippedByMark + run.skippedByMemory, 0)).toBe(
        skips.length,
      );
    },
  );

  it('cuts connections at the lifetime, and says what they had carried on the way', () => {
    const { connections, hosts, series, fromMs } = replayOf(CUT, WHOLE);
    const cuts = connections.filter(({ end }) => end === 'cut');
    expect(cuts.length).toBeGreaterThan(1);
    for (const { openedMs, closedMs, host, messages, carried, carriedFrom } of cuts) {
      expect(closedMs - openedMs).toBeGreaterThanOrEqual(hosts[host].lifetimeMs ?? 0);
      expect(carried).toEqual([...carried].sort((a, b) => a - b));
      expect(carried.at(-1)).toBeLessThanOrEqual(messages);
      expect(fromMs + carriedFrom * series.stepMs).toBeGreaterThanOrEqual(openedMs);
      expect(fromMs + (carriedFrom + carried.length - 1) * series.stepMs).toBeLessThanOrEqual(
        closedMs,
      );
    }
  });

  it('draws no two connections of a lane over each other, and counts those it leaves out', () => {
    const { connections, connectionsLeftOut } = replayOf(CUT, WHOLE);
    const run = simulate(CUT, WHOLE.seed, 0);
    expect(connections.length + connectionsLeftOut).toBe(run.connections);
    for (const [i, a] of connections.entries()) {
      for (const b of connections.slice(i + 1)) {
        if (a.lane === b.lane) expect(b.openedMs).toBeGreaterThanOrEqual(a.closedMs);
      }
    }
  });

  it('is the same in every window, but for what is drawn', () => {
    const whole = replayOf(CUT, WHOLE);
    const { atMs } = whole.moments.cut ?? { atMs: 0 };
    const near = replayOf(CUT, { ...WHOLE, fromMs: atMs - MINUTE, toMs: atMs + MINUTE });
    expect(near.moments).toEqual(whole.moments);
    expect(near.totals).toEqual(whole.totals);
    expect(near.marks.length).toBeLessThan(whole.marks.length);
    for (const { closedMs, openedMs } of near.connections) {
      expect(closedMs).toBeGreaterThanOrEqual(near.fromMs);
      expect(openedMs).toBeLessThanOrEqual(near.toMs);
    }
  });

  it('is the same to the byte each time, and plain JSON', () => {
    const first = replayOf(CUT, WHOLE);
    const text = JSON.stringify(first);
    expect(text).toBe(JSON.stringify(replayOf(CUT, WHOLE)));
    expect(JSON.parse(text)).toEqual(first);
  });
});

describe('a replay of very many queue runs', () => {
  it('keeps those with the longest lists, in order of time, and counts all', () => {
    const input = officeGateway(
      { retryIntervalMs: 500 },
      { backlog: { messages: 1500, ageMs: MINUTE } },
    );
    const replay = replayOf(input, { ...WHOLE, toMs: 24 * 60 * MINUTE });
    expect(replay.totals.queueRuns).toBeGreaterThan(2500);
    expect(replay.runs).toHaveLength(2000);
    const times = replay.runs.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...replay.runs.map(({ messages }) => messages))).toBeGreaterThanOrEqual(1500);
  });
});
