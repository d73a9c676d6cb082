/**
 * Tables of a report, cell by cell, against what was reckoned: the row says which figure, the column of
 * which setting.
 */
import { PART_NAMES, PART_WORDS } from '../../sim/mailpath/delay-part.ts';
import { type Day, type Ends, MORE_IS_BETTER } from './day.ts';
import type { Ledger } from './ledger.ts';
import type { Page, Table } from './page.ts';
import { saysEnds, saysEstimate } from './printed.ts';
import { ascending, type Paired, shareBounds, type Typical } from './reckoning.ts';
import {
  daysOf,
  differenceOf,
  isBad,
  type Objective,
  reasonsOf,
  shownShare,
  typicalOf,
} from './stated.ts';

/** A column of the report is about these days. */
export interface Named {
  readonly name: string;
  readonly days: readonly Day[];
}

/** What rows are called: as the documents have it. */
const METRIC_OF_LABEL: Readonly<Record<string, string>> = {
  'slowest 1% (p99)': 'p99',
  'slowest message': 'max',
  'delayed over 5 min': 'over-5m',
  mean: 'mean',
  'p50 (median)': 'p50',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  'p99.9': 'p99.9',
  maximum: 'max',
  max: 'max',
  'over 1 min': 'over-1m',
  'over 5 min': 'over-5m',
  'over 15 min': 'over-15m',
  'over 60 min': 'over-60m',
  'connections cut': 'cuts',
  cuts: 'cuts',
  deferrals: 'deferrals',
  'connections opened': 'connections',
  'max open at one time': 'connections-peak',
  'max runners at work': 'busy-runners-peak',
  'deferrals after an attempt': 'deferrals-attempted',
  'deferrals with no attempt': 'deferrals-skipped',
  'host marked for': 'marked-time',
  'largest backlog': 'backlog-peak',
  'never arrives, share': 'never-share',
  'never-share': 'never-share',
  'still queued at the end': 'queued',
  'returned to sender': 'returned',
  'retries refused as too soon': 'greylisted-retries',
  'delivered twice': 'duplicates',
  'messages without a process': 'without-process',
  'queue runs lost': 'ticks-lost',
  'one too many (421)': 'ended-limit',
};

const UNIT_OF_METRIC: Readonly<Record<string, string>> = {
  'over-1m': 'share',
  'over-5m': 'share',
  'over-15m': 'share',
  'over-60m': 'share',
  'never-share': 'share',
  'marked-time': 'ms',
  mean: 'ms',
  max: 'ms',
};

/** Null: no metric's name. */
export function metricOf(label: string): string | null {
  return METRIC_OF_LABEL[label.replace(/ at \d+ .*$/, '')] ?? null;
}

export function unitOf(metric: string): string {
  return UNIT_OF_METRIC[metric] ?? (/^p\d/.test(metric) ? 'ms' : 'count');
}

/** Says the cell what was reckoned? */
export function isCell(cell: string, { value, interval }: Typical, metric: string): boolean {
  return saysEstimate(cell, value, interval, unitOf(metric));
}

/** Every table of metrics: a row a metric, a column a setting, or its difference to the first one. */
export function auditMetricTables(ledger: Ledger, page: Page, settings: readonly Named[]): void {
  const [base] = settings;
  const others = settings.slice(1);
  for (const table of page.tables) {
    const ofDifferences = table.title.endsWith(`: difference to ${base.name}`);
    for (const { label, cells, meant = [] } of table.rows) {
      const metric = metricOf(label);
      if (cells.length !== table.columns.length) continue;
      cells.forEach((cell, i) => {
        const title = table.columns[i];
        const where = `${page.form}: ${table.title || title}, ${label}, ${title}`;
        const setting = settings.find(({ name }) => name === title);
        const say = (holds: boolean, truth: unknown) =>
          ledger.exact(`figure in a table (${page.form})`, holds, where, cell, truth);
        if (label === 'largest on any day' && setting !== undefined) {
          const truth = largestOf(setting.days, 'max');
          say(saysEnds(cell, truth, 'ms'), truth);
          return;
        }
        if (metric === null || cell === '') return;
        const other =
          title === 'difference'
            ? others[0]
            : ofDifferences
              ? setting
              : others.find(({ name }) => title === `${name} − ${base.name}`);
        if (other !== undefined) {
          const truth = differenceOf(base.days, other.days, metric);
          say(isCell(cell, truth, metric), truth);
          const words = meant[i] ?? '';
          const kind = `better, worse, or chance (${page.form})`;
          if (words !== '') ledger.exact(kind, isMeant(words, truth, metric), where, words, truth);
        } else if (setting !== undefined) {
          const truth = typicalOf(setting.days, metric);
          say(isCell(cell, truth, metric), truth);
        }
      });
    }
  }
}

