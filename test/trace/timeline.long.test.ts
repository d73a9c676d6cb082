import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { CONNECTION_ENDS } from '../../sim/trace/connection-ending.ts';
import { MAX_KEPT, runTimeline } from '../../sim/trace/timeline.ts';
import { Ear, host, smallGateway } from '../mailpath/small-gateway.ts';
import { readShipped } from '../scenario/shipped-scenarios.ts';
import { officeGateway, RECOMMENDED } from '../studies/office-gateway.ts';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const INPUTS: readonly [string, MailPathInput][] = [
  ['default', officeGateway()],
  ['recommended', officeGateway(RECOMMENDED)],
  ['two gateways', officeGateway({}, { gateways: 2 })],
  ['a mark at the start', officeGateway({}, { marks: [{ host: 0, ageMs: 60_000 }] })],
  ['an early end', officeGateway({}, { endMs: 20 * 60_000 })],
  [
    'a table that is cleared',
    officeGateway({}, { actions: [{ kind: 'clear', atMs: 400_000, host: -1 }] }),
  ],
  [
    'a connection limit',
    smallGateway({
      messages: 30,
      settings: { runners: 3 },
      hosts: [host('a', { connectionLimit: 1 })],
    }),
  ],
];

describe('the timeline of a run', () => {
  it.each(INPUTS)('has the connections and ends that the run counted: %s', (_, input) => {
    const run = simulate(input, 'timeline', 0);
    const { connections, ended, endedAtMs } = runTimeline(input, 'timeline');
    expect(sum(Object.values(ended))).toBe(run.connections);
    expect(ended.cut).toBe(run.ended.lifetime);
    expect(ended.fault).toBe(run.ended.fault);
    expect(ended['too-many']).toBe(run.ended.limit);
    expect(ended.quit + ended.messages).toBe(run.ended.quit);
    expect(endedAtMs).toBe(run.endedAtMs);
    expect(connections).toHaveLength(Math.min(MAX_KEPT, run.connections));
    const longest = Math.max(...connections.map(({ openedMs, closedMs }) => closedMs - openedMs));
    if (ended.open === 0) expect(longest).toBe(run.longestConnectionMs);
  });

  it.each(INPUTS)('has marks that add up to the marked time of the run: %s', (_, input) => {
    const run = simulate(input, 'timeline', 0);
    const { marks, hosts, gateways } = runTimeline(input, 'timeline');
    const marked = hosts.map(
      (_, index) =>
        sum(marks.filter((mark) => mark.host === index).map((m) => m.toMs - m.fromMs)) / gateways,
    );
    marked.forEach((ms, index) => {
      expect(ms).toBeCloseTo(run.markedMs[index], 6);
    });
  });

  it.each(INPUTS)('has the queue runs that were heard, with their lists: %s', (_, input) => {
    const ear = new Ear();
    const { runsStarted } = simulate(input, 'timeline', 0, { observer: ear });
    const { runs, runsSeen } = runTimeline(input, 'timeline');
    expect(runsSeen).toBe(runsStarted);
    expect(runs.map(({ atMs, messages }) => ({ at: atMs, messages }))).toEqual(ear.runs);
  });

  it('tells connections that ended for their number of messages from others', () => {
    const input = officeGateway({ ...RECOMMENDED, messagesPerConnection: 3 });
    const { connections, ended } = runTimeline(input, 'timeline');
    expect(ended.messages).toBeGreaterThan(0);
    for (const { end, messages } of connections) expect(end === 'messages').toBe(messages === 3);
  });

  it('tells the connections of queue runners from those of new messages', () => {
    const { connections } = runTimeline(officeGateway(), 'timeline');
    expect(connections.some(({ byRunner }) => byRunner)).toBe(true);
    for (const { byRunner, messages } of connections)
      if (!byRunner) expect(messages).toBeLessThan(2);
  });

  it('keeps what was cut and the longest of a morning of mail, and counts the rest', () => {
    const input = readShipped('main.yaml').settings.get('default') as MailPathInput;
    const { connections, ended } = runTimeline(input, 'timeline');
    expect(sum(Object.values(ended))).toBeGreaterThan(20 * MAX_KEPT);
    expect(connections).toHaveLength(MAX_KEPT);
    expect(ended.cut).toBeGreaterThan(0);
    expect(connections.filter(({ end }) => end === 'cut')).toHaveLength(ended.cut);
  });

  it('is plain data, its kinds of ending the ones that are named', () => {
    const timeline = runTimeline(officeGateway(), 'timeline');
    expect(JSON.parse(JSON.stringify(timeline))).toEqual(timeline);
    expect(Object.keys(timeline.ended)).toEqual([...CONNECTION_ENDS]);
  });
});
