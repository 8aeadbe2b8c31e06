/** Reads the orders back from Shopify that its messages leave unclear. */

import { shopify } from '../shared/channels/shopify/platform.ts';
import { readOrdersHandler } from './wiring/read-orders.ts';

export const handler = readOrdersHandler(shopify);
