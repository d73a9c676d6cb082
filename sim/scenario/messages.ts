/**
 * The words that readers of scenario files see: what is wrong, what was expected, what to do.
 *
 * All of them here, as functions, so that they can be read and mended together.
 */
import { MOST_MESSAGES, MOST_QUEUED } from './defaults.ts';
import { nearest } from './nearest-name.ts';
import type { QuantityKind } from './quantity.ts';

export interface Words {
  readonly message: string;
  readonly remedy: string;
}

/** A value as it would stand in the file. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return `"${String(value)
    .slice(0, 60)
    .replace(/\p{Cc}/gu, '?')}"`;
}

/** A suggestion if one is near, otherwise what there is. */
function didYouMean(near: string | null, otherwise: string): string {
  return near === null ? otherwise : `Did you mean "${near}"?`;
}

const KIND_NAMES: Readonly<Record<QuantityKind, string>> = {
  duration: 'a duration',
  size: 'a size',
  goodput: 'bytes per time',
  rate: 'messages per time',
  share: 'a share in percent',
};

/** A file as a command takes it; where that would need quotes, the word FILE. */
function commandName(file: string): string {
  return /^[\w./-]+\.ya?ml$/.test(file) ? file : 'FILE';
}

/** Groups that were numbers once. */
const WRITTEN: Readonly<Record<string, string>> = {
  recipients: 'Write it like recipients: { each: 3 }. ',
};

/** How to raise a limit, as far as it can be raised. */
function raised(field: string, expected: number, most: number): string {
  const value = Math.min(Math.ceil(expected), most);
  const enough = expected <= most ? '' : ', at most';
  return `raise it: limits: { ${field}: ${value} }${enough}`;
}

export const messages = {
  notAQuantity: (kind: QuantityKind, value: unknown, example: string): Words => ({
    message: `expected ${KIND_NAMES[kind]}, found ${shown(value)}.`,
    remedy: `Write it like ${example}.`,
  }),
  badQuantity: (
    code: 'E_UNIT_MISSING' | 'E_UNIT_WRONG' | 'E_QUANTITY',
    kind: QuantityKind,
    value: unknown,
    example: string,
  ): Words => ({
    message: {
      E_UNIT_MISSING: `${shown(value)} has no unit; expected ${KIND_NAMES[kind]}.`,
      E_UNIT_WRONG: `${shown(value)} has a unit that does not fit here; expected ${KIND_NAMES[kind]}.`,
      E_QUANTITY: `${shown(value)} is not ${KIND_NAMES[kind]}.`,
    }[code],
    remedy: `Write it like ${example}.`,
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
    remedy: didYouMean(nearest(String(value), values), `Write one of: ${values.join(', ')}.`),
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
  tooMany: (most: unknown): Words => ({
    message: `the list is too long: at most ${most} items.`,
    remedy: 'Leave some out.',
  }),
  tooManyNames: (names: number, most: number): Words => ({
    message: `there are ${names} of them; a scenario takes at most ${most}.`,
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
    remedy: didYouMean(near, `The fields here: ${known.join(', ')}.`),
  }),
  unknownName: (
    what: string,
    name: string,
    near: string | null,
    known: readonly string[],
  ): Words => ({
    message: `there is no ${what} called ${shown(name)}.`,
    remedy: didYouMean(
      near,
      known.length > 0 ? `There are: ${known.join(', ')}.` : `Define the ${what} first.`,
    ),
  }),
  version1: (isStated: boolean, extended: string | null, file: string, changes: number): Words => ({
    message: isStated
      ? 'this file is of version 1; what is read is version 2.'
      : extended === null
        ? 'this file states no version, so it is of version 1; what is read is version 2.'
        : `this file states no version, and ${extended}, which it extends, is of version 1; what is read is version 2.`,
    remedy: [
      isStated ? 'Write: version: 2' : 'Add this as the first line: version: 2',
      ...(changes === 0 ? [] : ['Then mend what changed in meaning, told below.']),
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
  contradiction: (message: string, remedy: string): Words => ({ message, remedy }),
  runnersCountedTwice: (): Words => ({
    message: 'runners-are: in-all is MaxQueueChildren, and max-queue-children is given as well.',
    remedy: 'Give one of the two.',
  }),
  extendsLoop: (name: string): Words => ({
    message: `"${name}" extends itself, directly or by way of others.`,
    remedy: 'Break the loop: let one of them stand alone.',
  }),
  extendsTooMany: (most: number): Words => ({
    message: `more than ${most} files extend one another.`,
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
    remedy: `Shorten the run, lower the rate, or ${raised('messages', expected, MOST_MESSAGES)}.`,
  }),
  tooManyAtOnce: (expected: number, limit: number): Words => ({
    message: `${expected.toLocaleString('en-US')} messages would be queued at one time; the limit is ${limit.toLocaleString('en-US')}.`,
    remedy: `Take fewer, or ${raised('queued', expected, MOST_QUEUED)} (about 0.5 GB a million).`,
  }),
  bound: (text: string, message: string): Words => ({
    message: `"${text}": ${message}`,
    remedy:
      'Write it like: runners <= 8, retry-interval >= 5m, messages-per-connection >= 20, host-status = on, connections <= 40.',
  }),
  expectation: (text: string, message: string): Words => ({
    message: `"${text}": ${message}`,
    remedy:
      'Write it like: default.p99 >= 1h, recommended.max <= 5m, limit50.mean < 1.1 * limit199.mean, default.largest-part == mark.',
  }),
} as const;
