/** Requests to the server: JSON there and back, and its refusals as they are worded there. */
import type { PlainFailure } from '../server/failure.ts';

/** What the server refused, or that it could not be reached. */
export class Refusal extends Error {
  readonly failure: PlainFailure;

  constructor(failure: PlainFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, { ...(signal && { signal }) });
}

export function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** Throws a Refusal; an AbortError where it was given up. */
export async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await reach(path, init);
  if (response.ok) return response.json();
  throw new Refusal(await refusalOf(response));
}

export async function getText(path: string): Promise<string> {
  const response = await reach(path, {});
  if (response.ok) return response.text();
  throw new Refusal(await refusalOf(response));
}

/** A text that comes of a question, such as a log. Throws a Refusal. */
export async function postForText(path: string, body: unknown): Promise<string> {
  const response = await reach(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return response.text();
  throw new Refusal(await refusalOf(response));
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Refusal({
      code: 'closing',
      message: 'The server cannot be reached. Is mailpath serve still running?',
      limit: null,
      problems: [],
    });
  }
}

async function refusalOf(response: Response): Promise<PlainFailure> {
  try {
    return (await response.json()).error;
  } catch {
    const message = `The server answered ${response.status} without saying why.`;
    return { code: 'fault', message, limit: null, problems: [] };
  }
}

/** What went wrong, for people. */
export function failureOf(error: unknown): PlainFailure {
  if (error instanceof Refusal) return error.failure;
  return { code: 'fault', message: `The page failed: ${String(error)}`, limit: null, problems: [] };
}

/** It was given up, not refused. */
export function wasGivenUp(error: unknown): boolean {
  return (error as Error).name === 'AbortError';
}
