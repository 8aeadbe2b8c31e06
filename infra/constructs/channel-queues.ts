/** Queues of one kind, one per channel, as the functions that send to them know them. */
import { Stack } from 'aws-cdk-lib';
import type { Channel } from '../channels/setup.ts';
import type { StocklineFunction } from './stockline-function.ts';
import type { StocklineQueue } from './stockline-queue.ts';

export type ChannelQueue = { readonly channel: Pick<Channel, 'id'>; readonly queue: StocklineQueue };

/**
 * A function knows them under one variable, as JSON (see shared/aws/lambda/environment.ts): the names of those that stand
 * in the stack itself, by channel. All others are named alike, so that one pattern and the ids of their channels say all
 * their names: 25 names of 75 characters each, for two kinds of queues, would take the environment by themselves.
 */
export class ChannelQueues {
  readonly #variable: string;
  readonly #queues: readonly ChannelQueue[];

  constructor(variable: string, queues: readonly ChannelQueue[]) {
    this.#variable = variable;
    this.#queues = queues;
  }

  /** Gives the function the names of all these queues, of none if there are none, and leave to send to them. */
  bindSender(stocklineFunction: StocklineFunction): void {
    this.#bind(stocklineFunction, this.#queues);
  }

  /** The same with the queues of the channels that the function serves; nothing where none of them has one. */
  bindSenderOfItsChannels(stocklineFunction: StocklineFunction): void {
    const served = new Set(stocklineFunction.channels.map(({ id }) => id));
    const own = this.#queues.filter(({ channel }) => served.has(channel.id));
    if (own.length > 0) {
      this.#bind(stocklineFunction, own);
    }
  }

  #bind(stocklineFunction: StocklineFunction, queues: readonly ChannelQueue[]): void {
    const alike = Map.groupBy(queues, ({ queue }) => queue.namePattern);
    const single = alike.get(undefined) ?? [];
    alike.delete(undefined);
    const names = {
      names: Object.fromEntries(single.map(({ channel, queue }) => [channel.id, queue.queueName])),
      alike: [...alike].map(([pattern, group]) => ({ pattern, channels: group.map(({ channel }) => channel.id) })),
    };
    stocklineFunction.bind(this.#variable, Stack.of(stocklineFunction).toJsonString(names), {
      actions: ['sqs:SendMessage'],
      resources: queues.map(({ queue }) => queue.queue.queueArn),
    });
  }
}
