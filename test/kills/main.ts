/**
 * `npm run kills -- --count 1000 --seed 1`: kills the program so often, at moments chosen under the
 * seed. Ends with 1 where anything was lost or damaged.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kill } from './kills.ts';

/** This file runs as dist/test/kills/main.js. */
const MAIN = join(import.meta.dirname, '..', '..', 'sim', 'cli', 'main.js');

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const { kills, stored, finished, wrong } = await kill({
  main: MAIN,
  count: Number(values.count),
  seed: values.seed,
  say: (text) => console.log(text),
});
console.log(
  `kills: ${kills.sweep} of sweep, ${kills.recommend} of recommend, ${kills.serve} of serve`,
);
console.log(`${stored} replications lay in stores at a kill, ${finished} runs were finished`);
for (const what of wrong) console.log(what);
console.log(wrong.length === 0 ? 'nothing was lost' : `${wrong.length} faults`);
process.exitCode = wrong.length === 0 ? 0 : 1;
