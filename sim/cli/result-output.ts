/**
 * Where a result goes and in which form: text, JSON or CSV, to standard output or to a file, and a
 * report as one HTML file. A file is there whole or not at all.
 */
import { jsonText } from '../document/harmless.ts';
import { PLAIN } from '../document/paint.ts';
import type { Report } from '../document/report.ts';
import { fold, type Page } from '../document/text-layout.ts';
import { type Arguments, UsageError } from '../studies/arguments.ts';
import {
  checkOutputFile,
  isSameFile,
  type Readers,
  refuseInput,
  writeOutputFile,
} from './output-file.ts';
import type { Terminal } from './terminal.ts';

type Form = 'text' | 'json' | 'csv';

/** Narrower than this nothing is laid out; wider than that neither. */
const NARROWEST = 40;
const WIDEST = 120;
const FILE_COLUMNS = 100;

export interface Destination {
  readonly form: Form;
  /** Null: standard output. */
  readonly file: string | null;
  /** Where a report goes besides; null: nowhere. */
  readonly html: string | null;
  /** Of a file that is new. */
  readonly readers: Readers;
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
  return { form: formOf(args, file), file, html, readers: 'umask' };
}

function formOf(args: Arguments, file: string | null): Form {
  if (args.flag('json')) return 'json';
  if (args.flag('csv')) return 'csv';
  const ending = file === null ? '' : file.slice(file.lastIndexOf('.')).toLowerCase();
  return ending === '.json' ? 'json' : ending === '.csv' ? 'csv' : 'text';
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
  if (output !== null && isSameFile(html, output)) {
    throw new UsageError(`--html and --output are both ${html}: give two names.`);
  }
  return html;
}

/** The result must not take the place of what it came from. */
export function refuseOverwriting({ file, html }: Destination, inputs: readonly string[]): void {
  if (file !== null) refuseInput('--output', file, inputs);
  if (html !== null) refuseInput('--html', html, inputs);
}

/** A result in each form that it can be asked for. */
export interface ResultForms {
  /** Plain data without NaN. */
  readonly json: unknown;
  /** Absent: there is none, and it is refused before. */
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
  const page = pageOf(to.file, args, terminal);
  const content =
    to.form === 'json'
      ? `${jsonText(json, 2)}\n`
      : to.form === 'csv'
        ? (csv?.() ?? '')
        : text(page);
  if (to.file === null && to.form === 'csv') terminal.file(content);
  else if (to.file === null && to.form === 'text') writeText(content, page, terminal);
  else writeContent(content, to, args, terminal);
}

/** Writes to standard output, or to the file, letter by letter. */
export function writeContent(
  content: string,
  { file, readers }: Destination,
  args: Arguments,
  terminal: Terminal,
): void {
  if (file === null) {
    terminal.out(content);
    return;
  }
  writeOutputFile(file, content, readers);
  if (!args.flag('quiet')) terminal.err(`Written to ${file}.\n`);
}

/** Writes a text to standard output; a terminal gets no line that is wider than it is. */
export function writeText(text: string, page: Page, terminal: Terminal): void {
  terminal.out(terminal.outIsTerminal ? fold(text, page) : text);
}

/** The page that a text is written on: that of standard output (null), or of a file. */
export function pageOf(file: string | null, args: Arguments, terminal: Terminal): Page {
  if (file === null) return terminalPage(args.flag('no-color'), terminal);
  return { columns: FILE_COLUMNS, paint: PLAIN };
}

/** The page that standard output is: coloured only on a terminal, and never against NO_COLOR. */
export function terminalPage(noColor: boolean, terminal: Terminal): Page {
  const { NO_COLOR, TERM } = terminal.environment;
  const plain = noColor || (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  const paint = terminal.outIsTerminal && !plain ? terminal.paint : PLAIN;
  return { columns: Math.min(WIDEST, Math.max(NARROWEST, terminal.columns)), paint };
}

/** Writes the report, if one was asked for; it is made only then. */
export async function writeHtml(
  report: () => Report,
  { html, readers }: Destination,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (html === null) return;
  // What draws is loaded only here.
  const { reportPage } = await import('../document/svg/report-page.ts');
  writeOutputFile(html, await reportPage(report()), readers);
  if (!args.flag('quiet')) terminal.err(`Report written to ${html}.\n`);
}
