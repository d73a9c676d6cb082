import { describe, expect, it } from 'vitest';
import { writeLine } from '../../../sim/maillog/write-line.ts';
import { logEntries } from '../../../sim/trace/log-entries.ts';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import { recordRun } from '../../../sim/trace/run-recorder.ts';
import { officeGateway } from '../../studies/office-gateway.ts';

const MINUTE = 60_000;
const INPUT = officeGateway({}, { backlog: { messages: 1500, ageMs: MINUTE } });
const OPTIONS = {
  seed: 'lines',
  replication: 0,
  startsAtMs: 9 * 60 * MINUTE,
  fromMs: 0,
  toMs: 60 * MINUTE,
};

/** All lines of the run, as `mailpath trace` writes them. */
function wholeLog(startMs: number): string[] {
  const lines: string[] = [];
  const style = { startMs, version: '8.17', logLevel: 9, proofpoint: false } as const;
  const entries = logEntries(INPUT, style, (entry) => lines.push(writeLine(entry, 'rfc3164')));
  recordRun(INPUT, OPTIONS.seed, 0, (event) => entries.event(event)).runUntil(INPUT.endMs);
  return lines;
}

describe('the log lines of a replay', () => {
  it.each([50, 600, 4000])('are at most %i, in order of time, remarks among them', (maxLines) => {
    const { lines, fromMs, toMs } = replayOf(INPUT, { ...OPTIONS, maxLines });
    expect(lines.length).toBeLessThanOrEqual(maxLines);
    expect(lines.length).toBeGreaterThan(maxLines / 10);
    for (const [i, { atMs }] of lines.entries()) {
      expect(atMs).toBeGreaterThanOrEqual(i === 0 ? fromMs : lines[i - 1].atMs);
      expect(atMs).toBeLessThanOrEqual(toMs);
    }
  });

  it('are lines that the trace has, in its order', () => {
    const { lines, startMs } = replayOf(INPUT, { ...OPTIONS, maxLines: 2000 });
    const all = wholeLog(startMs);
    let place = -1;
    for (const { text, logged } of lines) {
      if (!logged) continue;
      const next = all.indexOf(text, place + 1);
      expect(next, text).toBeGreaterThan(place);
      place = next;
    }
  });

  it('leave out as many as they say, and no cut', () => {
    const { lines, linesLeftOut, startMs } = replayOf(INPUT, {
      ...OPTIONS,
      toMs: 24 * 60 * MINUTE,
      maxLines: 1000,
    });
    const logged = lines.filter((line) => line.logged);
    const all = wholeLog(startMs);
    const began = all.findIndex((line) => line.includes('starting daemon'));
    expect(logged.length + linesLeftOut).toBe(all.length - began);
    const cuts = logged.filter(({ kind }) => kind === 'cut');
    let cut = 0;
    recordRun(INPUT, OPTIONS.seed, 0, (event) => {
      if (event.kind === 'attempted' && event.cut) cut++;
    }).runUntil(INPUT.endMs);
    expect(cuts).toHaveLength(cut);
    for (const { text } of cuts) expect(text).toMatch(/stat=Deferred: Connection reset by \S+$/);
  });

  it('tell a skip from an attempt, and a remark from both', () => {
    const { lines } = replayOf(INPUT, { ...OPTIONS, maxLines: 1000 });
    const kinds = new Set(lines.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['sent', 'failed', 'skipped-mark', 'skipped-memory', 'run', 'mark']),
    );
    for (const { kind, text, logged } of lines) {
      if (kind === 'skipped-mark') expect(text).toMatch(/relay=[^[]*, dsn=.*stat=Deferred/);
      if (kind === 'sent') expect(text).toContain('stat=Sent');
      expect(logged).toBe(!['run', 'mark', 'expiry', 'action'].includes(kind));
    }
  });
});
