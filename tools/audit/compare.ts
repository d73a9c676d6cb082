/**
 * What `compare` says: every figure of its JSON, its sentences and tables, held against the days of each
 * setting, reckoned one by one; and what it promises of further days against 200 fresh ones.
 */
import type { Day, Ends } from './day.ts';
import type { Ledger } from './ledger.ts';
import type { Page } from './page.ts';
import { figuresIn, isPrinted, saysEnds, saysInterval } from './printed.ts';
import type { Answer } from './program.ts';
import { missChance, type Paired, shareBounds, type Typical } from './reckoning.ts';
import type { Site } from './site.ts';
import {
  agrees,
  auditDifferences,
  auditEstimates,
  type Bounds,
  type Differences,
  daysOf,
  differenceOf,
  type Estimates,
  endsOf,
  isBad,
  isNear,
  near,
  type Objective,
  reasonsOf,
  shownShare,
  typicalOf,
} from './stated.ts';
import {
  auditDayTables,
  auditMetricTables,
  auditPartTables,
  largestOf,
  type Named,
  partsOf,
  saysShare,
} from './tables.ts';

interface BadDays {
  readonly days: number;
  readonly bad: number;
  readonly byReason?: Readonly<Record<string, number>>;
  readonly share?: Ends;
  readonly shown: Ends;
}

interface SettingVerdict {
  readonly name: string;
  readonly p99: Bounds;
  readonly mean: Bounds;
  readonly worst: Bounds;
  readonly largestPart: { readonly name: string; readonly share: number } | null;
  readonly badDays: BadDays;
  readonly cuts: number | null;
  readonly skipped: number | null;
  readonly never: Bounds;
  readonly arrived: number | null;
}

export interface Comparison {
  readonly replications: { readonly planned: number; readonly finished: number };
  readonly settings: readonly {
    readonly name: string;
    readonly measures: Estimates;
    readonly worst: Bounds;
    readonly badDays: BadDays & Required<Pick<BadDays, 'byReason' | 'share'>>;
    readonly kinds: { readonly bad: Kind; readonly good: Kind } | null;
    readonly parts: readonly {
      readonly name: string;
      readonly meanMs: number;
      readonly share: number;
    }[];
    readonly largestPart: string | null;
    readonly undelivered: readonly { readonly messages: number }[];
    readonly hosts: readonly { readonly name: string; readonly markedMs: number }[];
    readonly delayCurve: readonly {
      readonly ms: number;
      readonly share: Ends;
      readonly interval: Ends | null;
    }[];
    readonly canItHappen: { readonly markSurvives: { readonly kind: string } };
  }[];
  readonly differences: readonly {
    readonly setting: string;
    readonly to: string;
    readonly measures: Differences;
  }[];
  readonly verdict: {
    readonly sentence: string;
    readonly base: SettingVerdict;
    readonly best: SettingVerdict | null;
  };
}

interface Kind {
  readonly days: number;
  readonly p99: Bounds;
  readonly largest: Bounds;
  readonly markedMs: number;
  readonly cuts: number | null;
}

export function auditComparison(ledger: Ledger, site: Site, answer: Answer<Comparison>): void {
  const { result, text, html } = answer;
  const { objectives } = site;
  const settings = result.settings.map(
    ({ name }): Named => ({ name, days: site.days(site.input(name)) }),
  );
  result.settings.forEach((stated, i) => {
    const { name, days } = settings[i];
    auditEstimates(ledger, name, stated.measures, days);
    auditSetting(ledger, stated, days, objectives);
  });
  for (const { setting, to, measures } of result.differences) {
    const [base, other] = [to, setting].map((one) => daysNamed(settings, one));
    auditDifferences(ledger, `${setting} − ${to}`, measures, base, other);
  }
  auditVerdict(ledger, result, settings, objectives);
  auditSentence(ledger, result.verdict.sentence, settings);
  for (const page of [text, html]) {
    ledger.exact(
      `the answer’s sentence (${page.form})`,
      page.words.includes(result.verdict.sentence.replaceAll(/\s+/g, ' ')),
      page.form,
      page.words.slice(0, 400),
      result.verdict.sentence,
    );
    auditMetricTables(ledger, page, settings);
    auditDayTables(ledger, page, settings, objectives);
    auditPartTables(ledger, page, settings);
    auditLines(ledger, page, settings, objectives);
  }
}

