/** Compares what Shopify shows with what it should show, and corrects what differs for good. */

import { shopify } from '../shared/channels/shopify/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(shopify);
