/** Reads what Shopify shows, compares it with `shown`, and corrects drift. */

import { shopify } from '../shared/channels/shopify/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(shopify);
