/** Answers of the program that are made false on purpose: each has to be found, as what it is. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditComparison, auditPromises, type Comparison } from '../../../tools/audit/compare.ts';
import { auditLadder, type LadderAnswer } from '../../../tools/audit/ladder.ts';
import { Ledger } from '../../../tools/audit/ledger.ts';
import { auditNumbers } from '../../../tools/audit/numbers.ts';
import type { Page, Table } from '../../../tools/audit/page.ts';
import { type Answer, ask } from '../../../tools/audit/program.ts';
import { auditRecommendation, type Recommended } from '../../../tools/audit/recommend.ts';
import { Site } from '../../../tools/audit/site.ts';
import { auditSweep, type SweepAnswer, sweepWords } from '../../../tools/audit/sweep.ts';
import { compiled } from '../../compiled-program.ts';

/** A mark sticks on some days of default, and on none of recommended. */
const FILE = {
  name: 'false',
  text: `version: 2
question: What is found out?
run: { arrivals-for: 30m, replications: 12, seed: a }
mail: { arrivals: [{ rate: 600/h }] }
hosts:
  exchange-online:
    faults: [{ kind: greeting-421, at: 10m, for: 11s }]
settings:
  default: { retry-interval: 20m }
objectives: [p99 < 5m]
`,
};

/** Deep enough to be changed by assignment. */
type Open<T> = { -readonly [K in keyof T]: Open<T[K]> };

type Falsify<Result> = (answer: Open<Answer<Result>>) => void;

function changed<Result>(answer: Answer<Result>, falsify: Falsify<Result>): Answer<Result> {
  const copy = structuredClone(answer);
  falsify(copy as unknown as Open<Answer<Result>>);
  return copy;
}

function cell(
  page: Open<Page>,
  title: string,
  label: string,
  column: number,
): Open<Table['rows'][number]> & { at: number } {
  const table = page.tables.find(
    (one) => one.title.startsWith(title) && one.columns.length > column,
  );
  const row = table?.rows.find((one) => one.label === label);
  if (row === undefined) throw new Error(`${page.form} has no ${label} in ${title}`);
  return Object.assign(row, { at: column });
}

function says(page: Open<Page>, from: string | RegExp, to: string): void {
  const words = page.words.replace(from, to);
  if (words === page.words) throw new Error(`the page has no ${from}`);
  page.words = words;
}

