/**
 * The words that readers of scenario files, of --vary and of a run's limits see: what is wrong, what
 * was expected, what to do.
 *
 * All of them here, as functions, so that they can be read and mended together.
 */
import type { CapacityError } from '../mailpath/capacity.ts';
import { LIMITS, type LimitName } from './defaults.ts';
import { didYouMean, nearest } from './nearest-name.ts';
import type { Words } from './problem.ts';
import { QUANTITIES, type QuantityKind } from './quantity.ts';

/** A value as it would stand in the file. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return `"${String(value)
    .slice(0, 60)
    .replace(/\p{Cc}/gu, '?')}"`;
}

/** What was meant, where something is near, otherwise what there is. */
function remedyOf(near: string | null, otherwise: string): string {
  return near === null ? otherwise : `Did you mean "${near}"?`;
}

/** A file as a command takes it; where that would need quotes, the word FILE. */
function commandName(file: string): string {
  return /^[\w./-]+\.ya?ml$/.test(file) ? file : 'FILE';
}

/** Groups that were numbers once. */
const WRITTEN: Readonly<Record<string, string>> = {
  recipients: 'Write it like recipients: { each: 3 }. ',
};

/** How to raise a limit, as far as it can be raised. */
function raised(field: LimitName, expected: number): string {
  const { to: max } = LIMITS[field];
  const value = Math.min(Math.ceil(expected), max);
  const enough = expected <= max ? '' : ', at most';
  return `raise it: limits: { ${field}: ${value} }${enough}`;
}

