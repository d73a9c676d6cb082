/**
 * The simulation: one replication of one scenario under one setting.
 *
 *   input, seed, replication
 *        |
 *   1. the world: gateways, remote server, empty pools, draws keyed by (seed, replication)
 *   2. the initial state: backlog, marks, first arrivals, first ticks, operator actions
 *   3. events in the order of (time, sequence), each to the part of the model that it concerns
 *   4. what it was measured by: counters at the reading time, the cohort when it has left
 *
 * Same input, seed and replication: the same result to the byte. Units: milliseconds, bytes.
 *
 * Invariants: time never goes back; of two events of one moment the one scheduled, or ranked, first
 * comes first; arrived = delivered + returned + in the system; nothing that only watches (an
 * observer, a reading) changes a result.
 */
import { quantise } from '../engine/distributions.ts';
import { EventQueue } from '../engine/event-queue.ts';
import { KeyedDraws, RandomStream } from '../engine/random.ts';
import { Acceptance } from './arrivals.ts';
import { CapacityError, Room, withinMemory } from './capacity.ts';
import { ConnectionPool } from './connection.ts';
import { costsOnGrid } from './costs.ts';
import { beginAttempt, concludeAttempt, greeted } from './delivery.ts';
import {
  type DeliveryProcess,
  PHASE_BODY,
  PHASE_DONE,
  PHASE_GIVE_UP,
  PHASE_GREETED,
  PHASE_NEXT,
  PHASE_START,
  ProcessPool,
} from './delivery-process.ts';
import { Gateway } from './gateway.ts';
import { endProcess } from './host-memory.ts';
import { STATUS_BAD, TEXT_RESET } from './host-status-table.ts';
import type { MailPathInput, OperatorAction } from './input.ts';
import { Measures, type Reading, takeReading } from './measures.ts';
import { MessagePool } from './message-pool.ts';
import type { Observer } from './observer.ts';
import { giveUp } from './outcome.ts';
import { QueueRunPool } from './queue-run.ts';
import { QueueRunner } from './queue-runner.ts';
import { Host } from './remote-server.ts';
import { collectResult, type RunResult } from './run-result.ts';
import { type GatewaySettings, inForce } from './settings.ts';
import { beginBody, cutBody, finishBodies, Uplink } from './uplink.ts';
import {
  EVENT_ACTION,
  EVENT_ARRIVAL,
  EVENT_CUT,
  EVENT_PROCESS,
  EVENT_RUN,
  EVENT_TICK,
  EVENT_UPLINK,
  runsAhead,
  type World,
} from './world.ts';

/** A wall clock for runs that do not say theirs: some day in 2001, plus a drawn fraction. */
const SOME_EPOCH_MS = 1e12;

const DAY_MS = 86_400_000;

export interface RunOptions {
  readonly observer?: Observer;
  /** Take steps that nobody can come between without an event (the default). For tests. */
  readonly runAhead?: boolean;
}

/** Runs one replication. `replication` counts from 0; pure. */
export function simulate(
  input: MailPathInput,
  seed: string,
  replication: number,
  options: RunOptions = {},
): RunResult {
  const simulation = new Simulation(input, seed, replication, options);
  simulation.begin();
  simulation.runUntil(input.endMs);
  return simulation.result();
}

/**
 * A run that can be advanced in steps: for progress, cancelling and views that move with it.
 *
 * The parts are functions of the world; this class only says who is next. Whoever steps it
 * from outside (a page, a time line) gets the same result as simulate(), in however many steps.
 */
export class Simulation {
  readonly world: World;
  private readonly queueRunner: QueueRunner;
  private readonly acceptance: Acceptance;
  private readonly phase: RandomStream;
  /** The counters as they stood at the reading time; null until then. */
  private reading: Reading | null = null;
  /** Tries until the follow-up is given up, once the reading has been taken. */
  private triesAllowed = Number.POSITIVE_INFINITY;

