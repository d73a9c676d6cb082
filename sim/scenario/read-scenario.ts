/**
 * Reading a scenario: from text to one simulation input per setting, or to every error at once.
 *
 *   text -> 1. tree with places, of the version that is read -> 2. laid over what it extends,
 *           --set laid over that
 *        -> 3. fields (schema) -> 4. sense (names, contradictions, volume) -> 5. expectations
 *        -> 6. compiled settings
 *
 * Pure: files that a scenario refers to come through `load`. Errors never throw.
 */

import { costsBy } from '../mailpath/costs.ts';
import type { ArrivalProcess, MailPathInput, OperatorAction } from '../mailpath/input.ts';
import { hostTraffic, messageWork } from '../mailpath/offered-load.ts';
import { type Bound, excludes, parseBound } from './bound.ts';
import {
  DAY_MS,
  DEFAULT_REPLICATIONS,
  DEFAULT_SEED,
  DEFAULT_SIZES,
  LIMITS,
  OFFICE_DAY,
} from './defaults.ts';
import { ofADay, parseExpectation, parseObjective } from './expectation.ts';
import { compileDestinations, compileHosts, isAllExchangeOnline } from './hosts.ts';
import { plainValue } from './located.ts';
import { applySets, type NamedSet } from './merge.ts';
import { messages } from './messages.ts';
import {
  BUILT_IN,
  changedSettings,
  compileSetting,
  resolveSetting,
  type SettingSite,
  settingNames,
} from './named-settings.ts';
import { type Problem, withoutPrivate } from './problem.ts';
import { ProblemList } from './problem-list.ts';
import { type Recorded, readRecorded } from './recorded-arrivals.ts';
import { assumptionsOf } from './reference.ts';
import { RunClock } from './run-clock.ts';
import type { Arrangement, Scenario } from './scenario.ts';
import { type Load, readChain } from './scenario-chain.ts';
import {
  type ArrivalFields,
  checkFields,
  checkSense,
  definedNames,
  type ScenarioFields,
} from './scenario-schema.ts';
import type { SettingFields } from './settings-schema.ts';

export interface ReadOptions {
  /** The name to show in errors. */
  readonly file: string;
  readonly load: Load;
  /** `path=value` texts, applied in order after everything else. */
  readonly set: readonly (string | NamedSet)[];
  /**
   * Recorded arrivals that were read already, by name: filled here, so that a scenario that is read
   * several times reads and holds them once.
   */
  readonly recorded?: Map<string, ReturnType<typeof readRecorded>>;
}

export type ReadResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly errors: readonly Problem[] };

export function readScenario(text: string, options: ReadOptions): ReadResult {
  const chain = readChain(text, options.file, options.load);
  // What the fields of another version mean is not known here: its problems stand alone.
  if (!chain.ok || chain.problems.length > 0) {
    return { ok: false, errors: chain.problems.map(withoutPrivate) };
  }
  const { tree, problems: setProblems } = applySets(chain.whole, options.set);
  const problems = new ProblemList(tree);
  problems.all.push(...setProblems);
  const plain = plainValue(tree) as Record<string, unknown>;
  const fields = checkFields(plain, problems);
  const recorded = loadRecorded(fields, options, problems);
  const defined = definedNames(plain);
  checkSense({ fields, names: defined, recorded, problems });
  const names = defined.settings;
  const expect = readTexts('expect', fields.expect, problems, (text) => {
    const read = parseExpectation(text, names);
    const isOfSetting = typeof read === 'string' || read.left.setting !== '';
    return isOfSetting ? read : 'which setting does it mean?';
  });
  const objectives = readTexts('objectives', fields.objectives, problems, (text) => {
    const read = parseObjective(text, names);
    return typeof read === 'string'
      ? read
      : ofADay(read, 'an objective compares a measure of any setting');
  });
  const bounds = readBounds(fields.bounds, problems);
  if (problems.all.length > 0) {
    return { ok: false, errors: inOrder(problems.all).map(withoutPrivate) };
  }
  const whole = fields as ScenarioFields;
  return {
    ok: true,
    scenario: {
      text,
      name: whole.name ?? options.file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, ''),
      question: whole.question,
      description: whole.description ?? '',
      deployment: whole.gateway?.deployment ?? 'on-premises',
      arrangement: whole.gateway?.arrangement ?? 'background',
      otherDestinations: !isAllExchangeOnline(whole.hosts),
      replications: whole.run?.replications ?? DEFAULT_REPLICATIONS,
      seed: whole.run?.seed ?? DEFAULT_SEED,
      startsAtMs: whole.run?.['starts-at'] ?? 0,
      ...compileSettings(whole, recorded, bounds),
      compare: whole.compare ?? [...BUILT_IN],
      expect,
      objectives,
      bounds,
      assumptions: assumptionsOf(plain),
    },
  };
}

