/**
 * What the server lets one client, and all of them, ask of it. Every limit has a name that errors
 * and `mailpath serve --limit NAME=VALUE` use, and a value that can be changed.
 */

import { didYouMean } from '../../sim/scenario/nearest-name.ts';
import { UsageError } from '../../sim/studies/arguments.ts';

export interface LimitDefinition {
  readonly value: number;
  readonly describe: string;
  /** One client has half of it at most, rounded up (fair-queue.ts). */
  readonly shared?: true;
}

/** Whole numbers, 1 or more. */
export const LIMITS = {
  'body-bytes': { value: 1_000_000, describe: 'bytes of a request that is not a log' },
  'log-bytes': { value: 2_000_000_000, describe: 'bytes of a log as it is sent' },
  'unpacked-log-bytes': { value: 20_000_000_000, describe: 'bytes of a log that is unpacked' },
  'logs-at-once': {
    value: 2,
    describe: 'logs that are read, or written, at one time',
    shared: true,
  },
  queued: {
    value: 2_000_000,
    describe: 'messages in the system of a run at one time, some 300 bytes each',
  },
  'thread-megabytes': {
    value: 1000,
    describe: 'megabytes of a thread, without the messages in its system',
  },
  messages: { value: 200_000_000, describe: 'simulated messages of one run' },
  'preview-messages': {
    value: 2_000_000,
    describe: 'simulated messages of a preview, a replay or a trace',
  },
  'runs-at-once': { value: 3, describe: 'runs that are worked on at one time', shared: true },
  'runs-queued': { value: 20, describe: 'runs that wait their turn', shared: true },
  'questions-queued': {
    value: 200,
    describe: 'previews, and questions about scenarios, that wait for their thread',
    shared: true,
  },
  'question-seconds': {
    value: 30,
    describe: 'seconds until a preview, or a question about a scenario, has its answer',
  },
  'run-seconds': {
    value: 900,
    describe: 'seconds that a run may take: it then ends with what it has',
  },
  'header-seconds': {
    value: 10,
    describe: 'seconds in which the headers of a request have to arrive',
  },
  'request-seconds': {
    value: 30,
    describe: 'seconds in which a request that is no log has to arrive',
  },
  'log-seconds': { value: 600, describe: 'seconds in which a log has to arrive' },
  'log-bytes-per-second': {
    value: 10_000,
    describe: 'bytes a second, at least, that a log is sent or taken at, after request-seconds',
  },
  'requests-per-minute': { value: 1200, describe: 'requests of one client in a minute' },
  'patience-seconds': {
    value: 15,
    describe: 'seconds that a run goes on while nobody asks about it',
  },
  connections: { value: 500, describe: 'connections that are open at one time', shared: true },
  'results-kept': { value: 200, describe: 'finished results that are kept, the newest ones' },
  'memory-result-bytes': {
    value: 100_000_000,
    describe: 'bytes of finished results that are kept in memory',
    shared: true,
  },
  'held-bytes': {
    value: 200_000_000,
    describe: 'bytes of requests that have no answer yet, and of answers that are not taken yet',
    shared: true,
  },
} as const satisfies Readonly<Record<string, LimitDefinition>>;

export type LimitName = keyof typeof LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;

export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** The usual limits, with what `NAME=VALUE` changes of them. Throws a UsageError. */
export function limitsWith(changes: readonly string[]): Limits {
  const limits = Object.fromEntries(
    LIMIT_NAMES.map((name) => [name, LIMITS[name].value as number]),
  ) as Record<LimitName, number>;
  for (const change of changes) {
    const [name, value] = change.split(/=(.*)/s).map((part) => part.trim());
    const known = LIMIT_NAMES.find((one) => one === name);
    if (known === undefined) {
      throw new UsageError(
        `--limit ${change}: there is no limit "${name}".${didYouMean(name, LIMIT_NAMES)} There are ${LIMIT_NAMES.join(', ')}.`,
      );
    }
    if (!/^[1-9]\d{0,14}$/.test(value ?? '')) {
      throw new UsageError(`--limit ${change}: expected a whole number of 1 or more.`);
    }
    limits[known] = Number(value);
  }
  return limits;
}