/** `better`, `worse`, `may be chance`: by the interval of the difference. */
function isMeant(words: string, { significant, interval }: Paired, metric: string): boolean {
  if (words === 'may be chance') return significant === false;
  const isLess = interval !== null && interval.high < 0;
  const isBetter = isLess !== MORE_IS_BETTER.includes(metric);
  return significant === true && words === (isBetter ? 'better' : 'worse');
}

/** The largest of all days, at either end; NaN where no day has one. */
export function largestOf(days: readonly Day[], metric: string): Ends {
  const pick = (values: readonly number[]) => {
    const some = values.filter((value) => !Number.isNaN(value));
    return some.length === 0 ? Number.NaN : Math.max(...some);
  };
  const ends = daysOf(days, metric);
  return { low: pick(ends.map(({ low }) => low)), high: pick(ends.map(({ high }) => high)) };
}

/** `at most 22%`, `3.2% to 38%`: to the percent, to a tenth of it below ten. */
export function saysShare(text: string, bad: number, days: number): boolean {
  const { low, high } = shownShare(bad, days);
  const is = (word: string, share: number) => {
    const size = share < 0.1 ? 0.0005 : 0.005;
    return (
      /^[\d.]+%$/.test(word) && Math.abs(Number(word.slice(0, -1)) / 100 - share) <= size * 1.0001
    );
  };
  if (bad === 0) return text.startsWith('at most ') && is(text.slice(8), high);
  if (bad === days) return text.startsWith('at least ') && is(text.slice(9), low);
  const [from, to = ''] = text.split(' to ');
  return is(from, low) && is(to, high);
}

const REASON_OF_LABEL: Readonly<Record<string, string>> = {
  'mail held up by a mark of over 5 min': 'marked',
  'a connection cut at its lifetime': 'cut',
  'an objective missed': 'objective',
};

/** How many days were bad, why, and what that shows of all days. */
export function auditDayTables(
  ledger: Ledger,
  page: Page,
  settings: readonly Named[],
  objectives: readonly Objective[],
): void {
  const kind = `bad days in a table (${page.form})`;
  for (const { title, columns, rows } of page.tables) {
    if (!/^Out of \d+ days?$/.test(title)) continue;
    for (const { label, cells } of rows) {
      if (cells.length !== columns.length) continue;
      cells.forEach((cell, i) => {
        const setting = settings.find(({ name }) => name === columns[i]);
        if (setting === undefined) return;
        const { days } = setting;
        const bad = days.filter((day) => isBad(day, objectives)).length;
        const reason = REASON_OF_LABEL[label];
        const where = `${page.form}: ${label}, ${setting.name}`;
        if (label === 'bad days') ledger.exact(kind, cell === String(bad), where, cell, bad);
        else if (label === 'of all days like these') {
          ledger.exact(
            kind,
            saysShare(cell, bad, days.length),
            where,
            cell,
            shareBounds(bad, days.length, 0.025),
          );
        } else if (reason !== undefined) {
          const many = days.filter((day) => reasonsOf(day, objectives)[reason]).length;
          ledger.exact(kind, cell === String(many), where, cell, many);
        }
      });
    }
  }
  for (const table of page.tables) auditKinds(ledger, page, table, settings, objectives);
}

