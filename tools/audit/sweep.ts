/**
 * What `sweep` says: each point's figures, which is the best, which are significantly worse in verdicts that
 * hold together. A point is the scenario read with its value, as --set takes it.
 */
import { type Figured, MORE_IS_BETTER } from './day.ts';
import type { Ledger } from './ledger.ts';
import type { Page } from './page.ts';
import { saysEnds } from './printed.ts';
import type { Answer } from './program.ts';
import { holm, minus, signTest } from './reckoning.ts';
import type { Site } from './site.ts';
import { auditEstimates, daysOf, differenceOf, type Estimates, typicalOf } from './stated.ts';
import { isCell, metricOf } from './tables.ts';

export interface SweepAnswer {
  readonly setting: string;
  readonly dimensions: readonly { readonly path: string; readonly name: string }[];
  readonly points: readonly {
    readonly values: readonly string[];
    readonly significantlyWorse: boolean | null;
    readonly measures: Estimates;
  }[];
  readonly best: number | null;
  readonly lines: readonly {
    readonly points: readonly number[];
    readonly significantlyWorse: readonly (boolean | null)[];
    readonly shape: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly sentences: readonly string[];
}

const METRIC = 'p99';
/** A gain below this share of the value is none. */
const MIN_GAIN = 0.01;
const ERROR = 0.05;

/** Values of one setting, by the number of the scenario. */
const VARIED = [
  'runners=1,2,4',
  'retry-interval=1m,10m,40m',
  'host-status=on,off',
  'messages-per-connection=1,20,unlimited',
];

export function sweepWords({ number }: Site): readonly string[] {
  return ['sweep', '--vary', VARIED[number % VARIED.length]];
}

/** Days on which `other` has at least so much less than `base`, and the others; all bounds at their worst. */
function gained(base: readonly Figured[], other: readonly Figured[]): [number, number] {
  const [from, to] = [daysOf(base, METRIC), daysOf(other, METRIC)];
  const gains = from.flatMap((value, day) => {
    if (Number.isNaN(value.low) || Number.isNaN(to[day].low)) return [];
    const least = minus(value, to[day]).low;
    const felt = MIN_GAIN * Math.abs(value.low);
    return [least > (Number.isFinite(felt) ? felt : 0)];
  });
  const many = gains.filter(Boolean).length;
  return [many, gains.length - many];
}

/** Whether the second of each pair is better, in verdicts that hold together; null: too few days to tell. */
function betterTogether(
  pairs: readonly (readonly [readonly Figured[], readonly Figured[]])[],
): (boolean | null)[] {
  const counts = pairs.map(([base, other]) => gained(base, other));
  const shown = holm(counts.map(([many, rest]) => (many > rest ? signTest(many, rest) : 1)));
  return counts.map(([many, rest], i) => {
    if (shown[i]) return true;
    const few = signTest(0, many + rest) > ERROR / pairs.length;
    return few && rest === 0 ? null : false;
  });
}

/** The smallest p99 of a typical day, by its upper end; the earliest of several. */
function bestOf(points: readonly (readonly Figured[])[]): number {
  const values = points.map((days) => typicalOf(days, METRIC).value);
  return values.reduce((best, { low, high }, i) => {
    if (Number.isNaN(low)) return best;
    const than = values[best];
    const isBetter =
      Number.isNaN(than.low) || high < than.high || (high === than.high && low < than.low);
    return isBetter ? i : best;
  }, 0);
}

export function auditSweep(ledger: Ledger, site: Site, answer: Answer<SweepAnswer>): void {
  const { result } = answer;
  const points = result.points.map(({ values }) => site.days(inputOf(site, result, values)));
  result.points.forEach(({ values, measures }, i) => {
    auditEstimates(ledger, `at ${values.join(', ')}`, measures, points[i]);
  });
  const best = bestOf(points);
  ledger.exact('the best point (JSON)', result.best === best, '', result.best, best);
  const others = [...points.keys()].filter((i) => i !== best);
  const verdicts = betterTogether(others.map((i) => [points[i], points[best]] as const));
  others.forEach((point, i) => {
    const said = result.points[point].significantlyWorse;
    ledger.exact(
      'significantly worse than the best (JSON)',
      said === verdicts[i],
      result.points[point].values.join(', '),
      said,
      verdicts[i],
    );
  });
  for (const line of result.lines) auditLine(ledger, line, points);
  auditSentences(ledger, result, points);
  for (const page of [answer.text, answer.html]) {
    const [first] = result.sentences;
    ledger.exact(
      `the answer’s sentence (${page.form})`,
      page.words.includes(first),
      '',
      'another',
      first,
    );
    auditTables(ledger, page, result, points);
  }
}

function inputOf(site: Site, { setting, dimensions }: SweepAnswer, values: readonly string[]) {
  return site.input(
    setting,
    dimensions.map(({ path }, d) => `${path}=${values[d]}`),
  );
}

function auditLine(
  ledger: Ledger,
  line: SweepAnswer['lines'][number],
  points: readonly (readonly Figured[])[],
): void {
  const along = line.points.map((point) => points[point]);
  const best = bestOf(along);
  const pairs = along.flatMap((_, i) =>
    along.flatMap((_one, j) => (i === j ? [] : [[i, j] as const])),
  );
  const verdicts = betterTogether(pairs.map(([i, j]) => [along[i], along[j]] as const));
  const verdict = (i: number, j: number) =>
    verdicts[pairs.findIndex(([a, b]) => a === i && b === j)];
  const worse = along.map((_, i) => (i === best ? false : verdict(i, best)));
  const isSame = JSON.stringify(worse) === JSON.stringify(line.significantlyWorse);
  ledger.exact(
    'significantly worse on the line (JSON)',
    isSame,
    '',
    line.significantlyWorse,
    worse,
  );
  const isFlat = !worse.includes(true);
  ledger.exact(
    'shape of the line (JSON)',
    isFlat === (line.shape === 'flat'),
    '',
    line.shape,
    worse,
  );
  const from = along.findIndex((_, i) => !along.some((_one, j) => j > i && verdict(i, j) === true));
  const to = along.findLastIndex(
    (_, i) => !along.some((_one, j) => j < i && verdict(i, j) === true),
  );
  const stretch: Readonly<Record<string, readonly [number, number]>> = {
    flat: [0, along.length - 1],
    up: [from, along.length - 1],
    down: [0, to],
    valley: [from, to],
    choice: [best, best],
  };
  const truth = stretch[line.shape].map((at) => line.points[at]);
  ledger.exact(
    'where nothing is gained (JSON)',
    truth[0] === line.from && truth[1] === line.to,
    line.shape,
    [line.from, line.to],
    truth,
  );
}

/** The value in words, as a sentence has it. */
function valueWords(name: string, text: string): string {
  if (name === 'runners') return text === '1' ? '1 runner' : `${text} runners`;
  if (name === 'messages-per-connection') {
    return text === '1' ? '1 message per connection' : `${text} messages per connection`;
  }
  return `${name} ${text}`;
}

/** Every "VALUE (p99 FIGURE on a typical day" names a point and its figure; every claim fits the line. */
function auditSentences(
  ledger: Ledger,
  { sentences, points, dimensions, lines }: SweepAnswer,
  days: readonly (readonly Figured[])[],
): void {
  const kind = 'the sweep’s sentences';
  const [sentence] = sentences;
  const [line] = lines;
  const say = (holds: boolean, what: string, truth: unknown) =>
    ledger.exact(kind, holds, what, sentence, truth);
  for (const [i, { values }] of points.entries()) {
    const words = valueWords(dimensions[0].name, values[0]);
    const at = sentence.search(new RegExp(`${words}(?=[ ,(;])`, 'i'));
    if (at < 0) continue;
    const truth = typicalOf(days[i], METRIC).value;
    const found =
      /^(?: on| down|, the (?:largest|smallest) value tried)?,?(?: nothing significant is gained)? \((?:p99 )?(.*?)(?: on a typical day)?[);]/.exec(
        sentence.slice(at + words.length),
      );
    if (found !== null) say(saysEnds(found[1].replace(/; .*/, ''), truth, 'ms'), words, truth);
  }
  const worse = (line?.significantlyWorse ?? []).filter((one) => one === true).length;
  if (/makes? no significant difference/.test(sentence)) say(worse === 0, 'no difference', line);
  if (/is significantly better/.test(sentence)) say(worse > 0, 'a difference', line);
  if (/makes? no difference to the typical day/.test(sentence)) {
    const values = days.map((one) => typicalOf(one, METRIC).value);
    say(
      values.every(({ low, high }) => low === values[0].low && high === values[0].high),
      'level',
      values,
    );
  }
}

function auditTables(
  ledger: Ledger,
  page: Page,
  { points, setting }: SweepAnswer,
  days: readonly (readonly Figured[])[],
): void {
  for (const { title, columns, rows } of page.tables) {
    if (!title.endsWith(`setting ${setting}`)) continue;
    for (const { label, cells } of rows) {
      const point = points.findIndex(({ values }) => values[0] === label.split(/\s/)[0]);
      // A word stands between where a point is the best, or a knee.
      const own = cells.filter(
        (cell) => !/^(?:best|knee|enough|best, knee|knee, best)$/.test(cell),
      );
      if (point < 0 || own.length !== columns.length) continue;
      columns.forEach((column, i) => {
        const metric = metricOf(column);
        if (metric === null || own[i] === '') return;
        const truth = typicalOf(days[point], metric);
        ledger.exact(
          `figure in a table (${page.form})`,
          isCell(own[i], truth, metric),
          `${page.form}: ${title}, ${label}, ${column}`,
          own[i],
          truth,
        );
      });
    }
  }
}

/** All verdicts of a sweep together: is any point that is called worse than the best none the less no worse? */
export function auditSweepPromise(
  ledger: Ledger,
  site: Site,
  { result }: Answer<SweepAnswer>,
): void {
  const { best, points } = result;
  if (best === null || MORE_IS_BETTER.includes(METRIC)) return;
  const called = points.filter(({ significantlyWorse }) => significantlyWorse === true);
  const fresh = (values: readonly string[]) => site.fresh(inputOf(site, result, values));
  const wrong = called.filter(({ values }) => {
    const { value } = differenceOf(fresh(points[best].values), fresh(values), METRIC);
    return !(value.high > 0);
  });
  ledger.promised(
    'significantly worse points, all of a sweep',
    ERROR,
    wrong.length === 0,
    wrong.map(({ values }) => values.join(', ')).join('; '),
    called.length,
    'no worse on 200 fresh days',
  );
}
