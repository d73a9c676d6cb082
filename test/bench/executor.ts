/**
 * The benchmark of worker threads: the main scenario with 100 replications, and a sweep's grid of 20
 * numbers of runners by 10 retry intervals, 10 replications of 10^5 messages each.
 *
 * The efficiency of n workers is the time of one over n times theirs; the aim is 90% on 2 cores. For
 * the grid it is measured on its first replication, a tenth of the work; then the whole grid is run
 * on all cores, which takes minutes. One worker and n take turns; medians. Nothing is stored.
 *
 * Each thread compiles the model for itself, about a second of a core: what a short run loses most.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { SCENARIO_FOLDER, WORKER_FILE } from '../../sim/cli/package-root.ts';
import { drive } from '../../sim/executor/executor.ts';
import { workerThreads } from '../../sim/executor/worker-threads.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { comparisonStudy, type ExperimentPlan } from '../../sim/studies/compare/compare.ts';
import { table } from './bench-table.ts';
import { weekday } from './weekday.ts';

const TURNS = 3;
const AIM = 0.9;
const MINUTE_MS = 60_000;
const GRID = {
  runners: Array.from({ length: 20 }, (_, i) => i + 1),
  retryMinutes: [1, 2, 3, 5, 8, 10, 15, 20, 25, 30],
  replications: 10,
  messages: 1e5,
};

interface Timed {
  readonly seconds: number;
  readonly messages: number;
}

/** Prints the executor's tables. */
export async function executorBench(): Promise<void> {
  const cores = availableParallelism();
  const grid = gridPlan(GRID.replications);
  // An efficiency is only one where nobody else wants the cores.
  console.log(`load of the machine before: ${loadavg()[0].toFixed(1)} of ${cores} cores`);
  const rows = [
    await efficiencyRow('main, 100 replications', mainPlan(100), cores),
    await efficiencyRow('grid, 1 replication of 10', gridPlan(1), cores),
  ];
  const head = ['workers', 'messages', '1 worker', `${cores} workers`, 'a second and core'];
  console.log(table([...head, `efficiency (aim ${100 * AIM}%)`], rows));

  let told = 0;
  const { seconds, messages } = await time(grid, cores, (share) => {
    if (share < told) return;
    console.log(`  grid: ${Math.floor(100 * share)}%`);
    told += 0.1;
  });
  const whole = [`grid, ${cores} workers`, millions(messages), `${seconds.toFixed(0)} s`];
  const speed = millions(messages / seconds / cores);
  console.log(table(['the whole', 'messages', 'time', 'a second and core'], [[...whole, speed]]));
}

async function efficiencyRow(name: string, plan: ExperimentPlan, cores: number): Promise<string[]> {
  const one: Timed[] = [];
  const all: Timed[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    one.push(await time(plan, 1));
    all.push(await time(plan, cores));
  }
  const [seconds, secondsOfAll] = [medianSeconds(one), medianSeconds(all)];
  const [{ messages }] = all;
  return [
    name,
    millions(messages),
    `${seconds.toFixed(1)} s`,
    `${secondsOfAll.toFixed(1)} s`,
    millions(messages / secondsOfAll / cores),
    `${((100 * seconds) / (cores * secondsOfAll)).toFixed(0)}%`,
  ];
}

/** With the start of the threads, as a command has it. */
async function time(
  plan: ExperimentPlan,
  workers: number,
  progress: (share: number) => void = () => undefined,
): Promise<Timed> {
  const clock = {
    now: () => performance.now(),
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    interrupted: () => false,
  };
  const start = performance.now();
  const executor = workerThreads({ workers, file: WORKER_FILE, clock });
  const { outcomes } = await drive(comparisonStudy(plan), executor, { clock, progress });
  await executor.close();
  const seconds = (performance.now() - start) / 1000;
  const delivered = outcomes.flatMap((outcome) => outcome.lows('delivered'));
  return { seconds, messages: delivered.reduce((sum, value) => sum + value, 0) };
}

function mainPlan(replications: number): ExperimentPlan {
  const file = join(SCENARIO_FOLDER, 'main.yaml');
  const text = readFileSync(file, 'utf8');
  const result = readScenario(text, { file, load: () => null, set: [] });
  if (!result.ok) throw new Error('main.yaml is not valid');
  const { settings, compare } = result.scenario;
  const named = [...settings].map(([name, input]) => ({ name, input }));
  return {
    settings: named.filter(({ name }) => compare.includes(name)),
    seed: 'bench',
    replications,
  };
}

function gridPlan(replications: number): ExperimentPlan {
  const base = weekday(GRID.messages, 'background', 'recommended');
  const settings = GRID.runners.flatMap((runners) =>
    GRID.retryMinutes.map((minutes) => ({
      name: `${runners} runners, every ${minutes} min`,
      input: {
        ...base,
        settings: { ...base.settings, runners, retryIntervalMs: minutes * MINUTE_MS },
      },
    })),
  );
  return { settings, seed: 'bench', replications };
}

function medianSeconds(timed: readonly Timed[]): number {
  return timed.map(({ seconds }) => seconds).sort((a, b) => a - b)[timed.length >> 1];
}

function millions(messages: number): string {
  return `${(messages / 1e6).toFixed(2)} M`;
}
