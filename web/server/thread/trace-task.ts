/**
 * A trace in its thread, piece by piece: the next piece is made when the last one was taken, so that
 * a slow reader costs no memory and one who goes away ends it.
 */
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { harmless } from '../../../sim/document/harmless.ts';
import { PLAIN } from '../../../sim/document/paint.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { inputOf, readSubject } from '../../../sim/studies/subject.ts';
import { traceOf, traceRequest } from '../../../sim/studies/trace/trace.ts';
import { allowedAtOnce } from './messages-meter.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type TaskResult, taskResult } from './task-result.ts';

export interface TraceTask extends ScenarioTask {
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxMessages: number;
  /** Texts go out here; each is answered when it was taken. */
  readonly port: MessagePort;
}

const PIECE_CHARACTERS = 1 << 16;
const PAGE = { columns: 100, paint: PLAIN };

export function trace(task: TraceTask): Promise<TaskResult<null>> {
  const { port } = task;
  const gone = new AbortController();
  port.on('close', () => gone.abort());
  return taskResult(async () => {
    try {
      const request = traceRequest(new Arguments(task.options));
      const { scenario } = readSubject(posted(task));
      allowedAtOnce([inputOf(scenario, request.setting)], task.maxMessages, 'A trace');
      let text = '';
      const send = async () => {
        const piece = harmless(text);
        text = '';
        port.postMessage(piece);
        await once(port, 'message', { signal: gone.signal });
      };
      const trace = traceOf(scenario, request, null, PAGE, (more) => {
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
}
