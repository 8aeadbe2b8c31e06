/** Puts what changed on the EventBridge bus. */
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { StockEvents } from '../../ports/posting/posting.ts';
import { type Wait, waitWithJitter } from '../lambda/back-off.ts';
import { oversoldEvent, stockAlertEvent, stockChangedEvent } from '../shapes/messages.ts';

/** PutEvents takes 10 entries a call (EventBridge API reference, 2015-10-07). */
const ENTRIES_PER_CALL = 10;

/**
 * The bus: `StockChanged`, `Oversold`, `stock.low`, `stock.out` and `stock.back` events with source `stockline`. `wait`: before events that the bus did not take
 * are put again.
 */
export function eventBridgeStockEvents(
  client: EventBridgeClient,
  bus: string,
  wait: Wait = waitWithJitter,
): StockEvents {
  return {
    async emit(changed, oversold, alerts = []) {
      const entries = [
        ...changed.map((detail) => entryOf(bus, 'StockChanged', stockChangedEvent.stamp(detail))),
        ...oversold.map((detail) => entryOf(bus, 'Oversold', oversoldEvent.stamp(detail))),
        ...alerts.map((alert) => entryOf(bus, alert.kind, stockAlertEvent.stamp(alert))),
      ];
      for (let start = 0; start < entries.length; start += ENTRIES_PER_CALL) {
        await put(client, entries.slice(start, start + ENTRIES_PER_CALL), wait);
      }
    },
  };
}

function entryOf(bus: string, type: string, detail: object): PutEventsRequestEntry {
  return { EventBusName: bus, Source: 'stockline', DetailType: type, Detail: JSON.stringify(detail) };
}

const ATTEMPTS = 4;

/**
 * A call may fail for single entries and still answer 200: the answer says of each entry, in their order, whether it
 * failed, and those are to be put again (EventBridge user guide, "Handling failures with PutEvents", 2026-11). That is
 * done a few times within about half a second. Rejects when the bus did not take them all.
 */
async function put(client: EventBridgeClient, entries: readonly PutEventsRequestEntry[], wait: Wait): Promise<void> {
  let untaken = entries;
  for (let attempt = 1; ; attempt += 1) {
    const { Entries = [], FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries: [...untaken] }));
    const codes = new Set(Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []));
    if (FailedEntryCount === 0 && codes.size === 0) {
      return;
    }
    if (attempt >= ATTEMPTS) {
      throw new Error(
        `The bus took not all of ${entries.length} events (${[...codes].join(', ')}): they are emitted again.`,
      );
    }
    const failed = untaken.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
    // An answer that counts failures and names none: all are put again, and delivered twice at worst.
    untaken = failed.length > 0 ? failed : untaken;
    await wait(attempt);
  }
}
