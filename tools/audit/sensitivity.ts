/**
 * What `sensitivity` says of inputs that are settings of the gateway: the figure at each value, its difference
 * to the scenario as it is, whether it moves the answer, and the verdict on the scenario as it is.
 *
 * Of the result only what is named here is read. Other inputs are the site's: how they change an input is the
 * study's own business, and not repeated here.
 */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { Figured } from './day.ts';
import type { Ledger } from './ledger.ts';
import { saysEnds } from './printed.ts';
import type { Answer } from './program.ts';
import { minus, signTest } from './reckoning.ts';
import type { Site } from './site.ts';
import {
  auditDifferences,
  auditEstimates,
  type Difference,
  dayState,
  daysOf,
  differenceOf,
  type Estimate,
  near,
  typicalOf,
} from './stated.ts';

interface End {
  readonly at: number | string;
  readonly effect: string;
  readonly measure: Estimate;
  readonly difference: Difference;
}

export interface SensitivityAnswer {
  readonly setting: string;
  readonly base: Estimate;
  readonly inputs: readonly {
    readonly name: string;
    readonly phrase: string;
    readonly ends: readonly End[];
    readonly swing: number | null;
  }[];
  readonly verdict: {
    readonly states: readonly {
      readonly setting: string;
      readonly state: string;
      readonly onDays: number;
      readonly days: number;
    }[];
  } | null;
  readonly sentence: string;
  readonly verdictSentence: string;
}

const METRIC = 'p99';
/** A smaller change is none. */
const FELT = 0.01;
const ERROR = 0.05;

/** Inputs that are settings, by their names in the result. */
const FIELDS = {
  runners: 'runners',
  'retry-interval': 'retryIntervalMs',
  'host-status-timeout': 'hostStatusTimeoutMs',
} as const;

export function sensitivityWords(): readonly string[] {
  return ['sensitivity', '--only', Object.keys(FIELDS).join(','), '--replications', '8'];
}

/** Null: not a setting. */
function withValue(input: MailPathInput, name: string, at: number | string): MailPathInput | null {
  if (!Object.hasOwn(FIELDS, name) || typeof at !== 'number') return null;
  const { runners, maxQueueChildren } = input.settings;
  const changed = { ...input.settings, [FIELDS[name as keyof typeof FIELDS]]: at };
  const inAll = name === 'runners' && maxQueueChildren === runners;
  return { ...input, settings: inAll ? { ...changed, maxQueueChildren: at } : changed };
}

export function auditSensitivity(
  ledger: Ledger,
  site: Site,
  { result, text, html }: Answer<SensitivityAnswer>,
): void {
  const input = site.input(result.setting);
  const base = (many: number) => site.days(input, many);
  auditEstimates(ledger, 'as it is', { [METRIC]: result.base }, base(result.base.days));
  for (const { name, phrase, ends, swing } of result.inputs) {
    const swings = ends.flatMap((end) => {
      const changed = withValue(input, name, end.at);
      if (changed === null) return [];
      const many = end.measure.days;
      const days = site.days(changed, many);
      const where = `${name} at ${end.at}`;
      auditEstimates(ledger, where, { [METRIC]: end.measure }, days);
      auditDifferences(ledger, where, { [METRIC]: end.difference }, base(many), days);
      auditEffect(ledger, where, end.effect, base(many), days);
      const [from, to] = [base(many), days].map((some) => typicalOf(some, METRIC).value.low);
      return [from === to ? 0 : to - from];
    });
    if (swings.length < ends.length) continue;
    const truth = Math.max(0, ...swings) - Math.min(0, ...swings);
    const holds = Number.isFinite(truth) ? near(swing ?? Number.NaN, truth) : swing === null;
    ledger.exact('swing of an input (JSON)', holds, name, swing, truth);
    auditSpan(ledger, site, input, result, { name, phrase, ends });
  }
  auditVerdict(ledger, site, result);
  for (const page of [text, html]) {
    for (const sentence of [result.sentence, result.verdictSentence]) {
      const isThere = page.words.toLowerCase().includes(sentence.toLowerCase());
      ledger.exact(`the answer’s sentence (${page.form})`, isThere, '', 'another', sentence);
    }
  }
}

