/**
 * What the schema cannot see: names that refer to nothing, values that contradict each other, mail
 * that ends before it begins, more mail than memory holds. Each check works on the fields that could
 * be read and leaves the rest alone. Units: ms.
 */
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
import { DEFAULT_MESSAGE_LIMIT, DEFAULT_QUEUED_LIMIT, HOST_DEFAULTS } from './defaults.ts';
import type { HostFields } from './hosts-schema.ts';
import { messages } from './messages.ts';
import { BUILT_IN, checkSettings, countsRunnersTwice } from './named-settings.ts';
import { nearest } from './nearest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';
import type { SettingFields } from './settings-schema.ts';

type Fields = Partial<ScenarioFields>;

const WITH_FACTOR = FAULT_KINDS.filter((kind) => FAULTS[kind].stage === 'transfer').join(' or ');

/** Names that the file defines, those with errors in them included. */
export interface DefinedNames {
  readonly settings: readonly string[];
  readonly hosts: readonly string[];
}

export function definedNames(plain: Readonly<Record<string, unknown>>): DefinedNames {
  const keys = (value: unknown) => (typeof value === 'object' ? Object.keys(value ?? {}) : []);
  const hosts = keys(plain.hosts);
  return {
    settings: [...new Set([...BUILT_IN, ...keys(plain.settings)])],
    hosts: hosts.length > 0 ? hosts : ['exchange-online'],
  };
}

export function checkSense(
  fields: Fields,
  names: DefinedNames,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  if (fields.settings !== undefined) checkSettings(fields.settings, problems);
  checkCompare(fields, names, problems);
  checkRun(fields, problems);
  checkHosts(fields, problems);
  checkDestinations(fields, names, problems);
  checkInitial(fields, names, problems);
  checkActions(fields, names, problems);
  checkMail(fields, recorded, problems);
}

function checkName(
  what: string,
  name: string,
  known: readonly string[],
  path: Path,
  problems: ProblemList,
): void {
  if (known.includes(name)) return;
  problems.add(
    'E_UNKNOWN_NAME',
    path,
    messages.unknownName(what, name, nearest(name, known), known),
  );
}

function checkCompare({ compare }: Fields, names: DefinedNames, problems: ProblemList): void {
  compare?.forEach((name, i) => {
    checkName('setting', name, names.settings, ['compare', i], problems);
    if (compare.indexOf(name) < i) {
      problems.contradiction(['compare', i], `"${name}" is compared twice.`, 'Name it once.');
    }
  });
}

function checkRun({ run }: Fields, problems: ProblemList): void {
  const clock = new RunClock(run);
  const countFrom = run?.['count-from'];
  if (countFrom !== undefined && clock.toMs(countFrom) >= clock.countToMs) {
    problems.contradiction(
      ['run', 'count-from'],
      `no mail would be counted: none that counts arrives any more by then${clock.inWords(countFrom)}.`,
      'Count from earlier on, or make arrivals-for and ends-after longer.',
    );
  }
}

function checkHosts({ hosts, run }: Fields, problems: ProblemList): void {
  const clock = new RunClock(run);
  for (const [name, host] of Object.entries(hosts ?? {})) {
    const addresses = host.addresses ?? HOST_DEFAULTS[host.like ?? 'exchange-online'].addresses;
    host.faults?.forEach((fault, i) => {
      const path = ['hosts', name, 'faults', i];
      if (fault.address !== undefined && fault.address > addresses) {
        problems.add('E_UNKNOWN_NAME', [...path, 'address'], {
          message: `the host has ${addresses} addresses, there is no number ${fault.address}.`,
          remedy: `Give a number from 1 to ${addresses}, or more addresses.`,
        });
      }
      const { stage, needsWait } = FAULTS[fault.kind];
      if (stage === 'transfer' && fault.factor === undefined) {
        problems.add('E_MISSING', path, messages.missing('factor'));
      }
      if (needsWait && fault.wait === undefined) {
        problems.add('E_MISSING', path, messages.missing('wait'));
      }
      checkFaultFields(fault, path, problems);
      if (fault.at !== undefined && clock.toMs(fault.at) >= clock.readAtMs) {
        problems.contradiction(
          [...path, 'at'],
          `the run is over by then${clock.inWords(fault.at)}.`,
          'Let it begin earlier, or make the run longer (run.ends-after).',
        );
      }
      if (stage !== 'transfer' && fault.factor !== undefined) {
        problems.contradiction(
          [...path, 'factor'],
          `only a fault of kind ${WITH_FACTOR} has a factor.`,
          'Leave it out.',
        );
      }
    });
  }
}

/** Fields that mean nothing for a kind of fault would be ignored without a word. */
function checkFaultFields(
  fault: NonNullable<HostFields['faults']>[number],
  path: Path,
  problems: ProblemList,
): void {
  const { kind } = fault;
  const { wait, countsMessages } = STAGES[FAULTS[kind].stage];
  const idle = [
    ...(wait === null ? (['wait'] as const) : []),
    ...(countsMessages ? [] : (['at-message', 'every-message'] as const)),
  ];
  for (const key of idle) {
    if (fault[key] === undefined) continue;
    const message = `${key} means nothing for a fault of kind ${kind}.`;
    problems.contradiction([...path, key], message, 'Leave it out.');
  }
}