function daysNamed(settings: readonly Named[], name: string): readonly Day[] {
  return settings.find((one) => one.name === name)?.days ?? [];
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** What a setting says beside its metrics. */
function auditSetting(
  ledger: Ledger,
  stated: Comparison['settings'][number],
  days: readonly Day[],
  objectives: readonly Objective[],
): void {
  const { name, badDays } = stated;
  const worst = largestOf(days, 'max');
  ledger.exact(
    'largest delay of all days (JSON)',
    agrees(stated.worst, worst),
    name,
    stated.worst,
    worst,
  );
  const bad = days.filter((day) => isBad(day, objectives)).length;
  const byReason = Object.fromEntries(
    Object.keys(badDays.byReason).map((reason) => [
      reason,
      days.filter((day) => reasonsOf(day, objectives)[reason]).length,
    ]),
  );
  const share = shareBounds(bad, days.length, 0.025);
  const shown = shownShare(bad, days.length);
  ledger.exact(
    'bad days, by reason, and of all days (JSON)',
    badDays.bad === bad &&
      badDays.days === days.length &&
      JSON.stringify(badDays.byReason) === JSON.stringify(byReason) &&
      isNear(badDays.share, share, 1e-6) &&
      isNear(badDays.shown, shown, 1e-6),
    name,
    badDays,
    { bad, byReason, share, shown },
  );
  auditKinds(ledger, stated, days, objectives);
  auditParts(ledger, stated, days);
  const never =
    sumOf(days.map(({ lows, figures }) => lows.length - figures.delivered.low)) / days.length;
  const undelivered = sumOf(stated.undelivered.map(({ messages }) => messages));
  ledger.exact(
    'mail that never arrived, by cause (JSON)',
    days.every(({ lows }) => lows.length === 0) || near(undelivered, never),
    name,
    undelivered,
    never,
  );
  stated.hosts.forEach(({ name: host, markedMs }, i) => {
    const truth = sumOf(days.map(({ markedByHost }) => markedByHost[i])) / days.length;
    ledger.exact(
      'marked time of a host (JSON)',
      near(markedMs, truth, 1e-6),
      `${name}, ${host}`,
      markedMs,
      truth,
    );
  });
  auditCurve(ledger, stated, days);
}

function auditKinds(
  ledger: Ledger,
  { name, kinds }: Comparison['settings'][number],
  days: readonly Day[],
  objectives: readonly Objective[],
): void {
  const bad = days.filter((day) => isBad(day, objectives));
  const good = days.filter((day) => !isBad(day, objectives));
  const both = bad.length > 0 && good.length > 0;
  ledger.exact('days of two kinds (JSON)', both === (kinds !== null), name, kinds, {
    bad: bad.length,
    good: good.length,
  });
  if (kinds === null) return;
  for (const [stated, some] of [
    [kinds.bad, bad],
    [kinds.good, good],
  ] as const) {
    const cuts =
      some.length < 3 ? null : sumOf(daysOf(some, 'cuts').map(({ low }) => low)) / some.length;
    const largest = largestOf(some, 'max');
    ledger.exact(
      'days of two kinds (JSON)',
      stated.days === some.length &&
        agrees(stated.largest, largest) &&
        (cuts === null ? stated.cuts === null : near(stated.cuts ?? -1, cuts)),
      name,
      stated,
      { days: some.length, largest, cuts },
    );
  }
}

/** Parts add up to the delay of all mail, also of that which is left or was returned. */
function auditParts(
  ledger: Ledger,
  { name, parts, largestPart }: Comparison['settings'][number],
  days: readonly Day[],
): void {
  const kind = 'parts of the delay (JSON)';
  const messages = sumOf(days.map(({ lows }) => lows.length));
  const mean = messages === 0 ? 0 : sumOf(days.map(({ delaySum }) => delaySum)) / messages;
  const stated = sumOf(parts.map(({ meanMs }) => meanMs));
  ledger.exact(kind, near(stated, mean, 1e-6), `${name}, their sum`, stated, mean);
  const largest = parts.reduce((a, b) => (b.share > a.share ? b : a));
  ledger.exact(
    kind,
    largest.share === 0 ? largestPart === null : largestPart === largest.name,
    `${name}, the largest`,
    largestPart,
    largest,
  );
  for (const truth of partsOf(days) ?? []) {
    const one = parts.find((part) => part.name === truth.name);
    const holds =
      one !== undefined &&
      near(one.meanMs, truth.meanMs, 1e-6) &&
      near(one.share, truth.share, 1e-6);
    ledger.exact(kind, holds, `${name}, ${truth.name}`, one, truth);
  }
}

/** Bins of the delays: what is later than the start of the bin that a delay lies in may count or not. */
const BIN = 1 + 1 / 256;

function auditCurve(
  ledger: Ledger,
  { name, delayCurve }: Comparison['settings'][number],
  days: readonly Day[],
): void {
  const some = days.filter(({ lows }) => lows.length > 0);
  for (const { ms, share } of delayCurve) {
    const middle = (pick: 'lows' | 'highs', limit: number) => {
      const shares = some.map(
        (day) => day[pick].filter((value) => value > limit).length / day.lows.length,
      );
      return shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)];
    };
    const holds = (['low', 'high'] as const).every((end) => {
      const pick = end === 'low' ? 'lows' : 'highs';
      const [atLeast, atMost] = [middle(pick, ms * BIN), middle(pick, ms / BIN)];
      return share[end] >= atLeast - 1e-9 && share[end] <= atMost + 1e-9;
    });
    ledger.exact('curve of delays (JSON)', holds, `${name} at ${ms} ms`, share, middle('lows', ms));
  }
}

