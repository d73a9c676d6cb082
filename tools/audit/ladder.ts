/**
 * What `ladder` says: each change in order, alone and taken away, and limits by themselves. The inputs of
 * its steps are put together here from those of the two settings, and their days reckoned.
 */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import type { Day, Figured } from './day.ts';
import type { Ledger } from './ledger.ts';
import type { Page } from './page.ts';
import { saysEnds } from './printed.ts';
import type { Answer } from './program.ts';
import type { Paired } from './reckoning.ts';
import type { Site } from './site.ts';
import {
  auditDifferences,
  auditEstimates,
  type Differences,
  differenceOf,
  type Estimates,
  near,
  typicalOf,
} from './stated.ts';
import { isCell, metricOf } from './tables.ts';

const GROUPS = ['in order', 'alone', 'removed'] as const;
type Group = (typeof GROUPS)[number];

interface Step {
  readonly group: Group;
  readonly change: string;
  readonly name: string;
  readonly measures: Estimates;
  readonly differences: Differences;
  readonly effect: string;
  readonly ofGain: number | null;
}

export interface LadderAnswer {
  readonly replications: { readonly finished: number };
  readonly from: { readonly name: string; readonly measures: Estimates };
  readonly to: { readonly name: string; readonly measures: Estimates };
  readonly changes: readonly {
    readonly id: string;
    readonly name: string;
    readonly nothing: string | null;
    readonly role: string | null;
    readonly enough: boolean;
  }[];
  readonly steps: readonly Step[];
  readonly limits: {
    readonly unlimited: Estimates;
    readonly steps: readonly {
      readonly limit: number;
      readonly name: string;
      readonly measures: Estimates;
      readonly differences: Differences;
      readonly effect: string;
      readonly judged: readonly { readonly measure: string; readonly effect: string }[];
    }[];
    readonly worseFrom: number | null;
  } | null;
  readonly verdict: {
    readonly sentence: string;
    readonly effect: string;
    readonly bestAlone: string | null;
  };
}

type SettingField = keyof GatewaySettings;

/** What each change is about; `rest` is all that no other one is. */
function fieldsOf(id: string, to: GatewaySettings): readonly SettingField[] {
  const inAll = to.maxQueueChildren === to.runners;
  const fields: Readonly<Record<string, readonly SettingField[]>> = {
    limit: ['messagesPerConnection'],
    runners: inAll ? ['runners', 'maxQueueChildren'] : ['runners'],
    clear: [],
    'host-status': ['hostStatus'],
    retry: ['retryIntervalMs'],
  };
  if (id !== 'rest') return fields[id];
  const others = Object.values(fields).flat();
  return (Object.keys(to) as SettingField[]).filter((field) => !others.includes(field));
}

/** `from` with the values that `to` has of these changes. */
function withChanges(
  from: MailPathInput,
  to: MailPathInput,
  ids: readonly string[],
): MailPathInput {
  const fields = ids.flatMap((id) => fieldsOf(id, to.settings));
  const taken = Object.fromEntries(fields.map((field) => [field, to.settings[field]]));
  return {
    ...from,
    settings: { ...from.settings, ...taken },
    actions: ids.includes('clear') ? to.actions : from.actions,
  };
}

function withLimit(from: MailPathInput, messagesPerConnection: number): MailPathInput {
  return { ...from, settings: { ...from.settings, messagesPerConnection } };
}

const NEGLIGIBLE = 0.01;

/** What a difference means, judged by itself; `reference`: the days that it starts from. */
export function effectOf(
  { value, same, days, significant }: Paired,
  reference: readonly Figured[],
  metric: string,
  better: 'less' | 'more',
): string {
  if (days > 0 && same === days) return 'same';
  if (significant === null) return 'unknown';
  if (!significant) return 'not-significant';
  const nearest = Math.min(Math.abs(value.low), Math.abs(value.high));
  if (nearest < NEGLIGIBLE * Math.abs(typicalOf(reference, metric).value.low)) return 'negligible';
  return value.high < 0 === (better === 'less') ? 'better' : 'worse';
}

const METRIC = 'p99';
const ENOUGH = 0.9;
const NEEDED = 0.1;

const WORDS: Readonly<Record<string, string>> = {
  better: 'better',
  worse: 'worse',
  negligible: 'negligible',
  'not-significant': 'not significant',
  same: 'the same',
  unknown: '',
};

const ROLES: Readonly<Record<string, string>> = {
  needed: 'needed',
  minor: 'minor',
  'left-out': 'can be left out',
  harmful: 'better without it',
};

