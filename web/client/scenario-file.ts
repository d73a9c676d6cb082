/** A scenario that the person opens from a file: read, and checked before anything else is lost for it. */
import type { PlainProblem } from '../server/failure.ts';
import type { ScenarioRef } from '../server/shipped-scenarios.ts';
import { postJson } from './api.ts';

/** As long as the server takes a name. */
const LONGEST_NAME = 100;

export interface ScenarioFile {
  readonly scenario: ScenarioRef & { readonly text: string };
  /** None: it holds. */
  readonly problems: readonly PlainProblem[];
}

/** Null: none was chosen. Throws a Refusal where the server cannot check it. */
export async function openedFile(input: HTMLInputElement): Promise<ScenarioFile | null> {
  const [file] = input.files ?? [];
  // The same file may be chosen again.
  input.value = '';
  if (file === undefined) return null;
  const text = await file.text();
  const scenario = { text, name: file.name.slice(0, LONGEST_NAME) };
  return { scenario, problems: await problemsOf(text) };
}

export async function problemsOf(text: string): Promise<readonly PlainProblem[]> {
  const body = { scenario: { text } };
  return (await postJson<{ problems: PlainProblem[] }>('api/validate', body)).problems;
}
