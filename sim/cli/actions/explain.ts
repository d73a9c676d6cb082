/** The work of `mailpath explain`: what a field, a fault, an error code, a metric or a term means. */
import { hanging, type Page } from '../../document/text-layout.ts';
import { nearest } from '../../scenario/nearest-name.ts';
import {
  explainedTerms,
  explain as explainScenario,
  faultReference,
  similarTerm,
} from '../../scenario/reference.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { filedAs, glossaryTerms, metricMeaning, termMeaning } from '../../studies/glossary.ts';
import { EXIT_DONE } from '../exit.ts';
import { terminalPage, writeText } from '../result-output.ts';
import type { Terminal } from '../terminal.ts';

export async function explain(args: Arguments, terminal: Terminal): Promise<number> {
  const page = terminalPage(args.flag('no-color'), terminal);
  // Several words are one term, as people write them: `explain host status`.
  const term = args.list('term').join(' ').trim();
  if (term === '') {
    writeText(`${overview(page).join('\n')}\n`, page, terminal);
    return EXIT_DONE;
  }
  const found = explanation(term);
  if (found === null) throw new UsageError(unknownTerm(term));
  writeText(`${found.flatMap((text) => paragraphs(text, page)).join('\n')}\n`, page, terminal);
  return EXIT_DONE;
}

/**
 * A term of results; a field, an error code or a word of the scenario format; else a metric.
 * A word that is several of them gets all its meanings.
 */
function explanation(term: string): string[] | null {
  const name = filedAs(term);
  const meaning = termMeaning(name);
  const ofScenario =
    explainScenario(term) ?? explainScenario(name) ?? explainScenario(term.toUpperCase());
  const measure = metricMeaning(name);
  const found = meaning === null ? [] : [`${name}\n  ${meaning}`];
  if (ofScenario !== null) found.push(ofScenario);
  if (measure !== null) found.push(`${name}\n  ${measure}`);
  if (found.length === 0) found.push(...logged(term));
  return found.length === 0 ? null : found;
}

/** Letters and digits only, as people quote a log: `ConnectionReset`, `stat=Deferred`. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const FEWEST_LETTERS = 3;
const MAX_KINDS = 6;

/** What the words of a log line come from: the kinds of faults whose line has them. */
function logged(term: string): string[] {
  const wanted = bare(term);
  if (wanted.length < FEWEST_LETTERS) return [];
  const has = (line: string | null): boolean => line !== null && bare(line).includes(wanted);
  const kinds = faultReference('HOST').filter(({ log, skip }) => has(log) || has(skip));
  if (kinds.length === 0) return [];
  const shown = kinds.slice(0, MAX_KINDS);
  const more = kinds.length > shown.length ? `\n  and ${kinds.length - shown.length} more` : '';
  return [
    `Words of a log line: ${kinds.length === 1 ? 'one kind of fault logs' : `${kinds.length} kinds of faults log`} them.\n${shown
      .map(({ kind, meaning, log, skip }) => {
        const line = has(log) ? log : `${skip} (a later message that is skipped for it)`;
        return `  ${kind}: ${meaning}\n    ${line}`;
      })
      .join('\n')}${more}\n  More about one: mailpath explain ${shown[0].kind}`,
  ];
}

/** Wraps each line at its own depth; a blank line after each text. */
function paragraphs(text: string, page: Page): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const depth = /^ */.exec(line)?.[0] ?? '';
    return line === '' ? [''] : hanging(depth, line.trimStart(), page);
  });
  return [...lines, ''];
}

function overview(page: Page): string[] {
  return [
    ...hanging(
      '',
      'Every field of scenario files and every kind of fault (docs/scenario-reference.md), every error code (docs/errors.md), and these measures and terms:',
      page,
    ),
    '',
    ...hanging('  ', glossaryTerms().join(', '), page),
  ];
}

/** For completion: every word that has an explanation. */
export function terms(): string[] {
  return [...new Set([...glossaryTerms(), ...explainedTerms()])];
}

function unknownTerm(term: string): string {
  const near = nearest(term, glossaryTerms()) ?? similarTerm(term);
  const hint = near === null ? 'mailpath explain lists the terms.' : `Did you mean ${near}?`;
  return `There is nothing called "${term}" here. ${hint}`;
}