/** A step as it is, and what it is compared with. */
interface Found {
  readonly step: Step;
  readonly days: readonly Day[];
  readonly against: readonly Day[];
  readonly difference: Paired;
  readonly effect: string;
  readonly ofGain: number | null;
}

export function auditLadder(ledger: Ledger, site: Site, answer: Answer<LadderAnswer>): void {
  const { result } = answer;
  const { from, to, changes, verdict } = result;
  const [base, target] = [from, to].map(({ name }) => site.input(name));
  const ids = changes.filter(({ nothing }) => nothing === null).map(({ id }) => id);
  const inputs = (step: Step): [MailPathInput, MailPathInput] => {
    const at = ids.indexOf(step.change);
    const taking = (some: readonly string[]) => withChanges(base, target, some);
    if (step.group === 'in order') return [taking(ids.slice(0, at + 1)), taking(ids.slice(0, at))];
    if (step.group === 'alone') return [taking([step.change]), base];
    return [taking(ids.filter((id) => id !== step.change)), target];
  };
  const daysOf = (input: MailPathInput) => site.days(input, result.replications.finished);
  const baseDays = daysOf(base);
  const targetDays = daysOf(target);
  auditEstimates(ledger, from.name, from.measures, baseDays);
  auditEstimates(ledger, to.name, to.measures, targetDays);
  const whole = differenceOf(baseDays, targetDays, METRIC);
  const effect = effectOf(whole, baseDays, METRIC, 'less');
  const isShared = (effect === 'better' || effect === 'unknown') && isKnown(whole);
  const gain = isShared ? -whole.value.low : 0;
  const steps = result.steps.map((step): Found => {
    const [days, against] = inputs(step).map(daysOf);
    const difference = differenceOf(against, days, METRIC);
    const gained = (step.group === 'removed' ? 1 : -1) * difference.value.low;
    return {
      step,
      days,
      against,
      difference,
      effect: effectOf(difference, against, METRIC, 'less'),
      ofGain: gain > 0 && isKnown(difference) ? gained / gain : null,
    };
  });
  for (const { step, days, against, effect: truth, ofGain } of steps) {
    const where = `${step.group}: ${step.name}`;
    auditEstimates(ledger, where, step.measures, days);
    auditDifferences(ledger, where, step.differences, against, days);
    ledger.exact('effect of a change (JSON)', step.effect === truth, where, step.effect, truth);
    const holds =
      ofGain === null ? step.ofGain === null : near(step.ofGain ?? Number.NaN, ofGain, 1e-6);
    ledger.exact('share of the whole gain (JSON)', holds, where, step.ofGain, ofGain);
  }
  auditIdle(ledger, site, result, base, target);
  auditRoles(ledger, result, steps, effect, whole);
  const best = steps
    .filter(({ step, effect: own }) => step.group === 'alone' && own === 'better')
    .sort((a, b) => a.difference.value.low - b.difference.value.low);
  const bestAlone = best[0]?.step.change ?? null;
  const holds =
    verdict.effect === effect &&
    (verdict.bestAlone === bestAlone ||
      best.some(
        ({ step, difference }) =>
          step.change === verdict.bestAlone &&
          near(difference.value.low, best[0].difference.value.low),
      ));
  ledger.exact('the ladder’s verdict (JSON)', holds, '', verdict, { effect, bestAlone });
  auditSentence(ledger, result, { baseDays, targetDays, effect, steps });
  const limits = auditLimits(ledger, site, result, base);
  for (const page of [answer.text, answer.html]) {
    const isThere = page.words.includes(verdict.sentence);
    ledger.exact(`the answer’s sentence (${page.form})`, isThere, '', 'another', verdict.sentence);
    auditTables(ledger, page, result, { baseDays, targetDays, steps, limits });
  }
}

function isKnown({ value }: Paired): boolean {
  return value.low === value.high && Number.isFinite(value.low);
}

/** What is said to change nothing, changes nothing. */
function auditIdle(
  ledger: Ledger,
  site: Site,
  { changes }: LadderAnswer,
  base: MailPathInput,
  target: MailPathInput,
): void {
  for (const { id, name, nothing } of changes) {
    if (nothing === null) continue;
    const [own, without] = [
      [withChanges(base, target, [id]), base],
      [withChanges(target, base, [id]), target],
    ].map(([changed, from]) => {
      const [a, b] = [site.days(changed, 3), site.days(from, 3)];
      return a.every(
        ({ figures }, i) =>
          near(figures.mean.low, b[i].figures.mean.low) &&
          figures.cuts.low === b[i].figures.cuts.low,
      );
    });
    ledger.exact('changes nothing here', own && without, name, nothing, { own, without });
  }
}