function checkDestinations(fields: Fields, names: DefinedNames, problems: ProblemList): void {
  const { destinations } = fields;
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
  let sum = 0;
  let open = 0;
  destinations.forEach(({ name, share, route }, i) => {
    if (destinations.findIndex((other) => other.name === name) < i) {
      const message = `there are two destinations called "${name}".`;
      problems.contradiction(['destinations', i, 'name'], message, 'Give each a name of its own.');
    }
    if (share === undefined) open++;
    sum += share ?? 0;
    if (route === undefined && hosts.length > 1) {
      problems.add('E_MISSING', ['destinations', i], messages.missing('route'));
    }
    route?.forEach((step, j) => {
      const equals = typeof step === 'string' ? [step] : step;
      equals.forEach((name, k) => {
        const path = ['destinations', i, 'route', j, ...(typeof step === 'string' ? [] : [k])];
        checkName('host', name, hosts, path, problems);
      });
    });
    const flat = route?.flat() ?? [];
    if (new Set(flat).size < flat.length) {
      problems.contradiction(
        ['destinations', i, 'route'],
        'a host stands in the route twice.',
        'Name it once.',
      );
    }
  });
  const percent = `${(sum * 100).toFixed(2).replace(/\.?0+$/, '')}%`;
  if (sum > 1 + 1e-9 || (open === 0 && sum < 1 - 1e-9)) {
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

function checkInitial(fields: Fields, names: DefinedNames, problems: ProblemList): void {
  fields.initial?.marks?.forEach(({ host }, i) => {
    checkName('host', host, names.hosts, ['initial', 'marks', i, 'host'], problems);
  });
}

function checkActions(fields: Fields, names: DefinedNames, problems: ProblemList): void {
  const clock = new RunClock(fields.run);
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
    const inAll = Object.values(fields.settings ?? {}).some((s) => s['runners-are'] === 'in-all');
    if (set !== undefined && (countsRunnersTwice(set) || (inAll && limitsChildren(set)))) {
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

function limitsChildren(set: SettingFields): boolean {
  return set['max-queue-children'] !== undefined;
}

/** Whether everything goes to Exchange Online: then a retry every minute is the article's advice. */
export function isAllExchangeOnline(
  hosts: Readonly<Record<string, HostFields>> | undefined,
): boolean {
  return Object.values(hosts ?? {}).every(
    (host) => (host.like ?? 'exchange-online') === 'exchange-online',
  );
}

/** A profile below that is none: there is no telling how its slots relate. */
const MIN_RELATIVE_RATE = 1e-9;

function checkMail(
  fields: Fields,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  fields.mail?.arrivals.forEach((source, i) => {
    checkArrivals(source, ['mail', 'arrivals', i], fields, problems);
  });
  checkVolume(fields, recorded, problems);
}

function checkArrivals(
  source: ArrivalFields,
  path: Path,
  fields: Fields,
  problems: ProblemList,
): void {
  const clock = new RunClock(fields.run);
  const given = (['rate', 'bulk', 'recorded'] as const).filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    problems.contradiction(
      path,
      'a source of mail has one of rate, bulk and recorded.',
      'Give exactly one of them; a list may have several sources.',
    );
    return;
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    rate: ['profile', 'from', 'until'],
    bulk: ['at', 'over'],
    recorded: [],
  };
  for (const key of ['profile', 'from', 'until', 'at', 'over'] as const) {
    if (source[key] !== undefined && !allowed[given[0]].includes(key)) {
      problems.contradiction(
        [...path, key],
        `${key} does not go with ${given[0]}.`,
        'Leave it out.',
      );
    }
  }
  if (source.bulk !== undefined && source.at === undefined) {
    problems.add('E_MISSING', path, messages.missing('at'));
  }
  const bulkEndsAt = source.at === undefined ? 0 : clock.toMs(source.at) + (source.over ?? 0);
  if (source.at !== undefined && bulkEndsAt > clock.arrivalsEndMs) {
    const begins = clock.toMs(source.at) <= clock.arrivalsEndMs;
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
  const from = source.from === undefined ? 0 : clock.toMs(source.from);
  const until = source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until);
  if (until <= from) {
    problems.contradiction(
      [...path, source.until === undefined ? 'from' : 'until'],
      'the arrivals end before they begin.',
      'Mend from and until, or run.arrivals-for.',
    );
  }
}

/** Refuses what would fill the memory, before anything is built. */
function checkVolume(
  fields: Fields,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  const limit = fields.limits?.messages ?? DEFAULT_MESSAGE_LIMIT;
  const clock = new RunClock(fields.run);
  let expected = fields.initial?.backlog?.messages ?? 0;
  for (const source of fields.mail?.arrivals ?? []) {
    const from = source.from === undefined ? 0 : clock.toMs(source.from);
    const until = source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until);
    expected += (source.rate ?? 0) * Math.max(0, until - from) + (source.bulk ?? 0);
    expected += recorded.get(source.recorded ?? '')?.timesMs.length ?? 0;
  }
  const atOnce = Math.max(
    fields.initial?.backlog?.messages ?? 0,
    ...(fields.mail?.arrivals ?? []).map(({ bulk, over }) => ((over ?? 0) > 0 ? 0 : (bulk ?? 0))),
  );
  const queuedLimit = fields.limits?.queued ?? DEFAULT_QUEUED_LIMIT;
  if (atOnce > queuedLimit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      fields.initial?.backlog?.messages === atOnce ? ['initial', 'backlog'] : ['mail', 'arrivals'],
      messages.tooManyAtOnce(atOnce, queuedLimit),
    );
  }
  if (expected > limit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      ['mail', 'arrivals'],
      messages.tooManyMessages(expected, limit),
    );
  }
}
