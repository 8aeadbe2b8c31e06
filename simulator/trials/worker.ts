/** One worker of the pool: a thread that holds simulated sales. */
import { parentPort, workerData } from 'node:worker_threads';
import { holdSales, type Trial } from './trial.ts';
import type { Done, Task } from './worker-pool.ts';

/** Holds the sales of one task after the other, of the trials it was made with. */
const trials: readonly Trial[] = workerData;

parentPort?.on('message', (task: Task) => {
  const trial = trials[task.trial];
  if (trial === undefined) {
    throw new Error(`There is no trial ${task.trial}.`);
  }
  const done: Done = { task, tallies: holdSales(trial, task.seeds) };
  parentPort?.postMessage(done);
});
