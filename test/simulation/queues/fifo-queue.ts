/** A FIFO queue of SQS in the simulation: one message of a group at a time, with deduplication. */
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { MessageQueue, QueueMessage, Taken } from './queue-message.ts';

const DEDUPLICATION_MS = 5 * 60_000;

export type QueueSettings = {
  readonly name: string;
  readonly visibilityMs: number;
  readonly maxReceiveCount: number;
};

/**
 * A FIFO queue of SQS with deduplication per group: while a message of a group is out, no other of the group is given;
 * what was sent within five minutes of the same is dropped; what was given out too often is set aside.
 * Source: SQS developer guide, "FIFO queue delivery logic" and "Exactly-once processing" (2025).
 */
export class FifoQueue implements MessageQueue {
  readonly name: string;
  readonly deadLetters: QueueMessage[] = [];
  onMessage: (inMs: number) => void = () => undefined;
  readonly #settings: QueueSettings;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #messages: QueueMessage[] = [];
  readonly #sent = new Map<string, number>();
  #count = 0;

  constructor(settings: QueueSettings, scheduler: Scheduler, random: Random) {
    this.name = settings.name;
    this.#settings = settings;
    this.#scheduler = scheduler;
    this.#random = random;
  }

  send(body: string, group: string, deduplicationId: string): void {
    const now = this.#scheduler.now();
    const content = `${group}|${deduplicationId}`;
    const sentAt = this.#sent.get(content);
    if (sentAt !== undefined && now < sentAt + DEDUPLICATION_MS) {
      return;
    }
    this.#sent.set(content, now);
    this.#add(body, group);
  }

  receive(most: number): readonly Taken[] {
    const now = this.#scheduler.now();
    const isOut = (message: QueueMessage) => message.hiddenUntil > now;
    const locked = new Set(this.#messages.filter(isOut).map((message) => message.group));
    const free = new Set(this.#messages.map((message) => message.group).filter((group) => !locked.has(group)));
    const taken: Taken[] = [];
    for (const group of this.#random.shuffled([...free])) {
      for (const message of this.#messages.filter((each) => each.group === group)) {
        if (taken.length === most) {
          return taken;
        }
        if (message.receives >= this.#settings.maxReceiveCount) {
          this.#remove(message);
          this.deadLetters.push(message);
          continue;
        }
        message.receives += 1;
        message.hiddenUntil = now + this.#settings.visibilityMs;
        this.onMessage(this.#settings.visibilityMs);
        taken.push({ message, handle: handleOf(message) });
      }
    }
    return taken;
  }

  /** A handle of an earlier receive deletes nothing: a FIFO queue refuses it once the message is visible again. */
  delete({ message, handle }: Taken): void {
    if (handleOf(message) === handle && message.hiddenUntil > this.#scheduler.now()) {
      this.#remove(message);
      this.onMessage(0);
    }
  }

  changeVisibility(handle: string, milliseconds: number): void {
    const now = this.#scheduler.now();
    const message = this.#messages.find((each) => handleOf(each) === handle && each.hiddenUntil > now);
    if (message !== undefined) {
      message.hiddenUntil = now + milliseconds;
      this.onMessage(milliseconds);
    }
  }

  isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  redrive(fits: (message: QueueMessage) => boolean): void {
    for (const message of this.deadLetters.filter(fits)) {
      this.deadLetters.splice(this.deadLetters.indexOf(message), 1);
      this.#add(message.body, message.group);
    }
  }

  #add(body: string, group: string): void {
    this.#count += 1;
    const id = `${this.name}-${this.#count}`;
    this.#messages.push({ id, body, group, sentAt: this.#scheduler.now(), hiddenUntil: 0, receives: 0, failures: [] });
    this.onMessage(0);
  }

  #remove(message: QueueMessage): void {
    const place = this.#messages.indexOf(message);
    if (place >= 0) {
      this.#messages.splice(place, 1);
    }
  }
}

export function handleOf(message: QueueMessage): string {
  return `${message.id}#${message.receives}`;
}