/** The best of the others: the smallest p99 of the typical day, then fewest bad days, then the smallest mean. */
function auditVerdict(
  ledger: Ledger,
  { verdict }: Comparison,
  settings: readonly Named[],
  objectives: readonly Objective[],
): void {
  const keys = ({ days }: Named): number[] => {
    const [p99, mean] = ['p99', 'mean'].map((metric) => typicalOf(days, metric).value);
    const bad = days.filter((day) => isBad(day, objectives)).length;
    return [p99.high, p99.low, bad, mean.high, mean.low];
  };
  const [base, ...others] = settings;
  const better = (a: Named, b: Named): boolean => {
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, i) => !near(key, right[i]));
    return at >= 0 && left[at] < right[at];
  };
  const best = others.reduce<Named | null>(
    (found, one) => (found === null || better(one, found) ? one : found),
    null,
  );
  const kind = 'the verdict’s settings and figures (JSON)';
  const name = verdict.best?.name ?? null;
  ledger.exact(
    kind,
    verdict.base.name === base.name &&
      (name === (best?.name ?? null) ||
        others.some((one) => one.name === name && best !== null && !better(best, one))),
    'the best setting',
    name,
    best?.name,
  );
  for (const stated of [verdict.base, verdict.best]) {
    if (stated === null) continue;
    const days = daysNamed(settings, stated.name);
    const value = (metric: string) => typicalOf(days, metric).value;
    const bad = days.filter((day) => isBad(day, objectives)).length;
    const holds =
      agrees(stated.p99, value('p99')) &&
      agrees(stated.mean, value('mean'), 1 / 256) &&
      agrees(stated.worst, largestOf(days, 'max')) &&
      agrees(stated.never, value('never-share')) &&
      near(stated.cuts ?? Number.NaN, value('cuts').low) &&
      near(stated.skipped ?? Number.NaN, value('deferrals-skipped').low) &&
      near(stated.arrived ?? Number.NaN, value('arrived').low) &&
      stated.badDays.bad === bad;
    ledger.exact(kind, holds, stated.name, stated, {
      p99: value('p99'),
      mean: value('mean'),
      never: value('never-share'),
      cuts: value('cuts'),
      bad,
    });
  }
}

const SLOWEST = 'the slowest 1% of mail waits ';

