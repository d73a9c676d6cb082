/** What is asked about: a scenario's text, read with changes as often as a study needs. */

import { bytes, count, duration, messages, plural, rate, share } from '../document/quantity.ts';
import { clockTime } from '../maillog/calendar.ts';
import { STAGES } from '../mailpath/fault-columns.ts';
import { FAULTS } from '../mailpath/faults.ts';
import type { ArrivalProcess, FaultInput, HostInput, MailPathInput } from '../mailpath/input.ts';
import type { NamedSet } from '../scenario/merge.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import type { ReadResult } from '../scenario/read-scenario.ts';
import type { Arrangement, Scenario } from '../scenario/scenario.ts';
import { InvalidScenario, UsageError } from './arguments.ts';
import type { ScopeContext } from './definition.ts';
import { settingNoteLines } from './setting-changes.ts';

/** A scenario whose text was read, once: standard input has no second time. */
export interface OpenScenario {
  /** As the user would name it. */
  readonly file: string;
  /** Checks it with these changes, as often as one likes. */
  readonly read: (set: readonly (string | NamedSet)[]) => ReadResult;
}

/** A scenario with changes, and the version of the program that is asked. */
export interface Subject {
  readonly opened: OpenScenario;
  /** `path=value`, as --set takes them. */
  readonly set: readonly string[];
  readonly version: string;
}

/** A subject that holds. */
export interface ReadSubject extends Subject {
  readonly scenario: Scenario;
}

/** Throws InvalidScenario with every error that it has. */
export function readSubject(subject: Subject): ReadSubject {
  return { ...subject, scenario: validScenario(subject.opened, subject.set) };
}

/** The scenario with these changes. Throws InvalidScenario with every error that it has. */
export function validScenario({ file, read }: OpenScenario, set: readonly string[]): Scenario {
  const result = read(set);
  if (!result.ok) throw new InvalidScenario(problemText(file, result.errors), result.errors);
  return result.scenario;
}

/** Nobody reads more at a time. */
const MAX_SHOWN = 200;

/** All errors, a blank line between two, and how many there are. */
export function problemText(file: string, errors: readonly Problem[]): string {
  const shown = errors.slice(0, MAX_SHOWN).map(formatProblem).join('\n\n');
  const more = errors.length > MAX_SHOWN ? `The first ${MAX_SHOWN} of ` : '';
  const codes = [...new Set(errors.map(({ code }) => code))];
  const number = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  // Of --set, or of a scenario that is extended, where all of them are there.
  const [place, ...others] = new Set(errors.map(({ sourceName }) => sourceName));
  const where = place === undefined || others.length > 0 ? file : place;
  return `${shown}\n\n${more}${number} in ${where}. More about one: mailpath explain ${codes[0]}`;
}

/** What is to be said of the settings that are asked about, and what nobody measured: a line each. */
export function assumptionLines(scenario: Scenario, settings = scenario.compare): string[] {
  return [
    ...settingNoteLines(scenario.notes, settings),
    ...scenario.assumptions.map(({ field, value, source }) => `${field}: ${value} (${source})`),
  ];
}

