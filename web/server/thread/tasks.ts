/** What threads of the server do, by name: the program that its pools load. */

export { changed } from './changed-task.ts';
export { check } from './check-task.ts';
export { inquire } from './inquiry-task.ts';
export { inspect } from './inspect-task.ts';
export { readLog } from './log-task.ts';
export { preview } from './preview-task.ts';
export { print } from './print-task.ts';
export { replay } from './replay-task.ts';
export { trace } from './trace-task.ts';