export const messages = {
  notAQuantity: (kind: QuantityKind, value: unknown): Words => ({
    message: `expected ${QUANTITIES[kind].name}, found ${shown(value)}.`,
    remedy: `Write it like ${QUANTITIES[kind].forms}.`,
  }),
  badQuantity: (
    code: 'E_UNIT_MISSING' | 'E_UNIT_WRONG' | 'E_QUANTITY',
    kind: QuantityKind,
    value: unknown,
  ): Words => ({
    message: {
      E_UNIT_MISSING: `${shown(value)} has no unit; expected ${QUANTITIES[kind].name}.`,
      E_UNIT_WRONG: `${shown(value)} has a unit that does not fit here; expected ${QUANTITIES[kind].name}.`,
      E_QUANTITY: `${shown(value)} is not ${QUANTITIES[kind].name}.`,
    }[code],
    remedy: `Write it like ${QUANTITIES[kind].forms}.`,
  }),
  outOfRange: (value: string, range: string): Words => ({
    message: `${value.slice(0, 60)} is out of range; expected ${range}.`,
    remedy: `Give a value that is ${range}.`,
  }),
  notAClock: (value: unknown): Words => ({
    message: `${shown(value)} is not a time of day.`,
    remedy: 'Write it like 09:05 or 23:59:30.',
  }),
  notACount: (value: unknown, endless: boolean): Words => ({
    message: `expected a whole number${endless ? ' or unlimited' : ''}, found ${shown(value)}.`,
    remedy: endless ? 'Write 199, or unlimited.' : 'Write a whole number without a unit.',
  }),
  notANumber: (value: unknown): Words => ({
    message: `expected a number, found ${shown(value)}.`,
    remedy: 'Write a number without a unit.',
  }),
  notAChoice: (value: unknown, values: readonly string[]): Words => ({
    message: `${shown(value)} is not a value of this field.`,
    remedy: remedyOf(nearest(String(value), values), `Write one of: ${values.join(', ')}.`),
  }),
  notAText: (value: unknown): Words => ({
    message: `expected a text, found ${shown(value)}.`,
    remedy: 'Write a text, without control characters.',
  }),
  wrongType: (expected: string, value: unknown, remedy: string): Words => ({
    message: `expected ${expected}, found ${shown(value)}.`,
    remedy,
  }),
  explains: (field: string): string =>
    `${WRITTEN[field] ?? ''}mailpath explain ${field} says what it takes.`,
  tooFew: (): Words => ({
    message: 'the list is too short.',
    remedy: 'Give it an item, or leave the field out; a profile has two or more.',
  }),
  tooMany: (max: unknown): Words => ({
    message: `the list is too long: at most ${max} items.`,
    remedy: 'Leave some out.',
  }),
  tooManyNames: (names: number, max: number): Words => ({
    message: `there are ${names} of them; a scenario takes at most ${max}.`,
    remedy: 'Leave some out.',
  }),
  badName: (name: string): Words => ({
    message: `${shown(name)} cannot be the name of a setting.`,
    remedy: 'A name has 1 to 40 letters, digits, hyphens and underscores.',
  }),
  missing: (key: string): Words => ({
    message: `the field "${key}" is missing.`,
    remedy: `Add ${key}; mailpath explain ${key} says what it takes.`,
  }),
  unknownKey: (key: string, near: string | null, known: readonly string[]): Words => ({
    message: `${shown(key)} is not a field here.`,
    remedy: remedyOf(near, `The fields here: ${known.join(', ')}.`),
  }),
  unknownName: (what: string, name: string, known: readonly string[]): Words => ({
    message: `there is no ${what} called ${shown(name)}.`,
    remedy: remedyOf(nearest(name, known), `There are: ${known.join(', ')}.`),
  }),
  version1: (isStated: boolean, extended: string | null, file: string, changes: number): Words => ({
    message: isStated
      ? 'this file is of version 1; what is read is version 2.'
      : extended === null
        ? 'this file states no version, so it is of version 1; what is read is version 2.'
        : `this file states no version, and ${extended}, which it extends, is of version 1; what is read is version 2.`,
    remedy: [
      isStated ? 'Write: version: 2' : 'Add this as the first line: version: 2',
      ...(changes === 0 ? [] : ['Then mend what changed in meaning, listed below.']),
      `Or let it be rewritten: mailpath upgrade ${commandName(file)}`,
    ].join('\n  '),
  }),
  otherVersion: (value: unknown, read: number): Words => ({
    message: `${shown(value)} is not a version that this mailpath reads.`,
    remedy: `Write: version: ${read}, or use the mailpath that the file was written for.`,
  }),
  wasPerGateway: (was: string, becomes: string, gateways: number): Words => ({
    message: `${was} was for each of the ${gateways} gateways and is for the whole site now.`,
    remedy: `For the same as before, write ${becomes}.`,
  }),
  cameToEachGateway: (recorded: string, gateways: number): Words => ({
    message: `the arrivals of ${recorded} came to each of the ${gateways} gateways and are the whole site's now.`,
    remedy: `For the same as before, list this source ${gateways} times.`,
  }),
  recipientsAreAGroup: (each: number): Words => ({
    message: 'recipients is a group of fields now, with each for a number that all messages have.',
    remedy: `Write recipients: { each: ${each} }.`,
  }),
  renamedField: (was: string, becomes: string): Words => ({
    message: `${was} is called ${becomes} now.`,
    remedy: `Write ${becomes}.`,
  }),
  endsAfterCutsNothing: (): Words => ({
    message:
      'ends-after no longer cuts delays off: it says when backlog, queued mail, cuts and marked time are read.',
    remedy: 'Nothing is to be rewritten.',
  }),
  addedVersion: (version: number): string => `added "version: ${version}"`,
  rewritten: (line: number, was: string, becomes: string, why: string): string =>
    `line ${line}: ${was} -> ${becomes
      .split('\n')
      .map((part) => part.trim())
      .join(' ')} (${why})`,
  leftAsItIs: (line: number, was: string, why: string): string =>
    `line ${line}: ${was} stays (${why})`,
  runnersCountedTwice: (): Words => ({
    message: 'runners-are: in-all is MaxQueueChildren, and max-queue-children is given as well.',
    remedy: 'Give one of the two.',
  }),
  extendsLoop: (name: string): Words => ({
    message: `"${name}" extends itself, directly or by way of others.`,
    remedy: 'Break the loop: let one of them stand alone.',
  }),
  extendsTooMany: (max: number): Words => ({
    message: `more than ${max} files extend one another.`,
    remedy: 'Let fewer stand between this one and the first.',
  }),
  extendsMissing: (name: string): Words => ({
    message: `the scenario "${name}" that this one extends was not found.`,
    remedy: 'Name a file beside this one, or a shipped scenario.',
  }),
  recordedMissing: (name: string): Words => ({
    message: `the file "${name}" with recorded arrivals was not found.`,
    remedy: 'Name a CSV file beside the scenario, with the header arrival_ms,bytes.',
  }),
  recordedLine: (name: string, line: number): Words => ({
    message: `${name}, line ${line}: expected milliseconds since the start, not before those of the line above, a comma, and a size in bytes.`,
    remedy: 'Write each line like 61500,75000, after the header arrival_ms,bytes.',
  }),
  tooManyMessages: (expected: number, limit: number): Words => ({
    message: `this run would bring about ${Math.round(expected).toLocaleString('en-US')} messages; the limit is ${limit.toLocaleString('en-US')}.`,
    remedy: `Shorten the run, lower the rate, or ${raised('messages', expected)}.`,
  }),
  tooManyAtOnce: (expected: number, limit: number): Words => ({
    message: `${expected.toLocaleString('en-US')} messages would be queued at one time; the limit is ${limit.toLocaleString('en-US')}.`,
    remedy: `Take fewer, or ${raised('queued', expected)} (about 0.5 GB a million).`,
  }),
  bound: (text: string, message: string): Words => ({
    message: `${shown(text)}: ${message}`,
    remedy:
      'Write it like: runners <= 8, retry-interval >= 5m, messages-per-connection >= 20, host-status = on, connections <= 40.',
  }),
  expectation: (text: string, message: string): Words => ({
    message: `${shown(text)}: ${message}`,
    remedy:
      'Write it like: default.p99 >= 1h, recommended.max <= 5m, limit50.mean < 1.1 * limit199.mean, default.largest-part == mark.',
  }),
} as const;

