/**
 * In an incident: when the mail that waits now is delivered, if nothing is done and after each change
 * that one could make now (sim/mailpath/remedies.ts).
 *
 *   state now (backlog, marks, phase of the queue runs) -> replications of the future -> per change:
 *   when half, 99% and all of the waiting mail is delivered
 *
 * Intervals hold one more run of the same law in 95% of all cases: of n runs the smallest and the
 * largest do so in (n - 1) / (n + 1). A site that its log makes busier than any is not followed for a
 * day: each replication has a limit of work, and says how far it came. Left out: what runners that are
 * at work now have taken; the next queue run takes it. Units: milliseconds from now.
 */
import type { Incident } from '../../maillog/incident.ts';
import { CapacityError } from '../../mailpath/capacity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Observer } from '../../mailpath/observer.ts';
import {
  NUMBERS_NOW,
  REMEDIES_NOW,
  type Remedy,
  type RemedyNumber,
  withValue,
} from '../../mailpath/remedies.ts';
import { Simulation } from '../../mailpath/simulation.ts';
import type { LogProgress } from '../definition.ts';

/** New mail comes for so long, and nothing after it counts. */
export const HORIZON_MS = 24 * 3_600_000;
/** New messages that may be there at one time, beside those that wait now. */
const MAX_NEW = 1_000_000;

export type CommandNow = 'as-is' | Remedy['id'] | 'all';

export const COMMANDS_NOW: readonly CommandNow[] = [
  'as-is',
  ...REMEDIES_NOW.map(({ id }) => id),
  'all',
];

export interface TriedCommand {
  readonly command: CommandNow;
  readonly input: MailPathInput;
  /** The command changes something here. */
  readonly changes: boolean;
}

/** The numbers that are tried, by the remedy. */
export type TriedValues = Readonly<Record<RemedyNumber['id'], number>>;

/** Those that the user states; where none is, the remedy's own. */
export function triedValues(
  { settings }: MailPathInput,
  stated: Readonly<Partial<TriedValues>>,
): TriedValues {
  const all = NUMBERS_NOW.map(({ id, setting, now }) => [
    id,
    stated[id] ?? now.tried(settings[setting]),
  ]);
  return Object.fromEntries(all);
}

/** What one could do now, each by itself, and all that changes something together. */
export function commandsNow(input: MailPathInput, values: TriedValues): TriedCommand[] {
  const changing = REMEDIES_NOW.filter((remedy) => changesNow(remedy, input, values));
  const after = (remedies: readonly Remedy[]): MailPathInput =>
    remedies.reduce((changed, remedy) => doneNow(remedy, changed, values), input);
  return [
    { command: 'as-is', input, changes: true },
    ...REMEDIES_NOW.map((remedy): TriedCommand => {
      const changes = changing.includes(remedy);
      return { command: remedy.id, input: after(changes ? [remedy] : []), changes };
    }),
    { command: 'all', input: after(changing), changes: true },
  ];
}

function changesNow(remedy: Remedy, input: MailPathInput, values: TriedValues): boolean {
  if (remedy.kind === 'action') return remedy.now.changes(input);
  if (remedy.kind === 'switch') return input.settings[remedy.setting] !== remedy.on;
  return remedy.now.changes(input.settings[remedy.setting], values[remedy.id]);
}

function doneNow(remedy: Remedy, input: MailPathInput, values: TriedValues): MailPathInput {
  if (remedy.kind === 'action') return remedy.now.done(input);
  const value = remedy.kind === 'switch' ? remedy.on : values[remedy.id];
  const changed = { ...input, settings: withValue(input.settings, remedy, value) };
  return remedy.now.follows?.(changed, Number(value)) ?? changed;
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
    maxInSystem: waiting + MAX_NEW,
    firstTickMs: nextRunMs,
    hosts: base.hosts.map((host) => ({
      ...host,
      faults: host.faults.filter(({ toMs }) => toMs === Number.POSITIVE_INFINITY),
    })),
  };
}

/** One a host, the last one: in the scenario all gateways have the same marks. */
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
const MIN_REPLICATIONS = 3;

/** At ten million skips a second: seconds for a small log, minutes for any. */
const MIN_WORK = 80_000_000;
const MAX_WORK = 1_000_000_000;

