/**
 * What `recommend` says: its choice and the gateway as it stands on the days that it names, how many of them
 * are bad, what that shows; and whether 200 days of another seed keep the promise.
 */
import type { MailPathInput, OperatorAction } from '../../sim/mailpath/input.ts';
import type { Figured } from './day.ts';
import type { Ledger } from './ledger.ts';
import type { Page } from './page.ts';
import { isPrinted, saysEnds } from './printed.ts';
import type { Answer } from './program.ts';
import { shareBounds } from './reckoning.ts';
import type { Site } from './site.ts';
import {
  agrees,
  auditDifferences,
  auditEstimates,
  type Bounds,
  type Differences,
  dayState,
  daysOf,
  type Estimates,
  near,
  type Objective,
  typicalOf,
} from './stated.ts';
import { isCell } from './tables.ts';

interface Candidate {
  readonly messagesPerConnection: number | null;
  readonly runners: number;
  readonly retryIntervalMs: number;
  readonly hostStatus: boolean;
}

interface DayCount {
  readonly bad: number;
  readonly days: number;
  readonly upperBound: number;
}

interface ObjectiveAnswer {
  readonly objective: string;
  readonly onDays: number | null;
  readonly state: string;
  readonly days: number;
  readonly bad: number;
  readonly unknown: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly worst: Bounds;
}

interface Found {
  readonly settings: Candidate;
  readonly bad: DayCount;
  readonly measures: Estimates;
}

export interface Recommended {
  readonly requested: { readonly criterion: string; readonly confidence: number };
  readonly present: Found;
  readonly choice:
    | (Found & {
        readonly changes: readonly {
          readonly setting: string;
          readonly from: unknown;
          readonly to: unknown;
        }[];
        readonly shown: readonly {
          readonly onDays: number;
          readonly days: number;
          readonly bad: number;
          readonly upperBound: number;
        }[];
        readonly answers: readonly ObjectiveAnswer[];
        readonly present: Differences;
        readonly strongest: (Found & { readonly differences: Differences }) | null;
      })
    | null;
  readonly nearest: (Found & { readonly answers: readonly ObjectiveAnswer[] }) | null;
}

/** Fresh days of a candidate at most: what the first one needs without a bad day, and some more. */
const MAX_DAYS = '90';
/** Numbers of the days that chose nothing. */
const FIRST_FRESH = 1_000_000;

export function recommendWords(): readonly string[] {
  return ['recommend', '--replications', MAX_DAYS];
}

/** The gateway with these settings from the start: its own changes at a time are dropped. */
function inputOf(site: Site, settings: Candidate): MailPathInput {
  const input = site.input('default');
  const { runners, hostStatus, retryIntervalMs } = settings;
  const messagesPerConnection = settings.messagesPerConnection ?? Number.POSITIVE_INFINITY;
  // MaxQueueChildren of so many is how runners are counted in all.
  const inAll = input.settings.maxQueueChildren === input.settings.runners;
  const changed = { messagesPerConnection, runners, hostStatus, retryIntervalMs };
  const clears: OperatorAction[] =
    input.marks.length > 0 ? [{ kind: 'clear', atMs: 0, host: -1 }] : [];
  return {
    ...input,
    settings: { ...input.settings, ...changed, ...(inAll ? { maxQueueChildren: runners } : {}) },
    actions: [...clears, ...input.actions.filter(({ kind, atMs }) => kind !== 'set' && atMs > 0)],
  };
}

/** Broken, or may be: what had not arrived could make it either. */
function badDays(days: readonly Figured[], objectives: readonly Objective[]): number {
  return withMail(days).filter((day) => objectives.some((one) => dayState(one, day) !== 'kept'))
    .length;
}

function withMail<D extends Figured>(days: readonly D[]): D[] {
  return days.filter(({ figures }) => figures.arrived.low > 0);
}