/** Cut where it would fill the terminal. */
function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

/** Of a --vary that cannot be read: what is wrong, what was expected, what to write. */
export const varyMessages = {
  form: (text: string) =>
    `${quoted(text)} is not of the form PATH=VALUES. For instance: --vary runners=1..8 or --vary settings.default.retry-interval=1m,5m,30m`,
  field: (name: string, known: readonly string[]) => {
    const otherwise = ` It takes a field of a setting (${known.slice(0, 4).join(', ')} ...) or a whole path, such as hosts.exchange-online.goodput; docs/scenario-reference.md has them all.`;
    return `there is no field "${name}" in a setting.${didYouMean(name, known) || otherwise}`;
  },
  twice: (name: string) => `${name} is varied twice. Put its values into one --vary.`,
  severalSettings: (names: readonly string[]) =>
    `the paths name several settings (${names.join(', ')}), but a sweep is of one. Say which with --setting.`,
  emptyValue: (list: string) =>
    `${quoted(list)} has an empty value. Write values with commas between them: 1,2,4,8`,
  oneValue: (list: string) =>
    `${quoted(list)} is one value: a sweep takes two or more. To change a value, use --set.`,
  sameValue: (one: string, other: string) =>
    one === other
      ? `${one} is listed twice. Leave one of the two out.`
      : `${one} and ${other} are the same value. Leave one of the two out.`,
  unclosed: (list: string) => `${quoted(list)} has a bracket or a quote that is not closed.`,
  notAnEnd: (range: string, end: string) =>
    `${quoted(end)} in the range ${quoted(range)} is neither a number nor a quantity. Write a range like 1..8, 1m..10m:3m or 10KB/s..1MB/s x2; a text with two dots in quotes.`,
  otherKind: (range: string, low: string, other: string) =>
    `in the range ${quoted(range)}, ${low} and ${other} are not of one kind. Give both a unit that fits the other.`,
  downward: (range: string, low: string, high: string) =>
    `the range ${quoted(range)} runs downward. Write ${high}..${low}: a sweep sorts out for itself which end is better.`,
  noStep: (range: string) =>
    `the range ${quoted(range)} needs a step or a factor, since its ends are not plain whole numbers: write ${range}:STEP or "${range} xFACTOR".`,
  zeroStep: (range: string) => `the step of the range ${quoted(range)} is 0. Give a larger one.`,
  smallFactor: (range: string) =>
    `the factor of the range ${quoted(range)} has to be above 1, such as x2.`,
  zeroLow: (range: string) =>
    `the range ${quoted(range)} begins at 0, and no factor leads away from it. List 0 by itself: 0,1..8x2`,
  tooMany: (range: string, values: string, max: number) =>
    `the range ${quoted(range)} has ${values} values; one --vary takes at most ${max}. Give it a larger step.`,
} as const;

/** Limits are raised in steps that are worth another try. */
const RAISED = 4;

/**
 * Of a run that reaches one of its limits: which one, what drove it, what to do. The remedy names limits
 * as --set takes them.
 */
export function capacityWords({ resource, limit, doing }: CapacityError): Words {
  const max = limit.toLocaleString('en-US');
  switch (resource) {
    case 'messages':
      return {
        message: `more than ${max} messages were in the system at one time, and mail still comes in faster than it goes.`,
        remedy: `Shorten the run, lower the rate, or, with memory for it, raise the limit (about 0.5 GB a million messages): ${higherLimit('queued', limit)}`,
      };
    case 'events':
      return {
        message: `the run took more than ${max} events: ${doing}.`,
        remedy: `Let mail be retried less often (retry-interval, pass-interval) or returned sooner (return-after), shorten the run, lower the rate, or raise the limit: ${higherLimit('events', limit)}`,
      };
    case 'queue-runs':
      return {
        message: `queue runs that overlap would hold more than ${gigabytes(limit)} at one time: each keeps a list of all mail that waits.`,
        remedy:
          'Let runs start less often (retry-interval), have fewer at one time (max-queue-children), or, with memory for it, raise limits.queued (1 GB of such lists a million messages).',
      };
    case 'processes':
      return {
        message: `processes, connections and queue runs would hold more than ${gigabytes(limit)} at one time.`,
        remedy:
          'Have fewer at one time: background-limit, runners, connection-cache, max-queue-children, a longer retry-interval.',
      };
    case 'memory':
      return {
        message: `the machine has no memory left for this run, which may hold ${max} messages at one time.`,
        remedy:
          'A million messages at one time take about 0.5 GB: shorten the run, lower the rate, or give fewer runs at one time (--workers).',
      };
  }
}

function higherLimit(field: LimitName, limit: number): string {
  const { to: max } = LIMITS[field];
  return limit >= max
    ? `it is as high as limits.${field} goes.`
    : `--set limits.${field}=${Math.min(RAISED * limit, max)}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(2)} GB`;
}