  constructor(input: MailPathInput, seed: string, replication: number, options: RunOptions) {
    // A stream of its own for the two numbers that belong to no message: were they taken from the
    // draws of arrivals, a scenario that fixes its first tick would see other mail.
    this.phase = new RandomStream(seed, replication, 'phase');
    // Whole seconds of the wall clock decide when marks end: a run that began exactly on a second
    // would give every mark the same fraction too much.
    const clockMs = input.clockMs ?? SOME_EPOCH_MS + Math.floor(this.phase.uniform() * 1000);
    this.world = buildWorld(input, new KeyedDraws(seed, replication), clockMs, options);
    this.queueRunner = new QueueRunner(this.world);
    this.acceptance = new Acceptance(this.world, seed, replication);
  }

  /**
   * Sets the initial state and the first events. Marks first, then ticks, then mail: sequence
   * numbers are given in this order, and decide between events of one moment.
   */
  begin(): void {
    const { world } = this;
    const { input } = world;
    for (const gateway of world.gateways) {
      // A mark of a given age, as left by a connection that was reset then: stored by nobody (-1),
      // so that no process takes its lock for its own. It ends as any other, counted from its
      // second.
      for (const mark of input.settings.hostStatus ? input.marks : []) {
        const second = Math.floor((world.clockMs - mark.ageMs) / 1000);
        const endsAt = second * 1000 + input.settings.hostStatusTimeoutMs - world.clockMs;
        gateway.table.store(mark.host, -1, 0, 0, STATUS_BAD, TEXT_RESET, second, endsAt);
      }
      // The phase of the ticks is chance, and each gateway has its own: with a common one all
      // gateways would run their queues at once, and meet limits of connections that they do not
      // meet in life.
      const interval = gateway.settings.betweenRunsMs;
      const firstTick = input.firstTickMs ?? quantise(this.phase.uniform() * interval);
      this.queueRunner.scheduleTick(gateway, quantise(firstTick));
    }
    withinMemory(input.maxInSystem, () => this.acceptance.begin());
    input.actions.forEach((action, i) => {
      world.events.schedule(quantise(action.atMs), EVENT_ACTION, i);
    });
  }

  /**
   * Handles every event up to and including `limitMs`. Returns false when the run is over: at
   * `endMs`, or when all mail has left and none is to come, or the cohort is followed up. Throws a
   * CapacityError where the run takes more than its limits or the machine give it.
   *
   * May be called with any ascending times: a stop between two events changes nothing.
   */
  runUntil(limitMs: number): boolean {
    return withinMemory(this.world.input.maxInSystem, () => this.handleUntil(limitMs));
  }

  /**
   * In two stretches: up to the reading all mail counts, after it only the cohort. No step is taken
   * ahead across the reading (horizonMs), so that the counters are those of that moment.
   */
  private handleUntil(limitMs: number): boolean {
    const { readAtMs, endMs } = this.world.input;
    const until = Math.min(limitMs, endMs);
    if (this.reading === null) {
      if (!this.advance(Math.min(until, readAtMs))) return false;
      if (until < readAtMs) return until < endMs;
      this.read(readAtMs);
    }
    return this.advance(until) && until < endMs;
  }

  /**
   * What the run was measured by so far. Closes what is open (marks, series), so it is for the end;
   * a view in between takes a reading.
   */
  result(): RunResult {
    const { world, reading } = this;
    const givenUp = world.measures.tries > this.triesAllowed;
    return collectResult(world, reading ?? takeReading(world, world.events.now), givenUp);
  }

  /**
   * Handles every event up to and including `until`. False when nothing is left to be done.
   * peekTime, not next: an event beyond the limit stays where it is.
   */
  private advance(until: number): boolean {
    const { events, messages, processes } = this.world;
    const { input } = this.world;
    while (events.peekTime() <= until) {
      // Ticks never end: a run is over when there is no mail and none to come.
      if (messages.live === 0 && processes.busy === 0 && this.acceptance.open === 0) return false;
      if (this.reading !== null && this.isFollowedUp()) return false;
      events.next();
      // A scenario may ask for more than anybody wants to wait for; the error says what drove it.
      this.world.eventsLeft--;
      if (this.world.eventsLeft < 0) throw this.tooMuchWork();
      this.dispatch(events.kind, events.subject, events.now);
    }
    // Where mail is left the run is over when its time is, not at the last thing that happened.
    const isLeft = messages.live > 0 || processes.busy > 0 || this.acceptance.open > 0;
    if (isLeft && until >= input.endMs && Number.isFinite(until)) events.advance(until);
    return true;
  }

