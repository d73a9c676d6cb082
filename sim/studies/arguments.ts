/** The arguments of one command, read in the type that is wanted, refused in words. */

import type { Problem } from '../scenario/problem.ts';
import { parseQuantity, type QuantityKind } from '../scenario/quantity.ts';

/** Names of positional arguments. */
const POSITIONAL = ['scenario', 'log', 'file', 'of', 'action'];

export class Arguments {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  /** An option or a positional argument; null if it was not given. */
  text(name: string): string | null {
    const value = this.values[name];
    if (value === undefined) return null;
    if (Array.isArray(value)) {
      throw new UsageError(`--${name} was given ${value.length} times: give it once.`);
    }
    if (value === '') throw new UsageError(`${this.called(name)} needs a value.`);
    this.refuseControls(name, String(value));
    return String(value);
  }

  /** Line ends and tabs may stand in a --set; nothing else that a terminal would obey. */
  private refuseControls(name: string, text: string): void {
    if (/[^\P{Cc}\n\t]/u.test(text)) {
      throw new UsageError(`${this.called(name)} holds control characters.`);
    }
  }

  /** Positional arguments have no dashes. */
  private called(name: string): string {
    return POSITIONAL.includes(name) ? `The ${name}` : `--${name}`;
  }

  /** All values of an option that may be repeated, or of the positional arguments. */
  list(name: string): string[] {
    const value = this.values[name];
    if (value === undefined) return [];
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    for (const text of texts) this.refuseControls(name, text);
    return texts;
  }

  /** A whole number from `min` to `max`; null if it was not given. */
  whole(name: string, min: number, max: number): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new UsageError(`--${name} ${text}: expected a whole number from ${min} to ${max}.`);
    }
    return value;
  }

  /** A value with its unit; null if it was not given. `expected`: which ones are right, and one of them. */
  quantity(
    name: string,
    kind: QuantityKind,
    isRight: (value: number) => boolean,
    expected: string,
  ): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const read = parseQuantity(kind, text);
    if (read.ok && isRight(read.value)) return read.value;
    throw new UsageError(`--${name} ${text}: expected ${expected}.`);
  }
}

/** The request cannot be run: an option that makes no sense, a name that there is not. */
export class UsageError extends Error {}

/** A mail log cannot be read, or says nothing. */
export class InvalidLog extends Error {}

/** A scenario (or its file) is not valid; the message holds all its errors. */
export class InvalidScenario extends Error {
  /** The errors with their places; none where there is no text to have a place in. */
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** A scenario that came in by standard input is none that could be named. */
export function scenarioWord(file: string): string {
  return file === 'standard input' ? '-' : quoted(file);
}

export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
