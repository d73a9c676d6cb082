/**
 * The whole scenario file as one zod schema: what is checked, published and explained. What zod finds,
 * and what only the fields together show, as problems with a place and a remedy.
 */
import { z } from 'zod';
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';
import {
  DAY_MS,
  LIMITS,
  type LimitName,
  MAX_ACTIONS,
  MAX_DESTINATIONS,
  MAX_EXPECTATIONS,
  MAX_HOSTS,
  MAX_NAMED,
} from './defaults.ts';
import {
  clock,
  count,
  distribution,
  duration,
  type IssueParams,
  named,
  number,
  quantity,
  runTime,
  text,
} from './field.ts';
import { addressesOf, destinationSchema, hostSchema } from './hosts.ts';
import { plainAt } from './located.ts';
import { messages } from './messages.ts';
import { BUILT_IN, checkSettings, countsRunnersTwice } from './named-settings.ts';
import { nearest } from './nearest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import { gatewaySchema, settingSchema } from './settings-schema.ts';
import { RENAMED_FIELDS, SCENARIO_VERSION } from './version.ts';

/** A year and a month: what is longer is a slip, or not a question about mail. */
const MAX_MS = 400 * DAY_MS;

/** Of a slot to another. */
const MAX_RELATIVE_RATE = 1e9;

const runSchema = z.strictObject({
  'starts-at': clock({
    description: 'Time of day at the start of the run.',
    default: '00:00',
  }).optional(),
  'arrivals-for': duration({
    description: 'How long mail arrives.',
    default: '24h',
    above: 0,
    to: MAX_MS,
    shown: 'above 0 and at most 400d',
  }).optional(),
  'ends-after': duration({
    description:
      'When backlog, queued mail, cuts and marked time are read; it cuts no delay off: the run goes on until all mail that arrived by then has left.',
    default: 'two days after the last arrivals',
    above: 0,
    to: MAX_MS,
    shown: 'above 0 and at most 400d',
  }).optional(),
  'count-from': runTime({
    description: 'Mail that arrives before this is not counted (a warm-up).',
    default: 'the start of the run',
  }).optional(),
  'first-run-at': runTime({
    description: 'First tick of the queue runs.',
    default: 'drawn from one interval',
  }).optional(),
  replications: count({
    description: 'How often each setting is replayed.',
    default: '20',
    to: 100_000,
  }).optional(),
  seed: text({ description: 'Seed of the random numbers.', default: 'mailpath' }).optional(),
});

const texts = (max: number, description: string) =>
  z.array(z.string()).max(max).optional().meta({ description });

const arrivalsSchema = z.strictObject({
  rate: quantity('rate', {
    description: 'Poisson arrivals at this mean rate, of the whole site.',
  }).optional(),
  profile: z
    .union([
      z.enum(['constant', 'office-day']),
      z
        .array(number({ description: 'Relative rate of a slot.', from: 0, to: MAX_RELATIVE_RATE }))
        .min(2)
        .max(1440),
    ])
    .optional()
    .meta({
      description: 'Relative rate in equal slots of the day: office-day, or a list of numbers.',
      'x-default': 'constant',
      'x-source': 'office-day: assumption, busiest hour 10% of the day',
    }),
  from: runTime({ description: 'When they begin.', default: 'the start of the run' }).optional(),
  until: runTime({ description: 'When they end.', default: 'the end of the arrivals' }).optional(),
  bulk: count({ description: 'This many messages in all, at one time (a mailing).' }).optional(),
  at: runTime({ description: 'When the mailing is injected.' }).optional(),
  over: duration({ description: 'It is spread evenly over this.', default: '0' }).optional(),
  recorded: text({
    description: 'A CSV file of recorded arrivals at the site: arrival_ms,bytes.',
  }).optional(),
});

const mailSchema = z.strictObject({
  arrivals: z
    .array(arrivalsSchema)
    .min(1)
    .max(MAX_NAMED)
    .meta({ description: 'Sources of mail, added up.' }),
  sizes: distribution('size', {
    description: 'Sizes of messages.',
    default: 'lognormal, mean 75 KB, sigma 1.5, from 1 KB to 35 MB',
    source: 'Microsoft sizing: 75 KB; sigma 1.5 to 2: assumption after Shah and Noble 2007',
  }).optional(),
  recipients: z
    .strictObject({
      each: count({
        description: 'All messages have this number of recipients.',
        default: '1',
        to: 1000,
      }),
    })
    .optional()
    .meta({ description: 'How many recipients messages have.' }),
});

