/** The event bus of the simulation: it brings each event to the queues of the channels that are due. */
import { parseMessage } from '../../../shared/aws/messaging/read-messages.ts';
import { oversoldEvent, stockChangedEvent } from '../../../shared/aws/shapes/messages.ts';
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import type { Oversold, StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { Faults } from '../faults/faults.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { StandardQueue } from './standard-queue.ts';

/** The bus with the rules of infra/channels/channel.ts: an event goes to the queue of each channel that is due, some time. */
export class Bus {
  readonly changed: StockChanged[] = [];
  readonly oversold: Oversold[] = [];
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #queues: ReadonlyMap<ChannelId, StandardQueue>;

  constructor(scheduler: Scheduler, random: Random, faults: Faults, queues: ReadonlyMap<ChannelId, StandardQueue>) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
    this.#queues = queues;
  }

  /** An accepted event is delivered: EventBridge retries for a day (EventBridge user guide, "Retry policy"). */
  accept(detailType: string, detail: string): void {
    if (detailType === 'Oversold') {
      this.oversold.push(parseMessage(detail, oversoldEvent, 'the bus'));
      return;
    }
    const changed = parseMessage(detail, stockChangedEvent, 'the bus');
    this.changed.push(changed);
    for (const [channel, queue] of this.#queues) {
      if (changed.due.includes(channel) || changed.urgent?.includes(channel)) {
        const times = this.#faults.happens('deliversTwice') ? 2 : 1;
        for (let time = 0; time < times; time += 1) {
          this.#scheduler.after(this.#delayMs(), () => queue.send(`{"detail":${detail}}`, 0));
        }
      }
    }
  }

  #delayMs(): number {
    return this.#faults.happens('late') ? this.#random.integer(1_000, 90_000) : this.#random.integer(20, 400);
  }
}