/** The compiled setting of that name. Throws a UsageError that names those that there are. */
export function inputOf(scenario: Scenario, name: string): MailPathInput {
  const input = scenario.settings.get(name);
  if (input !== undefined) return input;
  const names = [...scenario.settings.keys()];
  throw new UsageError(
    `The scenario has no setting "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
  );
}

/** What a result says of the scenario that it came from; `settings`: those whose notes belong to it. */
export function contextOf(
  { scenario, opened, set, version }: ReadSubject,
  settings = scenario.compare,
): ScopeContext {
  const { name, question, deployment, text } = scenario;
  const input = inputOf(scenario, scenario.compare[0]);
  return {
    version,
    scenario: {
      name,
      question,
      file: opened.file,
      deployment,
      set: [...set],
      site: siteRows(scenario, input),
      faults: assumedFaults(scenario, input),
      text,
    },
    assumptions: assumptionLines(scenario, settings),
  };
}

/*
 * The site that a study is about and the faults that its scenario assumes, in words: without them no
 * figure of a report means anything.
 */

const ARRANGEMENTS: Readonly<Record<Arrangement, string>> = {
  background: 'a background process for each new message, queue runs for the rest',
  persistent: 'persistent queue runners',
  'queue-only': 'queue runs only',
};

/** What holds under every setting. */
function siteRows(scenario: Scenario, input: MailPathInput): [string, string][] {
  const { gateways, arrivals, sizes, backlog } = input;
  const size = 'mean' in sizes ? `, of ${bytes(sizes.mean)} on average` : '';
  return [
    ['Mail', `${arrivals.map((one) => arrivalWords(one, scenario)).join('; ') || 'none'}${size}`],
    ...(backlog === null ? [] : [['At the start', backlogWords(backlog)] as [string, string]]),
    [
      'Gateway',
      `${plural(gateways, 'gateway')}, ${scenario.deployment}; ${ARRANGEMENTS[scenario.arrangement]}`,
    ],
    ...input.hosts.map(({ name, lifetime }): [string, string] => [
      name,
      lifetime === null
        ? 'never closes a connection for its age'
        : `closes connections at ${duration(lifetime.limitMs)} (${lifetime.how})`,
    ]),
  ];
}

export function backlogWords(backlog: NonNullable<MailPathInput['backlog']>): string {
  return `${messages(backlog.messages)} in the queue, up to ${duration(backlog.ageMs)} old`;
}

/** Each fault that the scenario assumes, and each limit of a host that refuses mail. */
function assumedFaults(scenario: Scenario, { hosts }: MailPathInput): string[] {
  return hosts.flatMap((host) => {
    const at = hosts.length === 1 ? '' : ` at ${host.name}`;
    return [
      ...host.faults.map((fault) => `${faultSentence(fault, host, scenario)}${at}`),
      ...limitSentences(host).map((text) => `${text}${at}`),
    ];
  });
}

function arrivalWords(source: ArrivalProcess, scenario: Scenario): string {
  switch (source.kind) {
    case 'bulk':
      return `${messages(source.count)} at ${when(source.atMs, scenario)}`;
    case 'recorded':
      return `${messages(source.timesMs.length)} as recorded`;
    case 'poisson':
      return `${rate(source.ratePerMs)}${source.profile.length > 0 ? ' on average, with a profile over the day' : ''}`;
  }
}

function faultSentence(fault: FaultInput, host: HostInput, scenario: Scenario): string {
  const { kind, fromMs, toMs, address, unhealthyShare, probability } = fault;
  const { everyConnection, atMessage, everyMessage } = fault;
  const { what, stage } = FAULTS[kind];
  const limits = [
    ...(address >= 0 ? [`address ${host.addresses[address]?.address ?? address + 1} only`] : []),
    ...(unhealthyShare < 1 ? [`${share(unhealthyShare)} of the machines`] : []),
    ...(probability < 1 ? [`${share(probability)} of the ${STAGES[stage].per}s`] : []),
    ...(everyConnection > 0 ? [`one connection in ${everyConnection}`] : []),
    ...(atMessage > 0 ? [`message ${atMessage} of a connection`] : []),
    ...(everyMessage > 0 ? [`one message in ${everyMessage} of a connection`] : []),
    ...(kind === 'slow' ? [`goodput times ${count(fault.factor)}`] : []),
  ];
  const always = fromMs <= 0 && toMs === Number.POSITIVE_INFINITY;
  const span = always
    ? 'all the time'
    : toMs === Number.POSITIVE_INFINITY
      ? `from ${when(fromMs, scenario)} on`
      : `at ${when(fromMs, scenario)} for ${duration(toMs - fromMs)}`;
  return `${what} ${STAGES[stage].when}, ${span}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
}

function limitSentences({ connectionLimit, throttle, greylisting }: HostInput): string[] {
  return [
    ...(Number.isFinite(connectionLimit)
      ? [`no more than ${count(connectionLimit)} connections at one time`]
      : []),
    ...(throttle === null
      ? []
      : [`no more than ${messages(throttle.messages)} in ${duration(throttle.windowMs)}`]),
    ...(greylisting === null
      ? []
      : [`a retry within ${duration(greylisting.minimumMs)} of a refusal is refused`]),
  ];
}

/** By the clock of the site. */
function when(atMs: number, { startsAtMs }: Scenario): string {
  return clockTime(startsAtMs + Math.max(0, atMs)).replace(/:00$/, '');
}