function auditRoles(
  ledger: Ledger,
  { changes }: LadderAnswer,
  steps: readonly Found[],
  effect: string,
  whole: Paired,
): void {
  for (const { id, name, nothing, role, enough } of changes) {
    if (nothing !== null) continue;
    const of = (group: Group) =>
      steps.find(({ step }) => step.change === id && step.group === group);
    const [alone, removed] = [of('alone'), of('removed')];
    if (alone === undefined || removed === undefined) continue;
    const truth =
      effect === 'unknown' ? 'unknown' : roleOf(removed, !Number.isFinite(whole.value.low));
    ledger.exact('role of a change (JSON)', role === truth, name, role, truth);
    const isEnough = alone.effect === 'better' && (alone.ofGain ?? 0) >= ENOUGH;
    ledger.exact('enough by itself (JSON)', enough === isEnough, name, enough, alone.ofGain);
  }
}

function roleOf({ effect, ofGain, difference }: Found, endless: boolean): string {
  if (effect === 'unknown') return 'unknown';
  if (effect === 'better') return 'harmful';
  if (effect !== 'worse') return 'left-out';
  if (ofGain === null) return endless && isKnown(difference) ? 'minor' : 'needed';
  return ofGain >= NEEDED ? 'needed' : 'minor';
}

interface Truth {
  readonly baseDays: readonly Day[];
  readonly targetDays: readonly Day[];
  readonly steps: readonly Found[];
}

function auditSentence(
  ledger: Ledger,
  { from, to, changes, verdict: { sentence, bestAlone } }: LadderAnswer,
  { baseDays, targetDays, effect, steps }: Truth & { readonly effect: string },
): void {
  const kind = 'the ladder’s sentence';
  const [was, is] = [baseDays, targetDays].map((days) => typicalOf(days, METRIC).value);
  const say = (holds: boolean, what: string) =>
    ledger.exact(kind, holds, what, sentence, { was, is, effect, bestAlone });
  const start = `From ${from.name} to ${to.name} `;
  if (Number.isNaN(was.low) || Number.isNaN(is.low)) {
    say(sentence.includes('there is no p99'), 'no mail');
    return;
  }
  const same = / p99 is the same on every day, typically (.*)\.$/.exec(sentence);
  if (same !== null) {
    say(effect === 'same' && saysEnds(same[1], was, 'ms'), 'the same');
    return;
  }
  const found =
    /^p99 of a typical day (?:(falls|rises|goes) from (.*?) to (.*?)|stays at (.*?))((?:[;:,] .*)?\.)$/.exec(
      sentence.slice(start.length),
    );
  if (!sentence.startsWith(start) || found === null) {
    say(false, 'no form of it is known');
    return;
  }
  const [, verb, first, last, both, rest] = found;
  if (both === undefined) {
    // A bound has `to` in it as well.
    const span = sentence.slice(
      sentence.indexOf(' from ', start.length) + 6,
      sentence.length - rest.length,
    );
    const pieces = span.split(' to ');
    const isSaid = pieces.some(
      (_, i) =>
        i > 0 &&
        saysEnds(pieces.slice(0, i).join(' to '), was, 'ms') &&
        saysEnds(pieces.slice(i).join(' to '), is, 'ms'),
    );
    say(isSaid || (saysEnds(first, was, 'ms') && saysEnds(last, is, 'ms')), 'its figures');
    if (verb === 'falls') say(is.high < was.high || is.low < was.low, 'falls');
    if (verb === 'rises') say(is.high > was.high || is.low > was.low, 'rises');
  } else say(saysEnds(both, was, 'ms') && saysEnds(both, is, 'ms'), 'stays');
  const ends: Readonly<Record<string, RegExp>> = {
    worse: /^: all changes together make it significantly worse\.$/,
    'not-significant': /^, which may be chance\.$/,
    negligible: /^: significant, but too little to be felt\.$/,
    unknown: /^; no change is called better or worse/,
    better:
      /^; (?:no change by itself makes a significant difference|.* (?:is enough|gains the most) by itself \(.*\))\.$/,
  };
  say(ends[effect]?.test(rest) ?? false, 'what it means');
  const alone = /^; (.*) (is enough|gains the most) by itself \((.*)\)\.$/.exec(rest);
  if (effect !== 'better') return;
  if (alone === null) {
    say(
      !steps.some(({ step, effect: own }) => step.group === 'alone' && own === 'better'),
      'none alone',
    );
    return;
  }
  const change = changes.find(({ id }) => id === bestAlone);
  const step = steps.find((one) => one.step.group === 'alone' && one.step.change === bestAlone);
  const isEnough = step?.effect === 'better' && (step.ofGain ?? 0) >= ENOUGH;
  say(change?.name === alone[1] && isEnough === (alone[2] === 'is enough'), 'which is enough');
  const share = /^([−\d.]+)% of the gain$/.exec(alone[3]);
  if (share !== null) {
    const said = Number(share[1].replace('−', '-')) / 100;
    say(Math.abs(said - (step?.ofGain ?? Number.NaN)) <= 0.00501, 'its share');
  }
}

