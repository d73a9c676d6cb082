/**
 * The field's terms are used in code, on pages and in documents, not words of our own for the same
 * things. What may stay is listed with where: names that stored results and files of version 1 have.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** What is refused in every text, the term to use, and the files that may have it. */
const REFUSED: readonly (readonly [RegExp, string, ...string[]])[] = [
  [/\btold\b/i, 'reported'],
  [/\bfar sides?\b/i, 'remote server'],
  [/\bfor ?ever\b/i, 'indefinitely'],
  [/\bhangs? on\b/i, 'depends on'],
  [/\bwhat (\w+ ){1,3}(comes|came) to\b|\bwhat came of\b/i, 'result'],
  [/\b(how|as) things stand\b/i, 'current state'],
  [/\b(is|are) through\b(?! a)/i, 'delivered, cleared'],
  [/\bdoings\b|\bforemost\b/i, 'activity, top k'],
  [/\bcarryOut\b|\bcarried out\b|\binquir(y|ies)\b|\bworkbench\b/i, 'run, study, runner'],
  [/\bgoOn\b|\bsettlement\b|\bunwelcome\b/i, 'proceed, disposition, rejected'],
  [/\brungs?\b|\bclimb(s|ed)?\b/i, 'step'],
  [/\bpiles?\b(?! up)/i, 'backlog'],
  [/\bnot clear\b|\bclearly (better|worse|less|more)\b|\bslight\b/i, 'significant, negligible'],
  [/\bcould be felt\b|\bchosen nothing\b/i, 'negligible, independent validation'],
  [/\bsick\b(?!-)/i, 'unhealthy'],
  [/\bdesk\b|\bshel(f|ves)\b/i, 'queue, store'],
  [/\bbrought\b(?! (up|back|down|in))/, 'messagesStarted'],
  // Costs and stored names of the model keep theirs.
  [/(?<!tick-)\blateness\b/i, 'overshoot', 'sim/scenario/version.ts'],
  [
    /\bhasty/i,
    'greylisting',
    'sim/mailpath/measures.ts',
    'sim/mailpath/metrics.ts',
    'sim/mailpath/transaction.ts',
    'sim/scenario/version.ts',
    'sim/studies/compare/result.ts',
    'sim/studies/replicate.ts',
  ],
];

/** Names in code: bounds are min and max, what a user stated is requested. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\b(const|let|readonly|function|private) (least|most|told|asked|hear)\b/, 'min, max, requested'],
  [/[({,] ?(least|most|told|asked)[:,]? [:}=]|[({] ?(least|most|told|asked): /, 'min, max'],
  [/\b(least|most|told|asked)[A-Z](?!nSystem|nConnection)\w*/, 'min, max, requested'],
  [/\w(Least|Most|Told|Asked)\b|\b(MOST|LEAST|TOLD|ASKED)_|_(MOST|LEAST|TOLD|ASKED)\b/, 'min, max'],
];

/** Stored in results that hashes are taken of (sim/mailpath/run-result.ts). */
const STORED_NAMES = /\bmost(InSystem|OnConnection)\b/g;

function filesOf(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
}

const SOURCES = [...filesOf('sim', /\.tsx?$/), ...filesOf('web', /\.(tsx?|css)$/)];
const DOCUMENTS = [
  ...filesOf('docs', /\.(md|json)$/),
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];

function linesOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file !== 'CHANGELOG.md') return text.split('\n');
  // What is not released yet; old names stand there in backquotes, or after "before:".
  const [, unreleased = ''] = text.split(/^## /m);
  return unreleased.replace(/`[^`\n]*`|\(before: [^)]*\)/g, '').split('\n');
}

function offenders(files: readonly string[], refused: typeof REFUSED | typeof NAMES): string[] {
  return files.flatMap((file) =>
    linesOf(file).flatMap((line, i) =>
      refused
        .filter(([words, , ...allowed]) => {
          return !allowed.includes(file) && words.test(line.replace(STORED_NAMES, ''));
        })
        .map(([, term]) => `${file}:${i + 1} (${term}): ${line.trim().slice(0, 120)}`),
    ),
  );
}

describe('the words', () => {
  it('of code and pages are the field’s', () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(offenders(SOURCES, REFUSED)).toEqual([]);
  });

  it('of documents are the field’s', () => {
    expect(offenders(DOCUMENTS, REFUSED)).toEqual([]);
  });

  it('of names in code are min, max, requested, reported', () => {
    expect(offenders(SOURCES, NAMES)).toEqual([]);
  });
});
