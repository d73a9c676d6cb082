/**
 * A worker that dies as its job's setting says: `exit` ends the thread, `memory` fails as Node does
 * when a thread's heap is full. With a file's path after it only the first time; the file remembers.
 * `count` and a file's path: a byte is added to it, and the job is run.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import work from '../../sim/executor/replication-worker.ts';
import type { WorkerAnswer, WorkerTask } from '../../sim/executor/worker-task.ts';

export default function workOrDie(task: WorkerTask): WorkerAnswer | Promise<WorkerAnswer> {
  const [, counted] = /^count (.+)$/.exec(task.job.setting) ?? [];
  if (counted !== undefined) appendFileSync(counted, '.');
  const [, death, onceFile] = /^(exit|memory) ?(.*)$/.exec(task.job.setting) ?? [];
  if (death === undefined || (onceFile !== '' && existsSync(onceFile))) return work(task);
  if (onceFile !== '') writeFileSync(onceFile, '');
  if (death === 'exit') process.exit(7);
  setImmediate(() => {
    throw Object.assign(new Error('Worker terminated due to reaching memory limit'), {
      code: 'ERR_WORKER_OUT_OF_MEMORY',
    });
  });
  return new Promise(() => undefined);
}
