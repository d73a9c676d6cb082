/**
 * The model's benchmark: messages a second of a weekday in each arrangement at both ends of the
 * settings, and memory from 10^6 to 10^7 messages, which must not grow with them.
 *
 * Each run is a process of its own, so that its resident memory is its own.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { table } from './bench-table.ts';
import { ARRANGEMENTS, type Arrangement, ENDS, type End, weekday } from './weekday.ts';

const REPETITIONS = 3;

interface Measured {
  readonly seconds: number;
  readonly delivered: number;
  readonly rssMb: number;
  readonly skips: number;
  readonly maxInSystem: number;
}

/** Prints the model's tables. */
export function modelBench(): void {
  const speed = ARRANGEMENTS.flatMap((arrangement) =>
    ENDS.map((end) => {
      const m = measure(1e6, arrangement, end);
      return [
        `${arrangement}, ${end}`,
        `${m.seconds.toFixed(2)} s`,
        `${(m.delivered / m.seconds / 1e6).toFixed(2)} M/s`,
        `${m.rssMb.toFixed(0)} MB`,
        m.skips.toLocaleString('en-US'),
        m.maxInSystem.toLocaleString('en-US'),
      ];
    }),
  );
  console.log(
    table(
      ['a weekday of 10^6 messages', 'time', 'speed', 'memory', 'skips', 'most at once'],
      speed,
    ),
  );
  const growth = ARRANGEMENTS.map((arrangement) => {
    const [small, large] = [1e6, 1e7].map((n) => measure(n, arrangement, 'recommended'));
    return [
      `${arrangement}, recommended`,
      `${small.rssMb.toFixed(0)} MB`,
      `${large.rssMb.toFixed(0)} MB`,
      large.maxInSystem.toLocaleString('en-US'),
    ];
  });
  console.log(table(['memory', '10^6 messages', '10^7 messages', 'most at once'], growth));
}

function measure(messages: number, arrangement: Arrangement, end: End): Measured {
  const self = fileURLToPath(import.meta.url);
  const args = [self, String(messages), arrangement, end];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** In the process of its own: the median of some repetitions, and the memory after them. */
function measureHere(messages: number, arrangement: Arrangement, end: End): Measured {
  const runs: { seconds: number; delivered: number; skips: number; maxInSystem: number }[] = [];
  for (let i = 0; i < (messages > 1e6 ? 1 : REPETITIONS); i++) {
    const start = performance.now();
    const result = simulate(weekday(messages, arrangement, end), 'bench', i);
    const { delivered, deferralsSkipped: skips, mostInSystem: maxInSystem } = result;
    runs.push({ seconds: (performance.now() - start) / 1000, delivered, skips, maxInSystem });
  }
  runs.sort((a, b) => a.seconds - b.seconds);
  return { ...runs[Math.floor(runs.length / 2)], rssMb: process.memoryUsage.rss() / 1e6 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , messages, arrangement, end] = process.argv;
  console.log(
    JSON.stringify(measureHere(Number(messages), arrangement as Arrangement, end as End)),
  );
}
