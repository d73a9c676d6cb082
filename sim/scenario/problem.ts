/**
 * What is wrong with a scenario, and where: every problem has a stable code, a place, a remedy.
 *
 * Lines and columns count from 1. The codes are explained in docs/errors.md; a test keeps the two
 * lists equal.
 */

/** A place in a source: a file, or the n-th `--set`. */
export interface Place {
  readonly source: Source;
  readonly line: number;
  readonly column: number;
  /** Characters that the caret underlines. */
  readonly width: number;
}

/** A text that places refer to: its name as shown, and its lines. */
export interface Source {
  readonly name: string;
  readonly lines: readonly string[];
  /** A file that a scenario refers to: what stands in it is not shown. */
  readonly isPrivate?: boolean;
}

/** More problems of one scenario are not looked for: nobody reads them. */
export const MAX_PROBLEMS = 50_000;

/** Every code, with its one-line meaning. */
export const PROBLEM_CODES = {
  E_TOO_LARGE: 'The file is larger than a scenario may be.',
  E_TOO_DEEP: 'The file is nested deeper than a scenario may be.',
  E_YAML: 'The file is not valid YAML.',
  E_ALIAS: 'A YAML alias is unknown, refers to itself, or stands for too much.',
  E_VERSION: 'The file is of another version of the format than is read.',
  E_MISSING: 'A field that must be there is missing.',
  E_UNKNOWN_KEY: 'A field has a name that scenarios do not know.',
  E_WRONG_TYPE: 'A field holds something of another kind (a list for a number, for instance).',
  E_UNIT_MISSING: 'A quantity is a bare number: its unit is missing.',
  E_UNIT_WRONG: 'A quantity has a unit of another kind, or one that is not known.',
  E_QUANTITY: 'A quantity cannot be read.',
  E_OUT_OF_RANGE: 'A value is too small or too large.',
  E_CHOICE: 'A value is not among those that the field takes.',
  E_UNKNOWN_NAME: 'A name refers to nothing (a host, a setting, an address).',
  E_CONTRADICTION: 'Two values cannot hold at once.',
  E_SET: 'A --set is not of the form path=value, or its path leads nowhere.',
  E_EXTENDS: 'The scenario or setting that is extended is missing, or extends itself.',
  E_RECORDED: 'A file of recorded arrivals is missing or cannot be read.',
  E_TOO_MANY_MESSAGES: 'The run would bring more messages than it may.',
  E_EXPECTATION: 'An expectation or an objective cannot be read.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export interface Words {
  /** What is wrong and what was expected, in a sentence. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

export interface Problem extends Words {
  readonly code: ProblemCode;
  /** Null where the whole source is meant. */
  readonly place: Place | null;
  readonly sourceName: string;
}

export function problemAt(place: Place, code: ProblemCode, words: Words): Problem {
  return { code, place, sourceName: place.source.name, ...words };
}

/**
 * The problem without anything that stands in the file, if that is one that a scenario refers to: a
 * stranger's scenario may name any file of the one who tries it.
 */
export function withoutPrivate(problem: Problem): Problem {
  const { place, code } = problem;
  if (place === null || place.source.isPrivate !== true) return problem;
  return {
    ...problem,
    place: { ...place, source: { ...place.source, lines: [] } },
    message: PROBLEM_CODES[code],
    remedy: `What stands there is not shown, since another scenario refers to that file; mailpath validate shows it.`,
  };
}

/** As plain data. */
export function plainProblem({ code, sourceName, place, message, remedy }: Problem) {
  return {
    code,
    source: sourceName,
    line: place?.line ?? null,
    column: place?.column ?? null,
    width: place?.width ?? 0,
    message,
    remedy,
  };
}

/** The problem as text: `file:line:column: code: message`, the line, a caret, the remedy. */
export function formatProblem(problem: Problem): string {
  const { place, sourceName, code, message, remedy } = problem;
  const fix = remedy === '' ? [] : [`  ${remedy}`];
  if (place === null) return [`${sourceName}: ${code}: ${message}`, ...fix].join('\n');
  const { line, column, width } = place;
  if (place.source.isPrivate === true) {
    return [`${sourceName}:${line}:${column}: ${code}: ${message}`, ...fix].join('\n');
  }
  const text = place.source.lines[line - 1] ?? '';
  const { shown, shift } = excerpt(text, column);
  const caret = `${' '.repeat(Math.max(0, column - 1 - shift))}${'^'.repeat(Math.max(1, Math.min(width, shown.length - (column - 1 - shift))))}`;
  const gutter = String(line);
  return [
    `${sourceName}:${line}:${column}: ${code}: ${message}`,
    `  ${gutter} | ${shown}`,
    `  ${' '.repeat(gutter.length)} | ${caret}`,
    ...fix,
  ].join('\n');
}

/** At most 100 characters of a line, around the column. Tabs count as one character. */
function excerpt(text: string, column: number): { shown: string; shift: number } {
  const shift = Math.max(0, Math.min(column - 40, text.length - 100));
  return { shown: text.slice(shift, shift + 100).replace(/\p{Cc}/gu, ' '), shift };
}
