/** The program of a worker thread: one replication a task, looking up between two slices of it. */

import { CapacityError } from '../mailpath/capacity.ts';
import { startReplication } from '../studies/replicate.ts';
import { SharedProgress, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

export default function work({ job, shared, index }: WorkerTask): WorkerAnswer {
  const progress = new SharedProgress(shared);
  if (progress.stopped) return { kind: 'stopped' };
  try {
    const run = startReplication(job.input, job.seed, job.replication);
    while (run.step()) {
      if (progress.stopped) return { kind: 'stopped' };
      progress.tell(index, run.share());
    }
    progress.tell(index, 1);
    return { kind: 'finished', replication: run.finish() };
  } catch (error) {
    if (error instanceof CapacityError) {
      const { resource, limit, doing } = error;
      return { kind: 'capacity', of: { resource, limit, doing } };
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'fault', message, stack };
  }
}