/** What each day changes, over what it starts from. */
function changesOf(base: readonly Figured[], days: readonly Figured[]): number[] {
  const from = daysOf(base, METRIC);
  return daysOf(days, METRIC).flatMap((value, day) => {
    const { low, high } = minus(value, from[day]);
    return Number.isNaN(low) ? [] : [(low === high ? low : Number.NaN) / Math.abs(from[day].low)];
  });
}

/** An effect by its definition, as far as days of known figures tell. */
function auditEffect(
  ledger: Ledger,
  where: string,
  effect: string,
  base: readonly Figured[],
  days: readonly Figured[],
): void {
  const changes = changesOf(base, days).filter((change) => Number.isFinite(change));
  if (changes.length < days.length) return;
  const many = (is: (change: number) => boolean) => changes.filter(is).length;
  const [less, more] = [many((one) => one < -FELT), many((one) => one > FELT)];
  const found = differenceOf(base, days, METRIC);
  const typical = Math.abs(typicalOf(base, METRIC).value.low);
  const oneWay = less === changes.length || more === changes.length;
  const holds: Readonly<Record<string, boolean>> = {
    moves: signTest(found.less, found.more) <= ERROR && Math.abs(found.value.low) > FELT * typical,
    likely: oneWay && changes.length >= 5,
    'some-days': less + more > 0,
    still: less + more === 0 && changes.length >= 5,
    unknown: true,
  };
  ledger.exact('effect of an input (JSON)', holds[effect] ?? false, where, effect, changes);
}

/** `between 15 min and 1 h p99 of a typical day goes from 29 min 56 s to 1 h 12 min`. */
function auditSpan(
  ledger: Ledger,
  site: Site,
  input: MailPathInput,
  { sentence }: SensitivityAnswer,
  { name, phrase, ends }: Pick<SensitivityAnswer['inputs'][number], 'name' | 'phrase' | 'ends'>,
): void {
  const start = sentence.toLowerCase().indexOf(`${phrase.toLowerCase()} matters most: between `);
  const span = /p99 of a typical day goes from (.*?)(?:[;.] |\.$|; )/.exec(
    sentence.slice(Math.max(0, start)),
  );
  if (start < 0 || span === null || ends.length !== 2) return;
  const truths = ends.map(({ at, measure }) => {
    const changed = withValue(input, name, at);
    return changed === null ? null : typicalOf(site.days(changed, measure.days), METRIC).value;
  });
  const [first, last] = truths;
  if (!first || !last) return;
  const pieces = span[1].split(' to ');
  const holds = pieces.some(
    (_, i) =>
      i > 0 &&
      saysEnds(pieces.slice(0, i).join(' to '), first, 'ms') &&
      saysEnds(pieces.slice(i).join(' to '), last, 'ms'),
  );
  ledger.exact('the sensitivity’s sentence', holds, name, sentence, truths);
}

/** On how many of the days a setting keeps all objectives, or misses one. */
function auditVerdict(ledger: Ledger, site: Site, { verdict }: SensitivityAnswer): void {
  for (const { setting, state, onDays, days } of verdict?.states ?? []) {
    const states = site.days(site.input(setting), days).map((day) => {
      const all = site.objectives.map((objective) => dayState(objective, day));
      return all.includes('broken')
        ? 'misses'
        : all.every((one) => one === 'kept')
          ? 'keeps'
          : 'unknown';
    });
    const truth = states.filter((one) => one === state).length;
    const holds = state === 'unknown' || (truth === onDays && 2 * truth > days);
    ledger.exact(
      'verdict as it is (JSON)',
      holds,
      setting,
      { state, onDays, days },
      { onDays: truth },
    );
  }
}

/** All that is said to move the answer, together. */
export function auditSensitivityPromise(
  ledger: Ledger,
  site: Site,
  { result }: Answer<SensitivityAnswer>,
): void {
  const input = site.input(result.setting);
  const wrong = result.inputs.flatMap(({ name, ends }) =>
    ends
      .filter((end) => {
        const changed = end.effect === 'moves' ? withValue(input, name, end.at) : null;
        if (changed === null) return false;
        const { value } = differenceOf(site.fresh(input), site.fresh(changed), METRIC);
        return (end.difference.high ?? 1) < 0 ? !(value.low < 0) : !(value.high > 0);
      })
      .map(({ at }) => `${name} at ${at}`),
  );
  ledger.promised(
    'what moves the answer, all inputs together',
    ERROR,
    wrong.length === 0,
    wrong.join('; '),
    'moves',
    'another way, or not, on 200 fresh days',
  );
}
