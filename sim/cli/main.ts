#!/usr/bin/env node
/** The program `mailpath`: the main thread, which stays free for signals. */
import { supervise } from './supervisor.ts';

process.exit(
  await supervise(process.argv.slice(2), new URL('./command-thread.js', import.meta.url)),
);