/** Days of two kinds, each by itself. */
function auditKinds(
  ledger: Ledger,
  page: Page,
  { title, columns, rows }: Table,
  settings: readonly Named[],
  objectives: readonly Objective[],
): void {
  const name = /^Under (.*) there are days of two kinds$/.exec(title)?.[1];
  const setting = settings.find((one) => one.name === name);
  if (setting === undefined || columns.length !== 2) return;
  for (const { label, cells } of rows) {
    if (cells.length !== 2) continue;
    cells.forEach((cell, i) => {
      const some = setting.days.filter((day) => isBad(day, objectives) === (i === 0));
      const truth = kindFigure(label, some);
      if (truth === null) return;
      ledger.exact(
        `days of two kinds (${page.form})`,
        saysEnds(cell, truth.value, truth.unit),
        `${page.form}: ${title}, ${label}, ${columns[i]}`,
        cell,
        truth,
      );
    });
  }
}

function kindFigure(label: string, days: readonly Day[]): { value: Ends; unit: string } | null {
  const middle = (metric: string): Ends => {
    const some = daysOf(days, metric).filter(({ low }) => !Number.isNaN(low));
    const at = Math.floor(some.length / 2);
    const pick = (values: readonly number[]) => ascending(values)[at] ?? Number.NaN;
    return { low: pick(some.map(({ low }) => low)), high: pick(some.map(({ high }) => high)) };
  };
  const known = (value: number): Ends => ({ low: value, high: value });
  switch (label) {
    case 'days':
      return { value: known(days.length), unit: 'count' };
    case 'p99, median':
      return { value: middle('p99'), unit: 'ms' };
    case 'largest delay':
      return { value: largestOf(days, 'max'), unit: 'ms' };
    case 'host marked for, median':
      return { value: middle('marked-time'), unit: 'ms' };
    case 'connections cut, mean': {
      const sum = daysOf(days, 'cuts').reduce((total, { low }) => total + low, 0);
      return { value: known(days.length < 3 ? Number.NaN : sum / days.length), unit: 'count' };
    }
    default:
      return null;
  }
}

/** Where the delay went: of all days together; null where not all mail was delivered. */
export function partsOf(
  days: readonly Day[],
): { name: string; meanMs: number; share: number }[] | null {
  const messages = days.reduce((sum, { lows }) => sum + lows.length, 0);
  const sums = PART_NAMES.map((_, i) =>
    days.reduce((sum, { parts }) => (parts === null ? Number.NaN : sum + parts[i]), 0),
  );
  const total = sums.reduce((sum, one) => sum + one, 0);
  if (Number.isNaN(total)) return null;
  return PART_NAMES.map((name, i) => ({
    name,
    meanMs: messages === 0 ? 0 : sums[i] / messages,
    share: total === 0 ? 0 : sums[i] / total,
  })).sort((a, b) => b.share - a.share);
}

/** A part's mean and its share: `25 min 1 s 80.5%`. */
export function auditPartTables(ledger: Ledger, page: Page, settings: readonly Named[]): void {
  for (const { title, columns, rows } of page.tables) {
    if (!title.startsWith('Where the delay of all mail went')) continue;
    for (const { label, cells } of rows) {
      const name = PART_NAMES.find((part) => PART_WORDS[part].label === label);
      if (cells.length !== columns.length || name === undefined) continue;
      cells.forEach((cell, i) => {
        const setting = settings.find((one) => one.name === columns[i]);
        const truth = setting && partsOf(setting.days)?.find((part) => part.name === name);
        const [, mean = '', share = ''] = /^(.*?)\s+(\S+)$/.exec(cell) ?? [];
        if (truth === undefined) return;
        const holds = [
          saysEnds(mean, { low: truth.meanMs, high: truth.meanMs }, 'ms'),
          saysEnds(share, { low: truth.share, high: truth.share }, 'share'),
        ].every(Boolean);
        ledger.exact(
          `part of the delay (${page.form})`,
          holds,
          `${page.form}: ${label}, ${columns[i]}`,
          cell,
          truth,
        );
      });
    }
  }
}
