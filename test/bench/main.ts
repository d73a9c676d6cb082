/** `npm run bench`: all benchmarks, in one run on one machine. Ratios are what counts. */
import { commonRandomNumbersBench } from './common-random-numbers.ts';
import { executorBench } from './executor.ts';
import { kernelBench } from './kernel.ts';
import { mailLogBench } from './mail-log.ts';
import { modelBench } from './model.ts';
import { pageBench } from './page.ts';
import { startUpBench } from './start-up.ts';

startUpBench();
kernelBench();
modelBench();
commonRandomNumbersBench();
mailLogBench();
await executorBench();
await pageBench();
