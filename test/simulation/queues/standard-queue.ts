/** A standard queue of SQS in the simulation: any order, at least once, with delays. */
import type { Faults } from '../faults/faults.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { handleOf, type QueueSettings } from './fifo-queue.ts';
import type { MessageQueue, QueueMessage, Taken } from './queue-message.ts';

/** SQS cuts no delay: it refuses more than 15 minutes (SQS API reference, DelaySeconds). */
const DELAY_MAX_MS = 900_000;

/** A standard queue of SQS: in any order, at least once, delayed by up to 15 minutes, with a dead-letter queue. */
export class StandardQueue implements MessageQueue {
  readonly name: string;
  readonly deadLetters: QueueMessage[] = [];
  onMessage: (inMs: number) => void = () => undefined;
  readonly #settings: QueueSettings;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #messages = new Map<string, QueueMessage>();
  #count = 0;

  constructor(settings: QueueSettings, scheduler: Scheduler, random: Random, faults: Faults) {
    this.name = settings.name;
    this.#settings = settings;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
  }

  send(body: string, delayMs: number): void {
    if (delayMs > DELAY_MAX_MS) {
      throw new Error(`${this.name}: SQS delays no message by ${delayMs} ms.`);
    }
    this.#count += 1;
    const id = `${this.name}-${this.#count}`;
    const now = this.#scheduler.now();
    const hiddenUntil = now + delayMs;
    this.#messages.set(id, { id, body, group: id, sentAt: now, hiddenUntil, receives: 0, failures: [] });
    this.onMessage(delayMs);
  }

  receive(most: number): readonly Taken[] {
    const now = this.#scheduler.now();
    const visible = this.#random.shuffled([...this.#messages.values()].filter((each) => each.hiddenUntil <= now));
    return visible.slice(0, most).flatMap((message) => {
      if (message.receives >= this.#settings.maxReceiveCount) {
        this.#messages.delete(message.id);
        this.deadLetters.push(message);
        return [];
      }
      message.receives += 1;
      const isSeenTwice = this.#faults.happens('deliversTwice');
      const hiddenMs = isSeenTwice ? this.#random.integer(0, 2_000) : this.#settings.visibilityMs;
      message.hiddenUntil = now + hiddenMs;
      this.onMessage(hiddenMs);
      return [{ message, handle: handleOf(message) }];
    });
  }

  delete({ message }: Taken): void {
    this.#messages.delete(message.id);
  }

  changeVisibility(handle: string, milliseconds: number): void {
    for (const message of this.#messages.values()) {
      if (handleOf(message) === handle) {
        message.hiddenUntil = this.#scheduler.now() + milliseconds;
        this.onMessage(milliseconds);
      }
    }
  }

  isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  redrive(fits: (message: QueueMessage) => boolean): void {
    for (const message of this.deadLetters.filter(fits)) {
      this.deadLetters.splice(this.deadLetters.indexOf(message), 1);
      this.send(message.body, 0);
    }
  }
}