  /** What drove it is said: arrivals, runs without end, or mail that is tried and never leaves. */
  private tooMuchWork(): CapacityError {
    const { measures, input, events } = this.world;
    const counted = (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}`;
    const doing = [
      counted(measures.totals.arrived, 'messages'),
      counted(measures.totals.runsStarted, 'queue runs'),
      counted(measures.tries, 'tries that delivered nothing'),
      `in ${(events.now / DAY_MS).toPrecision(3)} days of the run`,
    ];
    return new CapacityError('events', input.maxEvents, doing.join(', '));
  }

  /** The series end here; the counters are copied. Marks that stand go on and are not ended. */
  private read(at: number): void {
    this.world.measures.closeSeries(at);
    this.reading = takeReading(this.world, at);
    const { measures, input } = this.world;
    this.triesAllowed = measures.tries + input.maxFollowUpTries;
    this.world.horizonMs = input.endMs;
  }

  /** After the reading nothing matters but the cohort, as far as the cap of work allows. */
  private isFollowedUp(): boolean {
    const { measures } = this.world;
    return measures.cohort.left === 0 || measures.tries > this.triesAllowed;
  }

  /**
   * By number, not by method: an event is three numbers in typed arrays, and nothing is allocated
   * for it.
   */
  private dispatch(kind: number, subject: number, at: number): void {
    const { world } = this;
    switch (kind) {
      case EVENT_PROCESS:
        this.step(world.processes.all[subject], at);
        break;
      case EVENT_ARRIVAL:
        this.arrive(subject, at);
        break;
      case EVENT_TICK:
        this.queueRunner.tick(world.gateways[subject], at);
        break;
      case EVENT_RUN:
        this.queueRunner.gather(subject, at);
        break;
      case EVENT_UPLINK:
        finishBodies(world, at);
        break;
      case EVENT_CUT:
        cutBody(world, subject, at);
        break;
      case EVENT_ACTION:
        act(world, this.queueRunner, world.input.actions[subject], at);
        break;
    }
  }

  /**
   * Mail arrives; in background mode its own process begins as soon as it is forked.
   *
   * smtp accepts, sendall forks (SM_FORK): the child delivers. Between the two nobody can touch the
   * message, since it is locked; so if nobody else acts before the fork is over, the first step is
   * taken without an event.
   */
  private arrive(source: number, at: number): void {
    const { world } = this;
    const process = this.acceptance.arrive(source, at);
    if (process === null) return;
    const startAt = at + world.input.costs.forkMs;
    if (runsAhead(world, process, PHASE_START, startAt)) this.step(process, startAt);
  }

  /**
   * What a process was waiting for has come. What each phase means, and what comes after it:
   * delivery-process.ts.
   */
  private step(process: DeliveryProcess, at: number): void {
    const { world } = this;
    const { events } = world;
    switch (process.phase) {
      case PHASE_DONE:
        if (concludeAttempt(world, process, at)) this.afterAttempt(process, events.now);
        break;
      case PHASE_GREETED:
        greeted(world, process, at);
        break;
      case PHASE_BODY:
        beginBody(world, process, at);
        break;
      case PHASE_START:
        if (beginAttempt(world, process, at)) this.proceed(process, events.now);
        break;
      case PHASE_GIVE_UP:
        giveUp(world, process, at);
        if (process.tried) this.afterAttempt(process, at);
        else this.proceed(process, at);
        break;
      case PHASE_NEXT:
        this.proceed(process, at);
        break;
    }
  }

  /**
   * An attempt is over: its traces are cleared away before the process turns to the next one.
   *
   * dropenvelope: the queue file is removed or written again, the transcript closed, the line
   * logged. It lies between the reply and the next message's first command, so it is part of a
   * connection's pace.
   */
  private afterAttempt(process: DeliveryProcess, at: number): void {
    const { world } = this;
    const nextAt = at + world.input.costs.betweenMs;
    if (runsAhead(world, process, PHASE_NEXT, nextAt)) this.proceed(process, nextAt);
  }

  /**
   * A runner takes its next message, a background process ends.
   *
   * finis ends a background process after its one message: its connection is closed, whatever its
   * limit of messages. So that limit touches queue runs only.
   */
  private proceed(process: DeliveryProcess, at: number): void {
    if (process.run !== null) {
      this.queueRunner.next(process, process.run, at);
      return;
    }
    endProcess(this.world, process, at);
    process.gateway.backgroundBusy--;
  }
}

/**
 * One message pool for all gateways, since slots are used again whoever had them; a queue and a
 * table each, since that is what gateways do not share.
 */
function buildWorld(
  input: MailPathInput,
  draws: KeyedDraws,
  clockMs: number,
  options: RunOptions,
): World {
  const messages = new MessagePool(input.maxInSystem);
  const settings = inForce(input.settings);
  const gateways: Gateway[] = [];
  const observer = options.observer ?? null;
  const objectRoom = Room.forObjects(input.maxInSystem);
  for (let i = 0; i < input.gateways; i++) {
    const gateway = new Gateway(i, input.hosts.length, settings, messages);
    if (observer?.marked !== undefined) {
      gateway.table.onMarked = (host, from, to) => observer.marked?.(i, host, from, to);
    }
    gateways.push(gateway);
  }
  return {
    input: { ...input, costs: costsOnGrid(input.costs) },
    events: new EventQueue(),
    draws,
    messages,
    connections: new ConnectionPool(objectRoom),
    processes: new ProcessPool(input.hosts.length, maxCacheSlots(input), objectRoom),
    runs: new QueueRunPool(objectRoom),
    uplink: new Uplink(input.costs.uplinkPerMs),
    hosts: input.hosts.map((host, i) => new Host(i, host, input.gateways, draws)),
    gateways,
    measures: new Measures(input),
    observer,
    runAhead: options.runAhead ?? true,
    snapshotRoom: Room.forSnapshots(input.maxInSystem),
    eventsLeft: input.maxEvents + 0.5,
    horizonMs: Math.min(input.readAtMs, input.endMs),
    clockMs,
  };
}

/**
 * Processes are used again, so they have room for the largest cache that any setting of the run
 * asks for.
 */
function maxCacheSlots(input: MailPathInput): number {
  let slots = input.settings.connectionCacheSize;
  for (const action of input.actions) {
    if (action.kind === 'set') slots = Math.max(slots, action.settings.connectionCacheSize ?? 0);
  }
  return slots;
}

/**
 * What an operator does at a time: change settings, clear the host-status table, flush the queue.
 * Changed settings hold for processes and queue runs that start from then on: a running process
 * keeps what it read at its start.
 */
function act(world: World, queueRunner: QueueRunner, action: OperatorAction, at: number): void {
  for (const gateway of world.gateways) {
    switch (action.kind) {
      case 'set':
        changeSettings(queueRunner, gateway, action.settings, at);
        break;
      case 'clear':
        for (let host = 0; host < world.hosts.length; host++) {
          if (action.host < 0 || action.host === host) gateway.table.clear(host, at);
        }
        break;
      case 'flush':
        queueRunner.flush(gateway, at);
        break;
    }
  }
}

/**
 * A new interval, or another kind of queue runs, restarts the clock of the ticks. A daemon that is
 * restarted with new settings has no memory of its next tick; one that goes on keeps it.
 */
function changeSettings(
  queueRunner: QueueRunner,
  gateway: Gateway,
  change: Partial<GatewaySettings>,
  at: number,
): void {
  const before = gateway.settings;
  gateway.settings = inForce({ ...before, ...change });
  const { settings } = gateway;
  const asBefore =
    before.betweenRunsMs === settings.betweenRunsMs && before.queueRuns === settings.queueRuns;
  // A persistent pass at work sets the next one when it ends.
  const waitsForPass = gateway.passAtWork && settings.queueRuns === 'persistent';
  if (!asBefore && !waitsForPass) queueRunner.scheduleTick(gateway, at + settings.betweenRunsMs);
  if (waitsForPass) gateway.nextTickAt = Number.POSITIVE_INFINITY;
  // Processes at work go on reading and writing the files: they have the option as they read it.
  if (before.hostStatus !== settings.hostStatus) {
    gateway.table.setInForce(settings.hostStatus, at);
  }
}
