/** A log on its way to the server: how far it is, and what comes back. */
import type { PlainFailure } from '../../server/failure.ts';
import type { LogReading } from '../../server/thread/log-task.ts';
import { Refusal } from '../api.ts';

export interface LogUpload {
  readonly answer: Promise<LogReading>;
  readonly cancel: () => void;
}

/** `told`: the share that was sent, 0 to 1. An upload's progress is what fetch cannot tell. */
export function uploadLog(
  file: File,
  options: Readonly<Record<string, string>>,
  told: (share: number) => void,
): LogUpload {
  const words = new URLSearchParams({
    name: file.name.slice(0, 200) || 'your log',
    modified: String(file.lastModified),
    ...options,
  });
  const request = new XMLHttpRequest();
  const answer = new Promise<LogReading>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => told(loaded / total));
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status === 200) resolve(body as LogReading);
      else reject(new Refusal((body as { error?: PlainFailure } | null)?.error ?? lost()));
    });
    request.addEventListener('error', () => reject(new Refusal(lost())));
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
  });
  request.open('POST', `api/logs?${words}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(file);
  return { answer, cancel: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function lost(): PlainFailure {
  const message = 'The log did not reach the server whole. Is mailpath serve still running?';
  return { code: 'closing', message, limit: null, problems: [] };
}
