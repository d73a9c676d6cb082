/** What threads of the server do, by name: the program that its pools load. */

export { readLog } from './log-task.ts';
export { preview, replay } from './preview-tasks.ts';
export { changed, check, inspect, print } from './question-tasks.ts';
export { execute } from './study-task.ts';
export { trace } from './trace-task.ts';
