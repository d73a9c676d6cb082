/**
 * What the schema cannot see: names that refer to nothing, values that contradict each other, mail
 * that ends before it begins, more mail than memory holds. Each check works on the fields that could
 * be read and leaves the rest alone. Units: ms.
 */
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
import { LIMITS } from './defaults.ts';
import { addressesOf } from './hosts.ts';
import { messages } from './messages.ts';
import { BUILT_IN, checkSettings, countsRunnersTwice } from './named-settings.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { ScenarioFields } from './scenario-schema.ts';

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

export function definedNames(plain: Readonly<Record<string, unknown>>): DefinedNames {
  const keys = (value: unknown) => (typeof value === 'object' ? Object.keys(value ?? {}) : []);
  const hosts = keys(plain.hosts);
  return {
    settings: [...new Set([...BUILT_IN, ...keys(plain.settings)])],
    hosts: hosts.length > 0 ? hosts : ['exchange-online'],
  };
}

export function checkSense(given: Omit<Checked, 'clock'>): void {
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
