/** Shares simulated sales among as many workers as the machine has processors. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Tally } from '../market/market.ts';
import { holdSales, type Trial } from './trial.ts';

/** Sales that one worker holds at a time: few enough that all have work until the end. */
export const SALES_AT_A_TIME = 100;

/** Some sales of one trial; `first` is the index of the first of them. */
export type Task = { readonly trial: number; readonly first: number; readonly seeds: readonly number[] };
/** Called as sales were held, with how many of all. */
export type OnHeld = (held: number, all: number) => void;
export type Done = { readonly task: Task; readonly tallies: readonly Tally[] };

/**
 * The tallies of each trial over all seeds, in the order of the seeds: the result is the same, no matter which worker ran which sale. What fits into
 * one task is done at once; more is shared among as many workers as the machine has processors.
 */
export async function holdAll(
  trials: readonly Trial[],
  seeds: readonly number[],
  workers: number = availableParallelism(),
  onHeld: OnHeld = () => undefined,
): Promise<readonly (readonly Tally[])[]> {
  if (workers < 2 || trials.length * seeds.length <= SALES_AT_A_TIME) {
    return trials.map((trial) => holdSales(trial, seeds));
  }
  const tasks = trials.flatMap((_trial, trial) => tasksOf(trial, seeds));
  const tallies = trials.map((): Tally[] => []);
  const all = trials.length * seeds.length;
  let heldSoFar = 0;
  const onTask = ({ seeds: { length } }: Task) => {
    heldSoFar += length;
    onHeld(heldSoFar, all);
  };
  const workerPool = Array.from({ length: Math.min(workers, tasks.length) }, () =>
    work(trials, tasks, tallies, onTask),
  );
  await Promise.all(workerPool);
  return tallies;
}

function tasksOf(trial: number, seeds: readonly number[]): readonly Task[] {
  const count = Math.ceil(seeds.length / SALES_AT_A_TIME);
  return Array.from({ length: count }, (_, index) => {
    const first = index * SALES_AT_A_TIME;
    return { trial, first, seeds: seeds.slice(first, first + SALES_AT_A_TIME) };
  });
}

/** One worker takes task after task until none is left. */
function work(
  trials: readonly Trial[],
  tasks: Task[],
  tallies: readonly Tally[][],
  onTask: (task: Task) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: trials });
  return new Promise<void>((resolve, reject) => {
    const giveNext = () => {
      const task = tasks.shift();
      if (task === undefined) {
        resolve();
      } else {
        worker.postMessage(task);
      }
    };
    worker.on('message', ({ task, tallies: held }: Done) => {
      held.forEach((tally, index) => {
        const ofTrial = tallies[task.trial];
        if (ofTrial !== undefined) {
          ofTrial[task.first + index] = tally;
        }
      });
      onTask(task);
      giveNext();
    });
    worker.on('error', reject);
    giveNext();
  }).finally(() => worker.terminate());
}
