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
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
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
import { addressesOf, compileDestinations, compileHosts, isAllExchangeOnline } from './hosts.ts';
import { plainValue } from './located.ts';
import { applySets, type NamedSet } from './merge.ts';
import { messages } from './messages.ts';
import {
  BUILT_IN,
  changedSettings,
  checkSettings,
  compileSetting,
  countsRunnersTwice,
  resolveSetting,
  type SettingSite,
  settingNames,
} from './named-settings.ts';
import { type Problem, withoutPrivate } from './problem.ts';
import { type Path, ProblemList } from './problem-list.ts';
import { type Recorded, readRecorded } from './recorded-arrivals.ts';
import { assumptionsOf } from './reference.ts';
import { RunClock } from './run-clock.ts';
import type { Arrangement, Scenario } from './scenario.ts';
import { type Load, readChain } from './scenario-chain.ts';
import { type ArrivalFields, checkFields, type ScenarioFields } from './scenario-schema.ts';
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

/*
 * What the schema cannot see: names that refer to nothing, values that contradict each other, mail
 * that ends before it begins, more mail than memory holds. Each check works on the fields that could
 * be read and leaves the rest alone. Units: ms.
 */

/** Names that the file defines, those with errors in them included. */
interface DefinedNames {
  readonly settings: readonly string[];
  readonly hosts: readonly string[];
}

/** What the checks look at, and where they report what they find. */
interface Checked {
  readonly fields: Partial<ScenarioFields>;
  readonly names: DefinedNames;
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly clock: RunClock;
  readonly problems: ProblemList;
}

const WITH_FACTOR = FAULT_KINDS.filter((kind) => FAULTS[kind].stage === 'transfer').join(' or ');

function definedNames(plain: Readonly<Record<string, unknown>>): DefinedNames {
  const keys = (value: unknown) => (typeof value === 'object' ? Object.keys(value ?? {}) : []);
  const hosts = keys(plain.hosts);
  return {
    settings: [...new Set([...BUILT_IN, ...keys(plain.settings)])],
    hosts: hosts.length > 0 ? hosts : ['exchange-online'],
  };
}

function checkSense(given: Omit<Checked, 'clock'>): void {
  const checked = { ...given, clock: new RunClock(given.fields.run) };
  const { settings } = given.fields;
  if (settings !== undefined) checkSettings(settings, given.problems);
  checkCompare(checked);
  checkRun(checked);
  checkFaults(checked);
  checkDestinations(checked);
  checkMarks(checked);
  checkActions(checked);
  checkArrivals(checked);
  checkVolume(checked);
}

function checkName(
  what: string,
  name: string,
  known: readonly string[],
  path: Path,
  problems: ProblemList,
): void {
  if (known.includes(name)) return;
  problems.add('E_UNKNOWN_NAME', path, messages.unknownName(what, name, known));
}

function checkCompare({ fields: { compare }, names, problems }: Checked): void {
  compare?.forEach((name, i) => {
    checkName('setting', name, names.settings, ['compare', i], problems);
    if (compare.indexOf(name) < i) {
      problems.contradiction(['compare', i], `"${name}" is compared twice.`, 'Name it once.');
    }
  });
}

function checkRun({ fields: { run }, clock, problems }: Checked): void {
  const countFrom = run?.['count-from'];
  if (countFrom !== undefined && clock.toMs(countFrom) >= clock.countToMs) {
    problems.contradiction(
      ['run', 'count-from'],
      `no mail would be counted: none that counts arrives any more by then${clock.inWords(countFrom)}.`,
      'Count from earlier on, or make arrivals-for and ends-after longer.',
    );
  }
}