const initialSchema = z.strictObject({
  backlog: z
    .strictObject({
      messages: count({
        description: 'Messages that wait at the start, split evenly over the gateways.',
      }),
      age: duration({ description: 'Since when: the oldest of them.' }),
    })
    .optional(),
  marks: z
    .array(
      z.strictObject({
        host: text({ description: "The host that is marked, in every gateway's table." }),
        age: duration({ description: 'For how long already.', default: '0' }).optional(),
      }),
    )
    .max(MAX_NAMED)
    .optional(),
});

const actionSchema = z.strictObject({
  at: runTime({ description: 'When the operator acts.' }),
  clear: text({ description: 'Clears the host-status table: all, or one host.' }).optional(),
  set: settingSchema.omit({ extends: true }).optional().meta({ description: 'Changes settings.' }),
  flush: z
    .literal(true)
    .optional()
    .meta({ description: 'A queue run by hand that ignores marks.' }),
});

const limit = (name: LimitName) =>
  count({ ...LIMITS[name], default: String(LIMITS[name].default) }).optional();

const scenarioSchema = z.strictObject({
  version: z.literal(SCENARIO_VERSION).optional().meta({
    description:
      'Version of the file format: 2. To be stated, except in a file that extends another and has its version.',
  }),
  name: text({ description: 'Its name.' }).optional(),
  question: text({ description: 'The question that it answers, in a sentence.' }),
  description: text({ description: 'What it shows, and what it assumes.' }).optional(),
  extends: text({
    description: 'The scenario that this one changes: a file beside it, or a shipped one.',
  }).optional(),
  run: runSchema.optional().meta({ description: 'How long, how often, from which seed.' }),
  gateway: gatewaySchema
    .optional()
    .meta({ description: 'The gateway or gateways, whatever their settings.' }),
  settings: named(
    settingSchema,
    MAX_NAMED,
    'Named settings; default and recommended are built in and can be changed. A name has 1 to 40 letters, digits, hyphens and underscores.',
  ).optional(),
  mail: mailSchema.meta({ description: 'The mail that arrives.' }),
  hosts: named(hostSchema, MAX_HOSTS, 'Remote servers, by host name.')
    .optional()
    .meta({ 'x-default': 'exchange-online' }),
  destinations: z.array(destinationSchema).min(1).max(MAX_DESTINATIONS).optional().meta({
    description: 'Where shares of the mail go.',
    'x-default': 'all of it to the one host',
  }),
  initial: initialSchema.optional().meta({ description: 'What stands at the start.' }),
  actions: z
    .array(actionSchema)
    .max(MAX_ACTIONS)
    .optional()
    .meta({ description: 'What the operator does, and when.' }),
  compare: z
    .array(z.string())
    .min(1)
    .max(MAX_NAMED)
    .optional()
    .meta({ description: 'The settings to compare.', 'x-default': '[default, recommended]' }),
  objectives: texts(MAX_NAMED, 'What a setting has to reach: p99 < 5m.'),
  bounds: texts(MAX_NAMED, 'What a recommendation may not exceed: runners <= 8, host-status = on.'),
  expect: texts(MAX_EXPECTATIONS, 'What the comparison must show: default.p99 >= 1h.'),
  limits: z
    .strictObject({
      messages: limit('messages'),
      'follow-up': limit('follow-up'),
      queued: limit('queued'),
      events: limit('events'),
    })
    .optional()
    .meta({
      description: 'Bounds that keep a slip from filling the memory, or from running for days.',
    }),
});

export type ScenarioFields = z.output<typeof scenarioSchema>;
export type ArrivalFields = z.output<typeof arrivalsSchema>;

/** A node of the schema, as far as we read it ourselves. */
export interface JsonNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonNode | boolean;
  readonly items?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly 'x-default'?: string;
  readonly 'x-source'?: string;
}

let jsonSchema: JsonNode | undefined;

/** The published JSON Schema, draft 7. */
export function scenarioJsonSchema(): JsonNode {
  jsonSchema ??= {
    ...(z.toJSONSchema(scenarioSchema, {
      target: 'draft-7',
      io: 'input',
      unrepresentable: 'any',
    }) as unknown as JsonNode),
    title: 'mailpath scenario',
    description: 'A mail path to simulate: docs/scenario-reference.md.',
  } as JsonNode;
  return jsonSchema;
}

