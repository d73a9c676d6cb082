/**
 * Kills of sweep, recommend and serve (SIGKILL) at moments that are chosen under a seed, on stores
 * that go on from kill to kill. What is left must come to the bytes of an undisturbed run, without a
 * word of damage; no replication that was stored and no run that was said to be finished may be lost.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';
import type { Served } from '../web/server/served.ts';
import { type CommandEnd, differences, run, writtenIn } from './killed-command.ts';
import { KilledServer } from './killed-server.ts';

export interface KillsPlan {
  /** The compiled program. */
  readonly main: string;
  /** Kills, in all. */
  readonly count: number;
  readonly seed: string;
  /** Told of each round, and of what goes wrong. */
  readonly say?: (text: string) => void;
}

export interface Kills {
  readonly kills: Readonly<Record<'sweep' | 'recommend' | 'serve', number>>;
  /** Replications that lay in a store at a kill, and runs that were said to be finished. */
  readonly stored: number;
  readonly finished: number;
  /** What went wrong, with the round that did. */
  readonly wrong: readonly string[];
}

const MAX_KILLS_A_STORE = 12;
/** Of the time that the command takes undisturbed; on a store that is half full it takes less. */
const KILLED_BEFORE = 0.7;
const CLIENTS = 3;
/** A server is killed after so many runs' time at most, as an idle one takes it on this machine. */
const SERVED_RUNS = 20;
const SEEDS = ['s0', 's1'];
const ROUNDS = ['serve', 'sweep', 'recommend', 'serve', 'sweep'] as const;
const COMMANDS = ['sweep', 'recommend'] as const;
type CommandName = (typeof COMMANDS)[number];
const WORDS: Readonly<Record<CommandName, readonly string[]>> = {
  sweep: ['--vary', 'runners=1..3', '--replications', '60', '--json'],
  recommend: ['--objective', 'p99 < 4m', '--json'],
};

export async function kill(plan: KillsPlan): Promise<Kills> {
  const campaign = new Campaign(plan);
  try {
    return await campaign.carryOut();
  } finally {
    campaign.remove();
  }
}

class Campaign {
  private readonly plan: KillsPlan;
  private readonly random: () => number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'mailpath-kills-'));
  private readonly scenario = join(this.folder, 'small.yaml');
  private readonly kills = { sweep: 0, recommend: 0, serve: 0 };
  private readonly wrong: string[] = [];
  private stored = 0;
  private finished = 0;
  private round = 0;
  private servedMs = 0;
  /** By command: what it comes to undisturbed, and in what time. */
  private readonly undisturbed = new Map<string, { end: CommandEnd; ms: number }>();
  /** By seed: the result of the server's run. */
  private readonly results = new Map<string, string>();

  constructor(plan: KillsPlan) {
    this.plan = plan;
    this.random = seedrandom(plan.seed);
    writeFileSync(this.scenario, SMALL_SCENARIO);
  }

  async carryOut(): Promise<Kills> {
    const { count } = this.plan;
    for (const one of SEEDS) this.results.set(one, await this.undisturbedResult(one));
    for (const name of COMMANDS) this.undisturbed.set(name, await this.undisturbedRun(name));
    while (this.killed < count) {
      const kind = ROUNDS[this.round++ % ROUNDS.length];
      const store = join(this.folder, `store-${this.round}`);
      const most = this.whole(1, Math.min(MAX_KILLS_A_STORE, count - this.killed));
      if (kind === 'serve') await this.killServer(store, most);
      else await this.killCommand(kind, store, most);
      rmSync(store, { recursive: true, force: true });
      this.say(`round ${this.round}, ${kind}: ${this.killed} kills, ${this.wrong.length} faults`);
    }
    const { kills, stored, finished, wrong } = this;
    return { kills, stored, finished, wrong };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get killed(): number {
    const { sweep, recommend, serve } = this.kills;
    return sweep + recommend + serve;
  }

  /** Kills a command so often at most: it may be faster. */
  private async killCommand(name: CommandName, store: string, most: number): Promise<void> {
    const { end: whole, ms } = this.undisturbed.get(name) as { end: CommandEnd; ms: number };
    const command = { ...this.command(name), workers: this.whole(0, 2), store };
    let before = new Map<string, number>();
    for (let i = 0; i < most; i++) {
      const end = await run(command, this.random() * KILLED_BEFORE * ms);
      const after = await writtenIn(store);
      this.note(lostOf(before, after));
      before = after;
      if (end.code !== null) {
        // All is stored now: it would only be faster from here on.
        this.note(differences(end, whole));
        break;
      }
      this.kills[name]++;
      this.stored += after.size;
    }
    this.note(differences(await run(command), whole));
    this.note(lostOf(before, await writtenIn(store)));
  }

  private async killServer(store: string, most: number): Promise<void> {
    const server = new KilledServer(this.plan.main, store);
    for (let i = 0; i < most; i++) {
      const served = await server.start();
      this.note(await server.lost(served));
      const clients = Array.from({ length: CLIENTS }, (_, client) =>
        this.askUntilGone(server, served, client),
      );
      await new Promise((resolve) => setTimeout(resolve, this.random() * this.servedMs));
      await end(served);
      await Promise.all(clients);
      this.kills.serve++;
    }
    this.finished += server.told.size;
    const last = await server.start();
    this.note(await server.lost(last));
    await end(last);
  }

  private async askUntilGone(server: KilledServer, served: Served, client: number): Promise<void> {
    for (let turn = client; ; turn++) {
      const one = SEEDS[turn % SEEDS.length];
      const result = await server.carryOut(served, one);
      if (result === null) return;
      if (result !== this.results.get(one)) this.note([`run ${one} came to other bytes`]);
    }
  }

  private async undisturbedRun(name: CommandName): Promise<{ end: CommandEnd; ms: number }> {
    const begun = performance.now();
    const end = await run({ ...this.command(name), workers: 0, store: 'off' });
    if (end.err !== '') throw new Error(`${name}: ${end.err}`);
    return { end, ms: performance.now() - begun };
  }

  private async undisturbedResult(one: string): Promise<string> {
    const server = new KilledServer(this.plan.main, join(this.folder, `undisturbed-${one}`));
    const served = await server.start();
    const begun = performance.now();
    const result = await server.carryOut(served, one);
    this.servedMs = Math.max(this.servedMs, SERVED_RUNS * (performance.now() - begun));
    await end(served);
    if (result === null) throw new Error(`the undisturbed server went away: ${served.errors()}`);
    return result;
  }

  private command(name: CommandName) {
    return { main: this.plan.main, words: [name, this.scenario, ...WORDS[name]] };
  }

  private whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  private say(text: string): void {
    this.plan.say?.(text);
  }

  private note(what: readonly string[]): void {
    for (const text of what) {
      this.wrong.push(`seed ${this.plan.seed}, round ${this.round}: ${text}`);
      this.say(text);
    }
  }
}

async function end({ child, ended }: Served): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** What was stored before and is not as it was. */
function lostOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...before]
    .filter(([key, writtenAtMs]) => after.get(key) !== writtenAtMs)
    .map(([key]) => `${key} is lost`);
}
