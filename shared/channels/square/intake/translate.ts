/** Translates Square's webhooks. */

import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import type { Intake, Notice } from '../../../ports/channel/channel.ts';
import { idField, timeField } from '../../fields.ts';
import { readJson } from '../../json-body.ts';
import { rowByRow, setAsideRows } from '../../rows.ts';
import { IN_STOCK, squareUnits } from '../client/quantity.ts';

/** A verified webhook at our door. */
export type SquareMessage = {
  readonly rawBody: Uint8Array;
  readonly channel: SquareChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

const envelope = v.object({ type: v.string('Expected an event type.') });

/** What a count is of. */
const counted = v.object({ catalog_object_id: idField, location_id: idField });

/** Source: `InventoryCountUpdatedEvent` of npm square 46.0.0 (Square-Version 2026-09-16). */
const countUpdated = v.object({
  data: v.object({
    // Absent when what was counted was deleted: `InventoryCountUpdatedEventData` of the same types.
    object: v.nullish(
      v.object({
        // Absent or null by `InventoryCountUpdatedEventObject` of the same types.
        inventory_counts: v.nullish(
          rowByRow(
            v.object({
              ...counted.entries,
              state: v.string(),
              quantity: v.union([squareUnits, v.string()], 'Expected a decimal string.'),
              calculated_at: timeField,
            }),
          ),
        ),
      }),
    ),
  }),
});

/**
 * What a Square webhook says: that counts changed. A count is the state after all changes so far, our own pushes among
 * them, so it is a notice: what moved is read from the history (changes.ts).
 */
export function translateSquare({ rawBody, channel, receivedAt }: SquareMessage): Intake {
  const head = readJson(rawBody, envelope);
  if (head.kind === 'malformed') {
    return head;
  }
  if (head.value.type !== 'inventory.count.updated') {
    return { kind: 'ignored', reason: 'The event type is not about a quantity.' };
  }
  const read = readJson(rawBody, countUpdated);
  if (read.kind === 'malformed') {
    return read;
  }
  const { object } = read.value.data;
  if (object === null || object === undefined) {
    return { kind: 'ignored', reason: 'The event has no object: what was counted was deleted.' };
  }
  const { rows, odd } = object.inventory_counts ?? { rows: [], odd: [] };
  const notices = rows
    .filter(({ state, location_id }) => state === IN_STOCK && Object.hasOwn(channel.locations, location_id))
    .map(
      (count): Notice => ({
        channel: channel.id,
        externalId: count.catalog_object_id,
        channelLocation: count.location_id,
        ...(typeof count.quantity === 'number' && { quantity: count.quantity }),
        occurredAt: count.calculated_at,
        receivedAt,
      }),
    );
  // What moved is read from the history all the same, where the row says of what.
  const unclear = odd.flatMap(({ row }): Notice[] => {
    const of = v.safeParse(counted, row);
    if (!of.success || !Object.hasOwn(channel.locations, of.output.location_id)) {
      return [];
    }
    const { catalog_object_id: externalId, location_id: channelLocation } = of.output;
    return [{ channel: channel.id, externalId, channelLocation, occurredAt: receivedAt, receivedAt }];
  });
  const setAside = setAsideRows(odd, { field: 'catalog_object_id', what: 'count' });
  return notices.length + setAside.length === 0
    ? { kind: 'ignored', reason: 'No count is of stock at a location that the channel maps.' }
    : { kind: 'notices', notices: [...notices, ...unclear], ...(setAside.length > 0 && { setAside }) };
}