/**
 * In proportion to the log: a small one does not keep the program busy for an hour. The incident of the
 * shipped main scenario is forecast whole.
 */
export function workLimits(lines: number, waiting: number): WorkLimits {
  const ofAll = Math.min(MIN_WORK + 5000 * lines, MAX_WORK);
  const room = ofAll / (MIN_REPLICATIONS * COMMANDS_NOW.length);
  return { ofAll, ofRun: Math.min(1_000_000 + 100 * lines + 20 * waiting, room) };
}

export interface Clearance {
  /** When half, 99% and all of the waiting mail is delivered; Infinity: not within the run. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How far it was simulated: less than asked for where the limit of work came first. */
  readonly simulatedMs: number;
  /** What was done, in skips: any other step costs several times as much. */
  readonly work: number;
}

/** So much of the future between two checks. */
const SLICE_MS = 10 * 60_000;

/**
 * One replication of the future, as far as the waiting mail goes; it ends at `untilMs`, or where it has
 * done the most work that it may.
 */
export function clearance(
  input: MailPathInput,
  seed: string,
  replication: number,
  maxWork = Number.POSITIVE_INFINITY,
  untilMs = HORIZON_MS,
): Clearance {
  const waiting = input.backlog?.messages ?? 0;
  const watch = new BacklogWatch(waiting, maxWork);
  const simulation = new Simulation(input, seed, replication, { observer: watch });
  const { world } = simulation;
  watch.queued = (gateway) => world.gateways[gateway].queued;
  const { times } = watch;
  let simulatedMs = untilMs;
  try {
    simulation.begin();
    let atMs = 0;
    do atMs = Math.min(atMs + SLICE_MS, untilMs);
    while (simulation.runUntil(atMs) && times.length < waiting && atMs < untilMs);
  } catch (error) {
    if (!(error instanceof WorkIsDone || error instanceof CapacityError)) throw error;
    if (times.length < waiting) simulatedMs = Math.min(untilMs, world.events.now);
  }
  const at = (share: number): number =>
    times[Math.max(0, Math.ceil(share * waiting) - 1)] ?? Number.POSITIVE_INFINITY;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), simulatedMs, work: watch.work };
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
  private readonly maxWork: number;
  work = 0;

  constructor(waiting: number, maxWork: number) {
    this.waiting = waiting;
    this.maxWork = 5 * waiting + maxWork;
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

  private does(work: number): void {
    this.work += work;
    if (this.work > this.maxWork) throw new WorkIsDone();
  }
}

/** A change, and its replications. */
export interface CommandRuns extends Omit<TriedCommand, 'input'> {
  /** The same replications for each command. */
  readonly runs: readonly Clearance[];
  /** So far all of them were simulated. */
  readonly untilMs: number;
}

export interface Futures {
  readonly commands: readonly CommandRuns[];
  /** Fewer replications than asked for: it was stopped, or the limit of work came first. */
  readonly ended: 'whole' | 'stopped' | 'limit';
}

/**
 * Replication by replication, so that commands are compared on the same futures. `input`: the site
 * from now on.
 */
export function* futures(
  input: MailPathInput,
  values: TriedValues,
  seed: string,
  replications: number,
  limits: WorkLimits,
): Generator<LogProgress, Futures, boolean> {
  const commands = commandsNow(input, values).map((tried) => ({
    ...tried,
    runs: [] as Clearance[],
    // As far as its shortest replication came: what is later is not compared.
    untilMs: HORIZON_MS,
  }));
  let work = 0;
  for (let replication = 0; replication < replications; replication++) {
    for (const command of commands.filter(({ changes }) => changes)) {
      const run = clearance(command.input, seed, replication, limits.ofRun, command.untilMs);
      work += run.work;
      command.untilMs = Math.min(command.untilMs, run.simulatedMs);
      command.runs.push(run);
    }
    if (replication + 1 === replications) break;
    const stopped = yield { share: (replication + 1) / replications, doing: 'simulating ahead' };
    if (stopped) return { commands, ended: 'stopped' };
    if (work >= limits.ofAll) return { commands, ended: 'limit' };
  }
  return { commands, ended: 'whole' };
}
