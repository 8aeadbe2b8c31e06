/** A link as it lies in the table, in the partition of its name. */
import * as v from 'valibot';
import type { Link } from '../../domain/listing/link.ts';
import { type Item, readItem } from '../ledger/items.ts';
import { linkKey, linksReference } from '../ledger/table-keys.ts';
import { channelIdSchema, skuSchema } from '../shapes/fields.ts';
import { type Shape, shapeOf } from '../shapes/shape.ts';

const linkShape: Shape<Link> = shapeOf(
  'link',
  v.strictObject({
    channel: channelIdSchema,
    externalId: v.string(),
    soldAs: v.exactOptional(v.string()),
    name: skuSchema,
    sku: skuSchema,
    units: v.number(),
    isRemoved: v.exactOptional(v.literal(true)),
    before: v.array(skuSchema),
  }),
);

export function linkFrom(item: Item): Link {
  return readItem(linkShape, item);
}

/** The whole item; its reference lists the links of a channel. */
export function linkItemOf(link: Link): Record<string, unknown> {
  const { channel, externalId, name } = link;
  return {
    ...linkKey(name, channel, externalId),
    ...linkShape.stamp(link),
    ref: linksReference(channel),
    refSort: `${externalId}#${name}`,
  };
}
