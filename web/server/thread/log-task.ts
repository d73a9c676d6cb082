/**
 * A mail log that streams in: read to its diagnosis and to the scenario that fits it. Nothing of it
 * is kept but what both say.
 *
 *   pieces -> unpacked, if packed -> counted -> FitStudy -> diagnosis, scenario
 */

import type { MessagePort } from 'node:worker_threads';
import { createGunzip, type Gunzip } from 'node:zlib';
import { harmless } from '../../../sim/document/harmless.ts';
import { PLAIN } from '../../../sim/document/paint.ts';
import { type PlainReport, plainReport } from '../../../sim/document/plain-report.ts';
import { reportText } from '../../../sim/document/text.ts';
import { FitStudy, type LogFit } from '../../../sim/maillog/fit/fit.ts';
import { isGzip } from '../../../sim/maillog/mail-log.ts';
import { Arguments, InvalidLog } from '../../../sim/studies/arguments.ts';
import { diagnosisReport } from '../../../sim/studies/diagnose/request.ts';
import { buildDiagnosis, type DiagnosisResult } from '../../../sim/studies/diagnose/result.ts';
import { fittedScenario } from '../../../sim/studies/fit/request.ts';
import {
  refuseWithoutDelivery,
  requestedLifetime,
  zoneNamed,
} from '../../../sim/studies/log-request.ts';
import { beyond } from '../failure.ts';
import type { RunFiles } from './study-task.ts';
import { type TaskResult, taskResult } from './task-result.ts';

export interface LogTask {
  /** Pieces of bytes come here, then null; each is answered when it was taken. */
  readonly port: MessagePort;
  /** As the client names it. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** When the log was last written to, ms since 1970: decides the year of its stamps. */
  readonly modifiedMs: number;
  readonly maxUnpackedBytes: number;
  readonly version: string;
  /** Under which the result, not the log, is to be kept; null: it is not. */
  readonly keepAs: string | null;
}

export interface LogReading {
  readonly diagnosis: DiagnosisResult;
  readonly report: PlainReport;
  /** The diagnosis in words, for a terminal. */
  readonly text: string;
  /** The scenario that fits the log; null: it has too little for one, and why. */
  readonly scenario: string | null;
  readonly noScenario: string | null;
  /** The id under which the result is kept; null: it is not. */
  readonly kept: string | null;
}

/** A LogReading as JSON, and its forms for the store. */
export interface LogAnswer {
  readonly reading: string;
  readonly files: RunFiles;
}

const PAGE = { columns: 100, paint: PLAIN };

export function readLog(task: LogTask): Promise<TaskResult<LogAnswer>> {
  return taskResult(async () => {
    const args = new Arguments(task.options);
    const lifetimeMs = requestedLifetime(args);
    const study = new FitStudy(logOptions(args, task.modifiedMs), false);
    try {
      await take(task, (bytes) => study.push(bytes));
    } finally {
      task.port.close();
    }
    study.endFile();
    return answerOf(readingOf(study, lifetimeMs, task));
  });
}

function answerOf(reading: LogReading): LogAnswer {
  const { diagnosis, report, text } = reading;
  const files = {
    result: JSON.stringify(diagnosis),
    report: JSON.stringify(report),
    // A diagnosis is no table.
    csv: '',
    text,
  };
  return { reading: JSON.stringify(reading), files };
}

function readingOf(
  study: FitStudy,
  lifetimeMs: number | null,
  { name, version, keepAs }: LogTask,
): LogReading {
  const files = [name];
  const fit = study.fit(lifetimeMs);
  const { facts } = fit;
  refuseWithoutDelivery(files, facts.counts);
  const diagnosis = buildDiagnosis(facts, { version, files, lifetimeMs });
  const report = diagnosisReport(diagnosis);
  return {
    diagnosis,
    report: plainReport(report),
    // Texts for terminals and files, inside of JSON, whose escapes whoever takes them out undoes.
    text: harmless(reportText(report, PAGE, true)),
    ...scenarioOf(fit, version, files),
    kept: keepAs,
  };
}

function scenarioOf(
  fit: LogFit,
  version: string,
  files: readonly string[],
): Pick<LogReading, 'scenario' | 'noScenario'> {
  try {
    const { text } = fittedScenario(fit, { version, files, recorded: null });
    return { scenario: harmless(text), noScenario: null };
  } catch (error) {
    if (!(error instanceof InvalidLog)) throw error;
    return { scenario: null, noScenario: error.message };
  }
}

function logOptions(args: Arguments, modifiedMs: number) {
  const year = args.whole('year', 1970, 9999);
  const zone = args.text('time-zone');
  return {
    latestMs: year === null ? modifiedMs : Date.UTC(year, 11, 31, 23, 59, 59),
    zone: zone === null ? null : zoneNamed(zone),
    secret: [...crypto.getRandomValues(new Int32Array(4))],
  };
}

/** Pieces in their order, one at a time: whoever sends waits for the answer. */
async function take(task: LogTask, push: (bytes: Uint8Array) => void): Promise<void> {
  const sink = new LogSink(task, push);
  await new Promise<void>((resolve, reject) => {
    let work = Promise.resolve();
    task.port.on('message', (piece: Uint8Array | null) => {
      work = work
        .then(() => (piece === null ? sink.end() : sink.take(piece)))
        .then(() => (piece === null ? resolve() : task.port.postMessage('taken')))
        .catch(reject);
    });
    task.port.on('close', () => reject(new InvalidLog('The log ended before it was whole.')));
  });
}

class LogSink {
  private readonly task: LogTask;
  private readonly push: (bytes: Uint8Array) => void;
  private gunzip: Gunzip | null = null;
  private unpacking: Promise<void> | null = null;
  private begun = false;
  private bytes = 0;

  constructor(task: LogTask, push: (bytes: Uint8Array) => void) {
    this.task = task;
    this.push = push;
  }

  async take(piece: Uint8Array): Promise<void> {
    if (!this.begun) {
      this.begun = true;
      if (isGzip(piece)) this.unpack();
    }
    if (this.gunzip === null) this.count(piece);
    else if (!this.gunzip.write(piece)) await Promise.race([this.drained(), this.unpacking]);
  }

  async end(): Promise<void> {
    this.gunzip?.end();
    await this.unpacking;
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => this.gunzip?.once('drain', resolve));
  }

  private unpack(): void {
    const gunzip = createGunzip();
    this.gunzip = gunzip;
    this.unpacking = (async () => {
      try {
        for await (const bytes of gunzip) this.count(bytes as Uint8Array);
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        if (!code.startsWith('Z_')) throw error;
        throw new InvalidLog(
          `${this.task.name} is a damaged gzip file (${message}): what it holds cannot be read to the end.`,
        );
      }
    })();
    // It is awaited later: until then its failure is no unheard one.
    this.unpacking.catch(() => undefined);
  }

  private count(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    const max = this.task.maxUnpackedBytes;
    if (this.bytes > max) {
      throw beyond('too-large', 'The log is too large.', 'unpacked-log-bytes', max);
    }
    this.push(bytes);
  }
}