export function auditRecommendation(ledger: Ledger, site: Site, answer: Answer<Recommended>): void {
  const { result } = answer;
  const { choice, nearest, present } = result;
  const daysFrom = (first: number, { settings, measures }: Found) =>
    site.days(inputOf(site, settings), measures.arrived.days, first);
  const days = (found: Found) => {
    if (choice !== null) return daysFrom(FIRST_FRESH, found);
    const own = daysFrom(0, found);
    // What comes nearest may have come as far as fresh days: then it is reported by those.
    const isOwn =
      found !== nearest || agrees(found.measures.mean, typicalOf(own, 'mean').value, 1e-2);
    return isOwn ? own : daysFrom(FIRST_FRESH, found);
  };
  const all: [string, Found][] = [
    ['today', present],
    ...(choice === null ? [] : [['chosen', choice] as [string, Found]]),
    ...(choice?.strongest ? [['the strongest', choice.strongest] as [string, Found]] : []),
    ...(nearest === null ? [] : [['nearest', nearest] as [string, Found]]),
  ];
  for (const [name, found] of all) {
    const own = days(found);
    auditEstimates(ledger, name, found.measures, own);
    const truth = badDays(own, site.objectives);
    const many = withMail(own).length;
    const bound = shareBounds(truth, many, 1 - result.requested.confidence).high;
    const { bad } = found;
    ledger.exact(
      'bad days of a recommendation (JSON)',
      bad.bad === truth && bad.days === many && near(bad.upperBound, bound, 1e-6),
      name,
      bad,
      { bad: truth, days: many, bound },
    );
  }
  if (choice !== null) {
    const own = days(choice);
    auditDifferences(ledger, 'today − chosen', choice.present, own, days(present));
    const { strongest } = choice;
    if (strongest !== null) {
      auditDifferences(
        ledger,
        'the strongest − chosen',
        strongest.differences,
        own,
        days(strongest),
      );
    }
    auditAnswers(ledger, site, result, choice.answers, own);
    auditShown(ledger, site, result, own);
    for (const { setting, from, to } of choice.changes) {
      const key = setting as keyof Candidate;
      const holds = present.settings[key] === from && choice.settings[key] === to && from !== to;
      ledger.exact('what is to be changed (JSON)', holds, setting, { from, to }, choice.settings);
    }
  }
  if (nearest !== null) auditAnswers(ledger, site, result, nearest.answers, days(nearest));
  for (const page of [answer.text, answer.html]) {
    auditSentence(ledger, page, result, days);
    auditTable(ledger, page, result, days);
  }
}

/** Each objective by itself, on all the days that there are. */
function auditAnswers(
  ledger: Ledger,
  { objectives }: Site,
  { requested }: Recommended,
  answers: readonly ObjectiveAnswer[],
  all: readonly Figured[],
): void {
  const days = withMail(all);
  for (const stated of answers) {
    const objective = objectives.find(({ text }) => text === stated.objective);
    if (objective === undefined || objective.onDays === null) continue;
    const states = days.map((day) => dayState(objective, day) ?? 'unknown');
    const many = (state: string) => states.filter((one) => one === state).length;
    const [bad, unknown] = [many('broken'), many('unknown')];
    const error = 1 - requested.confidence;
    const low = shareBounds(bad, days.length, error).low;
    const high = shareBounds(bad + unknown, days.length, error).high;
    const may = 1 - objective.onDays;
    const state = high <= may + 1e-9 ? 'met' : low > may ? 'missed' : 'open';
    const ends = daysOf(days, objective.metric);
    const worst = {
      low: Math.max(...ends.map((one) => one.low)),
      high: Math.max(...ends.map((one) => one.high)),
    };
    const holds =
      stated.bad === bad &&
      stated.unknown === unknown &&
      stated.days === days.length &&
      stated.state === state &&
      near(stated.low ?? Number.NaN, low, 1e-6) &&
      near(stated.high ?? Number.NaN, high, 1e-6) &&
      (objective.operator.startsWith('>') || days.length === 0 || agrees(stated.worst, worst));
    ledger.exact('an objective’s answer (JSON)', holds, stated.objective, stated, {
      state,
      bad,
      unknown,
      low,
      high,
      worst,
    });
  }
}

/** What is promised: as few bad days among the first as it says; more is never shown than by one look. */
function auditShown(
  ledger: Ledger,
  site: Site,
  { choice, requested }: Recommended,
  all: readonly Figured[],
): void {
  for (const { onDays, days, bad, upperBound } of choice?.shown ?? []) {
    const group = site.objectives.filter((one) => one.onDays === onDays);
    const truth = badDays(withMail(all).slice(0, days), group);
    const oneLook = shareBounds(truth, days, 1 - requested.confidence).high;
    const holds = bad === truth && upperBound <= 1 - onDays + 1e-9 && upperBound >= oneLook - 1e-9;
    ledger.exact(
      'what is shown of the choice (JSON)',
      holds,
      `on ${onDays} of days`,
      { bad, days, upperBound },
      { bad: truth, oneLook },
    );
  }
}

type DaysOf = (found: Found) => readonly Figured[];

