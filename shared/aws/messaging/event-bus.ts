/** Puts what changed on the EventBridge bus. */
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { StockEvents } from '../../ports/posting/posting.ts';
import { oversoldEvent, stockChangedEvent } from '../shapes/messages.ts';

/** PutEvents takes 10 entries a call (EventBridge API reference, 2015-10-07). */
const ENTRIES_PER_CALL = 10;

/** The bus: `StockChanged` and `Oversold` events with source `stockline`. */
export function eventBridgeStockEvents(client: EventBridgeClient, bus: string): StockEvents {
  return {
    async emit(changed, oversold) {
      const entries = [
        ...changed.map((detail) => entryOf(bus, 'StockChanged', stockChangedEvent.stamp(detail))),
        ...oversold.map((detail) => entryOf(bus, 'Oversold', oversoldEvent.stamp(detail))),
      ];
      for (let start = 0; start < entries.length; start += ENTRIES_PER_CALL) {
        await put(client, entries.slice(start, start + ENTRIES_PER_CALL));
      }
    },
  };
}

function entryOf(bus: string, type: string, detail: object): PutEventsRequestEntry {
  return { EventBusName: bus, Source: 'stockline', DetailType: type, Detail: JSON.stringify(detail) };
}

/** A call may fail for single entries and still answer 200: the answer says of each entry whether it failed. */
async function put(client: EventBridgeClient, entries: PutEventsRequestEntry[]): Promise<void> {
  const answer = await client.send(new PutEventsCommand({ Entries: entries }));
  const failed = (answer.Entries ?? []).filter((entry) => entry.ErrorCode !== undefined);
  if ((answer.FailedEntryCount ?? 0) > 0 || failed.length > 0) {
    const codes = [...new Set(failed.map((entry) => entry.ErrorCode))].join(', ');
    throw new Error(`The bus took not all of ${entries.length} events (${codes}): they are emitted again.`);
  }
}
