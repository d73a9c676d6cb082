/**
 * Where a result goes and in which form: text, JSON or CSV, to standard output or to a file that is
 * there whole or not at all.
 */
import { resolve } from 'node:path';
import type { Arguments } from '../inquiry/arguments.ts';
import { UsageError } from '../inquiry/refusal.ts';
import { jsonText } from '../report/harmless.ts';
import { PLAIN } from '../report/paint.ts';
import type { Page } from '../report/text-layout.ts';
import { checkOutputFile, isSameFile, writeOutputFile } from './output-file.ts';
import type { Terminal } from './terminal.ts';

type Form = 'text' | 'json' | 'csv';

/** Narrower than this nothing is readable; wider than that neither. */
const NARROWEST = 60;
const WIDEST = 120;

export interface Destination {
  readonly form: Form;
  /** Null: standard output. */
  readonly file: string | null;
  /** Where a report goes besides; null: nowhere. */
  readonly html: string | null;
}

/** Reads --json, --csv, --output and --html; refuses what cannot be written before any work is done. */
export function destination(args: Arguments): Destination {
  const output = args.text('output');
  const file = output === '-' ? null : output;
  if (args.flag('json') && args.flag('csv')) {
    throw new UsageError('--json and --csv: which of the two? Give one of them.');
  }
  if (file !== null) checkOutputFile(file);
  const html = reportFile(args, file);
  if (args.flag('json')) return { form: 'json', file, html };
  if (args.flag('csv')) return { form: 'csv', file, html };
  const ending = file === null ? '' : file.slice(file.lastIndexOf('.')).toLowerCase();
  return { form: ending === '.json' ? 'json' : ending === '.csv' ? 'csv' : 'text', file, html };
}

function reportFile(args: Arguments, output: string | null): string | null {
  const html = args.text('html');
  if (html === null) return null;
  if (html === '-') {
    throw new UsageError(
      '--html needs the name of a file: standard output has the result already.',
    );
  }
  checkOutputFile(html);
  if (output !== null && (resolve(html) === resolve(output) || isSameFile(html, output))) {
    throw new UsageError(`--html and --output are both ${html}: give two names.`);
  }
  return html;
}

/** For a command whose result is no table. */
export function destinationWithoutCsv(args: Arguments): Destination {
  const to = destination(args);
  if (to.form !== 'csv') return to;
  throw new UsageError(`--output ${to.file}: there is no CSV of this. Name it .json or .txt.`);
}

/** The result must not take the place of the scenario that it came from, or of what that reads. */
export function refuseOverwriting({ file, html }: Destination, inputs: readonly string[]): void {
  const written = [
    ['--output', file],
    ['--html', html],
  ] as const;
  for (const [option, to] of written) {
    if (to !== null && inputs.some((input) => isSameFile(to, input))) {
      throw new UsageError(`${option} ${to} is a file that is read from: give another name.`);
    }
  }
}

/** A result in each form that it can be asked for. */
export interface ResultForms {
  /** Plain data without NaN. */
  readonly json: unknown;
  /** Absent: destinationWithoutCsv has refused it. */
  readonly csv?: () => string;
  readonly text: (page: Page) => string;
}

/** Writes the result in the form that was asked for. */
export function writeResult(
  { json, csv, text }: ResultForms,
  to: Destination,
  args: Arguments,
  terminal: Terminal,
): void {
  const page =
    to.file === null
      ? terminalPage(args.flag('no-color'), terminal)
      : { columns: 100, paint: PLAIN };
  const content =
    to.form === 'json'
      ? `${jsonText(json, 2)}\n`
      : to.form === 'csv'
        ? (csv?.() ?? '')
        : text(page);
  if (to.file === null) {
    terminal.out(content);
    return;
  }
  writeOutputFile(to.file, content);
  if (!args.flag('quiet')) terminal.err(`Written to ${to.file}.\n`);
}

/** The page that standard output is: coloured only on a terminal, and never against NO_COLOR. */
export function terminalPage(noColor: boolean, terminal: Terminal): Page {
  const { NO_COLOR, TERM } = terminal.environment;
  const plain = noColor || (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  const paint = terminal.outIsTerminal && !plain ? terminal.paint : PLAIN;
  return { columns: Math.min(WIDEST, Math.max(NARROWEST, terminal.columns)), paint };
}
