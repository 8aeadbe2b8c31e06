/** Reads what a direct channel shows, many listings a call. */

import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { QuantityRead } from '../../../ports/channel/channel.ts';
import { idField, signedUnitsField } from '../../fields.ts';
import { readRows } from '../../rows.ts';
import type { DirectApi } from './api.ts';

/** What a call of `figures` asks for at most. */
const LISTINGS_MAX = 100;

/** A figure may be below 0: a lowering that crosses a sale takes as many units twice, until the sale is reported. */
export const shownUnits = signedUnitsField;

const figures = v.object({ figures: v.array(v.unknown()) });
const figure = v.object({ listing: idField, location: v.string(), shows: shownUnits });

/** What the shop shows of these listings, in their order. A listing that it does not answer for is not listed there. */
export async function readFigures(
  { id }: Pick<DirectChannel, 'id'>,
  api: DirectApi,
  listings: readonly Pick<Listing, 'sku' | 'externalId' | 'channelLocation'>[],
  triesMax: number,
): Promise<readonly QuantityRead[]> {
  const shown = new Map<string, number>();
  for (let start = 0; start < listings.length; start += LISTINGS_MAX) {
    const asked = listings.slice(start, start + LISTINGS_MAX).map(({ externalId, channelLocation }) => ({
      listing: externalId,
      location: channelLocation,
    }));
    const answer = await api.read('figures', { listings: asked }, figures, triesMax);
    for (const row of readRows(answer.figures, figure).rows) {
      shown.set(placeOf(row.listing, row.location), row.shows);
    }
  }
  return listings.map(({ sku, externalId, channelLocation }): QuantityRead => {
    const units = shown.get(placeOf(externalId, channelLocation));
    const reason = `The direct channel ${id} shows no figure of ${sku} (listing ${externalId}) at ${channelLocation}: import anew, or list it there again.`;
    return units === undefined ? { kind: 'notListed', reason } : { kind: 'shows', units };
  });
}

function placeOf(listing: string, location: string): string {
  return JSON.stringify([listing, location]);
}
