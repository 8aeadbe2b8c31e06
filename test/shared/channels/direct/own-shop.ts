/** A channel of the merchant's own, for tests of its calls and messages. */
import type { DirectChannel } from '../../../../shared/channel-config.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';

export const secretOf = (what: string) => `whsec_${Buffer.from(`the secret of ${what}`).toString('base64')}`;

export const KEYS = { signingSecrets: [secretOf('its messages')], callingSecrets: [secretOf('our calls')] };

/** The channel `web`, whose one location `shop` is the ledger's `main`. */
export function ownShop(url: string, rest: Partial<Pick<DirectChannel, 'takes' | 'locations'>> = {}): DirectChannel {
  return {
    id: parseChannelId('web'),
    platform: 'direct',
    url,
    locations: { shop: [parseLocationId('main')] },
    buffer: 0,
    ...rest,
  };
}