type FoundLimit = Pick<Found, 'difference' | 'days' | 'against'> & { readonly name: string };

const DRAIN: readonly (readonly [string, 'less' | 'more'])[] = [
  ['mean', 'less'],
  ['last-delivery', 'less'],
  ['throughput', 'more'],
];

/** Limits by themselves, against no limit at all. */
function auditLimits(
  ledger: Ledger,
  site: Site,
  { limits, replications }: LadderAnswer,
  base: MailPathInput,
): FoundLimit[] {
  if (limits === null) return [];
  const daysWith = (limit: number) => site.days(withLimit(base, limit), replications.finished);
  const against = daysWith(Number.POSITIVE_INFINITY);
  auditEstimates(ledger, 'no limit', limits.unlimited, against);
  const found = limits.steps.map(({ limit, name, measures, differences, judged, effect }) => {
    const days = daysWith(limit);
    const where = `limit of ${limit} alone`;
    auditEstimates(ledger, where, measures, days);
    auditDifferences(ledger, where, differences, against, days);
    const truths = ([[METRIC, 'less'], ...DRAIN] as const).map(([metric, better]) =>
      effectOf(differenceOf(against, days, metric), against, metric, better),
    );
    // The mean is a sum: whether a difference of nothing is one, is chance of rounding.
    const isSaid = judged.every(
      (one, i) => one.effect === truths[i] || (one.measure === 'mean' && truths[i] === 'same'),
    );
    ledger.exact('effect of a limit (JSON)', isSaid, where, judged, truths);
    const own = judged.map((one) => one.effect);
    const both = own.includes('better') && own.includes('worse');
    const truth = both
      ? 'mixed'
      : own.includes('better')
        ? 'better'
        : own.includes('worse')
          ? 'worse'
          : effect;
    const isOpen = effect === 'none' || effect === 'unknown';
    const holds =
      effect === truth && (!isOpen || !own.some((one) => one === 'better' || one === 'worse'));
    ledger.exact('effect of a limit (JSON)', holds, where, effect, own);
    return { name, days, against, effect, limit, difference: differenceOf(against, days, METRIC) };
  });
  const fine = found.findIndex(({ effect }) => effect !== 'worse' && effect !== 'mixed');
  const worse = fine < 0 ? found : found.slice(0, fine);
  const truth = worse.at(-1)?.limit ?? null;
  ledger.exact(
    'from which limit on it is worse (JSON)',
    limits.worseFrom === truth,
    '',
    limits.worseFrom,
    truth,
  );
  return found;
}

const SIGNS: readonly (readonly [string, Group, string])[] = [
  ['In the article’s order: each', 'in order', '+ '],
  ['Alone: ', 'alone', ''],
  ['Taken away: ', 'removed', '− '],
];