function loadRecorded(
  fields: Partial<ScenarioFields>,
  { load, recorded: known = new Map() }: ReadOptions,
  problems: ProblemList,
): Map<string, Recorded> {
  const all = new Map<string, Recorded>();
  fields.mail?.arrivals.forEach(({ recorded: name }, i) => {
    if (name === undefined) return;
    const path = ['mail', 'arrivals', i, 'recorded'];
    const loaded = load(name);
    if (loaded === null) {
      problems.add('E_RECORDED', path, messages.recordedMissing(name));
      return;
    }
    const read = known.get(name) ?? readRecorded(loaded.text);
    known.set(name, read);
    if (read.ok) all.set(name, read.recorded);
    else problems.add('E_RECORDED', path, messages.recordedLine(name, read.line));
  });
  return all;
}

function readTexts<T>(
  key: 'expect' | 'objectives' | 'bounds',
  texts: readonly string[] | undefined,
  problems: ProblemList,
  parse: (text: string, index: number) => T | string,
): T[] {
  const words = key === 'bounds' ? messages.bound : messages.expectation;
  return (texts ?? []).flatMap((text, i) => {
    const parsed = parse(text, i);
    if (typeof parsed !== 'string') return [parsed];
    problems.add('E_EXPECTATION', [key, i], words(text, parsed));
    return [];
  });
}

/** Bounds that can all be kept. */
function readBounds(texts: readonly string[] | undefined, problems: ProblemList): Bound[] {
  const before: Bound[] = [];
  return readTexts('bounds', texts, problems, (text, i) => {
    const bound = parseBound(text);
    if (typeof bound === 'string') return bound;
    const against = before.filter((other) => excludes(other, bound)).map((other) => other.text);
    if (against.length > 0) {
      const message = `"${bound.text}" leaves nothing beside ${against.join(', ')}.`;
      problems.contradiction(['bounds', i], message, 'Give bounds that can all be kept.');
    }
    before.push(bound);
    return bound;
  });
}

/** In the order of the file, those without a place first. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}

/** One whole input for each named setting. The fields must have passed every check. */
function compileSettings(
  fields: ScenarioFields,
  recorded: ReadonlyMap<string, Recorded>,
  bounds: readonly Bound[],
): Pick<Scenario, 'settings' | 'notes' | 'runnersReading'> {
  const clock = new RunClock(fields.run);
  const { arrangement = 'background', deployment } = fields.gateway ?? {};
  const common = compileCommon(fields, clock, recorded);
  const hosts = common.hosts.map(({ name }) => name);
  const site: SettingSite = {
    allExchangeOnline: isAllExchangeOnline(fields.hosts),
    inCloud: deployment === 'cloud',
    bounds,
    work: messageWork(common, hostTraffic(common).input),
  };
  const resolved = settingNames(fields.settings).map((name) => {
    const setting = resolveSetting(fields.settings ?? {}, name, site);
    const settings = compileSetting(setting.fields, arrangement, fields.gateway);
    // Each message of the cohort has left by then, or has been old enough to be returned at a retry.
    const { returnAfterMs, retryIntervalMs } = settings;
    const followedUntilMs = clock.countToMs + returnAfterMs + 2 * retryIntervalMs;
    const own = compileActions(fields.actions ?? [], clock, hosts, arrangement, setting.fields);
    const actions = [...setting.actions, ...own];
    const endMs = Math.max(clock.readAtMs, followedUntilMs);
    return { name, ...setting, input: { ...common, settings, actions, endMs } };
  });
  return {
    settings: new Map(resolved.map(({ name, input }) => [name, input])),
    notes: resolved.flatMap(({ notes }) => notes),
    runnersReading: new Map(resolved.map(({ name, runners }) => [name, runners])),
  };
}

