import { describe, expect, it } from 'vitest';
import { Failure } from '../../../web/server/failure.ts';
import { runRequest } from '../../../web/server/requests.ts';
import { Run, type RunEvent, type RunState } from '../../../web/server/run.ts';

const REQUEST = { study: 'run', scenario: { name: 'main' } };
const RECORD = {
  id: 'a',
  study: 'run',
  scenario: 'main',
  finishedAt: '2026-01-05T00:00:00.000Z',
  partial: false,
  unmet: false,
  endedBy: null,
};

function newRun(more: object = {}): Run {
  const request = runRequest.parse({ ...REQUEST, ...more });
  return new Run({ id: 'a', request, client: '127.0.0.1', now: 0, positionOf: () => 3 });
}

const STEPS: Record<string, (run: Run) => void> = {
  running: (run) => run.start(),
  finished: (run) => run.finish(RECORD),
  failed: (run) => run.fail(new Failure('fault', 'No.').plain),
};

const WAYS: Record<RunState, readonly string[]> = {
  queued: [],
  running: ['running'],
  finished: ['running', 'finished'],
  failed: ['running', 'failed'],
  cancelled: ['cancelled'],
};

const ALLOWED = ['queued running', 'running finished', 'running failed'];

function runThatIs(state: RunState): Run {
  const run = newRun();
  for (const step of WAYS[state]) {
    if (step === 'cancelled') run.cancel();
    else STEPS[step](run);
  }
  expect(run.state).toBe(state);
  return run;
}

describe('a run', () => {
  const cases = (Object.keys(WAYS) as RunState[]).flatMap((from) =>
    Object.keys(STEPS).map((to) => [from, to] as const),
  );

  it.each(cases)('that is %s becomes %s only where that is allowed', (from, to) => {
    const run = runThatIs(from);
    if (ALLOWED.includes(`${from} ${to}`)) {
      STEPS[to](run);
      expect(run.state).toBe(to);
    } else {
      expect(() => STEPS[to](run)).toThrow(`a run that is ${from} cannot become ${to}`);
      expect(run.state).toBe(from);
    }
  });

  it.each(Object.keys(WAYS) as RunState[])('that is %s is cancelled if it is not over', (state) => {
    const run = runThatIs(state);
    const over = run.isOver;
    run.cancel();
    expect(run.state).toBe(over ? state : 'cancelled');
    expect(run.cancelled.aborted).toBe(run.state === 'cancelled');
    expect(Atomics.load(new Int32Array(run.stop), 0)).toBe(run.state === 'cancelled' ? 2 : 0);
  });

  it('tells its place while it waits, and its share never falls', () => {
    const run = newRun();
    expect(run.view()).toMatchObject({ state: 'queued', position: 3, share: 0 });
    run.receive({ kind: 'progress', share: 0.9, doing: 'too early' });
    expect(run.view().share).toBe(0);
    run.start();
    run.receive({ kind: 'progress', share: 0.5, doing: 'half' });
    run.receive({ kind: 'progress', share: 0.2, doing: 'another part' });
    expect(run.view()).toMatchObject({ state: 'running', position: 0, share: 0.5 });
  });

  it('tells who comes late how it stands, and who listens how it ends, and then no more', () => {
    const run = newRun();
    const files = { result: '{}', report: '{}', csv: '', text: '' };
    run.start();
    run.receive({ kind: 'interim', replications: 2, files });
    const heard: RunEvent[] = [];
    run.listen((event) => heard.push(event));
    expect(heard.map(({ kind }) => kind)).toEqual(['view', 'interim']);
    run.finish(RECORD);
    expect(heard.at(-1)).toMatchObject({ view: { state: 'finished', record: RECORD } });
    run.tell();
    run.receive({ kind: 'interim', replications: 4, files });
    expect(heard).toHaveLength(3);
  });

  it('is forgotten from when somebody last asked, and never where it is kept or listened to', () => {
    const run = newRun();
    run.polled(1000);
    expect(run.forgottenFor(1500)).toBe(500);
    const unlisten = run.listen(() => undefined);
    expect(run.forgottenFor(9000)).toBe(0);
    unlisten();
    expect(run.forgottenFor(9700)).toBe(700);
    expect(newRun({ keep: true }).forgottenFor(1e9)).toBe(0);
  });
});
