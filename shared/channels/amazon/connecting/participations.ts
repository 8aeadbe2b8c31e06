/** Compares the marketplaces on which the seller sells with those of the configuration. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import { messageOf } from '../../../message-of.ts';
import type { MissingGrant } from '../../../ports/connecting/connection.ts';
import { readRows } from '../../rows.ts';
import { SINGLE_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import type { SellingPartnerApi } from '../client/api.ts';

/** Source: `MarketplaceParticipation` of sellers.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05). */
const row = v.object({
  marketplace: v.object({ id: v.string(), name: v.nullish(v.string(), ''), domainName: v.nullish(v.string()) }),
  participation: v.object({ isParticipating: v.boolean(), hasSuspendedListings: v.nullish(v.boolean(), false) }),
});

const answerBody = v.object({ payload: v.array(v.unknown()) });

type Participation = v.InferOutput<typeof row>;

/**
 * What the seller's marketplaces say of the configured ones. Orders count on all of them; listings are read and pushed
 * on those that the configuration names only. A seller who cannot be asked is connected all the same.
 */
export async function participationGrants(
  channel: AmazonChannel,
  api: SellingPartnerApi,
): Promise<readonly MissingGrant[]> {
  const read = await readParticipations(api);
  if (typeof read === 'string') {
    const without = `nobody can say on which marketplaces the seller sells (${read})`;
    return [{ grant: 'marketplace participations', without, isRequired: false }];
  }
  const selling = read.filter(({ participation }) => participation.isParticipating);
  const ids = selling.map(({ marketplace }) => marketplace.id);
  const gone = channel.marketplaceIds.filter((id) => !ids.includes(id));
  const others = selling.filter((each) => isStore(each) && !channel.marketplaceIds.includes(each.marketplace.id));
  const suspended = selling.filter((each) => isStore(each) && each.participation.hasSuspendedListings);
  return [
    ...gone.map((id) => ({
      grant: `participation in marketplace ${id}`,
      without: 'its listings cannot be read or pushed: take it out of marketplaceIds',
      isRequired: true,
    })),
    ...others.map(({ marketplace: { id, name } }) => ({
      grant: `marketplace ${id} (${name}) in marketplaceIds`,
      without: 'listings that are offered there alone are not imported or pushed; its orders count all the same',
      isRequired: false,
    })),
    ...suspended.map(({ marketplace: { id, name } }) => ({
      grant: `selling on marketplace ${id} (${name})`,
      without: 'Amazon has suspended listings of the seller there',
      isRequired: false,
    })),
  ];
}

/** The participations, or why they are not known. */
async function readParticipations(api: SellingPartnerApi): Promise<readonly Participation[] | string> {
  try {
    const ask = () => api.ask({ operation: 'getMarketplaceParticipations' }, answerBody);
    // Amazon allows one call a minute: who has used it up is not kept waiting.
    const answer = await whileThrottled(ask, SINGLE_READ_TRIES);
    if (answer.kind !== 'done') {
      return answer.reason;
    }
    const { rows } = readRows(answer.value.payload, row);
    return rows.length === 0 ? 'Amazon named none that can be read.' : rows;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Whether customers buy there. An account also participates in “Non-Amazon” (sim1.stores.amazon.com), “SI CA Prod
 * Marketplace” (siprod.stores.amazon.ca) and their like, which stand for orders of other shops that Amazon ships, and
 * nothing is listed there. Source: https://github.com/amzn/selling-partner-api-models/issues/1367 (2021) and 1763.
 */
function isStore({ marketplace: { domainName } }: Participation): boolean {
  return !domainName || /^www\./i.test(domainName);
}
