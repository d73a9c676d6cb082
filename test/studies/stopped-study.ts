/** Runs a study as an interruption would: only the first so many of its jobs are finished. */
import { runStudy, type Study } from '../../sim/studies/study.ts';

export function runStopped<T>(study: Study<T>, jobs: number): T {
  let left = jobs;
  return runStudy(
    (function* () {
      let step = study.next();
      while (!step.done) {
        const batch = step.value;
        const run = batch.jobs.slice(0, left);
        left -= run.length;
        const { replications } = yield { ...batch, jobs: run };
        const missing = batch.jobs.slice(run.length).map(() => null);
        step = study.next({ replications: [...replications, ...missing], stopped: left === 0 });
      }
      return step.value;
    })(),
  );
}
