/** Reads Square's inventory history: what changed, and why. */

import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import type { Sku } from '../../../domain/identifiers.ts';
import type { CountObservation, MovementCause, MovementObservation } from '../../../domain/stock/observation.ts';
import { escapedInKey } from '../../../domain/stock/order-line.ts';
import type { SetAside } from '../../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { Clock } from '../../../ports/journal.ts';
import { idField } from '../../fields.ts';
import { readRows } from '../../rows.ts';
import { createSquareApi } from '../client/api.ts';
import { IN_STOCK } from '../client/quantity.ts';
import type { SquareCredentials } from '../connecting/credentials.ts';
import {
  type Adjustment,
  adjustment,
  type HistoryReading,
  ourLocation,
  type PhysicalCount,
  physicalCount,
  typesOf,
} from './history.ts';
import { isReserved, physicalCountsOf, reservedChange } from './stock-work.ts';

/** Our own pushes carry this before their reference, so that we do not take them for news when we read the history. */
export const OWN_REFERENCE = 'stockline:';

const PAGE_SIZE = 1_000;

const optionalText = v.nullish(v.string());

const changesPage = v.object({
  changes: v.optional(v.array(v.unknown()), []),
  cursor: optionalText,
});

/** Each change by itself: one of fractions, which the ledger does not keep, is set aside. */
const changeRow = v.object({ adjustment: v.nullish(adjustment), physical_count: v.nullish(physicalCount) });
const namedChange = v.object({ id: idField, catalog_object_id: idField });
const namedRow = v.union([v.object({ adjustment: namedChange }), v.object({ physical_count: namedChange })]);

/** Reads what happened to variations, given with their SKUs, since a time: each change with its own id, oldest first. */
export type SquareChangeReader = (
  skus: ReadonlyMap<string, Sku>,
  since: Date,
  receivedAt: string,
  setAside?: SetAside,
) => Promise<readonly SquareChange[]>;

export type SquareChange = MovementObservation | CountObservation;

/**
 * Reads the inventory history of Square, which has every change by itself, where a count has only their sum.
 *
 * Left out: our own pushes; locations that the channel does not map; and, unless the channel has `stockWork`, what a person
 * counted, with the adjustments that Square makes of it. Rejects when Square does not
 * answer. A change that cannot be read is set aside, one in fractions among them: the ledger keeps whole units.
 * Source: https://developer.squareup.com/reference/square/inventory-api/batch-retrieve-inventory-changes (2026-09-16).
 */
export function createSquareChangeReader(
  channel: SquareChannel,
  credentials: SquareCredentials,
  clock: Clock = () => new Date(),
): SquareChangeReader {
  const api = createSquareApi(channel, credentials);
  return async (skus, since, receivedAt, setAside = () => undefined) => {
    // Taken before the call: what Square answers is not older than this.
    const readAt = clock().getTime();
    const adjustments: Adjustment[] = [];
    const counts: PhysicalCount[] = [];
    let cursor: string | null | undefined;
    do {
      const body = {
        catalog_object_ids: [...skus.keys()],
        location_ids: Object.keys(channel.locations),
        types: typesOf(channel),
        updated_after: since.toISOString(),
        limit: PAGE_SIZE,
        ...(cursor ? { cursor } : {}),
      };
      const answer = await api.ask({ method: 'POST', path: '/v2/inventory/changes/batch-retrieve', body }, changesPage);
      if (answer.kind === 'credentialsGone') {
        throw new CredentialsGoneError(answer.reason);
      }
      if (answer.kind !== 'done') {
        // Not waited for here: the notice is followed again.
        throw new Error(
          `Square did not answer with its changes: ${answer.kind === 'refused' ? answer.reason : 'it throttles.'}`,
        );
      }
      const { rows, odd } = readRows(answer.value.changes, changeRow);
      for (const { row, reason } of odd) {
        setAside({ id: changeName(row), reason });
      }
      adjustments.push(...rows.flatMap((change) => change.adjustment ?? []));
      counts.push(...rows.flatMap((change) => change.physical_count ?? []));
      cursor = answer.value.cursor;
    } while (cursor);
    const changes = adjustments
      .filter((each) => !each.reference_id?.startsWith(OWN_REFERENCE) && !each.physical_count_id)
      .flatMap((each) => {
        const sku = skus.get(each.catalog_object_id);
        return sku === undefined ? [] : observe(channel, each, sku, { receivedAt, readAt });
      });
    const counted = channel.stockWork ? physicalCountsOf(channel, { counts, adjustments, skus, receivedAt }) : [];
    return [...changes, ...counted].sort((a, b) =>
      a.occurredAt < b.occurredAt ? -1 : Number(a.occurredAt > b.occurredAt),
    );
  };
}