function checkFaults({ fields: { hosts }, clock, problems }: Checked): void {
  for (const [name, host] of Object.entries(hosts ?? {})) {
    const addresses = addressesOf(host);
    host.faults?.forEach((fault, i) => {
      const path = ['hosts', name, 'faults', i];
      if (fault.address !== undefined && fault.address > addresses) {
        problems.add('E_UNKNOWN_NAME', [...path, 'address'], {
          message: `the host has ${addresses} addresses, there is no number ${fault.address}.`,
          remedy: `Give a number from 1 to ${addresses}, or more addresses.`,
        });
      }
      const { stage, wait, needsWait } = FAULTS[fault.kind];
      const slows = stage === 'transfer';
      if (slows && fault.factor === undefined) {
        problems.add('E_MISSING', path, messages.missing('factor'));
      }
      if (needsWait && fault.wait === undefined) {
        problems.add('E_MISSING', path, messages.missing('wait'));
      }
      // Fields that mean nothing for a kind of fault would be ignored without a word.
      const idle = [
        ...(wait === null ? (['wait'] as const) : []),
        ...(STAGES[stage].countsMessages ? [] : (['at-message', 'every-message'] as const)),
      ];
      for (const key of idle) {
        if (fault[key] === undefined) continue;
        const message = `${key} means nothing for a fault of kind ${fault.kind}.`;
        problems.contradiction([...path, key], message, 'Leave it out.');
      }
      if (fault.at !== undefined && clock.toMs(fault.at) >= clock.readAtMs) {
        problems.contradiction(
          [...path, 'at'],
          `the run is over by then${clock.inWords(fault.at)}.`,
          'Let it begin earlier, or make the run longer (run.ends-after).',
        );
      }
      if (!slows && fault.factor !== undefined) {
        const message = `only a fault of kind ${WITH_FACTOR} has a factor.`;
        problems.contradiction([...path, 'factor'], message, 'Leave it out.');
      }
    });
  }
}

function checkDestinations({ fields: { destinations }, names, problems }: Checked): void {
  const { hosts } = names;
  if (destinations === undefined) {
    if (hosts.length > 1) {
      problems.contradiction(
        ['hosts'],
        `there are ${hosts.length} hosts, but nothing says which mail goes where.`,
        'Add destinations, each with a share and a route.',
      );
    }
    return;
  }
  destinations.forEach(({ name, route }, i) => {
    const path = ['destinations', i];
    if (destinations.findIndex((other) => other.name === name) < i) {
      const message = `there are two destinations called "${name}".`;
      problems.contradiction([...path, 'name'], message, 'Give each a name of its own.');
    }
    if (route === undefined && hosts.length > 1) {
      problems.add('E_MISSING', path, messages.missing('route'));
    }
    route?.forEach((step, j) => {
      [step].flat().forEach((host, k) => {
        const place = [...path, 'route', j, ...(typeof step === 'string' ? [] : [k])];
        checkName('host', host, hosts, place, problems);
      });
    });
    const flat = route?.flat() ?? [];
    if (new Set(flat).size < flat.length) {
      problems.contradiction(
        [...path, 'route'],
        'a host stands in the route twice.',
        'Name it once.',
      );
    }
  });
  const sum = destinations.reduce((total, { share }) => total + (share ?? 0), 0);
  const open = destinations.filter(({ share }) => share === undefined).length;
  if (sum > 1 + 1e-9 || (open === 0 && sum < 1 - 1e-9)) {
    const percent = `${(sum * 100).toFixed(2).replace(/\.?0+$/, '')}%`;
    problems.contradiction(
      ['destinations'],
      `the shares of the destinations make ${percent}, not 100%.`,
      'Mend them, or leave one share out: it takes the rest.',
    );
  } else if (open > 1) {
    problems.contradiction(
      ['destinations'],
      'more than one destination has no share.',
      'Give a share to all but one.',
    );
  }
}

function checkMarks({ fields: { initial }, names, problems }: Checked): void {
  initial?.marks?.forEach(({ host }, i) => {
    checkName('host', host, names.hosts, ['initial', 'marks', i, 'host'], problems);
  });
}

function checkActions({ fields, names, clock, problems }: Checked): void {
  const inAll = Object.values(fields.settings ?? {}).some((s) => s['runners-are'] === 'in-all');
  fields.actions?.forEach(({ at, clear, set, flush }, i) => {
    const given = [clear, set, flush].filter((what) => what !== undefined).length;
    if (given !== 1) {
      problems.contradiction(
        ['actions', i],
        'an action does one thing: clear, set, or flush.',
        'Give exactly one of them; two actions may have the same time.',
      );
    }
    if (clear !== undefined && clear !== 'all') {
      checkName('host', clear, [...names.hosts, 'all'], ['actions', i, 'clear'], problems);
    }
    const limitsChildren = set?.['max-queue-children'] !== undefined;
    if (set !== undefined && (countsRunnersTwice(set) || (inAll && limitsChildren))) {
      const path = ['actions', i, 'set', 'max-queue-children'];
      problems.add('E_CONTRADICTION', path, messages.runnersCountedTwice());
    }
    if (clock.toMs(at) > clock.readAtMs) {
      problems.contradiction(
        ['actions', i, 'at'],
        `the run is over by then${clock.inWords(at)}.`,
        'Act earlier, or make the run longer (run.ends-after).',
      );
    }
  });
}