/*
 * The fields of a scenario, read by the schema one root field at a time: an error in one does not
 * hide those of another. zod's findings become problems with a place and a remedy.
 */

type Issue = z.core.$ZodIssue;

/** The name that a field has now, or the nearest one. */
function nearestField(key: string, known: readonly string[]): string | null {
  const renamed = Object.hasOwn(RENAMED_FIELDS, key) ? RENAMED_FIELDS[key] : '';
  return known.includes(renamed) ? renamed : nearest(key, known);
}

/** The root fields that could be read; those with problems are absent. */
export function checkFields(
  plain: Readonly<Record<string, unknown>>,
  problems: ProblemList,
): Partial<ScenarioFields> {
  const shape: Readonly<Record<string, z.ZodType>> = scenarioSchema.shape;
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(plain)) {
    if (Object.hasOwn(shape, key)) continue;
    const known = Object.keys(shape);
    const words = messages.unknownKey(key, nearestField(key, known), known);
    problems.add('E_UNKNOWN_KEY', [key], words, true);
  }
  for (const [key, schema] of Object.entries(shape)) {
    if (!Object.hasOwn(plain, key)) {
      if (!schema.safeParse(undefined).success)
        problems.add('E_MISSING', [], messages.missing(key));
      continue;
    }
    const result = schema.safeParse(plain[key]);
    if (result.success) fields[key] = result.data;
    else for (const issue of result.error.issues) report(issue, [key], plain[key], problems);
  }
  return fields as Partial<ScenarioFields>;
}

function report(issue: Issue, base: Path, value: unknown, problems: ProblemList): void {
  const path = [...base, ...(issue.path as (string | number)[])];
  const found = plainAt(value, issue.path);
  if (found === undefined && issue.path.length > 0) {
    problems.add('E_MISSING', path.slice(0, -1), messages.missing(String(path.at(-1))));
    return;
  }
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      for (const key of issue.keys) {
        const words = messages.unknownKey(key, nearestField(key, known), known);
        problems.add('E_UNKNOWN_KEY', [...path, key], words, true);
      }
      return;
    }
    case 'custom': {
      const { problem, remedy } = issue.params as unknown as IssueParams;
      problems.add(problem, path, { message: issue.message, remedy });
      return;
    }
    case 'invalid_union':
      for (const inner of bestBranch(issue.errors)) report(inner, path, found, problems);
      return;
    case 'invalid_value':
      problems.add('E_CHOICE', path, messages.notAChoice(found, issue.values.map(String)));
      return;
    case 'too_small':
      problems.add('E_OUT_OF_RANGE', path, messages.tooFew());
      return;
    case 'too_big':
      problems.add('E_OUT_OF_RANGE', path, messages.tooMany(issue.maximum));
      return;
    default: {
      const expected = issue.code === 'invalid_type' ? typeWords(issue.expected) : 'something else';
      const field = [...path].reverse().find((step) => typeof step === 'string') ?? 'question';
      const words = messages.wrongType(expected, found, messages.explains(String(field)));
      problems.add('E_WRONG_TYPE', path, words);
    }
  }
}

/** Of a union's branches the one that got furthest: it fits the writer's intention best. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((issue) => rank(issue)));
  return [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function rank(issue: Issue): number {
  return issue.path.length * 2 + (issue.code === 'invalid_type' ? 0 : 1);
}

function typeWords(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a group of fields',
    record: 'a group of named entries',
    array: 'a list',
    string: 'a text',
    number: 'a number',
  };
  return words[expected] ?? expected;
}

/** The fields that a group at this path may have, from the schema itself. */
function knownKeys(path: Path): string[] {
  let node: JsonNode | undefined = scenarioJsonSchema();
  for (const step of path) node = node === undefined ? undefined : childSchema(node, step);
  const groups = node === undefined ? [] : [node, ...(node.anyOf ?? [])];
  return groups.flatMap((group) => Object.keys(group.properties ?? {}));
}

function childSchema(node: JsonNode, step: string | number): JsonNode | undefined {
  for (const group of [node, ...(node.anyOf ?? [])]) {
    const child = typeof step === 'number' ? group.items : group.properties?.[step];
    if (child !== undefined) return child;
    if (typeof group.additionalProperties === 'object') return group.additionalProperties;
  }
  return undefined;
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
