import * as v from 'valibot';
import { jsonBody, type PlatformRoute, type SandboxAnswer } from '../../kernel/platform.ts';
import type { Listings } from './listings.ts';

const buyableBody = v.strictObject({ buyable: v.boolean() });

/** What only this sandbox can be asked for: Amazon takes a listing off sale, and lets it be sold again. */
export function listingControlRoutes(listings: Listings): PlatformRoute[] {
  return [
    {
      method: 'PUT',
      path: '/_sandbox/listings/{sku}',
      faults: false,
      handle(request) {
        const json = jsonBody(request);
        const parsed = v.safeParse(buyableBody, json.ok ? json.value : undefined);
        if (!parsed.success) return refusal(400, 'invalid', 'Give {"buyable": true} or {"buyable": false}.');
        const { sku = '' } = request.params;
        const listing = listings.find(sku);
        if (!listing) return refusal(404, 'unknown', `Amazon lists no SKU ${sku}.`);
        listings.change(listing, { isSuppressed: !parsed.output.buyable });
        return { status: 200, body: parsed.output };
      },
    },
  ];
}

function refusal(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } } };
}