describe('a false statement is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-audit-'));
  const path = join(folder, 'false.yaml');
  const site = new Site(0, FILE);

  function answerTo<Result>(words: readonly string[]): Answer<Result> {
    writeFileSync(path, FILE.text);
    const found = ask<Result>(folder, path, words, compiled.main);
    if ('refused' in found) throw new Error(found.refused);
    return found;
  }

  /** Kinds of what is wrong in an answer. */
  function wrongKinds<Result>(
    audit: (ledger: Ledger, site: Site, answer: Answer<Result>) => void,
    answer: Answer<Result>,
  ): string[] {
    const ledger = new Ledger(0);
    audit(ledger, site, answer);
    return [...new Set(ledger.findings.map(({ kind }) => kind))];
  }

  describe('of compare', () => {
    let answer: Answer<Comparison>;
    beforeAll(() => {
      answer = answerTo(['compare']);
    });

    it('while the true answer is not objected to, and has days of both kinds to be wrong about', () => {
      expect(wrongKinds(auditComparison, answer)).toEqual([]);
      expect(answer.result.settings[0].kinds).not.toBeNull();
      expect(answer.result.differences[0].measures.p99.significant).toBe(true);
    });

    const falsehoods: [string, string, Falsify<Comparison>][] = [
      [
        'a p99 that is 1% too large',
        'figure of the typical day (JSON)',
        ({ result }) => {
          const { p99 } = result.settings[0].measures;
          p99.low = p99.high = (p99.low ?? 0) * 1.01;
        },
      ],
      [
        'an interval that is one day too narrow',
        'figure of the typical day (JSON)',
        ({ result }) => {
          const { interval } = result.settings[0].measures.max;
          if (interval !== null) interval.low = (interval.low ?? 0) + 1;
        },
      ],
      [
        'settings that are swapped',
        'figure of the typical day (JSON)',
        ({ result: { settings } }) => {
          [settings[0].measures, settings[1].measures] = [
            settings[1].measures,
            settings[0].measures,
          ];
        },
      ],
      [
        'a difference that is less on one more day',
        'difference day by day (JSON)',
        ({ result }) => {
          result.differences[0].measures.p99.less--;
        },
      ],
      [
        'a difference that is called chance',
        'difference day by day (JSON)',
        ({ result }) => {
          result.differences[0].measures.p99.significant = false;
        },
      ],
      [
        'one bad day fewer',
        'bad days, by reason, and of all days (JSON)',
        ({ result }) => {
          result.settings[0].badDays.bad--;
        },
      ],
      [
        'a share of bad days that is shown too well',
        'bad days, by reason, and of all days (JSON)',
        ({ result }) => {
          result.settings[1].badDays.shown.high /= 2;
        },
      ],
      [
        'a part of the delay that is another',
        'parts of the delay (JSON)',
        ({ result }) => {
          const [first, second] = result.settings[0].parts;
          [first.name, second.name] = [second.name, first.name];
        },
      ],
      [
        'a curve that is half as high',
        'curve of delays (JSON)',
        ({ result }) => {
          for (const point of result.settings[0].delayCurve) point.share.low /= 2;
        },
      ],
      [
        'a verdict for the wrong setting',
        'the verdict’s settings and figures (JSON)',
        ({ result: { verdict } }) => {
          if (verdict.best !== null) verdict.best.p99 = verdict.base.p99;
        },
      ],
      [
        'a sentence with its settings swapped',
        'the answer’s sentence (JSON)',
        ({ result: { verdict } }) => {
          verdict.sentence = verdict.sentence
            .replace('under recommended', 'under X')
            .replace('under default', 'under recommended')
            .replace('under X', 'under default');
        },
      ],
      [
        'a sentence that says more for less',
        'the answer’s sentence (JSON)',
        ({ result: { verdict } }) => {
          verdict.sentence = verdict.sentence.replace('(less on', '(more on');
        },
      ],
      [
        'a sentence that takes it for chance',
        'the answer’s sentence (JSON)',
        ({ result: { verdict } }) => {
          verdict.sentence = verdict.sentence.replace(
            /, typically by .*\)/,
            ': this may be chance)',
          );
        },
      ],
      [
        'a text whose sentence is another',
        'the answer’s sentence (text)',
        ({ text }) => says(text, /the slowest 1%/g, 'the fastest 1%'),
      ],
      [
        'a page with a wrong p99',
        'figure in a table (HTML)',
        ({ html }) => {
          const row = cell(html, 'Delay on a typical day', 'p99', 0);
          row.cells[0] = row.cells[0].replace(/^\d+/, (digits) => String(Number(digits) + 1));
        },
      ],
      [
        'a text with two settings’ cells swapped',
        'figure in a table (text)',
        ({ text }) => cell(text, 'On a typical day', 'slowest 1% (p99)', 1).cells.reverse(),
      ],
      [
        'a page that calls better what is worse',
        'better, worse, or chance (HTML)',
        ({ html }) => {
          for (const { rows } of html.tables) {
            for (const row of rows) {
              row.meant = (row.meant ?? []).map((word) => word.replace('better', 'worse'));
            }
          }
        },
      ],
      [
        'a page with a bad day too many',
        'bad days in a table (HTML)',
        ({ html }) => {
          cell(html, 'Out of 12 days', 'bad days', 0).cells[0] = '12';
        },
      ],
      [
        'a line of bad days that counts others',
        'line of bad days (text)',
        ({ text }) => says(text, /; recommended \d+ of 12/, '; recommended 7 of 12'),
      ],
      [
        'a reason with another share',
        'line of reasons (text)',
        ({ text }) =>
          says(text, /recommended: [\d.]+% of all delay/, 'recommended: 12.3% of all delay'),
      ],
    ];
    it.each(falsehoods)('%s', (_, kind, falsify) => {
      expect(wrongKinds(auditComparison, changed(answer, falsify))).toContain(kind);
    });

    it('promises that fresh days break', () => {
      const far = changed(answer, ({ result }) => {
        for (const { measures, badDays } of result.settings) {
          for (const one of Object.values(measures)) {
            one.interval = { kind: 'exact', low: 1e12, high: 1e12 };
          }
          badDays.shown = { low: 0, high: 0.01 };
        }
        for (const { measures } of result.differences) {
          for (const one of Object.values(measures)) {
            one.significant = true;
            one.interval = { kind: 'exact', low: 1, high: 1 };
          }
        }
      });
      expect(wrongKinds(auditPromises, far)).toEqual([
        'interval of the typical day',
        'share of bad days',
        'significantly less, or more',
      ]);
      expect(wrongKinds(auditPromises, answer)).toEqual([]);
    });

    it('a number that is none of its figures', () => {
      const inputs = [...site.scenario.settings.values()];
      const audit = (ledger: Ledger, _: Site, { text, result }: Answer<Comparison>) =>
        auditNumbers(ledger, text, result, inputs);
      expect(wrongKinds(audit, answer)).toEqual([]);
      const other = changed(answer, ({ text }) => {
        text.spaced = `1 d 7 h is no figure. ${text.spaced}`;
      });
      expect(wrongKinds(audit, other)).toEqual(['number is a figure (text)']);
    });
  });

  describe('of ladder', () => {
    let answer: Answer<LadderAnswer>;
    beforeAll(() => {
      answer = answerTo(['ladder', '--no-limits']);
    });
    const falsehoods: [string, string, Falsify<LadderAnswer>][] = [
      [
        'an effect that is none',
        'effect of a change (JSON)',
        ({ result }) => {
          const step = result.steps.find(({ effect }) => effect === 'better');
          if (step !== undefined) step.effect = 'not-significant';
        },
      ],
      [
        'a share of the gain that is another',
        'share of the whole gain (JSON)',
        ({ result }) => {
          const step = result.steps.find(({ ofGain }) => ofGain !== null);
          if (step !== undefined) step.ofGain = 0.5;
        },
      ],
      [
        'steps that are swapped',
        'figure of the typical day (JSON)',
        ({ result: { steps } }) => {
          const alone = steps.filter(({ group }) => group === 'alone');
          [alone[0].measures, alone[1].measures] = [alone[1].measures, alone[0].measures];
        },
      ],
      [
        'a sentence that rises where it falls',
        'the ladder’s sentence',
        ({ result: { verdict } }) => {
          verdict.sentence = verdict.sentence.replace('falls', 'rises');
        },
      ],
      [
        'a text that calls an effect by another’s name',
        'better, worse, or chance (text)',
        ({ text }) => {
          for (const { rows } of text.tables) {
            for (const row of rows)
              row.cells = row.cells.map((one) => (one === 'better' ? 'worse' : one));
          }
        },
      ],
    ];
    it('while the true answer is not objected to', () => {
      expect(wrongKinds(auditLadder, answer)).toEqual([]);
    });
    it.each(falsehoods)('%s', (_, kind, falsify) => {
      expect(wrongKinds(auditLadder, changed(answer, falsify))).toContain(kind);
    });
  });

  describe('of sweep and recommend', () => {
    it('a best point that is another, and a verdict that is turned round', () => {
      const answer = answerTo<SweepAnswer>(sweepWords(new Site(2, FILE)));
      expect(wrongKinds(auditSweep, answer)).toEqual([]);
      const other = changed(answer, ({ result }) => {
        result.best = 1 - (result.best ?? 0);
        for (const point of result.points) point.significantlyWorse = !point.significantlyWorse;
      });
      expect(wrongKinds(auditSweep, other)).toEqual(
        expect.arrayContaining([
          'the best point (JSON)',
          'significantly worse than the best (JSON)',
        ]),
      );
    });

    it('bad days of the choice that are left out, and more that is shown than they show', () => {
      const answer = answerTo<Recommended>(['recommend']);
      expect(wrongKinds(auditRecommendation, answer)).toEqual([]);
      const other = changed(answer, ({ result: { choice, present } }) => {
        if (choice === null) throw new Error('nothing is chosen');
        present.bad.bad++;
        choice.shown[0].upperBound = 0.01;
      });
      expect(wrongKinds(auditRecommendation, other)).toEqual(
        expect.arrayContaining([
          'bad days of a recommendation (JSON)',
          'what is shown of the choice (JSON)',
        ]),
      );
    });
  });
});
