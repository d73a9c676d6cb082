/**
 * In an incident: when the mail that waits now is through, as things stand and after each command
 * that one could give now.
 *
 *   state now (backlog, marks, phase of the queue runs) -> replications of the future -> per command:
 *   when half, 99% and all of the waiting mail is delivered
 *
 * Intervals hold one more run of the same law in 95% of all cases: of n runs the least and the largest
 * do so in (n - 1) / (n + 1). A site that its log makes busier than any is not followed for a day: each
 * replication has a limit of work, and says how far it came. Left out: what runners that are at work now have in their hands; the
 * next queue run takes it. Units: milliseconds from now.
 */
import type { Incident } from '../maillog/incident.ts';
import { CapacityError } from '../mailpath/capacity.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import type { Observer } from '../mailpath/observer.ts';
import { withRunners } from '../mailpath/runners-in-all.ts';
import { Simulation } from '../mailpath/simulation.ts';

/** New mail comes for so long, and nothing after it counts. */
export const HORIZON_MS = 24 * 3_600_000;
/** New messages that may be there at one time, beside those that wait now. */
const MOST_NEW = 1_000_000;

export const COMMANDS_NOW = [
  'as-is',
  'clear',
  'runners',
  'retry',
  'limit',
  'host-status',
  'all',
] as const;
export type CommandNow = (typeof COMMANDS_NOW)[number];

export interface Remedy {
  readonly command: CommandNow;
  readonly input: MailPathInput;
  /** The command changes something here. */
  readonly changes: boolean;
}

export interface RemedyValues {
  readonly runners: number;
  readonly retryMs: number;
  readonly limit: number;
}

/** What one could do now, each by itself, and all of it together. */
export function remediesNow(input: MailPathInput, values: RemedyValues): Remedy[] {
  const { settings } = input;
  const set = (change: Partial<MailPathInput['settings']>): MailPathInput => ({
    ...input,
    settings: { ...settings, ...change },
  });
  const retries = values.retryMs < settings.retryIntervalMs;
  const sooner = (changed: MailPathInput): MailPathInput =>
    retries ? retriedEvery(changed, values.retryMs) : changed;
  const limited = { messagesPerConnection: values.limit };
  return [
    { command: 'as-is', input, changes: true },
    { command: 'clear', input: { ...input, marks: [] }, changes: input.marks.length > 0 },
    {
      command: 'runners',
      input: { ...input, settings: withRunners(settings, values.runners) },
      changes: values.runners !== settings.runners,
    },
    {
      command: 'retry',
      input: sooner(input),
      changes: retries,
    },
    {
      command: 'limit',
      input: set(limited),
      changes: values.limit < settings.messagesPerConnection,
    },
    {
      command: 'host-status',
      input: { ...set({ hostStatus: false }), marks: [] },
      changes: settings.hostStatus,
    },
    {
      command: 'all',
      input: sooner({
        ...set({ ...withRunners(settings, values.runners), ...limited, hostStatus: false }),
        marks: [],
      }),
      changes: true,
    },
  ];
}

/** With a shorter retry interval, which no minimum age may outlast. */
function retriedEvery(input: MailPathInput, ms: number): MailPathInput {
  const { settings } = input;
  return {
    ...input,
    settings: {
      ...settings,
      retryIntervalMs: ms,
      minQueueAgeMs: Math.min(settings.minQueueAgeMs, ms),
    },
    // A new interval restarts the clock of the queue runs; persistent passes have none.
    firstTickMs:
      settings.queueRuns === 'persistent'
        ? input.firstTickMs
        : Math.min(input.firstTickMs ?? ms, ms),
  };
}

/** The fitted site, from the end of the log on: `hosts` are their names, as marks name them. */
export function fromNow(
  base: MailPathInput,
  incident: Incident,
  hosts: readonly string[],
): MailPathInput {
  const { waiting, oldestMs, tries, marks, nextRunMs, ratePerMs } = incident;
  return {
    ...base,
    arrivals: [
      {
        kind: 'poisson',
        ratePerMs,
        profile: [],
        periodMs: HORIZON_MS,
        fromMs: 0,
        toMs: HORIZON_MS,
      },
    ],
    arrivalsEndMs: HORIZON_MS,
    endMs: HORIZON_MS,
    readAtMs: HORIZON_MS,
    countToMs: HORIZON_MS,
    backlog: waiting > 0 ? { messages: waiting, ageMs: oldestMs, tries: Math.round(tries) } : null,
    marks: marksOn(hosts, marks),
    mostInSystem: waiting + MOST_NEW,
    firstTickMs: nextRunMs,
    hosts: base.hosts.map((host) => ({
      ...host,
      faults: host.faults.filter(({ toMs }) => toMs === Number.POSITIVE_INFINITY),
    })),
  };
}

