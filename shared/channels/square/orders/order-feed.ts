/** What happens on a Square account: read once when its SKUs are imported, and again and again by the sweep. */

import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import type { Sku } from '../../../domain/identifiers.ts';
import type { OrderFeed, SetAside } from '../../../ports/channel/channel.ts';
import type { ChannelSweep, ListedSku } from '../../../ports/intake/sweep.ts';
import type { Clock } from '../../../ports/journal.ts';
import { idField } from '../../fields.ts';
import { readRows } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { readSquareListing } from '../catalogue.ts';
import { createSquareApi } from '../client/api.ts';
import type { SquareCredentials } from '../connecting/credentials.ts';
import { changeName, createSquareChangeReader, OWN_REFERENCE, type SquareChange } from './change-reader.ts';
import { typesOf } from './history.ts';

/** Square names no limit for the ids of one call. */
const IDS_MAX = 500;

/** Square takes units off its count when they are sold: no order has units to ship, every change is a movement. */
export function createSquareOrderFeed(
  channel: SquareChannel,
  credentials: SquareCredentials,
  clock: Clock = () => new Date(),
): OrderFeed {
  const api = createSquareApi(channel, credentials);
  const readChanges = createSquareChangeReader(channel, credentials, clock);
  return {
    channel: channel.id,
    namesItems: true,
    async *openLines() {},
    readAgain: (listing) => readSquareListing(channel, api, listing),
    async *changedSince(since, skus, setAside) {
      const variations = [...skus];
      for (let start = 0; start < variations.length; start += IDS_MAX) {
        const asked: ReadonlyMap<string, Sku> = new Map(variations.slice(start, start + IDS_MAX));
        yield (await readChanges(asked, since, clock().toISOString(), setAside)).filter(
          (each) => each.kind === 'movement',
        );
      }
    },
  };
}

const PAGE_SIZE = 1_000;

/** Square names no time after which a change is in its history; its notices come within seconds. */
const SEARCH_LAG_MS = 10_000;

const optionalText = v.nullish(v.string());
const changed = v.object({
  adjustment: v.nullish(
    v.object({ catalog_object_id: idField, reference_id: optionalText, physical_count_id: optionalText }),
  ),
  physical_count: v.nullish(v.object({ catalog_object_id: idField })),
});
const changedPage = v.object({ changes: v.optional(v.array(v.unknown()), []), cursor: optionalText });

type Variations = ReadonlyMap<string, ListedSku>;

/**
 * A sweep of a Square account's inventory history: first which variations changed by anything but our own pushes and
 * counts, whatever their SKU, then their changes.
 * Source: https://developer.squareup.com/reference/square/inventory-api/batch-retrieve-inventory-changes (2026-09-16).
 */
export function createSquareSweep(
  channel: SquareChannel,
  credentials: SquareCredentials,
  clock: Clock = () => new Date(),
): ChannelSweep {
  const api = createSquareApi(channel, credentials);
  const readChanges = createSquareChangeReader(channel, credentials, clock);

  /** A variation is read from the time it was listed: what happened to its SKU before is in the baseline. */
  async function* changesOf(
    variations: Variations,
    since: Date,
    setAside?: SetAside,
  ): AsyncGenerator<readonly SquareChange[]> {
    const beginnings = Map.groupBy(variations, ([, { registeredAt }]) =>
      Math.max(since.getTime(), Date.parse(registeredAt)),
    );
    for (const [from, group] of beginnings) {
      const skus: ReadonlyMap<string, Sku> = new Map(group.map(([id, { sku }]) => [id, sku]));
      yield await readChanges(skus, new Date(from), clock().toISOString(), setAside);
    }
  }

  return {
    channel: channel.id,
    search: { lagMs: SEARCH_LAG_MS, pauseMs: 0 },
    async *changedWithin(since, until, listed, setAside) {
      const known = new Set<string>();
      let cursor: string | null | undefined;
      do {
        const body = {
          location_ids: Object.keys(channel.locations),
          types: typesOf(channel),
          updated_after: since.toISOString(),
          updated_before: until.toISOString(),
          limit: PAGE_SIZE,
          ...(cursor ? { cursor } : {}),
        };
        const request = { method: 'POST', path: '/v2/inventory/changes/batch-retrieve', body } as const;
        const page = await api.read(request, changedPage, SINGLE_READ_TRIES);
        const variations = new Map<string, ListedSku>();
        for (const id of changedByOthers(page, setAside).filter((each) => !known.has(each))) {
          known.add(id);
          const own = await listed(id);
          if (own !== undefined) {
            variations.set(id, own);
          }
        }
        for await (const changes of changesOf(variations, since, setAside)) {
          // A later change is found by a later sweep, after its notice has had time to arrive.
          yield changes.filter(({ occurredAt }) => Date.parse(occurredAt) <= until.getTime());
        }
        cursor = page.cursor;
      } while (cursor);
    },
  };
}

function changedByOthers(
  { changes }: v.InferOutput<typeof changedPage>,
  setAside: SetAside = () => undefined,
): readonly string[] {
  const { rows, odd } = readRows(changes, changed);
  for (const { row, reason } of odd) {
    setAside({ id: changeName(row), reason });
  }
  const adjusted = rows
    .flatMap(({ adjustment }) => adjustment ?? [])
    .filter((each) => !each.reference_id?.startsWith(OWN_REFERENCE) && !each.physical_count_id);
  // Counts are among the rows only where they are asked for.
  const counted = rows.flatMap(({ physical_count }) => physical_count ?? []);
  return [...new Set([...adjusted, ...counted].map((each) => each.catalog_object_id))];
}
