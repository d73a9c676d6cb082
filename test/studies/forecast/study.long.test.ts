import { describe, expect, it } from 'vitest';
import { FitStudy } from '../../../sim/maillog/fit/fit.ts';
import { type Incident, incidentOf } from '../../../sim/maillog/incident.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { rangeOf } from '../../../sim/studies/forecast/request.ts';
import {
  clearance,
  commandsNow,
  fromNow,
  triedValues,
} from '../../../sim/studies/forecast/study.ts';
import { LATEST_MS, readText } from '../../maillog/read-text.ts';
import { QUICK_SITE, readShipped } from '../../scenario/shipped-scenarios.ts';
import { tracedLog } from '../traced-log.ts';

const scenario = readShipped('main.yaml', QUICK_SITE);
const truth = scenario.settings.get('default') as MailPathInput;
const START_MS = Date.UTC(2026, 0, 5);
/** An hour into the run: the mark of the refusals at 35 min stands, and mail piles up behind it. */
const NOW_MS = 60 * 60_000;

const whole = tracedLog(truth, scenario.seed, { startMs: START_MS, logLevel: 9 });

/** The lines up to a moment, and when each message that waited then was delivered. */
function cutAt(ms: number) {
  const { entries } = readText(whole);
  const at = START_MS + ms;
  const lines = new TextDecoder().decode(whole).split('\n');
  const until = entries.findIndex((entry) => (entry?.timeMs ?? 0) > at);
  const arrived = new Set<string>();
  const deliveredMs: number[] = [];
  const gone = new Set<string>();
  entries.forEach((entry, i) => {
    if (entry?.kind === 'delivery' && entry.stat.startsWith('Sent')) {
      if (i < until) gone.add(entry.queueId);
      else if (arrived.has(entry.queueId)) deliveredMs.push(entry.timeMs - at);
    } else if (entry?.kind === 'delivery' && i < until) arrived.add(entry.queueId);
  });
  const waiting = [...arrived].filter((id) => !gone.has(id)).length;
  const bytes = new TextEncoder().encode(`${lines.slice(0, until).join('\n')}\n`);
  return { bytes, waiting, deliveredMs: deliveredMs.sort((a, b) => a - b) };
}

function incidentAt(bytes: Uint8Array): Incident {
  const study = new FitStudy({ latestMs: LATEST_MS, zone: null }, false);
  study.push(bytes);
  study.endFile();
  const { facts, arrivals, site } = study.fit(null);
  return incidentOf(facts, arrivals, site.intervalMs.value, site.hostStatusTimeoutMs.value);
}

describe('the state at the end of a log', () => {
  const { bytes, waiting } = cutAt(NOW_MS);
  const incident = incidentAt(bytes);

  it('is what waits, the mark that stands, the next queue run, the rate of new mail', () => {
    expect(incident.waiting).toBe(waiting);
    expect(waiting).toBeGreaterThan(5000);
    const [mark] = incident.marks;
    expect(mark).toMatchObject({ host: 'exchange-online' });
    expect(Math.abs(mark.ageMs - 25 * 60_000)).toBeLessThan(5000);
    expect(incident.ratePerMs * 1000).toBeCloseTo(5, 0);
    // The first run was at 12 min 2 s, then every 30 min.
    expect(Math.abs((incident.nextRunMs ?? 0) - (72 * 60_000 + 2000 - NOW_MS))).toBeLessThan(3000);
  });
});

describe('what one could do now', () => {
  const values = triedValues(truth, { runners: 4, retry: 60_000, limit: 199 });
  const remedy = (settings: Partial<MailPathInput['settings']>, command: string) => {
    const input = { ...truth, settings: { ...truth.settings, ...settings } };
    const found = commandsNow(input, values).find((candidate) => candidate.command === command);
    if (found === undefined) throw new Error(`no command ${command}`);
    return found;
  };
  const persistent = {
    firstAttempt: 'queue',
    queueRuns: 'persistent',
    passIntervalMs: 1000,
  } as const;

  it('lowers the retry interval, which where passes are persistent is not the sleep between them', () => {
    const { settings: runs } = remedy({}, 'retry').input;
    expect(runs).toMatchObject({ retryIntervalMs: 60_000, minQueueAgeMs: 0 });
    for (const command of ['retry', 'all']) {
      const { input, changes } = remedy({ ...persistent, retryIntervalMs: 1_800_000 }, command);
      expect(changes).toBe(true);
      expect(input.settings).toMatchObject({ passIntervalMs: 1000, retryIntervalMs: 60_000 });
      expect(input.firstTickMs).toBe(truth.firstTickMs);
    }
  });

  it('never makes the retry interval longer', () => {
    const soon = remedy({ ...persistent, retryIntervalMs: 30_000 }, 'retry');
    expect(soon.changes).toBe(false);
    expect(soon.input.settings).toMatchObject({ passIntervalMs: 1000, retryIntervalMs: 30_000 });
    const all = remedy({ ...persistent, retryIntervalMs: 30_000 }, 'all').input.settings;
    expect(all).toMatchObject({ passIntervalMs: 1000, retryIntervalMs: 30_000, runners: 4 });
    expect(remedy({ retryIntervalMs: 30_000 }, 'all').input.settings.retryIntervalMs).toBe(30_000);
  });
});

describe('a forecast', () => {
  const { bytes, waiting, deliveredMs } = cutAt(NOW_MS);
  const input = fromNow(truth, incidentAt(bytes), ['exchange-online']);
  const values = triedValues(truth, { runners: 4, retry: 60_000, limit: 199 });
  const futures = commandsNow(input, values).map(({ command, input: remedied, changes }) => ({
    command,
    changes,
    runs: Array.from({ length: 19 }, (_, i) => clearance(remedied, 'forecast', i)),
  }));
  const p99 = Object.fromEntries(
    futures.map(({ command, runs }) => [command, rangeOf(runs.map(({ p99Ms }) => p99Ms))]),
  );

  it('of half of the mail and of nearly all holds what then happened', () => {
    const half = rangeOf(futures[0].runs.map(({ p50Ms }) => p50Ms));
    const trueHalf = deliveredMs[Math.ceil(0.5 * waiting) - 1];
    const trueP99 = deliveredMs[Math.ceil(0.99 * waiting) - 1];
    expect(trueHalf).toBeGreaterThanOrEqual(half.lowMs);
    expect(trueHalf).toBeLessThanOrEqual(half.highMs);
    expect(trueP99).toBeGreaterThanOrEqual(p99['as-is'].lowMs);
    expect(trueP99).toBeLessThanOrEqual(p99['as-is'].highMs);
  });

  it('puts the commands in the order in which they help here', () => {
    // The mark is nearly over, so that clearing it gains little; retrying soon gains most.
    expect(p99.retry.medianMs).toBeLessThan(p99.runners.medianMs);
    expect(p99.runners.medianMs).toBeLessThan(p99['as-is'].medianMs);
    expect(p99.all.medianMs).toBeLessThan(p99.retry.medianMs);
  });

  it('of the same state and seed is the same, and of no mail is nothing', () => {
    expect(clearance(input, 'forecast', 3)).toEqual(futures[0].runs[3]);
    const none = clearance({ ...input, backlog: null }, 'forecast', 0);
    expect(none.maxMs).toBe(Number.POSITIVE_INFINITY);
  });
});
