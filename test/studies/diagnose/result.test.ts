import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { reportText } from '../../../sim/document/text.ts';
import { diagnosisReport } from '../../../sim/studies/diagnose/request.ts';
import {
  buildDiagnosis,
  type DiagnosisResult,
  diagnosisSchema,
} from '../../../sim/studies/diagnose/result.ts';
import { factsOf, recordedLog } from '../../maillog/read-text.ts';

function diagnosed(log: Uint8Array | string): DiagnosisResult {
  return buildDiagnosis(factsOf(log), { version: 'test', files: ['log'], lifetimeMs: null });
}

/** Its lines, without what sets them off. */
function firstScreen(result: DiagnosisResult, columns = 5000): string[] {
  const text = reportText(diagnosisReport(result), { columns, paint: PLAIN }, false);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

/** What really happened in each: test/maillog/logs/README.md. */
const TRUTH: Readonly<
  Record<
    string,
    {
      readonly failure: DiagnosisResult['verdict']['failure'];
      readonly kinds: readonly string[];
      /** ms: within the whole seconds of its stamps. */
      readonly lifetimeMs?: number;
      readonly markMs?: number;
      readonly runners?: number;
      readonly intervalMs?: number;
      readonly limit?: number;
      readonly says: RegExp;
    }
  >
> = {
  'a1-cap-hoststat': {
    failure: 'yes',
    kinds: ['lifetime-cuts'],
    lifetimeMs: 4300,
    markMs: 27_000,
    runners: 1,
    intervalMs: 5000,
    says: /cuts connections at an age of about 5 s/,
  },
  'b2-defer-mail': {
    failure: 'no',
    kinds: ['remote-server-defers', 'queue-wait'],
    intervalMs: 5000,
    says: /itself deferred 1 attempt/,
  },
  'b3-greet421': {
    failure: 'partly',
    kinds: ['marked-fault'],
    markMs: 20_000,
    says: /a mark outlives its cause/,
  },
  'c1-421-in-service': {
    failure: 'yes',
    kinds: ['lifetime-cuts'],
    lifetimeMs: 5000,
    markMs: 18_000,
    intervalMs: 5000,
    says: /cuts connections at an age/,
  },
  'd1-nocap': {
    failure: 'no',
    kinds: ['queue-wait'],
    runners: 2,
    intervalMs: 7000,
    says: /nothing else is wrong.*Delay: .*for a queue run/,
  },
  'd3-limit': {
    failure: 'yes',
    kinds: ['lifetime-cuts', 'never-fits'],
    lifetimeMs: 5300,
    markMs: 23_000,
    runners: 2,
    limit: 12,
    says: /1 message can never be delivered/,
  },
  'e3-flaky': {
    failure: 'no',
    kinds: ['flaky', 'queue-wait'],
    runners: 3,
    says: /refuses some connections, all the time/,
  },
  'g3-background-421': {
    failure: 'yes',
    kinds: ['marked-fault', 'lifetime-cuts'],
    lifetimeMs: 4300,
    markMs: 19_000,
    runners: 2,
    intervalMs: 6000,
    says: /became a wait of 18 s.*, and exo.test cuts connections/,
  },
};

describe('the diagnosis of a log that real Sendmail wrote', () => {
  it.each(Object.entries(TRUTH))('says what really happened: %s', (name, truth) => {
    const result = diagnosed(recordedLog(name));
    const [host] = result.hosts;
    expect(result.verdict.failure).toBe(truth.failure);
    expect(result.findings.map(({ kind }) => kind)).toEqual(truth.kinds);
    expect(firstScreen(result).join(' ')).toMatch(truth.says);
    if (truth.lifetimeMs === undefined) expect(host.lifetimeMs).toBeNull();
    else expect(Math.abs((host.lifetimeMs ?? 0) - truth.lifetimeMs)).toBeLessThanOrEqual(1000);
    if (truth.markMs !== undefined) {
      expect(host.markLowMs).toBeLessThanOrEqual(truth.markMs);
      expect(host.markHighMs).toBeGreaterThanOrEqual(truth.markMs);
    }
    if (truth.runners !== undefined) expect(result.queueRuns.runners).toBe(truth.runners);
    if (truth.intervalMs !== undefined) expect(result.queueRuns.intervalMs).toBe(truth.intervalMs);
    expect(host.messagesPerConnection.limit).toBe(truth.limit ?? null);
  });

  it.each(Object.keys(TRUTH))('keeps to its schema, and its delay’s parts add up: %s', (name) => {
    const result = diagnosed(recordedLog(name));
    expect(() => diagnosisSchema.parse(result)).not.toThrow();
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    for (const columns of [80, 100]) {
      expect(firstScreen(result, columns).length).toBeLessThanOrEqual(30);
    }
    expect(result.delayParts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(reportText(diagnosisReport(result), { columns: 80, paint: PLAIN }, true)).not.toMatch(
      /NaN|undefined|null/,
    );
  });

  it('names the message that never fits', () => {
    const [, never] = diagnosed(recordedLog('d3-limit')).findings;
    expect(never.explanation).toMatch(/6AO3ns4F011179 \(213 KB, cut \d+ times\)/);
  });
});

/** The logs of test/maillog/logs/recorded, whose README says what happened: verdict, first findings. */
const RECORDED: Readonly<
  Record<string, readonly [DiagnosisResult['verdict']['failure'], ...string[]]>
> = {
  'background-healthy': ['no'],
  'busy-at-dot': ['partly', 'marked-fault'],
  'connect-refused': ['partly', 'marked-fault'],
  'cut-between-by-421': ['no', 'queue-wait'],
  'cut-between-by-reset': ['yes', 'silent-breaks'],
  'cut-without-host-status': ['yes', 'lifetime-cuts'],
  greylisted: ['no', 'remote-server-defers'],
  'last-of-limit-deferred': ['partly', 'marked-fault', 'remote-server-defers'],
  'limit-fits': ['no', 'queue-wait'],
  'lock-contention': ['no', 'lock'],
  'mailbox-full': ['no', 'remote-server-defers'],
  'mid-incident': ['yes', 'lifetime-cuts', 'old-mark'],
  'minimum-queue-age': ['no', 'remote-server-defers'],
  'never-fits': ['yes', 'lifetime-cuts', 'never-fits'],
  overloaded: ['no', 'overload'],
  'persistent-cut': ['yes', 'lifetime-cuts'],
  'queue-only-healthy': ['no', 'queue-wait'],
  'silent-greeting': ['partly', 'marked-fault'],
  'single-thread': ['no', 'lock'],
  'slow-link': ['no', 'slow-transfer'],
  'slow-queue': ['no', 'queue-wait'],
  'throttled-and-cut': ['yes', 'remote-server-defers', 'marked-fault', 'lifetime-cuts'],
  'throttled-share': ['no', 'remote-server-defers'],
  'throttled-windows': ['no', 'remote-server-defers'],
  'two-destinations': ['yes', 'lifetime-cuts'],
  'two-hosts-both-sick': ['partly', 'marked-fault'],
  'two-hosts-one-sick': ['no'],
  'unknown-users': ['no', 'lock', 'returned'],
};

describe('the diagnosis of a log recorded with its truth', () => {
  const folder = join(import.meta.dirname, '..', '..', 'maillog', 'logs', 'recorded');
  const names = readdirSync(folder).filter((file) => file.endsWith('.maillog'));

  it('is told for each of them', () => {
    expect(names.map((file) => file.replace('.maillog', '')).sort()).toEqual(
      Object.keys(RECORDED).sort(),
    );
  });

  it.each(Object.entries(RECORDED))(
    'says what really happened: %s',
    (name, [failure, ...kinds]) => {
      const result = diagnosed(recordedLog(`recorded/${name}`));
      expect(result.verdict.sentence.length).toBeLessThanOrEqual(250);
      for (const columns of [80, 100]) {
        expect(firstScreen(result, columns).length).toBeLessThanOrEqual(30);
      }
      expect(result.log.byKind.unknown).toBe(0);
      expect(result.verdict.failure).toBe(failure);
      const found: string[] = result.findings.map(({ kind }) => kind);
      expect(found.slice(0, kinds.length)).toEqual(kinds);
      if (kinds.length === 0) expect(found).toEqual([]);
      const truth = JSON.parse(readFileSync(join(folder, `${name}.truth.json`), 'utf8'));
      const stated = /^(\d+)s$/.exec(truth.sendmail.queueInterval)?.[1];
      if (name !== 'mid-incident') expect(result.queueRuns.intervalMs).toBe(1000 * Number(stated));
      if (failure === 'yes' && kinds.includes('lifetime-cuts')) {
        const told = Math.max(...result.hosts.map(({ lifetimeMs }) => lifetimeMs ?? 0));
        expect(Math.abs(told - truth.sink.capMs)).toBeLessThanOrEqual(1500);
      }
    },
  );
});

describe('a skip without a cause in the log', () => {
  const SKIP =
    'Nov 24 09:15:52 gw1 sendmail[11]: 4AO9FqDI023991: to=<info@domain.info>, delay=00:00:00, xdelay=00:00:00, mailer=smtp, tls_verify=NONE, pri=121904, relay=[192.168.0.0], dsn=4.0.0, stat=Deferred\n';

  it('is an older mark’s: the article’s line alone', () => {
    const result = diagnosed(SKIP);
    expect(result.findings.map(({ kind }) => kind)).toEqual(['old-mark']);
    expect(result.findings[0].explanation).toMatch(/4xx at the greeting or at the final dot/);
    expect(result.log.sendmail).toMatch(/up to 8.16/);
    expect(result.queueRuns.firstTriesAtOnce).toBe(1);
    expect(result.queueRuns.maxTries).toBe(1);
  });

  it('is a lock’s where the host was reached just before', () => {
    const sent = (second: number, pid: number): string =>
      `Nov 24 09:15:${second} gw1 sendmail[${pid}]: 4AO9FqDI0239${pid}: to=<a@b.test>, delay=00:00:00, xdelay=00:00:00, mailer=smtp, pri=121904, relay=[192.168.0.0] [192.168.0.0], dsn=2.0.0, stat=Sent (ok)\n`;
    const result = diagnosed(sent(51, 10) + SKIP + sent(53, 12));
    expect(result.findings.map(({ kind }) => kind)).toEqual(['lock']);
    expect(result.verdict.failure).toBe('no');
  });
});
