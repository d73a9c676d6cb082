/**
 * What the schema cannot see: names that refer to nothing, values that contradict each other, more
 * mail than memory. Each check works on the fields that could be read and leaves the rest alone.
 */
import { DEFAULT_MESSAGE_LIMIT, HOST_DEFAULTS } from './defaults.ts';
import type { HostFields } from './hosts-schema.ts';
import { messages } from './messages.ts';
import { checkSettings, settingNames } from './named-settings.ts';
import { nearest } from './nearest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';

type Fields = Partial<ScenarioFields>;

export function checkSense(
  fields: Fields,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  if (fields.settings !== undefined) checkSettings(fields.settings, problems);
  checkCompare(fields, problems);
  checkRun(fields, problems);
  checkHosts(fields, problems);
  checkDestinations(fields, problems);
  checkInitial(fields, problems);
  checkActions(fields, problems);
  fields.mail?.arrivals.forEach((source, i) => {
    checkArrivals(source, ['mail', 'arrivals', i], fields, problems);
  });
  checkVolume(fields, recorded, problems);
}

export function hostNames(fields: Fields): string[] {
  const names = Object.keys(fields.hosts ?? {});
  return names.length > 0 ? names : ['exchange-online'];
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

function contradiction(problems: ProblemList, path: Path, message: string, remedy: string): void {
  problems.add('E_CONTRADICTION', path, messages.contradiction(message, remedy));
}

function checkCompare({ compare, settings }: Fields, problems: ProblemList): void {
  compare?.forEach((name, i) => {
    checkName('setting', name, settingNames(settings), ['compare', i], problems);
    if (compare.indexOf(name) < i) {
      contradiction(problems, ['compare', i], `"${name}" is compared twice.`, 'Name it once.');
    }
  });
}

function checkRun({ run }: Fields, problems: ProblemList): void {
  const clock = new RunClock(run);
  if (clock.endMs < clock.arrivalsEndMs) {
    contradiction(
      problems,
      ['run', 'ends-after'],
      'the run would end before its arrivals do.',
      'Make ends-after at least as long as arrivals-for.',
    );
  }
}

function checkHosts({ hosts }: Fields, problems: ProblemList): void {
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
      if (fault.kind === 'slow' && fault.factor === undefined) {
        problems.add('E_MISSING', path, messages.missing('factor'));
      }
      if (fault.kind.endsWith('-timeout') && fault.wait === undefined) {
        problems.add('E_MISSING', path, messages.missing('wait'));
      }
      if (fault.kind !== 'slow' && fault.factor !== undefined) {
        contradiction(
          problems,
          [...path, 'factor'],
          'only a fault of kind slow has a factor.',
          'Leave it out.',
        );
      }
    });
  }
}

function checkDestinations(fields: Fields, problems: ProblemList): void {
  const { destinations } = fields;
  const hosts = hostNames(fields);
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
  destinations.forEach(({ share, route }, i) => {
    if (share === undefined) open++;
    sum += share ?? 0;
    if (route === undefined && hosts.length > 1) {
      problems.add('E_MISSING', ['destinations', i], messages.missing('route'));
    }
    route?.forEach((step, j) => {
      const names = typeof step === 'string' ? [step] : step;
      names.forEach((name, k) => {
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

function checkInitial(fields: Fields, problems: ProblemList): void {
  fields.initial?.marks?.forEach(({ host }, i) => {
    checkName('host', host, hostNames(fields), ['initial', 'marks', i, 'host'], problems);
  });
}

function checkActions(fields: Fields, problems: ProblemList): void {
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
      checkName('host', clear, [...hostNames(fields), 'all'], ['actions', i, 'clear'], problems);
    }
    if (clock.toMs(at) > clock.endMs) {
      contradiction(
        problems,
        ['actions', i, 'at'],
        'the run is over by then.',
        'Act earlier, or make the run longer (run.ends-after).',
      );
    }
  });
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
    contradiction(
      problems,
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
      contradiction(
        problems,
        [...path, key],
        `${key} does not go with ${given[0]}.`,
        'Leave it out.',
      );
    }
  }
  if (source.bulk !== undefined && source.at === undefined) {
    problems.add('E_MISSING', path, messages.missing('at'));
  }
  if (Array.isArray(source.profile) && source.profile.every((rate) => rate === 0)) {
    contradiction(
      problems,
      [...path, 'profile'],
      'a profile of zeros brings no mail.',
      'Give at least one slot some mail.',
    );
  }
  const from = source.from === undefined ? 0 : clock.toMs(source.from);
  const until = source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until);
  if (until <= from) {
    contradiction(
      problems,
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
  expected *= fields.gateway?.gateways ?? 1;
  if (expected > limit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      ['mail', 'arrivals'],
      messages.tooManyMessages(expected, limit),
    );
  }
}

/** Whether everything goes to Exchange Online: then a retry every minute is the article's advice. */
export function isAllExchangeOnline(
  hosts: Readonly<Record<string, HostFields>> | undefined,
): boolean {
  return Object.values(hosts ?? {}).every(
    (host) => (host.like ?? 'exchange-online') === 'exchange-online',
  );
}