/** The change by its ids, for the operator. */
export function changeName(row: unknown): string {
  const named = v.safeParse(namedRow, row);
  if (!named.success) {
    return 'a change without an id';
  }
  const { output } = named;
  return 'adjustment' in output ? inWords('change', output.adjustment) : inWords('count', output.physical_count);
}

function inWords(what: 'change' | 'count', { id, catalog_object_id }: v.InferOutput<typeof namedChange>): string {
  return `${what} ${id} of ${catalog_object_id}`;
}

/**
 * Units leave a location, or enter one, or go from one to another: then each listing moves by an entry of its own. Square
 * may give an adjustment another quantity later, under the same id and times: it counts as it was last read.
 * Source: https://developer.squareup.com/reference/square/inventory-api/update-inventory-adjustment (2026-11).
 */
function observe(
  channel: SquareChannel,
  each: Adjustment,
  sku: Sku,
  { receivedAt, readAt }: HistoryReading,
): readonly MovementObservation[] {
  if (channel.stockWork && isReserved(each)) {
    return reservedChange(channel, each, sku, { receivedAt, readAt });
  }
  const ends = [
    each.from_state === IN_STOCK
      ? { end: 'from', sign: -1, squareLocation: each.from_location_id ?? each.location_id ?? '' }
      : undefined,
    each.to_state === IN_STOCK
      ? { end: 'to', sign: 1, squareLocation: each.to_location_id ?? each.location_id ?? '' }
      : undefined,
  ].filter((end) => end !== undefined);
  const isTransfer = ends.length === 2;
  const order = each.transaction_id;
  return ends.flatMap(({ end, sign, squareLocation }): MovementObservation[] => {
    const location = ourLocation(channel, squareLocation);
    if (location === undefined) {
      return [];
    }
    const key = `square-change:${channel.id}:${escapedInKey(each.id)}${isTransfer ? `:${end}` : ''}`;
    return [
      {
        kind: 'movement',
        sku,
        source: { channel: channel.id, ...(order ? { order } : {}), key },
        cause: isTransfer ? 'transferred' : causeOf(each),
        changes: [{ location, onHand: sign * each.quantity }],
        deducted: -sign * each.quantity,
        channelLocation: squareLocation,
        soldAs: each.catalog_object_id,
        occurredAt: each.occurred_at,
        receivedAt,
        readAt,
      },
    ];
  });
}

/** Why units leave or enter IN_STOCK: https://developer.squareup.com/reference/square/enums/InventoryState (2026-09). */
const LEAVING: Readonly<Record<string, MovementCause>> = {
  SOLD: 'sold',
  SOLD_ONLINE: 'sold',
  RESERVED_FOR_SALE: 'sold',
  WASTE: 'damaged',
  IN_TRANSIT: 'transferred',
  IN_TRANSIT_TO: 'transferred',
};
const ENTERING: Readonly<Record<string, MovementCause>> = {
  SOLD: 'returned',
  SOLD_ONLINE: 'returned',
  RESERVED_FOR_SALE: 'returned',
  RETURNED_BY_CUSTOMER: 'returned',
  UNLINKED_RETURN: 'returned',
  NONE: 'received',
  ORDERED_FROM_VENDOR: 'received',
  RECEIVED_FROM_VENDOR: 'received',
  IN_TRANSIT: 'transferred',
  IN_TRANSIT_TO: 'transferred',
};

function causeOf({ from_state, to_state }: Adjustment): MovementCause {
  return (from_state === IN_STOCK ? LEAVING[to_state] : ENTERING[from_state]) ?? 'adjusted';
}
