/** Reads one listing on a marketplace that has it, and remembers which one that is. */
import type { AmazonChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { NotListedError } from '../../../ports/channel/not-listed.ts';
import { whileThrottled } from '../../while-throttled.ts';
import type { AmazonAnswer, SellingPartnerApi } from './api.ts';
import { type Availability, availability, type QuantityReading, readQuantities } from './quantity.ts';

export type ListingReader = {
  /**
   * A marketplace that has the listing. Of one configured marketplace it is that one, unread; of several the first that
   * has it, read once. `refused` where none has.
   */
  marketplaceOf(sku: string): Promise<AmazonAnswer<string>>;
  /**
   * What Amazon says of its quantities. Waits while Amazon throttles, at most as often as given. Rejects with NotListedError where
   * no marketplace has it, and with CredentialsGoneError.
   */
  read(sku: string, triesMax: number): Promise<QuantityReading>;
};

/** That none of the configured marketplaces has the listing, as a sentence. */
export function whyNotListed({ marketplaceIds }: AmazonChannel, sku: string): string {
  return `Amazon lists no ${sku} on ${marketplaceIds.join(', ')}.`;
}

export function createListingReader(channel: AmazonChannel, api: SellingPartnerApi): ListingReader {
  const found = new Map<string, string>();

  const readOn = (sku: string, marketplaceId: string): Promise<AmazonAnswer<Availability>> => {
    const query = { includedData: ['fulfillmentAvailability'] };
    return api.ask({ operation: 'getListingsItem', sku, marketplaceId, query }, availability);
  };

  /** Asks the remembered marketplace first, then the others, until one has it. */
  const readFirst = async (sku: string): Promise<AmazonAnswer<Availability>> => {
    const known = found.get(sku);
    const marketplaces = new Set([...(known === undefined ? [] : [known]), ...channel.marketplaceIds]);
    for (const marketplaceId of marketplaces) {
      const answer = await readOn(sku, marketplaceId);
      if (answer.kind === 'done') {
        found.set(sku, marketplaceId);
        return answer;
      }
      if (answer.kind !== 'refused' || answer.status !== 404) {
        return answer;
      }
    }
    found.delete(sku);
    return { kind: 'refused', status: 404, reason: whyNotListed(channel, sku) };
  };

  return {
    async marketplaceOf(sku) {
      const [first, ...others] = channel.marketplaceIds;
      const known = found.get(sku) ?? (others.length === 0 ? first : undefined);
      if (known !== undefined) {
        return { kind: 'done', value: known };
      }
      const answer = await readFirst(sku);
      return answer.kind === 'done' ? { kind: 'done', value: found.get(sku) ?? first ?? '' } : answer;
    },
    async read(sku, triesMax) {
      const answer = await whileThrottled(() => readFirst(sku), triesMax);
      switch (answer.kind) {
        case 'done':
          return readQuantities(answer.value);
        case 'credentialsGone':
          throw new CredentialsGoneError(answer.reason);
        case 'refused':
          throw answer.status === 404 ? new NotListedError(answer.reason) : new Error(answer.reason);
        default:
          return answer satisfies never;
      }
    },
  };
}