/** One a host, the one told last: in the scenario all gateways have the same marks. */
function marksOn(hosts: readonly string[], marks: Incident['marks']): MailPathInput['marks'] {
  const ages = new Map(marks.map(({ host, ageMs }) => [hosts.indexOf(host), ageMs]));
  // Of a host that has hardly any mail the scenario knows nothing.
  ages.delete(-1);
  return [...ages].map(([host, ageMs]) => ({ host, ageMs }));
}

export interface WorkLimits {
  /** Of one replication after one command: what is later is not looked at. */
  readonly ofRun: number;
  /** Of all: no further replication is begun. */
  readonly ofAll: number;
}

/** So many replications have room in all of the work, after each command. */
const LEAST_REPLICATIONS = 3;

/** At ten million skips a second: seconds for a small log, minutes for any. */
const LEAST_WORK = 80_000_000;
const MOST_WORK = 1_000_000_000;

/**
 * In proportion to the log: a small one does not keep the program busy for an hour. The incident of the
 * shipped main scenario is forecast whole.
 */
export function workLimits(lines: number, waiting: number): WorkLimits {
  const ofAll = Math.min(LEAST_WORK + 5000 * lines, MOST_WORK);
  const room = ofAll / (LEAST_REPLICATIONS * COMMANDS_NOW.length);
  return { ofAll, ofRun: Math.min(1_000_000 + 100 * lines + 20 * waiting, room) };
}

export interface Clearance {
  /** When half, 99% and all of the waiting mail is delivered; Infinity: not within the run. */
  readonly halfMs: number;
  readonly mostMs: number;
  readonly allMs: number;
  /** So far was looked ahead: less than asked for where the limit of work came first. */
  readonly lookedMs: number;
  /** What was done, in skips: any other step costs several times as much. */
  readonly work: number;
}

/** So much of the future between two looks. */
const SLICE_MS = 10 * 60_000;

/**
 * One replication of the future, as far as the waiting mail goes; it ends at `untilMs`, or where it has
 * done the most work that it may.
 */
export function clearance(
  input: MailPathInput,
  seed: string,
  replication: number,
  most = Number.POSITIVE_INFINITY,
  untilMs = HORIZON_MS,
): Clearance {
  const waiting = input.backlog?.messages ?? 0;
  const watch = new BacklogWatch(waiting, most);
  const simulation = new Simulation(input, seed, replication, { observer: watch });
  const { world } = simulation;
  watch.queued = (gateway) => world.gateways[gateway].queued;
  const { times } = watch;
  let lookedMs = untilMs;
  try {
    simulation.begin();
    let atMs = 0;
    do atMs = Math.min(atMs + SLICE_MS, untilMs);
    while (simulation.runUntil(atMs) && times.length < waiting && atMs < untilMs);
  } catch (error) {
    if (!(error instanceof WorkIsDone || error instanceof CapacityError)) throw error;
    if (times.length < waiting) lookedMs = Math.min(untilMs, world.events.now);
  }
  const at = (share: number): number =>
    times[Math.max(0, Math.ceil(share * waiting) - 1)] ?? Number.POSITIVE_INFINITY;
  return { halfMs: at(0.5), mostMs: at(0.99), allMs: at(1), lookedMs, work: watch.work };
}

/** The limit of work is reached. */
class WorkIsDone extends Error {}

/**
 * Hears of the messages that waited at the beginning (they have the first numbers), and counts what is
 * done: messages that come and leave, tries and skips, processes, messages that queue runs read.
 */
class BacklogWatch implements Observer {
  readonly times: number[] = [];
  /** Messages that a queue run of the gateway reads. */
  queued: (gateway: number) => number = () => 0;
  private readonly waiting: number;
  private readonly most: number;
  work = 0;

  constructor(waiting: number, most: number) {
    this.waiting = waiting;
    this.most = 5 * waiting + most;
  }

  delivered(message: number, _arrivedAt: number, at: number): void {
    if (message < this.waiting) this.times.push(at);
    this.does(5);
  }

  arrived(): void {
    this.does(5);
  }

  tried(): void {
    this.does(5);
  }

  skipped(): void {
    this.does(1);
  }

  runStarted(gateway: number): void {
    this.does(1 + this.queued(gateway));
  }

  processStarted(): void {
    this.does(5);
  }

  failed(): void {}
  returned(): void {}
  deferred(): void {}
  opened(): void {}
  closed(): void {}
  stored(): void {}
  locked(): void {}
  unlocked(): void {}

  private does(work: number): void {
    this.work += work;
    if (this.work > this.most) throw new WorkIsDone();
  }
}

export interface ForecastRange {
  readonly middleMs: number;
  readonly lowMs: number;
  readonly highMs: number;
}

/** The middle, the least and the largest of some runs. */
export function rangeOf(values: readonly number[]): ForecastRange {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    middleMs: sorted[Math.floor((sorted.length - 1) / 2)],
    lowMs: sorted[0],
    highMs: sorted[sorted.length - 1],
  };
}
