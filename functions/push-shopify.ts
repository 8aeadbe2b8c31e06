/** Brings the listings on Shopify to what they should show. */

import { shopify } from '../shared/channels/shopify/platform.ts';
import { pushHandler } from './wiring/push.ts';

export const handler = pushHandler(shopify);
