/**
 * The kernel's benchmark: M/M/1, M/M/50 and the hold model, beside a C++ program that does the same
 * work with std::priority_queue, in one run. Both draw the same numbers and must come to the same
 * checksum. What counts is the ratio: machines differ.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ln } from '../../sim/engine/elementary.ts';
import { EventQueue } from '../../sim/engine/event-queue.ts';
import { type Row, table } from './bench-table.ts';

const REPETITIONS = 5;
const CUSTOMERS = 1_000_000;
/** More places than customers ever wait at one time at a load of 80%. */
const RING = 1 << 16;
const REFERENCE = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'test',
  'bench',
  'reference',
  'queue.cpp',
);

/** xorshift32 (Marsaglia 2003), the same in the reference: the queues are compared, not these. */
class Uniform {
  private state = 0x1234567;

  next(): number {
    let { state } = this;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return ((state >>> 0) + 0.5) * 2 ** -32;
  }
}

function mmc(servers: number, customers: number): number {
  const events = new EventQueue();
  const random = new Uniform();
  const waiting = new Float64Array(RING);
  let head = 0;
  let tail = 0;
  const gap = 1 / (0.8 * servers);
  let waits = 0;
  let busy = 0;
  let begun = 0;
  events.schedule(-gap * ln(random.next()), 0, 0);
  while (begun < customers) {
    events.next();
    const { now } = events;
    let arrived = -1;
    if (events.kind === 0) {
      events.schedule(now - gap * ln(random.next()), 0, 0);
      if (busy < servers) {
        busy++;
        arrived = now;
      } else {
        waiting[tail++ & (RING - 1)] = now;
      }
    } else if (head < tail) {
      arrived = waiting[head++ & (RING - 1)];
    } else {
      busy--;
    }
    if (arrived >= 0) {
      begun++;
      waits += now - arrived;
      events.schedule(now - ln(random.next()), 1, 0);
    }
  }
  return waits;
}

function hold(pending: number, operations: number): number {
  const events = new EventQueue(pending);
  const random = new Uniform();
  for (let i = 0; i < pending; i++) events.schedule(random.next(), 0, i);
  for (let i = 0; i < operations; i++) {
    events.next();
    events.schedule(events.now + random.next(), 0, events.subject);
  }
  return events.now;
}

interface Task {
  readonly name: string;
  readonly target: string;
  readonly units: number;
  readonly run: () => number;
  readonly reference: readonly string[];
}

const HOLD_OPERATIONS = 3_000_000;

const TASKS: readonly Task[] = [
  ...[1, 50].map((servers) => ({
    name: `M/M/${servers}, 10^6 customers`,
    target: '0.6 of C++',
    units: CUSTOMERS,
    run: () => mmc(servers, CUSTOMERS),
    reference: ['mmc', String(servers), String(CUSTOMERS)],
  })),
  ...[
    [10_000, '10 M/s'],
    [1_000_000, '3 M/s'],
  ].map(([pending, target]) => ({
    name: `hold model, ${pending} pending`,
    target: String(target),
    units: HOLD_OPERATIONS,
    run: () => hold(Number(pending), HOLD_OPERATIONS),
    reference: ['hold', String(pending), String(HOLD_OPERATIONS)],
  })),
];

/** Prints the kernel's table. Without g++ the ratios are left out. */
export function kernelBench(): void {
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-bench-'));
  try {
    const program = compileReference(folder);
    const rows: Row[] = TASKS.map((task) => {
      const ours: number[] = [];
      const theirs: number[] = [];
      let checksum = task.run();
      for (let i = 0; i < REPETITIONS; i++) {
        const start = performance.now();
        checksum = task.run();
        ours.push((performance.now() - start) / 1000);
        if (program !== null) {
          const [seconds, sum] = execFileSync(program, task.reference, { encoding: 'utf8' }).split(
            ' ',
          );
          if (Math.abs(Number(sum) / checksum - 1) > 1e-4)
            throw new Error(`${task.name}: ${sum} is not ${checksum}`);
          theirs.push(Number(seconds));
        }
      }
      const rate = task.units / median(ours) / 1e6;
      const ratio = theirs.length === 0 ? 'no g++' : (median(theirs) / median(ours)).toFixed(2);
      return [task.name, `${rate.toFixed(1)} M/s`, ratio, task.target];
    });
    console.log(table(['kernel', 'speed', 'speed / C++', 'target'], rows));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileReference(folder: string): string | null {
  const program = join(folder, 'queue');
  try {
    execFileSync('g++', ['-O3', '-o', program, REFERENCE], { stdio: 'pipe' });
    return program;
  } catch {
    return null;
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
