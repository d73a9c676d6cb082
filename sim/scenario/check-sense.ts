/**
 * What the schema cannot see: names that refer to nothing, values that contradict each other, more
 * mail than memory. Each check works on the fields that could be read and leaves the rest alone.
 */
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
import { checkMail } from './check-mail.ts';
import { contradiction } from './contradiction.ts';
import { HOST_DEFAULTS } from './defaults.ts';
import type { HostFields } from './hosts-schema.ts';
import { messages } from './messages.ts';
import { BUILT_IN, checkSettings, countsRunnersTwice } from './named-settings.ts';
import { nearest } from './nearest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { ScenarioFields } from './scenario-schema.ts';
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
      contradiction(problems, ['compare', i], `"${name}" is compared twice.`, 'Name it once.');
    }
  });
}

function checkRun({ run }: Fields, problems: ProblemList): void {
  const clock = new RunClock(run);
  const countFrom = run?.['count-from'];
  if (countFrom !== undefined && clock.toMs(countFrom) >= clock.countToMs) {
    contradiction(
      problems,
      ['run', 'count-from'],
      `no mail would be counted: none that counts arrives any more by then${clock.told(countFrom)}.`,
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
        contradiction(
          problems,
          [...path, 'at'],
          `the run is over by then${clock.told(fault.at)}.`,
          'Let it begin earlier, or make the run longer (run.ends-after).',
        );
      }
      if (stage !== 'transfer' && fault.factor !== undefined) {
        contradiction(
          problems,
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
    contradiction(problems, [...path, key], message, 'Leave it out.');
  }
}

function checkDestinations(fields: Fields, names: DefinedNames, problems: ProblemList): void {
  const { destinations } = fields;
  const { hosts } = names;
  if (destinations === undefined) {
    if (hosts.length > 1) {
      contradiction(
        problems,
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
      contradiction(problems, ['destinations', i, 'name'], message, 'Give each a name of its own.');
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
      contradiction(
        problems,
        ['destinations', i, 'route'],
        'a host stands in the route twice.',
        'Name it once.',
      );
    }
  });
  const percent = `${(sum * 100).toFixed(2).replace(/\.?0+$/, '')}%`;
  if (sum > 1 + 1e-9 || (open === 0 && sum < 1 - 1e-9)) {
    contradiction(
      problems,
      ['destinations'],
      `the shares of the destinations make ${percent}, not 100%.`,
      'Mend them, or leave one share out: it takes the rest.',
    );
  } else if (open > 1) {
    contradiction(
      problems,
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
      contradiction(
        problems,
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
      contradiction(
        problems,
        ['actions', i, 'at'],
        `the run is over by then${clock.told(at)}.`,
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
