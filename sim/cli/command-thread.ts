/** The thread in which a command runs; supervisor.ts starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { commandLine } from './command-line.ts';
import { shareWaits } from './descriptor.ts';
import { onTemporary } from './output-file.ts';
import type { CommandNews, CommandTask } from './supervisor.ts';
import { processTerminal } from './terminal.ts';

const { words, surroundings, interrupt } = workerData as CommandTask;
const shared = new Int32Array(interrupt);
const tell = (news: CommandNews): void => parentPort?.postMessage(news);

shareWaits(shared.subarray(1));
onTemporary((path, exists) => tell({ kind: 'temporary', path, exists }));

const terminal = processTerminal(surroundings, {
  input() {
    tell({ kind: 'wants-input' });
    return process.stdin;
  },
  interrupted: () => Atomics.compareExchange(shared, 0, 1, 2) !== 0,
  lastWords: (text) => tell({ kind: 'last-words', text }),
});
// Standard input that nobody ends would hold the thread.
process.exit(await commandLine(words, terminal));