/** Each claim of the sentence: whose p99 it is, on how many days it was less, whether that is chance. */
function auditSentence(ledger: Ledger, sentence: string, settings: readonly Named[]): void {
  const kind = 'the answer’s sentence (JSON)';
  const [base] = settings;
  const p99 = ({ days }: Named) => typicalOf(days, 'p99').value;
  const isP99 = (words: string, of: Named): boolean => {
    const value = p99(of);
    const bare = words.replace(new RegExp(`^${SLOWEST}`), '').replace(/^waits /, '');
    if (bare === 'one message in a hundred never arrives')
      return value.low === Number.POSITIVE_INFINITY;
    const exact = value.low === value.high;
    return saysEnds(exact ? bare.replace(/^at least /, '') : bare, value, 'ms');
  };
  const named = (name: string) => settings.find((one) => one.name === name);
  if (typicalOf(base.days, 'arrived').value.low === 0) {
    ledger.exact(
      kind,
      sentence.startsWith('No message arrived'),
      'no mail',
      sentence,
      'no mail arrived',
    );
    return;
  }
  const same =
    /^(\S+) changes nothing for .*: on a typical day, under (\S+) as under (\S+), (.*) \(the same on (all (\d+) days|the one day)\)\.$/.exec(
      sentence,
    );
  if (same !== null) {
    const other = named(same[1]);
    const truth = other && differenceOf(base.days, other.days, 'p99');
    const holds =
      other !== undefined &&
      truth?.same === truth?.days &&
      isP99(same[4], base) &&
      isP99(same[4], other);
    ledger.exact(kind, holds, 'the same', sentence, truth);
    return;
  }
  const negligible =
    /^(\S+) makes a negligible difference: on a typical day (.*?), against (.*?) under (\S+)( \(.*\))\.$/.exec(
      sentence,
    );
  const usual = /^On a typical day (.*?) under (\S+), against (.*?) under (\S+?)( \(.*\))\.$/.exec(
    sentence,
  );
  const never =
    /^On a typical day (.*?) under (\S+); under (\S+) (.*?)( \((?:less|more|one day).*\))\.$/.exec(
      sentence,
    );
  const single = /^On a typical day under (\S+), (.*)\.$/.exec(sentence);
  const claims =
    usual !== null
      ? { to: usual[1], other: usual[2], from: usual[3], first: usual[4], rest: usual[5] }
      : negligible !== null
        ? {
            to: negligible[2],
            other: negligible[1],
            from: negligible[3],
            first: negligible[4],
            rest: negligible[5],
          }
        : never !== null
          ? { to: never[1], other: never[2], from: never[4], first: never[3], rest: never[5] }
          : null;
  if (claims === null) {
    const holds = single !== null && isP99(single[2], base) && settings.length === 1;
    ledger.exact(kind, holds, 'no form of it is known', sentence, p99(base));
    return;
  }
  const other = named(claims.other);
  const isRight =
    other !== undefined &&
    claims.first === base.name &&
    isP99(claims.to, other) &&
    isP99(claims.from, base);
  ledger.exact(kind, isRight, 'its figures', sentence, {
    base: p99(base),
    other: other && p99(other),
  });
  if (other === undefined) return;
  const truth = differenceOf(base.days, other.days, 'p99');
  if (negligible !== null) {
    const [from, to] = [p99(base), p99(other)];
    ledger.exact(
      kind,
      Math.abs(to.low - from.low) <= 0.0050001 * from.low,
      'negligible',
      sentence,
      { from, to },
    );
  }
  auditCertainty(ledger, kind, sentence, claims.rest, truth);
}

/** `(less on 12 of 12 days, typically by 41 to 45.4 min)`, `(more on 3 of 6 days: this may be chance)`. */
function auditCertainty(
  ledger: Ledger,
  kind: string,
  sentence: string,
  rest: string,
  truth: Paired,
): void {
  const found =
    / \((less|more) on (\d+) of (\d+) days?(?:, typically by (.*?)|: (this may be chance|too few days to tell))?\)$/.exec(
      rest,
    );
  if (found === null) {
    ledger.exact(kind, rest.includes('one day'), 'no form of it is known', sentence, truth);
    return;
  }
  const [, way, many, of, by, doubt] = found;
  const count = way === 'less' ? truth.less : truth.more;
  const isMost = way === 'less' ? truth.less >= truth.more : truth.more > truth.less;
  const holds = Number(many) === count && Number(of) === truth.days && isMost;
  ledger.exact(kind, holds, 'on how many days', sentence, truth);
  const saysChance = doubt === 'this may be chance';
  ledger.exact(kind, saysChance === (truth.significant === false), 'chance', sentence, truth);
  if (by === undefined || truth.interval === null) return;
  const { low, high } = truth.interval;
  // Without its sign: the words have it.
  const size = high <= 0 ? { low: -high, high: -low } : { low, high };
  ledger.exact(
    kind,
    saysInterval(by, size, 'ms') && high <= 0 === (way === 'less'),
    'by how much',
    sentence,
    truth,
  );
}