/** What is so whatever the setting. */
function compileCommon(
  fields: ScenarioFields,
  clock: RunClock,
  recorded: ReadonlyMap<string, Recorded>,
): Omit<MailPathInput, 'settings' | 'actions' | 'endMs'> {
  const hosts = compileHosts(fields.hosts, clock);
  const { backlog, marks } = fields.initial ?? {};
  const firstRun = fields.run?.['first-run-at'];
  return {
    costs: costsBy((name, row) => fields.gateway?.costs?.[name] ?? row.default),
    gateways: fields.gateway?.gateways ?? 1,
    arrivals: fields.mail.arrivals.map((source) => compileArrivals(source, clock, recorded)),
    sizes: fields.mail.sizes ?? DEFAULT_SIZES,
    recipients: fields.mail.recipients?.each ?? 1,
    hosts,
    destinations: compileDestinations(fields.destinations, hosts),
    backlog: backlog === undefined ? null : { messages: backlog.messages, ageMs: backlog.age },
    marks: (marks ?? []).map(({ host, age }) => ({
      host: hosts.findIndex((candidate) => candidate.name === host),
      ageMs: age ?? 0,
    })),
    maxInSystem: fields.limits?.queued ?? LIMITS.queued.default,
    maxEvents: fields.limits?.events ?? LIMITS.events.default,
    readAtMs: clock.readAtMs,
    countToMs: clock.countToMs,
    maxFollowUpTries: fields.limits?.['follow-up'] ?? LIMITS['follow-up'].default,
    arrivalsEndMs: clock.arrivalsEndMs,
    firstTickMs: firstRun === undefined ? null : clock.toMs(firstRun),
    clockMs: null,
    countFromMs: clock.toMs(fields.run?.['count-from']),
    overheadSpread: 0,
    ties: 'arrival',
  };
}

function compileActions(
  actions: NonNullable<ScenarioFields['actions']>,
  clock: RunClock,
  hosts: readonly string[],
  arrangement: Arrangement,
  setting: SettingFields,
): OperatorAction[] {
  // In what is set, runners keep the reading and the number that hold before it.
  let counted: SettingFields = { 'runners-are': setting['runners-are'], runners: setting.runners };
  return actions.map(({ at, clear, set }): OperatorAction => {
    const atMs = clock.toMs(at);
    if (clear !== undefined) return { kind: 'clear', atMs, host: hosts.indexOf(clear) };
    if (set !== undefined) {
      const changed = { ...counted, ...set };
      counted = { 'runners-are': changed['runners-are'], runners: changed.runners };
      const isCounted = set.runners !== undefined || set['runners-are'] !== undefined;
      const stated =
        isCounted && counted['runners-are'] === 'in-all' ? { ...counted, ...set } : set;
      return { kind: 'set', atMs, settings: changedSettings(stated, arrangement) };
    }
    return { kind: 'flush', atMs };
  });
}

function compileArrivals(
  source: ArrivalFields,
  clock: RunClock,
  recorded: ReadonlyMap<string, Recorded>,
): ArrivalProcess {
  if (source.recorded !== undefined) {
    const { timesMs, sizes } = recorded.get(source.recorded) ?? { timesMs: [], sizes: [] };
    return { kind: 'recorded', timesMs, sizes };
  }
  if (source.bulk !== undefined) {
    const { at, over = 0, bulk } = source;
    return { kind: 'bulk', atMs: clock.toMs(at), overMs: over, count: bulk };
  }
  return {
    kind: 'poisson',
    ratePerMs: source.rate ?? 0,
    profile: compileProfile(source.profile, clock.startsAtMs),
    periodMs: DAY_MS,
    ...clock.spanOf(source),
  };
}

/** Relative rates with mean 1 over the day, beginning at the time of day at which the run does. */
function compileProfile(profile: ArrivalFields['profile'], startsAtMs: number): number[] {
  if (profile === undefined || profile === 'constant') return [];
  const rates = profile === 'office-day' ? OFFICE_DAY : profile;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  // Slots of the clock become slots of the run: finer ones, if the run starts within a slot.
  const minutes = DAY_MS / 60_000;
  const byMinute = Array.from({ length: minutes }, (_, minute) => {
    const clockMinute = (minute + Math.floor(startsAtMs / 60_000)) % minutes;
    return rates[Math.floor((clockMinute * rates.length) / minutes)] / mean;
  });
  return startsAtMs === 0 ? rates.map((rate) => rate / mean) : byMinute;
}
