/**
 * The report of a diagnosis.
 *
 *   what to change first -> what is wrong, with the lines that show it -> where the delay went
 *     -> what the log shows -> what the remote server said -> what the log cannot tell
 *     -> lines that were not understood -> what the words mean
 */

import type { Block, Report, Section } from '../../document/report.ts';
import { name, plural } from '../../document/words.ts';
import { delayPartsChart } from './delay-parts.ts';
import { logFigures } from './diagnosis-figures.ts';
import type { DiagnosisResult, FindingResult } from './diagnosis-schema.ts';
import {
  ADVICE_TITLE,
  DELAY_TITLE,
  delayPartsSeen,
  findingTitle,
  linesNotUnderstood,
  linesWords,
  mailWords,
  NOWHERE,
  SETTLED,
  SHOWS_TITLE,
  spentWords,
  UNKNOWN_TITLE,
} from './diagnosis-words.ts';
import { termMeaning } from './glossary.ts';

/** Of the article, which a reader may not know. */
const WORDS = ['mark', 'skip', 'cut', 'lifetime'];

const NOT_WHOLE =
  'PARTIAL: reading was stopped before the end of the log; this is of the lines until then.';

/** More of them are in the JSON. */
const MAX_REPLIES = 12;

/** `whole`: the log was read to its end. */
export function diagnosisReport(result: DiagnosisResult, whole = true): Report {
  const { verdict, files, version, advice } = result;
  return {
    title: 'What really happened to this mail?',
    lead: verdict.sentence,
    warnings: whole ? [] : [NOT_WHOLE],
    opening:
      advice.length === 0
        ? []
        : [
            { kind: 'text', text: `${ADVICE_TITLE}:` },
            { kind: 'list', items: advice, ordered: true },
          ],
    facts: [
      [files.length === 1 ? 'Log' : 'Logs', files.join(', ')],
      ['Lines', linesWords(result)],
      ['Mail', mailWords(result)],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      ...findingsSection(result),
      { heading: DELAY_TITLE, blocks: delayBlocks(result) },
      { heading: SHOWS_TITLE, blocks: [figuresBlock(result), ...replyBlocks(result)] },
      ...unknownSection(result),
      ...linesSection(result),
      wordsSection(),
    ],
    generator: `mailpath ${version}`,
    madeFrom: 'log and version',
  };
}

function findingsSection({ findings }: DiagnosisResult): Section[] {
  if (findings.length === 0) return [];
  return [{ heading: 'What is found', blocks: findings.flatMap(findingBlocks) }];
}

function findingBlocks(finding: FindingResult, index: number): Block[] {
  const { explanation, example } = finding;
  return [
    {
      kind: 'answers',
      question: `${index + 1}. ${findingTitle(finding)}`,
      answers: [{ names: [], text: explanation }],
    },
    ...(example === null
      ? []
      : [
          {
            kind: 'lines',
            label: `A line that shows finding ${index + 1}`,
            lines: [example],
          } as const,
        ]),
  ];
}

function delayBlocks(result: DiagnosisResult): Block[] {
  const parts = delayPartsSeen(result);
  if (parts.length === 0) return [{ kind: 'text', text: `${NOWHERE}.` }];
  const finding = spentWords(parts[0].share, parts[0].spent);
  return [{ kind: 'chart', chart: delayPartsChart({ finding, parts }) }];
}

function figuresBlock(result: DiagnosisResult): Block {
  return {
    kind: 'terms',
    terms: logFigures(result).map(({ label, lines }) => [label, lines.join('. ')]),
  };
}

/** What hosts answered beside acceptance, the most frequent first. */
function replyBlocks({ hosts }: DiagnosisResult): Block[] {
  const said = hosts
    .flatMap((host) => host.replies.map((reply) => ({ ...reply, host: name(host.name) })))
    .sort((a, b) => b.count - a.count);
  if (said.length === 0) return [];
  const terms = said
    .slice(0, MAX_REPLIES)
    .map(({ host, count: times, text }) => [`${host}, ${plural(times, 'time')}`, text] as const);
  return [
    { kind: 'text', text: 'What the remote server answered, other than acceptance:' },
    { kind: 'terms', terms },
  ];
}

function unknownSection({ unknown }: DiagnosisResult): Section[] {
  if (unknown.length === 0) return [];
  const items = unknown.map(({ what, settledBy }) => `${what} ${SETTLED} ${settledBy}`);
  return [{ heading: UNKNOWN_TITLE, blocks: [{ kind: 'list', items, ordered: true }] }];
}

function linesSection(result: DiagnosisResult): Section[] {
  const found = linesNotUnderstood(result);
  if (found === null) return [];
  const lines = found.samples.map(({ line, text }) => `${line}: ${text}`);
  return [
    {
      heading: 'Lines beside Sendmail’s',
      blocks: [
        { kind: 'text', text: found.title },
        ...(lines.length === 0
          ? []
          : [{ kind: 'lines', label: 'Some of them, after their numbers', lines } as const]),
      ],
    },
  ];
}

function wordsSection(): Section {
  return {
    heading: 'What the words mean',
    blocks: [
      { kind: 'terms', terms: WORDS.map((word) => [word, termMeaning(word) ?? ''] as const) },
    ],
  };
}
