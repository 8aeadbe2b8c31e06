/** Takes messages from queues of the simulation and invokes functions with them, as an event source mapping does. */

import type { AwsManners } from '../faults/aws-manners.ts';
import type { Invocation, Lambdas } from '../faults/crashing.ts';
import type { Faults } from '../faults/faults.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { MessageQueue, QueueMessage, Taken } from './queue-message.ts';

/** What feeds functions from queues. */
export type Feeder = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly lambdas: Lambdas;
  readonly manners: AwsManners;
};

export type Feeding = {
  readonly queue: MessageQueue;
  readonly functionName: string;
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  /** Resolves with the ids of the messages that are not done (`batchItemFailures`). */
  readonly handler: (invocation: Invocation, taken: readonly Taken[]) => Promise<readonly string[]>;
};

const BATCH_SIZE = 10;

/**
 * An event source mapping of Lambda with partial batch responses: gives a function up to ten messages, deletes those
 * it does not name as failed, and all or none of them when it fails or vanishes: the others come back by themselves.
 */
export function feed({ scheduler, random, faults, lambdas, manners }: Feeder, feeding: Feeding): void {
  const { queue, functionName, timeoutMs, maxConcurrency, handler } = feeding;
  let running = 0;
  const pollIn = (milliseconds: number) => scheduler.after(milliseconds, poll);
  queue.onMessage = (inMs) => pollIn(inMs + random.integer(1, 20) + manners.pollDelayMs());

  function poll(): void {
    const awayMs = manners.queuesAwayMs(scheduler.now());
    if (awayMs > 0) {
      pollIn(awayMs);
      return;
    }
    while (running < maxConcurrency) {
      const taken = queue.receive(random.integer(1, BATCH_SIZE));
      if (taken.length === 0) {
        return;
      }
      running += 1;
      void work(taken);
    }
  }

  function deleteIn(milliseconds: number, done: Taken): void {
    if (milliseconds > 0) {
      scheduler.after(milliseconds, () => queue.delete(done));
    } else {
      queue.delete(done);
    }
  }

  async function work(taken: readonly Taken[]): Promise<void> {
    const ending = await lambdas.invoke(functionName, timeoutMs, (invocation) => handler(invocation, taken));
    running -= 1;
    const failed = ending.kind === 'answered' ? new Set(ending.value) : undefined;
    const isDeletionLost = failed !== undefined && faults.happens('deletionLost');
    const awayMs = manners.queuesAwayMs(scheduler.now());
    for (const each of taken) {
      if (failed === undefined || failed.has(each.message.id)) {
        noteFailure(each.message, ending.faults > 0 ? ending.kind : '');
      } else if (isDeletionLost) {
        noteFailure(each.message, 'deletion lost');
      } else {
        // Lambda deletes what is done once SQS answers.
        deleteIn(awayMs, each);
      }
    }
    pollIn(1);
  }
}

function noteFailure(message: QueueMessage, why: string): void {
  message.failures.push(why);
}
