/** Queues of one kind, one per channel, as the functions that send to them know them. */
import { Stack } from 'aws-cdk-lib';
import type { Channel } from '../channels/setup.ts';
import type { StocklineFunction } from './stockline-function.ts';
import type { StocklineQueue } from './stockline-queue.ts';

export type ChannelQueue = { readonly channel: Pick<Channel, 'id'>; readonly queue: StocklineQueue };

/** A function knows them under one variable: their names by channel, as JSON (see shared/aws/lambda/environment.ts). */
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
    const names = Object.fromEntries(queues.map(({ channel, queue }) => [channel.id, queue.queueName]));
    stocklineFunction.bind(this.#variable, Stack.of(stocklineFunction).toJsonString(names), {
      actions: ['sqs:SendMessage'],
      resources: queues.map(({ queue }) => queue.queue.queueArn),
    });
  }
}