/** Tables of the three groups: a figure, its difference to what it is compared with, and what that means. */
function auditTables(
  ledger: Ledger,
  page: Page,
  result: LadderAnswer,
  { baseDays, targetDays, steps, limits }: Truth & { readonly limits: readonly FoundLimit[] },
): void {
  const kind = `figure in a table (${page.form})`;
  for (const { title, columns, rows } of page.tables) {
    const group = SIGNS.find(
      ([start, , sign]) =>
        title.startsWith(start) ||
        (title.endsWith(': other measures') &&
          title.startsWith(start.slice(0, 10)) &&
          sign !== undefined),
    );
    for (const { label, cells, meant = [] } of rows) {
      if (group !== undefined) {
        const [, of, sign] = group;
        const reference = of === 'removed' ? result.to.name : result.from.name;
        const found = steps.find(
          ({ step }) => step.group === of && `${sign}${step.name}` === label,
        );
        const days = label === reference ? (of === 'removed' ? targetDays : baseDays) : found?.days;
        if (days === undefined) continue;
        const isOther = title.endsWith(': other measures');
        columns.forEach((column, i) => {
          const metric = metricOf(column);
          const cell = cells[i];
          if (metric === null || cell === undefined || (isOther && cells.length !== columns.length))
            return;
          const truth = typicalOf(days, metric);
          ledger.exact(
            kind,
            isCell(cell, truth, metric),
            `${page.form}: ${title}, ${label}, ${column}`,
            cell,
            truth,
          );
        });
        if (isOther || found === undefined || columns[0] !== METRIC || cells.length < 2) continue;
        auditEffectCell(
          ledger,
          page,
          `${title}, ${label}`,
          [cells[1], meant[1] || cells[2] || ''],
          found,
        );
      } else if (title.startsWith('A limit by itself (') && columns[0] === METRIC) {
        const found = limits.find(({ name }) => name === label);
        if (found === undefined || cells.length === 0) continue;
        const effect = effectOf(found.difference, found.against, METRIC, 'less');
        const word = meant[0] || (page.form === 'text' ? cells[1] : '') || '';
        auditEffectCell(ledger, page, `${title}, ${label}`, [cells[0], word], { ...found, effect });
      } else if (title === 'Of the whole gain in p99') {
        auditGainRow(ledger, page, { label, cells }, result, steps);
      }
    }
  }
}

function auditEffectCell(
  ledger: Ledger,
  page: Page,
  where: string,
  [cell, word]: readonly [string, string],
  { difference, effect }: Pick<Found, 'difference' | 'effect'>,
): void {
  const isSame = cell === 'the same';
  const holds = isSame ? effect === 'same' : isCell(cell, difference, METRIC);
  ledger.exact(
    `figure in a table (${page.form})`,
    holds,
    `${page.form}: ${where}`,
    cell,
    difference,
  );
  if (isSame) return;
  ledger.exact(
    `better, worse, or chance (${page.form})`,
    word === WORDS[effect],
    `${page.form}: ${where}`,
    word,
    effect,
  );
}

/** Shares of the whole gain, to the percent, and the change's role. */
function auditGainRow(
  ledger: Ledger,
  page: Page,
  { label, cells }: { readonly label: string; readonly cells: readonly string[] },
  { changes }: LadderAnswer,
  steps: readonly Found[],
): void {
  const change = changes.find(({ name }) => name === label);
  if (change === undefined) return;
  (['alone', 'removed'] as const).forEach((group, i) => {
    const found = steps.find(({ step }) => step.change === change.id && step.group === group);
    const cell = cells[i] ?? '';
    if (found === undefined) return;
    const share = /^([−\d.]+)%$/.exec(cell);
    const said = share === null ? Number.NaN : Number(share[1].replace('−', '-')) / 100;
    const holds =
      found.effect === 'not-significant'
        ? cell === 'not significant'
        : found.effect === 'same'
          ? cell === '0%'
          : found.ofGain === null
            ? cell === 'not known'
            : Math.abs(said - found.ofGain) <= 0.00501;
    ledger.exact(
      `share of the whole gain (${page.form})`,
      holds,
      `${page.form}: ${label}, ${group}`,
      cell,
      { effect: found.effect, ofGain: found.ofGain },
    );
  });
  const role = cells[2] ?? '';
  const isRole =
    role.endsWith(ROLES[change.role ?? ''] ?? '') &&
    role.includes('enough alone') === change.enough;
  ledger.exact(`role of a change (${page.form})`, isRole, `${page.form}: ${label}`, role, change);
}

/** One step of each scenario, so that all statements are independent: is it really better, or worse? */
export function auditLadderPromise(
  ledger: Ledger,
  site: Site,
  { result }: Answer<LadderAnswer>,
): void {
  const alone = result.steps.filter(({ group }) => group === 'alone');
  const step = alone[site.number % Math.max(1, alone.length)];
  if (step === undefined) return;
  const [base, target] = [result.from, result.to].map(({ name }) => site.input(name));
  const [before, after] = [base, withChanges(base, target, [step.change])].map((input) =>
    site.fresh(input),
  );
  const truth = differenceOf(before, after, METRIC);
  const holds =
    (step.effect !== 'better' || truth.value.low < 0) &&
    (step.effect !== 'worse' || truth.value.high > 0);
  ledger.promised('a change alone is better, or worse', 0.05, holds, step.name, step.effect, truth);
}
