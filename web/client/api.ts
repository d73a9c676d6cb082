/** Requests to the server: JSON and texts, and its refusals as they are worded there. */
import type { FailureCode, PlainFailure } from '../server/failure.ts';

/** What the server refused, or that it could not be reached. */
export class Refusal extends Error {
  readonly failure: PlainFailure;

  constructor(failure: PlainFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/* All of these throw a Refusal; an AbortError where it was given up. */

export async function getJson<T>(path: string, signal: AbortSignal | null = null): Promise<T> {
  return (await request(path, { signal })).json();
}

export async function getText(path: string): Promise<string> {
  return (await request(path, {})).text();
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  return (await post(path, body)).json();
}

/** For an answer that is a text, such as a log. */
export async function postForText(path: string, body: unknown): Promise<string> {
  return (await post(path, body)).text();
}

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((error) => {
    if (wasGivenUp(error)) throw error;
    const message = 'The server cannot be reached. Is mailpath serve still running?';
    throw new Refusal(plainFailure('closing', message));
  });
  if (response.ok) return response;
  const message = `The server answered ${response.status} without saying why.`;
  const body = await response.json().catch(() => null);
  throw new Refusal(body?.error ?? plainFailure('fault', message));
}

/** One that the page itself words. */
export function plainFailure(code: FailureCode, message: string): PlainFailure {
  return { code, message, limit: null, problems: [] };
}

/** What went wrong, for people. */
export function failureOf(error: unknown): PlainFailure {
  if (error instanceof Refusal) return error.failure;
  return plainFailure('fault', `The page failed: ${String(error)}`);
}

/** It was given up, not refused. */
export function wasGivenUp(error: unknown): boolean {
  return (error as Error).name === 'AbortError';
}