/** A profile below that is none: there is no telling how its slots relate. */
const MIN_RELATIVE_RATE = 1e-9;

/** What goes with each kind of source. */
const GOES_WITH: Readonly<Record<'rate' | 'bulk' | 'recorded', readonly string[]>> = {
  rate: ['profile', 'from', 'until'],
  bulk: ['at', 'over'],
  recorded: [],
};

function checkArrivals({ fields: { mail }, clock, problems }: Checked): void {
  mail?.arrivals.forEach((source, i) => {
    const path = ['mail', 'arrivals', i];
    const given = (['rate', 'bulk', 'recorded'] as const).filter(
      (key) => source[key] !== undefined,
    );
    if (given.length !== 1) {
      problems.contradiction(
        path,
        'a source of mail has one of rate, bulk and recorded.',
        'Give exactly one of them; a list may have several sources.',
      );
      return;
    }
    for (const key of ['profile', 'from', 'until', 'at', 'over'] as const) {
      if (source[key] === undefined || GOES_WITH[given[0]].includes(key)) continue;
      const message = `${key} does not go with ${given[0]}.`;
      problems.contradiction([...path, key], message, 'Leave it out.');
    }
    if (source.bulk !== undefined && source.at === undefined) {
      problems.add('E_MISSING', path, messages.missing('at'));
    }
    const atMs = clock.toMs(source.at);
    if (source.at !== undefined && atMs + (source.over ?? 0) > clock.arrivalsEndMs) {
      const begins = atMs <= clock.arrivalsEndMs;
      problems.contradiction(
        [...path, begins ? 'over' : 'at'],
        begins
          ? 'the mailing would go on after the arrivals end.'
          : `mail arrives no more by then${clock.inWords(source.at)}.`,
        'Inject it earlier, or make run.arrivals-for longer.',
      );
    }
    if (Array.isArray(source.profile) && Math.max(...source.profile) < MIN_RELATIVE_RATE) {
      problems.contradiction(
        [...path, 'profile'],
        'a profile of zeros brings no mail.',
        'Give at least one slot some mail.',
      );
    }
    const { fromMs, toMs } = clock.spanOf(source);
    if (toMs <= fromMs) {
      problems.contradiction(
        [...path, source.until === undefined ? 'from' : 'until'],
        'the arrivals end before they begin.',
        'Mend from and until, or run.arrivals-for.',
      );
    }
  });
}

/** Refuses what would fill the memory, before anything is built. */
function checkVolume({ fields, recorded, clock, problems }: Checked): void {
  const { messages: limit = LIMITS.messages.default, queued: queuedLimit = LIMITS.queued.default } =
    fields.limits ?? {};
  const backlog = fields.initial?.backlog?.messages ?? 0;
  let expected = backlog;
  let atOnce = backlog;
  for (const source of fields.mail?.arrivals ?? []) {
    const { rate = 0, bulk = 0, over = 0 } = source;
    const { fromMs, toMs } = clock.spanOf(source);
    expected += rate * Math.max(0, toMs - fromMs) + bulk;
    expected += recorded.get(source.recorded ?? '')?.timesMs.length ?? 0;
    if (over === 0) atOnce = Math.max(atOnce, bulk);
  }
  if (atOnce > queuedLimit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      backlog === atOnce ? ['initial', 'backlog'] : ['mail', 'arrivals'],
      messages.tooManyAtOnce(atOnce, queuedLimit),
    );
  }
  if (expected > limit) {
    const words = messages.tooManyMessages(expected, limit);
    problems.add('E_TOO_MANY_MESSAGES', ['mail', 'arrivals'], words);
  }
}
