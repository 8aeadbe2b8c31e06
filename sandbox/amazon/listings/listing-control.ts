/** What a seller or Amazon does with a listing that no API of ours asks for. */
import * as v from 'valibot';
import { controlRoute, refusal, withBody } from '../../kernel/control-answers.ts';
import type { PlatformRoute } from '../../kernel/platform.ts';
import { marketplaceOf } from '../marketplaces.ts';
import type { Listings } from './listings.ts';

const units = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const known = v.pipe(
  v.string(),
  v.check((id) => marketplaceOf(id) !== undefined, 'Amazon has no such marketplace'),
);

/** The body of `PUT /_sandbox/listings/{sku}`; what it leaves out stays as it is. */
const listingBody = v.strictObject({
  /** Amazon takes it off sale, and lets it be sold again. */
  buyable: v.optional(v.boolean()),
  /** The only marketplaces that have the listing. */
  marketplaceIds: v.optional(v.array(known)),
  /** Units by supply source: the listing has multi-location inventory, and its own quantity becomes 0. */
  supplySources: v.optional(v.record(v.string(), units)),
  /** What a reading of its quantity has. */
  reading: v.optional(v.picklist(['whole', 'withoutQuantity', 'absent'])),
});

export function listingControlRoutes(listings: Listings): PlatformRoute[] {
  return [
    controlRoute('PUT', '/listings/{sku}', (request) =>
      withBody(request, listingBody, (body) => {
        const { sku = '' } = request.params;
        const listing = listings.find(sku);
        if (!listing) return refusal(404, 'unknown', `Amazon lists no SKU ${sku}.`);
        const { buyable, marketplaceIds, supplySources, reading } = body;
        listings.change(listing, {
          ...(buyable === undefined ? {} : { isSuppressed: !buyable }),
          ...(marketplaceIds === undefined ? {} : { offeredOn: marketplaceIds }),
          ...(supplySources === undefined ? {} : { supplySources, quantity: 0 }),
          ...(reading === undefined ? {} : { reading }),
        });
        return { status: 200, body };
      }),
    ),
  ];
}
