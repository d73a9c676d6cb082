/** The thread in which a command runs; supervisor.ts starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { commandLine } from './command-line.ts';
import { onTemporary } from './output-file.ts';
import type { CommandNews, CommandTask } from './supervisor.ts';
import { processTerminal } from './terminal.ts';

const { words, surroundings, interrupt } = workerData as CommandTask;
const interrupted = new Int32Array(interrupt);
const tell = (news: CommandNews): void => parentPort?.postMessage(news);

onTemporary((path, exists) => tell({ kind: 'temporary', path, exists }));

process.exitCode = await commandLine(
  words,
  processTerminal(surroundings, {
    input() {
      tell({ kind: 'wants-input' });
      return process.stdin;
    },
    interrupted: () => Atomics.load(interrupted, 0) !== 0,
    lastWords: (text) => tell({ kind: 'last-words', text }),
  }),
);
