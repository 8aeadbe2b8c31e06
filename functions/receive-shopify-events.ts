import { servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { translateShopifyEvent } from '../shared/channels/shopify/intake/partner-event.ts';
import { receiveQueued } from './wiring/receive-queued.ts';
import { shopifyReceiving } from './wiring/shopify-receiving.ts';

const [channel] = servedChannelsOf('shopify');

/** Receives what Shopify sends to an event bus in place of a URL, whose authenticity is the bus's. */
export const handler = receiveQueued(shopifyReceiving(), channel, translateShopifyEvent);