/** Lines behind the answer: why, and how many days were bad. */
function auditLines(
  ledger: Ledger,
  { form, words }: Page,
  settings: readonly Named[],
  objectives: readonly Objective[],
): void {
  for (const { name, days } of settings) {
    const bad = days.filter((day) => isBad(day, objectives)).length;
    const pattern = new RegExp(
      `(?:Bad days|;) ${name} (\\d+) of (\\d+)(?: days?)? \\(([^)]*?)(?: of all days like these)?\\)`,
    );
    const said = pattern.exec(words);
    if (said !== null) {
      const holds =
        Number(said[1]) === bad &&
        Number(said[2]) === days.length &&
        saysShare(said[3], bad, days.length);
      ledger.exact(`line of bad days (${form})`, holds, `${form}: ${name}`, said[0], {
        bad,
        of: days.length,
      });
    }
    const why = new RegExp(
      `(?:Why|;|attempt|host|itself|delayed|\\w) ${name}: (?:([\\d.<>]+%) of all delay is|nothing is delayed)([^:]*)`,
    ).exec(words);
    if (why?.[1] !== undefined) {
      const largest = partsOf(days)?.[0];
      if (largest !== undefined) {
        ledger.exact(
          `line of reasons (${form})`,
          isPrinted(why[1], largest.share, 'share'),
          `${form}: ${name}, the largest part`,
          why[0],
          largest,
        );
      }
      const marked = /a host marked as bad for ((?:[^;:]*?(?: d| h| min| s| ms))+)(?=;| \w|$)/.exec(
        why[2],
      );
      const skipped = /([\d,.]+) deferrals with no attempt/.exec(why[2]);
      const skips = typicalOf(days, 'deferrals-skipped').value;
      if (skipped !== null) {
        ledger.exact(
          `line of reasons (${form})`,
          saysEnds(skipped[1], skips, 'count'),
          `${form}: ${name}, deferrals`,
          skipped[0],
          skips,
        );
      }
      if (marked !== null) {
        const truth = typicalOf(days, 'marked-time').value;
        const [first] = figuresIn(marked[1]);
        ledger.exact(
          `line of reasons (${form})`,
          first !== undefined && saysEnds(first, truth, 'ms'),
          `${form}: ${name}, the mark`,
          marked[0],
          truth,
        );
      }
    }
  }
}

/** Metrics whose interval is held against fresh days: one of them a scenario, so that all are independent. */
const TYPICAL = [
  'p99',
  'max',
  'mean',
  'p50',
  'over-5m',
  'deferrals',
  'connections',
  'backlog-peak',
  'marked-time',
];

/** What is promised of days that were not run: one statement of a kind. */
export function auditPromises(ledger: Ledger, site: Site, { result }: Answer<Comparison>): void {
  const { objectives, number } = site;
  const [base, ...others] = result.settings;
  const stated = result.settings[number % result.settings.length];
  const fresh = site.fresh(site.input(stated.name));
  const metric = TYPICAL[number % TYPICAL.length];
  const { interval, days } = stated.measures[metric];
  if (interval !== null) {
    const truth: Typical = typicalOf(fresh, metric);
    const ends = endsOf(interval);
    const holds = !(truth.value.high < ends.low || truth.value.low > ends.high);
    ledger.promised(
      'interval of the typical day',
      missChance(days, fresh.length),
      holds,
      `${stated.name} ${metric}`,
      interval,
      truth.value,
    );
  }
  const bad = fresh.filter((day) => isBad(day, objectives)).length;
  const likely = shareBounds(bad, fresh.length, 0.025);
  const { shown } = stated.badDays;
  ledger.promised(
    'share of bad days',
    0.05,
    shown.low <= likely.high && shown.high >= likely.low,
    stated.name,
    shown,
    { bad, of: fresh.length, likely },
  );
  const other = others[number % Math.max(1, others.length)];
  const found = result.differences.find(({ setting }) => setting === other?.name)?.measures[metric];
  if (other === undefined || found === undefined || found.significant === null) return;
  const truth = differenceOf(
    site.fresh(site.input(base.name)),
    site.fresh(site.input(other.name)),
    metric,
  );
  const ends = endsOf(found.interval ?? found);
  const isSame = ends.high < 0 ? truth.value.low < 0 : truth.value.high > 0;
  ledger.promised(
    'significantly less, or more',
    0.05,
    !found.significant || isSame,
    `${other.name} − ${base.name}, ${metric}`,
    found,
    truth,
  );
}