function auditSentence(
  ledger: Ledger,
  { form, words }: Page,
  result: Recommended,
  days: DaysOf,
): void {
  const kind = `the recommendation’s sentence (${form})`;
  const { choice, nearest, present, requested } = result;
  const say = (holds: boolean, what: string, said: unknown, truth: unknown) =>
    ledger.exact(kind, holds, `${form}: ${what}`, said, truth);
  if (choice === null) {
    const said =
      /comes nearest, with (\d+) bad of (\d+) days \(today (\d+) bad of (\d+) days\)/.exec(words);
    if (nearest === null || said === null) {
      say(
        nearest === null || said !== null,
        'no form of it is known',
        words.slice(0, 300),
        nearest,
      );
      return;
    }
    const truth = [nearest.bad.bad, nearest.bad.days, present.bad.bad, present.bad.days];
    say(
      said.slice(1).every((one, i) => Number(one) === truth[i]),
      'bad days',
      said[0],
      truth,
    );
    return;
  }
  if (choice.changes.length === 0)
    say(
      words.includes('Leave the settings as they are: '),
      'as they are',
      words.slice(0, 200),
      choice.changes,
    );
  const from = new RegExp(
    `Choose .*?: ${requested.criterion} of a typical day (?:goes from (.*?) to (.*?)|stays at (.*?)); `,
  ).exec(words);
  if (from !== null) {
    const [was, is] = [present, choice].map(
      (found) => typicalOf(days(found), requested.criterion).value,
    );
    const [, before, after, both] = from;
    const isSaid = saysEnds(before ?? both, was, 'ms') && saysEnds(after ?? both, is, 'ms');
    const isSplit = `${before} to ${after}`
      .split(' to ')
      .some(
        (_, i, pieces) =>
          i > 0 &&
          saysEnds(pieces.slice(0, i).join(' to '), was, 'ms') &&
          saysEnds(pieces.slice(i).join(' to '), is, 'ms'),
      );
    say(isSaid || isSplit, 'its figures', from[0], { was, is });
  }
  for (const { upperBound } of choice.shown) {
    const said = [...words.matchAll(/at most ([\d.]+%) of days miss/g)].map(([, one]) => one);
    say(
      said.some((one) => isPrinted(one, upperBound, 'share')),
      'what is shown',
      said,
      upperBound,
    );
  }
}

/** The first table: today against the choice, or what comes nearest. */
function auditTable(ledger: Ledger, page: Page, result: Recommended, days: DaysOf): void {
  const { choice, nearest, present } = result;
  for (const { title, columns, rows } of page.tables) {
    if (title !== 'On a typical day') continue;
    for (const { label, cells } of rows) {
      if (cells.length !== columns.length) continue;
      columns.forEach((column, i) => {
        const found =
          column === 'today'
            ? present
            : column === 'chosen'
              ? choice
              : column === 'nearest'
                ? nearest
                : null;
        if (found === null) return;
        const where = `${page.form}: ${label}, ${column}`;
        const metric = METRICS[label];
        if (label === 'bad days') {
          const truth = `${found.bad.bad} of ${found.bad.days}`;
          ledger.exact(
            `bad days in a table (${page.form})`,
            cells[i] === truth,
            where,
            cells[i],
            truth,
          );
        } else if (metric !== undefined && cells[i] !== '') {
          const truth = typicalOf(days(found), metric);
          ledger.exact(
            `figure in a table (${page.form})`,
            isCell(cells[i], truth, metric),
            where,
            cells[i],
            truth,
          );
        }
      });
    }
  }
}

const METRICS: Readonly<Record<string, string>> = {
  p90: 'p90',
  p99: 'p99',
  maximum: 'max',
  'connections cut': 'cuts',
};

/** Whoever is chosen has no more bad days than may be. */
export function auditRecommendationPromise(
  ledger: Ledger,
  site: Site,
  { result }: Answer<Recommended>,
): void {
  const { choice, requested } = result;
  if (choice === null) return;
  const fresh = withMail(site.fresh(inputOf(site, choice.settings)));
  const wrong = choice.shown.filter(({ onDays }) => {
    const group = site.objectives.filter((one) => one.onDays === onDays);
    return shareBounds(badDays(fresh, group), fresh.length, CERTAIN).low > 1 - onDays;
  });
  const bad = badDays(fresh, site.objectives);
  ledger.promised(
    'the choice meets the objectives on as many days',
    1 - requested.confidence + CERTAIN,
    wrong.length === 0,
    JSON.stringify(choice.settings),
    choice.shown,
    { bad, of: fresh.length },
  );
}

/** So many bad days are no chance, if no more than may be are bad. */
const CERTAIN = 0.001;
