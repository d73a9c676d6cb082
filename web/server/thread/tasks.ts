/** What threads of the server do, by name: the program that its pools load. */

export { readLog, trace } from './log-tasks.ts';
export { changed, check, inspect, preview, print, replay } from './question-tasks.ts';
export { execute } from './study-task.ts';
