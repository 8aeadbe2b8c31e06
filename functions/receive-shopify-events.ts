import { servedChannelsOf } from '../shared/aws/environment.ts';
import { translateShopifyEvent } from '../shared/channels/shopify/partner-event.ts';
import { receiveQueued } from './receive-queued.ts';
import { shopifyReceiving } from './shopify-receiving.ts';

const [channel] = servedChannelsOf('shopify');

/** Receives what Shopify sends to an event bus in place of a URL, whose authenticity is the bus's. */
export const handler = receiveQueued(shopifyReceiving(), channel, translateShopifyEvent);
