/**
 * `npm run load -- [CLIENTS] [SECONDS] [SECONDS OF EACH SIEGE]`: 50 clients for 60 s, then a hostile
 * client against each limit for 20 s. Ends with 1 where anything but a success or a stated limit was
 * answered, where the server's own thread was kept from its work, where memory grew (from the middle
 * of the test to its end it has no reason to), or where a hostile client kept another one waiting.
 */
import { join } from 'node:path';
import type { LimitName } from '../../web/server/limits.ts';
import { table } from '../bench/bench-table.ts';
import { ATTACKS } from './attacks.ts';
import { load } from './load.ts';
import { MEDIAN_MS, median, PEAK_BYTES, RETURNED_BYTES, siege } from './siege.ts';
import { percentile } from './tally.ts';

/** This file runs as dist/test/load/main.js. */
const PROGRAM = join(import.meta.dirname, '..', '..');
const MAIN = join(PROGRAM, 'sim', 'cli', 'main.js');
const MAX_DELAY_MS = 50;
/** Heaps of the threads come and go by 100 MB: what is beyond is kept by somebody. */
const MAX_GROWTH_BYTES = 200e6;

const [clients = 50, seconds = 60, siegeSeconds = 20] = process.argv.slice(2).map(Number);
console.log(`${clients} clients for ${seconds} s`);
const { seen, health, exit } = await load(MAIN, clients, seconds);

console.log(`${(seen.requests / seconds).toFixed(1)} requests a second`);
const statuses = [...seen.statuses].sort(([a], [b]) => a - b);
console.log(
  table(
    ['status', 'requests'],
    statuses.map(([status, number]) => [status === 0 ? 'none' : String(status), String(number)]),
  ),
);
console.log(
  table(
    ['ms', 'number', 'p50', 'p90', 'p99', 'max'],
    [...seen.times]
      .filter(([kind]) => kind !== 'events')
      .map(([kind, times]) => [
        kind,
        String(times.length),
        ...[0.5, 0.9, 0.99, 1].map((share) => percentile(times, share).toFixed(1)),
      ]),
  ),
);
const { p50, p99 } = health[2].eventLoopDelayMs;
console.log(
  `event loop of the server is late by: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
);
const megabytes = health.map(({ residentBytes }) => (residentBytes / 1e6).toFixed(0));
console.log(`memory: ${megabytes.join(', ')} MB before, half way, at the end`);

const growth = health[2].residentBytes - health[1].residentBytes;
const wrong = [
  ...seen.faults,
  ...(exit === 0 ? [] : [`the server ended with ${exit}`]),
  ...(p99 < MAX_DELAY_MS ? [] : [`warning: the event loop is late by ${MAX_DELAY_MS} ms or more`]),
  ...(growth < MAX_GROWTH_BYTES ? [] : [`memory grew by ${(growth / 1e6).toFixed(0)} MB`]),
];
console.log(
  `\na hostile client against each limit, ${siegeSeconds} s each, and another client’s answers:`,
);
const rows: string[][] = [];
for (const limit of Object.keys(ATTACKS) as LimitName[]) {
  const besieged = await siege(PROGRAM, [limit], siegeSeconds);
  const { times, refused, peakBytes, afterBytes } = besieged;
  const p50 = median(besieged);
  rows.push([
    limit,
    String(times.length),
    p50.toFixed(0),
    percentile(times, 1).toFixed(0),
    (peakBytes / 1e6).toFixed(0),
    (afterBytes / 1e6).toFixed(0),
  ]);
  wrong.push(...refused.map((what) => `under ${limit}: ${what}`));
  if (p50 >= MEDIAN_MS)
    wrong.push(`under ${limit}: half of the answers took ${MEDIAN_MS} ms or more`);
  if (peakBytes >= PEAK_BYTES || afterBytes >= RETURNED_BYTES) {
    wrong.push(`under ${limit}: memory grew, or did not come back`);
  }
}
console.log(table(['limit', 'answers', 'p50 ms', 'max ms', 'MB, most', 'MB, after'], rows));
for (const what of wrong) console.log(what);
process.exitCode = wrong.length === 0 ? 0 : 1;
