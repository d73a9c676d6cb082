/**
 * Mail logs that stream, piece by piece: the next piece is made when the last one was taken, so that
 * whoever is slow costs no memory and whoever goes away ends it.
 *
 * One that comes in is read to its diagnosis and to the scenario that fits it, and nothing of it is
 * kept but what both say:
 *
 *   pieces -> unpacked, if packed -> counted -> FitStudy -> diagnosis, scenario
 *
 * One that goes out is a trace, in any of its forms.
 */

import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { z } from 'zod';
import { harmless } from '../../../sim/document/harmless.ts';
import { type Report, sentReport } from '../../../sim/document/report.ts';
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
  stampOptions,
} from '../../../sim/studies/log-request.ts';
import { inputOf, readSubject } from '../../../sim/studies/subject.ts';
import { traceRequest as parseTrace, traceOf } from '../../../sim/studies/trace/trace.ts';
import { beyond } from '../failure.ts';
import type { traceRequest } from '../requests.ts';
import { posted } from './posted-scenario.ts';
import { allowedAtOnce } from './replication-cost.ts';
import { PAGE, type StudyOutcome } from './study-task.ts';
import { task } from './task.ts';

interface LogTask {
  /** Pieces of bytes come here, then null; each is answered when it was taken. */
  readonly port: MessagePort;
  /** As the client names it. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** When the log was last written to, ms since 1970: decides the year of its stamps. */
  readonly modifiedMs: number;
  /** Under which the result, not the log, is to be kept; null: it is not. */
  readonly keepAs: string | null;
}

export interface LogReading {
  readonly diagnosis: DiagnosisResult;
  readonly report: Report;
  /** The diagnosis in words, for a terminal. */
  readonly text: string;
  /** The scenario that fits the log; null: it has too little for one, and why. */
  readonly scenario: string | null;
  readonly noScenario: string | null;
  /** The id under which the result is kept; null: it is not. */
  readonly kept: string | null;
}

/** A LogReading as JSON, and what the store is to have of it. */
interface LogAnswer extends StudyOutcome {
  readonly reading: string;
}

export const readLog = task(async (request: LogTask, { places, limits }): Promise<LogAnswer> => {
  const { port, name, options, modifiedMs, keepAs } = request;
  const args = new Arguments(options);
  const lifetimeMs = requestedLifetime(args);
  const secret = [...crypto.getRandomValues(new Int32Array(4))];
  const study = new FitStudy({ ...stampOptions(args, modifiedMs), secret }, false);
  const sink = logSink(name, limits['unpacked-log-bytes'], (bytes) => study.push(bytes));
  try {
    await take(port, sink);
  } finally {
    port.close();
  }
  study.endFile();
  const { version } = places;
  const files = [name];
  const fit = study.fit(lifetimeMs);
  refuseWithoutDelivery(files, fit.facts.counts);
  const diagnosis = buildDiagnosis(fit.facts, { version, files, lifetimeMs });
  const made = diagnosisReport(diagnosis);
  const report = sentReport(made);
  // Texts for terminals and files, inside of JSON, whose escapes whoever takes them out undoes.
  const text = harmless(reportText(made, PAGE, true));
  const scenario = scenarioOf(fit, version, files);
  const reading: LogReading = { diagnosis, report, text, ...scenario, kept: keepAs };
  return {
    reading: JSON.stringify(reading),
    files: {
      result: JSON.stringify(diagnosis),
      report: JSON.stringify(report),
      // A diagnosis is no table.
      csv: '',
      text,
    },
    partial: false,
    unmet: false,
    endedBy: null,
  };
});

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

/** Pieces in their order, one at a time: whoever sends waits for the answer. */
function take(port: MessagePort, sink: ReturnType<typeof logSink>): Promise<void> {
  return new Promise((resolve, reject) => {
    let work = Promise.resolve();
    port.on('message', (piece: Uint8Array | null) => {
      work = work
        .then(() => (piece === null ? sink.end() : sink.take(piece)))
        .then(() => (piece === null ? resolve() : port.postMessage('taken')))
        .catch(reject);
    });
    port.on('close', () => reject(new InvalidLog('The log ended before it was whole.')));
  });
}

/** What a log that comes piece by piece goes into: it is unpacked, if it is packed, and counted. */
function logSink(name: string, maxBytes: number, push: (bytes: Uint8Array) => void) {
  let bytes = 0;
  let begun = false;
  let packed: { readonly gunzip: Gunzip; readonly unpacking: Promise<void> } | null = null;

  const count = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (bytes > maxBytes) {
      throw beyond('too-large', 'The log is too large.', 'unpacked-log-bytes', maxBytes);
    }
    push(piece);
  };

  const unpack = async (gunzip: Gunzip): Promise<void> => {
    try {
      for await (const piece of gunzip) count(piece as Uint8Array);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (!code.startsWith('Z_')) throw error;
      throw new InvalidLog(
        `${name} is a damaged gzip file (${message}): what it holds cannot be read to the end.`,
      );
    }
  };

  return {
    async take(piece: Uint8Array): Promise<void> {
      if (!begun && isGzip(piece)) {
        const gunzip = createGunzip();
        packed = { gunzip, unpacking: unpack(gunzip) };
        // It is awaited later: until then its failure is no unheard one.
        packed.unpacking.catch(() => undefined);
      }
      begun = true;
      if (packed === null) {
        count(piece);
        return;
      }
      const { gunzip, unpacking } = packed;
      if (gunzip.write(piece)) return;
      // Not by once(): it would reject with zlib's words before `unpacking` has said ours.
      await Promise.race([new Promise((resolve) => gunzip.once('drain', resolve)), unpacking]);
    },
    async end(): Promise<void> {
      packed?.gunzip.end();
      await packed?.unpacking;
    },
  };
}

type TraceTask = z.output<typeof traceRequest> & {
  /** Texts go out here; each is answered when it was taken. */
  readonly port: MessagePort;
};

const PIECE_CHARACTERS = 1 << 16;

export const trace = task(async (request: TraceTask, context): Promise<null> => {
  const { port, options } = request;
  const gone = new AbortController();
  port.on('close', () => gone.abort());
  try {
    const parsed = parseTrace(new Arguments(options));
    const { scenario } = readSubject(posted(request, context));
    allowedAtOnce([inputOf(scenario, parsed.setting)], context.limits, 'A trace');
    let text = '';
    const send = async () => {
      const piece = harmless(text);
      text = '';
      port.postMessage(piece);
      await once(port, 'message', { signal: gone.signal });
    };
    const trace = traceOf(scenario, parsed, null, PAGE, (more) => {
      text += more;
    });
    for (const _ of trace) if (text.length >= PIECE_CHARACTERS) await send();
    if (text !== '') await send();
    return null;
  } catch (error) {
    // Nobody reads it any more.
    if (gone.signal.aborted) return null;
    throw error;
  } finally {
    port.close();
  }
});
